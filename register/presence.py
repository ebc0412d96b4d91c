"""What an insats has told of a period, as reports say it; :mod:`register.tables.presence` finds it out from what has been delivered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from register.periods import Period


class Presence(StrEnum):
    """What an insats has told of a period."""

    WHOLE = "hela"
    PART = "en-del"
    """Some of its months, or it had deltagare before it began to count."""
    MISSING = "inget"
    ANNULLED = "annullerat"
    ACROSS = "andra-perioder"
    """It has locked across an end of the period."""
    BEFORE = "fore-registret"
    """It had deltagare, but began to count later."""
    NOT_BEGUN = "inte-borjat"
    ENDED = "upphort"

    @property
    def known(self) -> bool:
        """Whether all is told, if only that nobody took part."""
        return self in _KNOWN

    @property
    def active(self) -> bool:
        """Whether there was anything to tell."""
        return self not in (Presence.NOT_BEGUN, Presence.ENDED)

    @property
    def counted(self) -> bool:
        """Whether it has any part in the tables of answers of that period."""
        return self in (Presence.WHOLE, Presence.PART, Presence.ANNULLED)


_KNOWN: Final = frozenset({Presence.WHOLE, Presence.NOT_BEGUN, Presence.ENDED})


@dataclass(frozen=True)
class Standing:
    """An individinriktad insats: id, name, and how it stands in each period, by the period's code."""

    id: str
    name: str
    by_span: Mapping[str, Presence]

    def at(self, span: Period) -> Presence:
        """How it stands in a period; nothing is known against it in one that was not asked for."""
        return self.by_span.get(span.code, Presence.WHOLE)
