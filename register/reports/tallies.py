"""Volumes that no insats counts, as the förbund typed them: people in structural activities, staff on loan; and their sums with the deltagare."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from register.goals.model import Amount, Tally
from register.periods import Period
from register.reports import presence
from register.reports.context import Context
from register.reports.document import Column, Row, Section, Value, View
from register.reports.flow import MOST_SPANS, NO_BREAK, change_notes, signed, signed_share, versus
from register.reports.groups import NOT_DELIVERED
from register.reports.pieces import BLANK, ROUNDED, listed, volume
from register.reports.values import NOT_FOLLOWED_UP, count, decimal, grouped


@dataclass(frozen=True)
class _Told:
    """A year of a tally: its amount, or why it has none; whether the register counted it, or something that it is the sum of."""

    amount: Amount | None
    missing: Value = NOT_FOLLOWED_UP
    registered: bool = False
    partly: bool = False

    @property
    def value(self) -> Value:
        return count(self.amount.total) if self.amount else self.missing

    def part(self, label: str) -> int | None:
        return self.amount.parts.get(label) if self.amount else None


def section(context: Context) -> Section | None:
    """The tallies year by year, with the change and the shares of their parts; nothing in a part of a year, since what is typed is of whole years."""
    tallies = context.goals.tallies
    if not tallies or len(context.span.months) != 12:
        return None
    years = _years(context, tallies)
    told = {one.label: [_told(context, one, year) for year in years] for one in tallies}
    shares = any(found[-1].amount and found[-1].amount.parts for found in told.values())
    why = _unlike(context, years)
    rows = [row for one in tallies for row in _rows(one, told[one.label], shares=shares, unlike=bool(why))]
    columns = [Column(str(year)) for year in years]
    columns += [Column(f"Andel {years[-1]}", "andel")] if shares else []
    columns += [Column("Ändring"), Column("Ändring i procent")] if len(years) > 1 else []
    caption = f"Förbundets egna volymer, {'–'.join(dict.fromkeys((str(years[0]), str(years[-1]))))}"
    notes = (
        *(f"{one.label} är summan av {listed(one.terms)}." for one in tallies if one.terms),
        _origin(tallies, years, told),
        *(change_notes(str(years[-2]), rows) if len(years) > 1 else ()),
        *((why,) if why and any(_of_register(found) for found in told.values()) else ()),
        *((ROUNDED,) if shares else ()),
    )
    said = tuple(sentence for one in tallies if one.terms and (sentence := _sentence(one, years, told[one.label], unlike=bool(why))))
    return Section("volymer-egna", "Förbundets egna volymer", said, View(caption, "Antal", tuple(columns), tuple(rows), notes))


def _years(context: Context, tallies: Sequence[Tally]) -> list[int]:
    """The latest years that something is known of, the report's own last."""
    here = context.span.first.year
    known = {here, *(year for one in tallies for year, amount in one.entries.items() if amount is not None and year < here)}
    if any(one.counted for one in tallies):
        known |= {span.first.year for span in context.spans if span <= context.span and _deltagare(context, span.first.year) is not None}
    return sorted(known)[-MOST_SPANS:]


def _deltagare(context: Context, year: int) -> int | None:
    """The register's deltagare of a whole year."""
    return volume(context, "deltagare", span=str(year))


def _told(context: Context, tally: Tally, year: int) -> _Told:
    """What was typed goes before what is counted: it is what was published."""
    if tally.terms:
        found = [_told(context, one, year) for one in context.goals.tallies if one.label in tally.terms]
        lacking = next((one.missing for one in found if one.amount is None), None)
        whole = Amount(sum(one.amount.total for one in found if one.amount))
        return _Told(None, lacking) if lacking else _Told(whole, partly=any(one.registered for one in found))
    if year in tally.entries or not tally.counted:
        return _Told(tally.entries.get(year))
    people = _deltagare(context, year)
    if people is None:
        return _Told(None, NOT_DELIVERED if year == context.span.first.year else NOT_FOLLOWED_UP)
    return _Told(Amount(people), registered=True)


def _unlike(context: Context, years: Sequence[int]) -> str:
    """Why the register's own figures of the two latest years can't be compared; empty where they can."""
    return presence.no_change(context, context.span, Period.parse(str(years[-2]))) if len(years) > 1 else ""


def _of_register(told: Sequence[_Told]) -> bool:
    """Whether either of the two latest years is counted, or a sum of what is."""
    return any(one.registered or one.partly for one in told[-2:])


def _rows(tally: Tally, told: Sequence[_Told], *, shares: bool, unlike: bool) -> list[Row]:
    """The tally's row, and under it each of its parts."""
    totals = [one.amount.total if one.amount else None for one in told]
    change = (presence.NOT_COMPARED, BLANK) if unlike and _of_register(told) else _change(tally, totals)
    label = f"{tally.label} ({tally.unit})" if tally.unit else tally.label
    rows = [Row(label, (*(one.value for one in told), *((BLANK,) if shares else ()), *change), strong=bool(tally.terms))]
    for part in dict.fromkeys(name for one in told if one.amount for name in one.amount.parts):
        counts = [one.part(part) for one in told]
        # A year without any parts has said so in the row above.
        values = [
            count(n) if n is not None else NOT_FOLLOWED_UP if one.amount and one.amount.parts else BLANK for n, one in zip(counts, told, strict=True)
        ]
        values += [_share(tally, counts[-1], totals[-1])] if shares else []
        rows.append(Row(part, (*values, *_change(tally, counts)), level=1))
    return rows


def _share(tally: Tally, part: int | None, whole: int | None) -> Value:
    """A part of all; no interval, since nobody is left out and nothing came of chance."""
    if part is None or not whole:
        return BLANK
    return Value("andel", f"{decimal(Fraction(100 * part, whole), tally.decimals)}{NO_BREAK}%", part / whole)


def _change(tally: Tally, counts: Sequence[int | None]) -> tuple[Value, ...]:
    if len(counts) < 2:
        return ()
    now, before = counts[-1], counts[-2]
    if now is None or before is None:
        return (BLANK, BLANK)
    return (signed(now - before), signed_share(now - before, before, tally.decimals))


def _origin(tallies: Sequence[Tally], years: Sequence[int], told: dict[str, list[_Told]]) -> str:
    """Which figures are the register's: all others are the förbund's own."""
    counted = [
        f"{label} {listed([str(year) for year, one in zip(years, found, strict=True) if one.registered])}"
        for label, found in told.items()
        if any(one.registered for one in found)
    ]
    typed = "Talen är förbundets egna, införda för hand."
    from_counters = [one.label for one in tallies if one.source and any(year in one.entries for year in years)]
    said = f"{typed} I räknare: {listed(from_counters)}." if from_counters else typed
    return f"{said} Räknat av registret: {listed(counted)}." if counted else said


def _sentence(tally: Tally, years: Sequence[int], told: Sequence[_Told], *, unlike: bool) -> str:
    now, before = told[-1].amount, told[-2].amount if len(told) > 1 else None
    if now is None:
        return ""
    said = f"{tally.label} {years[-1]}: {grouped(now.total)}"
    compared = before is not None and not (unlike and _of_register(told))
    return f"{said}, {versus(now.total, before.total, tally.decimals)} {years[-2]}." if before and compared else f"{said}."
