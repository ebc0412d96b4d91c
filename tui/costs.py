"""What key derivation costs, where the state folder lies and how reports are protected: a test asks for other ones than the real. Light."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from register.disclosure.protected import Rules
    from register.insats.sealing import SealCost
    from register.vault import KdfCost


@dataclass(frozen=True)
class Costs:
    """Key derivation costs, the state folder and the rules of the gate; None is the real one of each."""

    vault: KdfCost | None = None
    seal: SealCost | None = None
    state: Path | None = None
    rules: Rules | None = None
