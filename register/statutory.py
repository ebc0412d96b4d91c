"""The sheet for Uppföljning Finsam: antal by kön per individinriktad insats, antal per strukturövergripande one.

The one table with exact figures that may leave the kansli, and so its own type: writers take this and nothing else. It is built from volumes alone,
at the kansli or in an insats's own vault; whoever makes one writes it in the audit log. Which of the measures Försäkringskassan asks for is not
confirmed: all four are given.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from register.counts import UNDIVIDED, Batch, Volume, flow
from register.periods import Month, Period

InsatsTyp = Literal["individ", "struktur"]

SHEET_KON: Final = ("kvinna", "man", "annat")
KON_LABELS: Final[dict[str, str]] = {"kvinna": "Kvinnor", "man": "Män", "annat": "Annat/uppgift saknas", "totalt": "Totalt"}
TYP_LABELS: Final[dict[str, str]] = {"individ": "individinriktad", "struktur": "strukturövergripande"}
MEASURE_LABELS: Final[dict[str, str]] = {
    "nya": "Nya",
    "deltagare": "Deltagare under perioden",
    "avslutade": "Avslutade",
    "pagaende": "Pågående vid periodens slut",
    "antal": "Antal",
}
NOT_DELIVERED: Final = "Ej levererat för hela perioden"
ANNULLED: Final = "Kontrollera pågående och deltagare: räknade utan den annullerade leveransen av"


@dataclass(frozen=True)
class InsatsVolumes:
    """What a sheet needs of one insats: all its volumes so far, whether they cover the whole period asked for, and what is not counted in them."""

    insats_id: str
    namn: str
    typ: InsatsTyp
    volumes: Mapping[Volume, int]
    covered: bool = True
    annulled: tuple[str, ...] = ()
    """Earlier periods whose delivery is annulled: until the correction has come, those who are pågående are not all known."""


@dataclass(frozen=True)
class Figure:
    """One line to type in: a measure by kön. None is a blank (not given), never zero."""

    measure: str
    kvinna: int | None
    man: int | None
    annat: int | None
    totalt: int | None

    @property
    def label(self) -> str:
        """The measure in words."""
        return MEASURE_LABELS[self.measure]


@dataclass(frozen=True)
class SheetRow:
    """One insats: its figures in the order they are typed. ``note`` says why figures are blank or not to be trusted; empty otherwise."""

    insats_id: str
    namn: str
    typ: InsatsTyp
    period_label: str
    figures: tuple[Figure, ...]
    note: str = ""

    @property
    def typ_label(self) -> str:
        """The typ in words."""
        return TYP_LABELS[self.typ]


@dataclass(frozen=True)
class StatutorySheet:
    """The sheet: individinriktade insatser first, then strukturövergripande, each by name."""

    forbund: str
    period: Period
    made: date
    rows: tuple[SheetRow, ...]

    @property
    def title(self) -> str:
        """Its heading."""
        return f"Inmatningsblad för Uppföljning Finsam, {self.period.label}"


def volumes_of(insats_id: str, namn: str, typ: str, batches: Sequence[Batch], annulled: Collection[int], period: Period) -> InsatsVolumes | None:
    """What a sheet needs of an insats, from its batches in order; None where it ended before the period.

    Args:
        insats_id: the insats, with its name and typ.
        namn: its name.
        typ: individ or struktur.
        batches: all that it has sent.
        annulled: numbers of the batches that no longer count.
        period: the sheet's.
    """
    volumes: dict[Volume, int] = {}
    for batch in batches:
        if batch.number not in annulled:
            for volume, n in batch.volumes.items():
                volumes[volume] = volumes.get(volume, 0) + n
    spans = [Period.parse(batch.period) for batch in batches]
    ended = bool(batches) and batches[-1].final
    if ended and spans[-1].last < period.first:
        return None
    covered = {month for batch, span in zip(batches, spans, strict=True) if batch.number not in annulled for month in span.months}
    first = spans[0].first if spans else period.first
    wanted = {m for m in period.months if m >= first and not (ended and m > spans[-1].last)}
    gone = tuple(batch.period for batch, span in zip(batches, spans, strict=True) if batch.number in annulled and span.first < period.first)
    kind: InsatsTyp = "struktur" if typ == "struktur" else "individ"
    return InsatsVolumes(insats_id, namn, kind, volumes, covered=bool(wanted) and wanted <= covered, annulled=gone)


def build(rows: Iterable[InsatsVolumes], period: Period, forbund: str, made: date) -> StatutorySheet:
    """Make the sheet of a period.

    Args:
        rows: the insatser, in any order.
        period: a halvår, tertial, kvartal or year.
        forbund: the förbund's name (an insats's own sheet may give an empty one).
        made: the day it is made.
    """
    ordered = sorted(rows, key=lambda row: (row.typ != "individ", row.namn.casefold(), row.insats_id))
    return StatutorySheet(forbund, period, made, tuple(_row(row, period) for row in ordered))


def _row(row: InsatsVolumes, period: Period) -> SheetRow:
    if not row.covered:
        measures = ("nya", "deltagare", "avslutade", "pagaende") if row.typ == "individ" else ("antal",)
        figures = tuple(Figure(measure, None, None, None, None) for measure in measures)
        return SheetRow(row.insats_id, row.namn, row.typ, period.label, figures, NOT_DELIVERED)
    figures = _individ(row.volumes, period) if row.typ == "individ" else (_struktur(row.volumes, period),)
    note = f"{ANNULLED} {', '.join(row.annulled)}" if row.annulled and row.typ == "individ" else ""
    return SheetRow(row.insats_id, row.namn, row.typ, period.label, figures, note)


def _individ(volumes: Mapping[Volume, int], period: Period) -> tuple[Figure, ...]:
    before = [(v, n) for v, n in volumes.items() if Month.parse(v.month) < period.first]
    within = [(v, n) for v, n in volumes.items() if period.contains(Month.parse(v.month))]
    flows = [flow(before, within, kon) for kon in (*SHEET_KON, None)]
    return (
        Figure("nya", *(f.nya for f in flows)),
        Figure("deltagare", *(f.deltagare for f in flows)),
        Figure("avslutade", *(f.avslutade for f in flows)),
        Figure("pagaende", *(f.pagaende_slut for f in flows)),
    )


def _struktur(volumes: Mapping[Volume, int], period: Period) -> Figure:
    """The antal: by kön where it was counted so, in total always."""
    within = {v: n for v, n in volumes.items() if v.event == "antal" and period.contains(Month.parse(v.month))}
    by_kon = {kon: sum(n for v, n in within.items() if v.kon == kon) for kon in SHEET_KON}
    given = any(v.kon != UNDIVIDED for v in within)
    kvinna, man, annat = (by_kon[kon] if given else None for kon in SHEET_KON)
    return Figure("antal", kvinna, man, annat, sum(within.values()))
