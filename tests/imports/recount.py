"""What the rows of a file come to, by plain loops that share no code with the counting: volumes, and every table of the shipped plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.imports.forms_file import AT_WORK, Row

WORK_REASONS = ("arbete-utan-stod", "arbete-med-stod", "eget-foretag", "studier")
REHAB_REASONS = ("forstarkt-samarbete", "insats-af", "kommunal-verksamhet", "annan-finsam-insats", "arbetstraning")
AGES = {"16-19": "16-29", "20-24": "16-29", "25-29": "16-29", "30-39": "30-49", "40-49": "30-49", "50-59": "50-67", "60-67": "50-67"}
TIMES = {"0-2": "0-5", "3-5": "0-5", "6-11": "6-11", "12-23": "12-", "24-": "12-"}


@dataclass
class Counted:
    volumes: Counter[tuple[str, str, str, str]] = field(default_factory=Counter)
    """By period, event, month and kön."""
    people: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    """By period, unit and kön."""
    cells: Counter[tuple[str, str, str, str, tuple[str, ...]]] = field(default_factory=Counter)
    """By period, unit, kön, table and values."""


def half_year(month: str) -> str:
    return f"{month[:4]}H{1 if int(month[5:]) <= 6 else 2}"


def recount(rows: Iterable[Row], first: str | None = None) -> Counted:
    """``first``: the first month that counts; starts before it are ingående of its half-year."""
    counted = Counted()
    for row in rows:
        kon, begun = row["start.kon"], row["start.manad"]
        if first is not None and begun < first:
            counted.volumes[half_year(first), "ingaende", first, kon] += 1
        else:
            counted.volumes[half_year(begun), "nya", begun, kon] += 1
            counted.people[half_year(begun), "start", kon] += 1
            for field_ in (
                "aldersgrupp", "utbildning", "tid_forsorjning", "forsorjning", "flera_kallor", "sysselsattning", "omfattning",
                "remitterande_part", "omrade", "ny_i_forbundet", "parallell",
            ):  # fmt: skip
                counted.cells[half_year(begun), "start", kon, f"start.{field_}", (row.get(f"start.{field_}", "saknas"),)] += 1
        if "avslut.manad" in row:
            _ended(row, counted)
    return counted


def _ended(row: Row, counted: Counted) -> None:
    kon, ended = row["start.kon"], row["avslut.manad"]
    period = half_year(ended)
    counted.volumes[period, "avslutade", ended, kon] += 1
    counted.people[period, "avslut", kon] += 1
    tables: dict[str, tuple[str, ...]] = {f"avslut.{f}": (row.get(f"avslut.{f}", "saknas"),) for f in PLAIN}
    for f in ("forsorjning", "sysselsattning"):
        tables[f"avslut.{f}_fore_efter"] = (row.get(f"start.{f}", "saknas"), row.get(f"avslut.{f}", "saknas"))
    months = (int(ended[:4]) - int(row["start.manad"][:4])) * 12 + int(ended[5:]) - int(row["start.manad"][5:])
    time = "0-2" if months < 3 else "3-5" if months < 6 else "6-11" if months < 12 else "12-23" if months < 24 else "24-"
    tables["avslut.arbete_studier"] = (work(row),)
    tables["avslut.tid_i_insats"] = (time,)
    tables["avslut.antal_matningar"] = ("0",)
    for table, values in tables.items():
        counted.cells[period, "avslut", kon, table, values] += 1
    reason = row["avslut.avslutsanledning"]
    group = "arbete-studier" if reason in WORK_REASONS else "rehabilitering" if reason in REHAB_REASONS else "ovrigt"
    for table, value in (
        ("for-vem.parallell", row.get("avslut.parallell", "saknas")),
        ("for-vem.aldersgrupp", AGES[row["start.aldersgrupp"]]),
        ("for-vem.tid", TIMES[time]),
    ):
        counted.people[period, f"avslut.{table}", kon] += 1
        counted.cells[period, f"avslut.{table}", kon, table, (group, value)] += 1


PLAIN = ("avslutsanledning", "redo_for", "forsorjning", "sysselsattning", "omfattning", "vald_fragad", "parallell")


def work(row: Row) -> str:
    """Whether work or studies began, grew, stayed or shrank."""
    before, after = row.get("start.sysselsattning", "saknas"), row.get("avslut.sysselsattning", "saknas")
    if "saknas" in (before, after):
        return "saknas"
    if before not in AT_WORK:
        return "borjade" if after in AT_WORK else "varken"
    if after not in AT_WORK:
        return "minskade"
    first, last = row.get("start.omfattning", "saknas"), row.get("avslut.omfattning", "saknas")
    if "saknas" in (first, last):
        return "saknas"
    return "okade" if int(last) > int(first) else "minskade" if int(last) < int(first) else "oforandrat"
