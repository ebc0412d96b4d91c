"""Opening and making registers, and which screen belongs to which kind. The store is imported inside the functions: they run in its thread."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Final, Union

from register.catalogue import Catalogue, RegisterKind

if TYPE_CHECKING:
    from register.insats.session import Insats
    from register.kansli.acts import Kansli
    from tui.costs import Costs
    from tui.screens.register_screen import RegisterScreen

Opened = Union["Insats", "Kansli"]

PRELOAD: Final[dict[str, tuple[str, ...]]] = {
    "insats": ("register.insats.acts", "tui.screens.insats"),
    "forbund": ("register.kansli.acts", "tui.screens.kansli"),
}
"""What is loaded while the passphrase is typed."""


def open_register(catalogue: Catalogue, kind: RegisterKind, register_id: str, passphrase: str, today: date, costs: Costs) -> Opened:
    """Unlock a register; raises NyckeltalError."""
    if kind == "insats":
        from register.insats.opening import open_insats

        return open_insats(catalogue, register_id, passphrase, today=today, seal_cost=costs.seal, state=costs.state)
    from register.kansli.acts import open_forbund

    return open_forbund(catalogue, register_id, passphrase, today=today, state=costs.state)


def new_insats(
    catalogue: Catalogue,
    register_id: str,
    *,
    namn: str,
    typ: str,
    period_kind: str,
    first_period: str | None,
    passphrase: str,
    today: date,
    costs: Costs,
) -> Opened:
    """Make an insats; raises NyckeltalError."""
    from register.insats.opening import create_insats

    return create_insats(
        catalogue,
        register_id,
        namn=namn,
        typ=typ,
        period_kind=period_kind,
        first_period=first_period,
        passphrase=passphrase,
        today=today,
        vault_cost=costs.vault,
        seal_cost=costs.seal,
        state=costs.state,
    )


def new_forbund(catalogue: Catalogue, register_id: str, *, namn: str, passphrase: str, today: date, costs: Costs) -> Opened:
    """Make a kansli's register; raises NyckeltalError."""
    from register.kansli.acts import create_forbund

    return create_forbund(catalogue, register_id, namn=namn, passphrase=passphrase, today=today, vault_cost=costs.vault, state=costs.state)


def screen_for(opened: Opened, today: Callable[[], date]) -> RegisterScreen:
    """The screen of an unlocked register."""
    from register.insats.session import Insats

    if isinstance(opened, Insats):
        from tui.screens.insats import InsatsScreen

        return InsatsScreen(opened, today)
    from tui.screens.kansli import KansliScreen

    return KansliScreen(opened, today)
