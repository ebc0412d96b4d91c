"""What every format of a report shares: its file name, its dates, its numbering, the meaning of its marks, what its protection says."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Final

from register.disclosure.protected import ProtectedTable
from register.reports.document import EMPTY_MARK, HIDDEN_MARK, Kind, Report, Section, View

HIDDEN_MEANS: Final = "dolt av sekretesskäl"
MEANINGS: Final[dict[Kind, tuple[str, str]]] = {
    "dold": (HIDDEN_MARK, HIDDEN_MEANS),
    "tom": (EMPTY_MARK, "inget att räkna på"),
}
"""The values that are only a mark, and what it means; *ej uppföljt* says so itself."""

DEFINITIONS_HEADING: Final = "Vad orden betyder"
ABOUT_HEADING: Final = "Om rapporten"
MOST_WHOLE: Final = 30
"""A table of so many rows is never broken over two pages."""

FIGURES_HEADING: Final = "Talen bakom bilderna"

_MONTHS: Final = ("januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november", "december")


@dataclass(frozen=True)
class Part:
    """A section with the numbers of its picture, its table and its grids, counted through the report; None where it has none."""

    section: Section
    picture: int | None
    table: int | None
    grids: tuple[int, ...] = ()


def parts(report: Report) -> list[Part]:
    """The sections, numbered."""
    found: list[Part] = []
    pictures = tables = 0
    for section in report.sections:
        pictures += section.chart is not None
        tables += section.view is not None
        grids = tuple(range(tables + 1, tables + 1 + len(section.grids)))
        found.append(Part(section, pictures if section.chart else None, tables if section.view else None, grids))
        tables += len(grids)
    return found


def tables_apart(report: Report) -> bool:
    """Whether tables stand after the pictures: the board's overview has its first page for itself."""
    return report.kind == "oversikt"


def marks(view: View) -> list[tuple[str, str]]:
    """The marks that a table uses in place of figures, with their meaning."""
    used = {value.kind for row in view.rows for value in row.values}
    return [said for kind, said in MEANINGS.items() if kind in used]


def legend(view: View) -> str:
    """The marks of a table in one line; empty where it has none."""
    return " · ".join(f"{mark} = {meaning}" for mark, meaning in marks(view))


def word_columns(view: View) -> list[bool]:
    """For each column whether it holds words, which stand to the left; figures stand to the right."""
    kinds = [{row.values[n].kind for row in view.rows} for n in range(len(view.columns))]
    return ["ord" in used and used <= {"ord", "ej-uppfoljd", "tom", "dold"} for used in kinds]


def day(made: date) -> str:
    """A date in words: ``3 juli 2026``."""
    return f"{made.day} {_MONTHS[made.month - 1]} {made.year}"


def slug(words: str) -> str:
    """Words as part of a file name, in ASCII: ``Vägen vidare`` gives ``vagen-vidare``."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-")


def short_slug(words: str) -> str:
    """A förbund's name in a file's: without the word that every förbund has, and no longer than needed to know it."""
    plain = slug(words).removeprefix("samordningsforbundet-")
    return plain if len(plain) <= _LONGEST_SUBJECT else plain[: _LONGEST_SUBJECT + 1].rsplit("-", 1)[0][:_LONGEST_SUBJECT]


_LONGEST_SUBJECT: Final = 24


def file_stem(report: Report) -> str:
    """The files' name without ending: kind, whose, and period. An insats's is its id: two names may be alike."""
    return "-".join(filter(None, (slug(report.kind), report.subject_id or short_slug(report.subject), report.span)))


def protection(table: ProtectedTable) -> str:
    """What the gate's audit says of a table that stands in a file of its own."""
    audit = table.audit
    if not audit["angripare"]:
        return f"Tabellen har {audit['celler']} celler. Antalen är sådana som lämnas till Uppföljning Finsam och visas som de är, också 1 till 4."
    hidden = "och ingen är dold."
    if audit["prickar"]:
        zeros = "En prick kan också stå för noll." if audit["nollor"] == "dolda" else "En prick står aldrig för noll."
        hidden = f"varav {audit['prickar']} är dolda. {zeros}"
    verdict = "inget dolt tal kunde räknas ut" if audit["omdome"] == "haller" else "granskningen håller inte"
    return (
        f"Tabellen har {audit['celler']} celler, {hidden} Antal från 1 till {audit['troskel'] - 1} visas inte (utom av dem som inte har "
        f"svarat), och inte heller det som de kunde räknas fram ur. "
        f"Den är granskad mot angripare av slagen {', '.join(sorted(audit['angripare']))}: {verdict}."
    )
