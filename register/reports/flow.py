"""How many: deltagare, nya, avslutade and pågående of the förbund, by kön, year and insats, and month by month."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Final

from register.disclosure.tables import TOTAL
from register.periods import Period
from register.reports import presence
from register.reports.context import Context
from register.reports.document import BLANK_MARK, Chart, ChartKind, Column, Row, Section, Series, Value, View
from register.reports.groups import NOT_DELIVERED, by_note
from register.reports.pieces import BLANK, Reading, alternative, listed, number, read, top_count, volume
from register.reports.spans import named
from register.reports.values import EMPTY, count, decimal, grouped, per_cent, share

MEASURES: Final = (("deltagare", "Deltagare"), ("nya", "Nya"), ("avslutade", "Avslutade"), ("pagaende", "Pågående vid periodens slut"))
KON: Final = (("kvinna", "Kvinnor"), ("man", "Män"), ("annat", "Annat eller uppgift saknas"))
MINUS, NO_BREAK = "\N{MINUS SIGN}", "\N{NO-BREAK SPACE}"
MOST_SPANS: Final = 4
LEAST_BASE: Final = 20
"""Changes from fewer than these are not told in per cent: one more of three is no trend."""

FROM_FEW: Final = f"Ändringen i procent står bara där det tidigare antalet är minst {LEAST_BASE}."
NOT_BY_KON: Final = "I antalen ingår också de vars kön är annat eller inte är känt."
_MONTHS: Final = ("jan", "feb", "mars", "april", "maj", "juni", "juli", "aug", "sep", "okt", "nov", "dec")


def given(n: int | None) -> Value:
    """A volume; what nobody has sent says so: volumes are never hidden."""
    return NOT_DELIVERED if n is None else count(n)


def spans(context: Context) -> list[Period]:
    """The periods that the volumes are known of, oldest first, the report's own last."""
    found = context.table("volymer")
    known = {one.code for one in found.headings[0].categories} if found else set()
    return sorted((one for one in context.spans if one.code in known or one == context.span), key=lambda one: (one == context.span, one))[
        -MOST_SPANS:
    ]


def signed(change: int) -> Value:
    """A change in number: ``+211``, ``−12``, ``0``."""
    return Value("antal", f"{'+' if change > 0 else MINUS if change < 0 else ''}{grouped(abs(change))}", change)


def signed_share(change: int, before: int, places: int = 0) -> Value:
    """A change in per cent of what was before; nothing is said where that was few, see :data:`FROM_FEW`."""
    if before < LEAST_BASE:
        return BLANK
    text = f"{decimal(Fraction(100 * abs(change), before), places)}{NO_BREAK}%"
    if change and not text.strip(f"0,{NO_BREAK}%"):  # what is rounded to nothing is not called nothing
        return Value("andel", f"under {decimal(Fraction(1, 10**places), places)}{NO_BREAK}%", change / before)
    return Value("andel", f"{'+' if change > 0 else MINUS if change < 0 else ''}{text}", change / before)


def sections(context: Context) -> list[Section | None]:
    """The volumes by kön and year, by insats, and of strukturövergripande insatser."""
    return [by_kon(context), by_insats(context), _struktur(context)]


def by_kon(context: Context) -> Section | None:
    """Deltagare, nya, avslutade and pågående by kön, with the change from the period before."""
    table = context.table("volymer")
    if table is None:
        return None
    known = spans(context)
    rows: list[Row] = []
    for measure, label in MEASURES:
        rows.append(_row(context, known, measure, TOTAL, label))
        rows += [_row(context, known, measure, kon, name) for kon, name in KON if _anybody(context, known, measure, kon)]
        if measure == "deltagare":
            rows += [_share_row(context, known, kon, f"Andel {name.lower()}") for kon, name in KON[:2]]
    heads = [Column(named(one), "") for one in known]
    heads += [Column(head, "") for head in presence.change_heads(context, known[-1], known[-2])] if len(known) > 1 else []
    notes = (*((table.note,) if table.note else ()), *(change_notes(named(known[-2]), rows) if len(known) > 1 else ()))
    notes += presence.changes_of(context, known[-1], known[-2]) if len(known) > 1 else ()
    notes += wrong_in(context, known)
    view = View(f"Deltagare, {_range(known)}", "Antal", tuple(heads), tuple(rows), notes)
    return Section("volymer", "Deltagare och flöde", volume_sentences(context), view, _by_period(context, known))


def wrongly_registered(found: Iterable[tuple[str, int | None, int | None, int | None]]) -> tuple[str, ...]:
    """Why deltagare less avslutade is more than pågående, where it is.

    Args:
        found: of what (``2026``, an insats), deltagare, avslutade and pågående.
    """
    more = [(what, people - ended - still) for what, people, ended, still in found if people is not None and ended is not None and still is not None]
    said = [f"{n} {what}".rstrip() for what, n in more if n > 0]
    if not said:
        return ()
    why = "felregistrerade, som varken räknas som avslutade eller pågående"
    return (f"Deltagare minus avslutade är fler än pågående. Skillnaden, {listed(said)}, är {why}.",)


def _flow_of(context: Context, what: str, code: str, table: str = "volymer") -> tuple[str, int | None, int | None, int | None]:
    people, ended, still = (volume(context, measure, span=code, table=table) for measure in ("deltagare", "avslutade", "pagaende"))
    return what, people, ended, still


def wrong_in(context: Context, known: Iterable[Period]) -> tuple[str, ...]:
    """:func:`wrongly_registered` of each of the periods."""
    return wrongly_registered(_flow_of(context, f"under {named(one)}", one.code) for one in known)


def change_notes(before: str, rows: Sequence[Row]) -> tuple[str, ...]:
    """What the last two columns are changes from, and why a per cent is left out where one is."""
    few = any(row.values[-1] == BLANK and row.values[-2].kind == "antal" for row in rows)
    return (f"Ändringen är mot {before}.", *((FROM_FEW,) if few else ()))


def _share_row(context: Context, known: Sequence[Period], kon: str, label: str) -> Row:
    """The share of the deltagare that one kön is, each year; it has no interval, since nothing is left to chance in who took part."""
    found = [share(volume(context, "deltagare", kon, span=one.code), volume(context, "deltagare", span=one.code)) for one in known]
    shares = tuple(NOT_DELIVERED if one.kind == "dold" else Value(one.kind, one.text, one.number) for one in found)
    return Row(label, (*shares, *((BLANK, BLANK) if len(known) > 1 else ())), level=1)


def _range(known: Sequence[Period]) -> str:
    return "–".join(dict.fromkeys((named(known[0]), named(known[-1])))) if len(known[0].months) == 12 else named(known[-1])


def _anybody(context: Context, known: Sequence[Period], measure: str, kon: str) -> bool:
    counts = [volume(context, measure, kon, span=one.code) for one in known]
    return any(counts) or (kon != "annat" and any(n is not None for n in counts))


def _row(context: Context, known: Sequence[Period], measure: str, kon: str, label: str) -> Row:
    counts = [volume(context, measure, kon, span=one.code) for one in known]
    values = [given(n) for n in counts]
    if len(known) > 1:
        now, before = presence.both(context, measure, kon, known[-1], known[-2])
        told = None in counts[-2:]
        none = [EMPTY, EMPTY] if told else [presence.NOT_COMPARED, BLANK]
        values += none if now is None or before is None else [signed(now - before), signed_share(now - before, before)]
    return Row(label, tuple(values), level=0 if kon == TOTAL else 1, strong=kon == TOTAL)


def _by_period(context: Context, known: Sequence[Period]) -> Chart:
    series = []
    for one in known[-3:]:
        counts = [volume(context, measure, span=one.code) for measure, _ in MEASURES]
        marks = tuple("" if n is not None else NOT_DELIVERED.text for n in counts)
        series.append(Series(named(one), tuple(None if n is None else float(n) for n in counts), (), marks))
    labels = tuple(label for _, label in MEASURES)
    top = top_count(value for one in series for value in one.values if value is not None)
    kind: ChartKind = "stapel" if len(series) == 1 else "grupperad-stapel"
    return Chart(kind, "Deltagare och flöde", _alternative(labels, series), labels, tuple(series), "antal", 0.0, top)


def _alternative(labels: Sequence[str], series: Sequence[Series]) -> str:
    """What the picture shows; a volume that is missing is not hidden but not delivered."""
    return alternative(labels, series, "antal").replace(" dolt", f" {NOT_DELIVERED.text}")


def volume_sentences(context: Context) -> tuple[str, ...]:
    """How many took part, against the period before, and how many of them were women."""
    now = volume(context, "deltagare")
    if now is None:
        return ()
    said = f"{grouped(now)} deltagare {named(context.span)}{since(context)}"
    women = volume(context, "deltagare", "kvinna")
    shares = f" {per_cent(Fraction(women, now))} var kvinnor." if now and women is not None else ""
    return (f"{said}.{shares}",)


def since(context: Context) -> str:
    """``, 21 fler (6 %) än 2024``, of the same insatser; empty where there is nothing to set beside."""
    if len(context.spans) < 2:
        return ""
    now, before = presence.both(context, "deltagare", TOTAL, context.span, context.spans[1])
    if now is None or before is None:
        return ""
    same = "i de insatser som har lämnat båda perioderna " if context.table(presence.COMPARED) is not None else ""
    return f", {same}{versus(now, before)} {named(context.spans[1])}"


def versus(now: int, before: int, places: int = 0) -> str:
    """``211 fler (12 %) än``, ``lika många som``; without the per cent where there were few before."""
    if now == before:
        return "lika många som"
    part = f" ({signed_share(abs(now - before), before, places).text.removeprefix('+')})" if before >= LEAST_BASE else ""
    return f"{grouped(abs(now - before))} {'fler' if now > before else 'färre'}{part} än"


def by_insats(context: Context) -> Section | None:
    """The volumes of each insats, and bars of their deltagare."""
    table = context.table("volymer-insats")
    if table is None:
        return None
    asked = (("deltagare", TOTAL), ("deltagare", "kvinna"), ("deltagare", "man"), ("nya", TOTAL), ("avslutade", TOTAL), ("pagaende", TOTAL))
    heads = ("Deltagare", "Kvinnor", "Män", "Nya", "Avslutade", "Pågående")
    terms = ("deltagare", "kon", "kon", "nya", "avslutade", "pagaende")
    rows = []
    for one in table.headings[0].categories:
        counts = [volume(context, measure, kon, span=one.code, table="volymer-insats") for measure, kon in asked]
        rows.append(Row(one.label, tuple(map(given, counts)), strong=one.code == TOTAL))
    columns = tuple(Column(head, term) for head, term in zip(heads, terms, strict=True))
    unknown = any(volume(context, "deltagare", "annat", span=one.code, table="volymer-insats") for one in table.headings[0].categories)
    each = [one for one in table.headings[0].categories if one.code != TOTAL]
    wrong = wrongly_registered(_flow_of(context, f"i {one.label}", one.code, "volymer-insats") for one in each)
    notes = (*filter(None, (table.note, NOT_BY_KON if unknown else "")), *wrong)
    view = View(f"Deltagare per insats, {named(context.span)}", "Insats", columns, tuple(rows), notes)
    return Section("volymer-insats", "Deltagare per insats", (), view, _insats_bars([row for row in rows if not row.strong]))


def _insats_bars(rows: Sequence[Row]) -> Chart | None:
    values = tuple(number(row.values[0]) for row in rows)
    if sum(value is not None for value in values) < 2:
        return None
    labels = tuple(row.label for row in rows)
    series = Series("Deltagare", values, (), tuple("" if value is not None else NOT_DELIVERED.text for value in values))
    top = top_count(value for value in values if value is not None)
    return Chart("stapel", "Deltagare per insats", _alternative(labels, [series]), labels, (series,), "antal", 0.0, top)


def _struktur(context: Context) -> Section | None:
    """Antal in strukturövergripande insatser, by kön where it was counted so; and all that the förbund reached together."""
    table = context.table("volymer-struktur")
    if table is None:
        return None
    kons = [one for one in table.headings[1].categories if one.code in (TOTAL, "kvinna", "man")]
    counts = {one: [table.cells.get((one.code, kon.code, "antal")) for kon in kons] for one in table.headings[0].categories}
    rows = [Row(one.label, tuple(Value("ej-uppfoljd", BLANK_MARK) if n is None else count(n) for n in found)) for one, found in counts.items()]
    whole = sum(found[0] or 0 for found in counts.values())
    if len(rows) > 1:
        rows.append(Row("Tillsammans", (count(whole), *(EMPTY,) * (len(kons) - 1)), strong=True))
    columns = tuple(Column("Antal" if one.code == TOTAL else one.label, "struktur" if one.code == TOTAL else "kon") for one in kons)
    view = View(f"Strukturövergripande insatser, {named(context.span)}", "Insats", columns, tuple(rows))
    people = volume(context, "deltagare")
    said = (
        ()
        if people is None
        else (f"Tillsammans {grouped(whole + people)}: {grouped(whole)} här och {grouped(people)} deltagare i de individinriktade.",)
    )
    return Section("struktur", "Strukturövergripande insatser", said, view)


# -- Month by month ----------------------------------------------------------------------------------------------------------------------------


def by_month(context: Context) -> Section | None:
    """Nya and avslutade month by month; by quarter where either is printed so, by period where months are too small to be printed."""
    both = [(label, found) for id_, label in (("nya", "Nya"), ("avslutade", "Avslutade")) if (found := read(context.table(f"{id_}-manad")))]
    divided = [(label, found) for label, found in both if found.is_divided]
    if len(divided) < 2:
        return _by_period_alone(context)
    codes = [one.code for one in min((found for _, found in divided), key=lambda found: len(found.answers)).answers]
    labels = tuple(map(_month, codes))
    series = [Series(label, tuple(_in(found, code) for code in codes)) for label, found in divided]
    top = top_count(value for one in series for value in one.values if value is not None)
    chart = Chart("linje", "Nya och avslutade", alternative(labels, series, "antal"), labels, tuple(series), "antal", 0.0, top)
    columns = tuple(Column(label, term) for (label, _), term in zip(divided, ("nya", "avslutade"), strict=True))
    rows = tuple(
        Row(label, tuple(count(None if one.values[place] is None else round(one.values[place] or 0)) for one in series))
        for place, label in enumerate(labels)
    )
    notes = by_note([(label, found.table.note) for label, found in divided]) if codes[0][4] != "-" else ()
    return Section(
        "flode",
        "Flöde",
        (),
        View(f"Nya och avslutade, {named(context.span)}", "Månad" if codes[0][4] == "-" else "Kvartal", columns, rows, notes),
        chart,
    )


def _month(code: str) -> str:
    return _MONTHS[int(code[5:7]) - 1] if code[4] == "-" else f"kv {code[5]}"


def _in(found: Reading, code: str) -> float | None:
    """The count of a month, or of a quarter: of its months where only they are printed."""
    codes = [one.code for one in found.answers]
    if code in codes:
        n = found.at(code)
    else:
        n = found.share_of([one for one in codes if one[4] == "-" and f"{one[:4]}K{(int(one[5:7]) - 1) // 3 + 1}" == code])[0]
    return None if n is None else float(n)


def _by_period_alone(context: Context) -> Section | None:
    whole = by_kon(context)
    if whole is None or volume(context, "deltagare") is None:
        return None
    said = "Månaderna har för små antal för att visas var för sig."
    return Section("flode", "Flöde", (said,), whole.view, whole.chart)
