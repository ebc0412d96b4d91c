"""What the sheet for Uppföljning Finsam says besides its figures: headings, definitions, notes. Shared by its three file formats."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from register.statutory import KON_LABELS, SHEET_KON

if TYPE_CHECKING:
    from register.statutory import Figure, SheetRow, StatutorySheet

KON_HEADINGS: Final = (*(KON_LABELS[kon] for kon in SHEET_KON), KON_LABELS["totalt"])
"""Headings of the columns of figures, in their order."""

PART_HEADINGS: Final = {"individ": "Individinriktade insatser", "struktur": "Strukturövergripande insatser"}
"""Headings of the two parts of the sheet, in order, by typ."""

DEFINITIONS: Final = {
    "nya": "Deltaganden som startade under perioden.",
    "deltagare": "Deltaganden som pågick vid periodens början, plus nya under perioden.",
    "avslutade": "Deltaganden som avslutades under perioden.",
    "pagaende": "Deltagare under perioden minus avslutade och felregistrerade.",
    "antal": "Antal personer i en strukturövergripande insats under perioden.",
}
"""What each measure counts, by its id."""

UNIT_NOTE: Final = "Varje deltagande räknas för sig: den som varit med i två insatser, eller två gånger i samma, räknas två gånger."

UNCONFIRMED_NOTE: Final = (
    "Det är inte bekräftat vilka av måtten som Försäkringskassan frågar efter i Uppföljning Finsam, eller hur annat kön än kvinna och man ska anges "
    "där. Följ formuläret och dess anvisningar."
)

INTERNAL_NOTE: Final = (
    "Internt arbetsmaterial. Talen står som de är, också när de är 1 till 4, eftersom antalen ska lämnas så. Bladet får inte publiceras eller "
    "spridas: små tal kan peka ut en person."
)

BLANK_NOTE: Final = "En tom ruta betyder att uppgiften inte finns, inte att den är noll."

UNDIVIDED_NOTE: Final = "Några är räknade utan uppgift om kön: totalt är då mer än summan av kolumnerna."


def figures(figure: Figure) -> tuple[int | None, ...]:
    """A line's figures in the order of :data:`KON_HEADINGS`; None is a blank."""
    return (figure.kvinna, figure.man, figure.annat, figure.totalt)


def has_undivided(row: SheetRow) -> bool:
    """Whether some of the row's figures hold people counted without kön."""
    split = [(sum(n for n in figures(f)[:-1] if n is not None), f.totalt) for f in row.figures if f.totalt is not None and f.kvinna is not None]
    return any(total > parts for parts, total in split)


def row_note(row: SheetRow) -> str:
    """What has to be said about one insats's figures; empty where nothing has."""
    return " ".join(filter(None, (row.note and f"{row.note}.", UNDIVIDED_NOTE if has_undivided(row) else "")))


def definitions(sheet: StatutorySheet) -> dict[str, str]:
    """The measures that the sheet holds, in the order of its rows: label and definition."""
    return {figure.label: DEFINITIONS[figure.measure] for row in sheet.rows for figure in row.figures}


def notes(sheet: StatutorySheet) -> list[str]:
    """The notes under the table, the most important first."""
    has_blank = any(None in figures(figure) for row in sheet.rows for figure in row.figures)
    return [INTERNAL_NOTE, UNCONFIRMED_NOTE, UNIT_NOTE, *([BLANK_NOTE] if has_blank else [])]


def months(sheet: StatutorySheet) -> str:
    """The sheet's span in months: ``2026-01 till 2026-06``."""
    return f"{sheet.period.first} till {sheet.period.last}"
