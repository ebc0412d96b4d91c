"""Counters that count nobody who is to be protected: staff, occasions, resources. Plain figures of the förbund, and a type of their own.

Such figures need no gate, and so must be no way past it: a :class:`PlainFigures` refuses a counter that counts people (``skyddas = true``), and a
value that was ever entered by one. Writers ask :func:`plain` before they write.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import InitVar, dataclass
from typing import Final, final
from weakref import WeakSet

from register.counters.figures import Joined, over
from register.counters.model import Counter, Figures
from register.periods import Month, Period

_KEY: Final = object()
_issued: WeakSet[PlainFigures] = WeakSet()

WHAT: Final = "Räknaren räknar inga deltagare, köande eller svarande. Talen är förbundets egna och visas som de är."
"""What is said of such figures beside those that the gate let through."""


@final
@dataclass(frozen=True, eq=False)
class PlainFigures:
    """The values of one counter, of all its owners.

    Args:
        counter: the present definition.
        figures: what has been given, by owner and period.
        ended: the last month of insatser that have ended.
        names: of the owners, by insats id.
    """

    key: InitVar[object]
    counter: Counter
    figures: tuple[Figures, ...]
    ended: Mapping[str, Month]
    names: Mapping[str, str]

    def __post_init__(self, key: object) -> None:
        if key is not _KEY:
            raise TypeError("PlainFigures are made by of_counter alone")
        _issued.add(self)

    def over(self, span: Period, insats: str | None = None) -> Joined:
        """The counter over a span, all owners together or one of them alone; see :func:`register.counters.figures.over`."""
        return over(self.counter, [one for one in self.figures if insats in (None, one.insats_id)], span, self.ended)


def of_counter(
    counter: Counter, figures: Iterable[Figures], ended: Mapping[str, Month] | None = None, names: Mapping[str, str] | None = None
) -> PlainFigures:
    """The counter with those of the figures that are its own.

    Raises:
        TypeError: the counter counts people, or one of its values was entered when it did; only the gate lets such figures out.
    """
    mine = tuple(one for one in figures if one.counter.id == counter.id)
    if counter.protected or any(one.counter.protected for one in mine):
        raise TypeError("a counter of people goes through the gate alone")
    return PlainFigures(_KEY, counter, mine, dict(ended or {}), dict(names or {}))


def plain(figures: object) -> PlainFigures:
    """The figures, if they were made here; what every writer asks first.

    Raises:
        TypeError: it is something else, however much it looks like them.
    """
    if type(figures) is not PlainFigures or figures not in _issued:
        raise TypeError("only figures of counters that count nobody may be written without the gate")
    return figures
