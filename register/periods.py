"""Months and reporting periods: pure calendar arithmetic, without a clock.

A month is written ``2026-03``; a period ``2026H1`` (halvår), ``2026T1`` (tertial), ``2026K1`` (kvartal) or ``2026`` (the whole year).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, get_args

from register.errors import BadInput

PeriodKind = Literal["halvar", "tertial", "kvartal"]
PERIOD_KINDS: Final[tuple[PeriodKind, ...]] = get_args(PeriodKind)
PERIOD_KIND_LABELS: Final[dict[PeriodKind, str]] = {"halvar": "halvår", "tertial": "tertial", "kvartal": "kvartal"}

_MONTHS_OF: Final[dict[str, int]] = {"H": 6, "T": 4, "K": 3}
_LETTER_OF: Final[dict[PeriodKind, str]] = {"halvar": "H", "tertial": "T", "kvartal": "K"}
_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_PERIOD = re.compile(r"(\d{4})(?:([HTK])(\d))?", re.ASCII)


@dataclass(frozen=True, order=True)
class Month:
    """One calendar month; ordered in time."""

    year: int
    month: int

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    @classmethod
    def parse(cls, text: str, *, field: str = "manad") -> Month:
        """Read ``ÅÅÅÅ-MM``; raises BadInput for anything else."""
        match = _MONTH.fullmatch(text.strip())
        if match and 1 <= int(match[2]) <= 12 and int(match[1]) >= 1990:
            return cls(int(match[1]), int(match[2]))
        raise BadInput(
            "Månaden går inte att läsa.", "En månad skrivs med fyra siffror för året och två för månaden.", "Skriv till exempel 2026-03.", field=field
        )

    @classmethod
    def of(cls, day: date) -> Month:
        """The month that a day lies in."""
        return cls(day.year, day.month)

    def plus(self, months: int) -> Month:
        """The month that many months later (earlier where negative)."""
        index = self.index + months
        return Month(index // 12, index % 12 + 1)

    @property
    def index(self) -> int:
        """Months since year 0; the difference of two is the number of months between them."""
        return self.year * 12 + self.month - 1


@dataclass(frozen=True, order=True)
class Period:
    """A run of whole months with a code: a halvår, tertial, kvartal or year. Ordered by first month, then last."""

    first: Month
    last: Month
    code: str

    def __str__(self) -> str:
        return self.code

    @classmethod
    def parse(cls, text: str, *, field: str = "period") -> Period:
        """Read ``2026H1``, ``2026T3``, ``2026K4`` or ``2026``; raises BadInput for anything else."""
        match = _PERIOD.fullmatch(text.strip().upper())
        if match and int(match[1]) >= 1990:
            year = int(match[1])
            if match[2] is None:
                return cls(Month(year, 1), Month(year, 12), match[1])
            length, number = _MONTHS_OF[match[2]], int(match[3])
            if 1 <= number <= 12 // length:
                return cls(Month(year, (number - 1) * length + 1), Month(year, number * length), f"{year:04d}{match[2]}{number}")
        raise BadInput(
            "Perioden går inte att läsa.",
            "En period är ett halvår (2026H1), ett tertial (2026T1), ett kvartal (2026K1) eller ett år (2026).",
            "Skriv till exempel 2026H1.",
            field=field,
        )

    @classmethod
    def containing(cls, month: Month, kind: PeriodKind) -> Period:
        """The period of that kind in which the month lies."""
        letter = _LETTER_OF[kind]
        return cls.parse(f"{month.year:04d}{letter}{(month.month - 1) // _MONTHS_OF[letter] + 1}")

    @property
    def months(self) -> tuple[Month, ...]:
        """Its months in order."""
        return tuple(self.first.plus(i) for i in range(self.last.index - self.first.index + 1))

    @property
    def label(self) -> str:
        """How a report names it: ``första halvåret 2026``, ``tertial 2 2026``, ``helåret 2026``."""
        if len(self.code) == 4:
            return f"helåret {self.code}"
        number = int(self.code[5])
        if self.code[4] == "H":
            return f"{'första' if number == 1 else 'andra'} halvåret {self.first.year}"
        return f"{'tertial' if self.code[4] == 'T' else 'kvartal'} {number} {self.first.year}"

    @property
    def closes_year(self) -> bool:
        """Whether December is its last month."""
        return self.last.month == 12

    def contains(self, other: Month | Period) -> bool:
        """Whether a month or a whole period lies inside it."""
        first, last = (other, other) if isinstance(other, Month) else (other.first, other.last)
        return self.first <= first and last <= self.last

    def has_ended(self, today: date) -> bool:
        """Whether its last month is over on that day."""
        return self.last < Month.of(today)

    def previous(self) -> Period:
        """The period of the same kind before it."""
        if len(self.code) == 4:
            return Period.parse(f"{int(self.code) - 1:04d}")
        kind: PeriodKind = next(kind for kind, letter in _LETTER_OF.items() if letter == self.code[4])
        return Period.containing(self.first.plus(-1), kind)

    def next(self) -> Period:
        """The period of the same kind that follows."""
        if len(self.code) == 4:
            return Period.parse(f"{int(self.code) + 1:04d}")
        kind: PeriodKind = next(kind for kind, letter in _LETTER_OF.items() if letter == self.code[4])
        return Period.containing(self.last.plus(1), kind)
