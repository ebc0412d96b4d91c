"""Counters and values written out by hand, for tests of what reports make of them. All of it is made up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from register.counters import periods
from register.counters.model import Counted, Counter, Counters, Dimension, Edition, EnteredBy, Figures, Joining, Kind, Place
from register.disclosure.protected import ProtectedTable, Rules
from register.disclosure.publication import History
from register.periods import Period
from register.tables import counters
from register.tables.making import Made, make
from register.tables.source import Source
from register.vocabulary.model import Code
from tests.tables.batches import batch, insats, source

BANDS = Dimension(
    "vantetid", "Väntetid", (Code("0-2", "Under 3", "", False, 0, 2), Code("3-5", "3–5", "", False, 3, 5), Code("6-", "6 eller mer", "", False, 6))
)
ANSWERS = Dimension("svar", "Svar", (Code("ja", "Ja"), Code("nej", "Nej")))
QUESTIONS = Dimension("fraga", "Fråga", (Code("a", "Fråga A"), Code("b", "Fråga B")))
KON = Dimension("kon", "Kön", (Code("kvinna", "Kvinna"), Code("man", "Man"), Code("annat", "Annat")))
YEAR, HALF, BEFORE = (Period.parse(code) for code in ("2026", "2026H1", "2025"))
TODAY = date(2027, 2, 1)
LOCKS = ("2025H1", "2025H2", "2026H1", "2026H2")


def counter(
    *dimensions: Dimension, kind: Kind = "manad", joining: Joining = "senaste", by: EnteredBy = "insats", pair: bool = False, protected: bool = True
) -> Counter:
    """A counter called ko."""
    median = BANDS.id if BANDS in dimensions and not pair else None
    labels = ("Nöjda", "Svarande") if pair else None
    return Counter("ko", "Personer i kö", kind, by, "personer", protected, dimensions, joining, labels, median)


def given(of: Counter, owner: str, period: str, values: Mapping[str, int], number: int = 1) -> Edition:
    """Values by the place's codes with a slash between (and, of a share, its number)."""
    places = {_place(of, text): n for text, n in values.items()}
    return Edition(Figures(of, periods.parse(of.period_kind, period), owner, "insats" if owner else "kansli", places), number)


def _place(of: Counter, text: str) -> Place:
    codes = tuple(part for part in text.split("/") if part)
    measure = next((one for one in of.measures if codes and codes[-1] == one), of.measures[0])
    return Place(codes[: len(of.dimensions)], measure)


def forbund(of: Counter, *editions: Edition, insatser: Sequence[str] = ("a", "b", "c"), locks: Sequence[str] = LOCKS) -> Source:
    """A förbund whose insatser have locked those periods, and counted."""
    made = source(*(insats(one, *(batch(number, lock) for number, lock in enumerate(locks, start=1))) for one in insatser))
    return replace(made, counted=Counted(Counters((of,)), tuple(editions)))


def protect(of: Source, *spans: Period, insats: str | None = None, history: History | None = None) -> Made:
    """The counters' tables through the gate, jointly with what was published."""
    wanted = spans or (YEAR,)
    ladders, kind = counters.ladders(of, wanted, insats), "insatsrapport" if insats else "arsredovisning"
    rules, before = Rules(seconds=30.0), history or History()
    return make(ladders, before, report=kind, subject=insats or "", span=wanted[0].code, by=of.id, today=TODAY, rules=rules)


def cells(table: ProtectedTable) -> dict[tuple[str, str], int | None]:
    """A table's cells by kön and svar."""
    return {(kon, svar): n for (_, kon, svar), n in table.cells.items()}
