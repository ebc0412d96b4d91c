"""Sysselsättning and försörjning before and after the insats, of the same avslutade; and who began or increased work or studies."""

from __future__ import annotations

from register.disclosure.tables import TOTAL
from register.reports.context import Context
from register.reports.document import Column, Row, Section, Series, View
from register.reports.pieces import BLANK, Reading, bars, distribution, minus, number, per_kon, protection, read
from register.reports.spans import named
from register.reports.values import count, grouped, interval, share


def work(context: Context) -> list[Section]:
    """Sysselsättning before and after."""
    return _before_after(context, "sysselsattning", "Sysselsättning", ("sysselsattning-fore", "sysselsattning-efter"))


def income(context: Context) -> list[Section]:
    """Försörjning before and after."""
    return _before_after(context, "forsorjning", "Försörjning", ("forsorjning_fore", "forsorjning_efter"))


def _before_after(context: Context, id_: str, what: str, tables: tuple[str, str]) -> list[Section]:
    """Before beside after where both stand in the same layout; otherwise each as it stands, and only what is printed."""
    before, after = (read(context.table(one)) for one in tables)
    if before and after and before.is_divided and before.at() and before.answers == after.answers:
        return [_beside(context, before, after, id_, what)]
    headings = (f"{what} före insatsen", f"{what} efter insatsen")
    found = [
        distribution(table, context.table(table), heading=heading, base="redovisade avslut") for table, heading in zip(tables, headings, strict=True)
    ]
    return [one for one in found if one is not None]


def _beside(context: Context, before: Reading, after: Reading, id_: str, what: str) -> Section:
    """Two distributions of the same avslutade beside each other: nobody is followed from one to the other."""
    same = before.answers
    rows = [*(row for one in same for row in _rows(before, after, one.label, one.code))]
    rows.append(Row("Bas: redovisade avslut", (count(before.answered()), BLANK, count(after.answered()), BLANK), strong=True))
    columns = (Column("Före", "fore-efter"), Column("Andel före", "andel"), Column("Efter", "fore-efter"), Column("Andel efter", "andel"))
    title = f"{what} före och efter"
    notes = (f"Av {count(before.at()).text} redovisade avslut. De som saknar uppgift före eller efter ingår inte i den basen.",)
    view = View(f"{title}, {named(context.span)}", what, columns, tuple(rows), notes)
    series = [
        Series(label, tuple(number(share(*found.share_of([one.code]))) for one in same)) for label, found in (("Före", before), ("Efter", after))
    ]
    chart = bars(title, [one.label for one in same], series)
    return Section(id_, title, (), view, chart, protection(before.table, after.table))


def _rows(before: Reading, after: Reading, label: str, code: str) -> list[Row]:
    """An answer, and under it each kön that both layouts have."""
    kons = [one for one in before.kons if one in after.kons]
    rows = []
    for level, (name, kon) in enumerate([(label, TOTAL), *((one.label, one.code) for one in kons)]):
        was, now = before.share_of([code], kon), after.share_of([code], kon)
        rows.append(Row(name, (count(was[0]), share(*was), count(now[0]), share(*now)), min(level, 1)))
    return rows


def began(context: Context) -> Section | None:
    """How many began or increased work or studies, of all redovisade avslut, by kön where it is printed."""
    found = read(context.table("borjade-okade"))
    if found is None or not found.is_divided or not found.at():
        return None
    x, n = found.share_of(["borjade-okade"])
    whole = share(x, n)
    sentences = []
    if x is not None and n is not None:
        sentences.append(f"{grouped(x)} av {grouped(n)} redovisade avslut ({whole.text}) började eller ökade arbete eller studier.")
    rows = []
    for level, (label, kon) in enumerate(per_kon(found)):
        part = found.share_of(["borjade-okade"], kon)
        one = share(*part)
        rest = count(minus(part[1], part[0]))
        rows.append(Row(label, (count(part[0]), rest, count(part[1]), one, interval(one)), min(level, 1), strong=kon == TOTAL))
    heads = ("Började eller ökade", "Övriga", "Redovisade avslut", "Andel", "95 %-intervall")
    columns = tuple(map(Column, heads, ("borjade-okade", "borjade-okade", "redovisade", "andel", "intervall")))
    title = "Började eller ökade arbete eller studier"
    notes = ("Basen är alla redovisade avslut. Övriga är de som inte började eller ökade, och de där uppgift om före eller efter saknas.",)
    view = View(f"{title}, {named(context.span)}", "Kön", columns, tuple(rows), notes)
    return Section("borjade-okade", title, tuple(sentences) if whole.kind == "andel" else (), view, None, protection(found.table))


def asked_about_violence(context: Context) -> Section | None:
    """Whether the question about violence was put, never what was answered."""
    table = context.table("vald_fragad")
    found = read(table)
    said: tuple[str, ...] = ()
    if found and found.has(["ja"]):
        x, n = found.share_of(["ja"])
        if x is not None and n:
            said = (f"Frågan är ställd till {x} av {n} ({share(x, n).text}) av dem där det är noterat.",)
    return distribution("vald_fragad", table, base="redovisade avslut", sentences=said)
