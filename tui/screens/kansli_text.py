"""Översikt and Leveranser as text. Pure: figures in, lines out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.content import Content
from textual.style import Style

from register.periods import Period
from tui.screens.kansli_data import InsatsFlow, KansliData, flows
from tui.widgets.charts import fit, sparkline
from tui.widgets.figures import bars

INTERNAL = "INTERNT"
TOTAL = "totalt"
NO_FLOW = InsatsFlow(0, 0, 0, 0, 0, 0)
EMPTY = """Inget har kommit än.

  F4  Leveranser: ta emot en fil från en insats med m.

Insatsens nyckelfil (insats-ID.json) ska ligga i registrets mapp nycklar. Ligger den där godkänns insatsen
vid sin första leverans, och du jämför sex ord med samordnaren."""
_NUMBER = 10
NARROW = 77
"""Cells of a line in a terminal of 80."""


def name_width(width: int) -> int:
    """Cells for the name of an insats."""
    return 20 if width < 100 else 34


def bar_width(width: int, taken: int) -> int:
    """Cells left for a bar beside what is written."""
    return max(8, min(40, width - taken))


def muted(text: str) -> Content:
    """Less important text."""
    return Content.styled(text, "$text-muted")


def bold(text: str) -> Content:
    """A heading."""
    return Content.styled(text, "bold")


def clickable(text: str, key: str) -> Content:
    """Text that a click on is the same as pressing a key."""
    return Content.styled(text, Style.from_meta({"@click": f"app.simulate_key('{key}')"}))


def warning(text: str, key: str) -> Content:
    """Something to do, with the section's key."""
    return Content.assemble((f"→ {text}", "bold $text-warning"), " ", clickable(f"({key})", key.lower()))


ARROWS = (Content("   "), clickable("←", "left"), Content(" "), clickable("→", "right"), muted(" byter period"))


def joined(lines: Iterable[Content]) -> Content:
    """Lines under each other."""
    return Content("\n").join(list(lines))


def head(data: KansliData, *, what: str) -> Content:
    """The first line of a section: internal, what, and the span with the keys that change it."""
    parts = [Content.styled(f" {INTERNAL} ", "reverse bold"), bold(f" {what}, "), Content.styled(data.span_label(), "bold $text-accent")]
    return Content("").join([*parts, *ARROWS])


def overview(data: KansliData, width: int = NARROW) -> Content:
    """What there is to do, volumes of every insats, and the flow by month."""
    if data.empty:
        return joined([Content(EMPTY), *([Content(""), warning(data.counters_lacking, "F8")] if data.counters_lacking else [])])
    return joined([head(data, what="Översikt"), Content(""), *tasks(data), Content(""), *_volumes(data, width), Content(""), *_flow(data)])


def missing_in_span(data: KansliData, insats: str | None) -> list[str]:
    """Insatser that have not delivered an ended period of the span, by name."""
    span = data.choice.span
    rows = [row for row in data.deliveries.missing if insats in (None, row.insats_id)]
    periods = {row: Period.parse(row.period) for row in rows}
    return list(dict.fromkeys(row.namn for row in rows if span is None or (periods[row].first <= span.last and span.first <= periods[row].last)))


def tasks(data: KansliData) -> list[Content]:
    """What is missing and what waits."""
    lines = []
    by_insats: dict[str, list[str]] = {}
    for row in data.deliveries.missing:
        by_insats.setdefault(row.namn, []).append(row.period)
    for name, periods in by_insats.items():
        lines.append(warning(f"{name}: {', '.join(periods)} har inte kommit", "F4"))
    waiting = [f"{row.namn} {row.avslut}".replace(" ", "\N{NO-BREAK SPACE}") for row in data.deliveries.waiting if row.avslut]
    if waiting:
        lines.append(Content.assemble(("Avslut som väntar på att bli fler: ", ""), (", ".join(waiting), "bold")))
    if data.counters_lacking:
        lines.append(warning(data.counters_lacking, "F8"))
    return lines or [muted("Inget saknas och inget väntar.")]


def _volumes(data: KansliData, width: int) -> list[Content]:
    found, name = flows(data.whole), name_width(width)
    individ = [one for one in data.names if data.typ.get(one) != "struktur"]
    struktur = [one for one in data.names if data.typ.get(one) == "struktur"]
    lines: list[Content] = []
    if individ:
        lines = [muted(_row("", ("Deltagare", "Nya", "Avslutade", "Pågående"), name)), *_each(data, individ, found, width)]
        total = [sum(found.get((one, None), NO_FLOW)[i] for one in individ) for i in range(len(InsatsFlow._fields))]
        lines.append(bold(_row("Alla", _measures(InsatsFlow(*total)), name)))
    if struktur:
        lines += [Content(""), muted(_row("Strukturövergripande", ("Antal",), name))]
        largest = max(found.get((one, None), NO_FLOW).antal for one in struktur)
        for one in struktur:
            n = found.get((one, None), NO_FLOW).antal
            bar = bars(n, largest, bar_width(width, name + 12))
            lines.append(Content.assemble(_row(data.name(one), (n,), name), (f"  {bar}", "$text-success")))
    return lines


def _each(data: KansliData, insatser: Sequence[str], found: dict[tuple[str, str | None], InsatsFlow], width: int) -> list[Content]:
    name, labels = name_width(width), data.labels["kon"]
    largest = max(found.get((one, None), NO_FLOW).deltagare for one in insatser)
    lines = []
    for one in insatser:
        flow = found.get((one, None))
        if flow is None:
            why = "hade upphört" if data.is_over(one) else "inte levererat"
            lines.append(muted(_row(data.name(one), ("–",) * 4, name) + f"  {why}"))
            continue
        bar = bars(flow.deltagare, largest, bar_width(width, name + 42))
        lines.append(Content.assemble(_row(data.name(one), _measures(flow), name), (f"  {bar}", "$text-success")))
        if data.choice.by_kon:
            kons = [kon for kon in data.whole.kon if (one, kon) in found]
            lines += [muted(_row(f"  {short_kon(labels, kon)}", _measures(found[one, kon]), name)) for kon in kons]
    return lines


def short_kon(labels: dict[str, str], kon: str) -> str:
    """A kön as a heading of a column; the whole for ``totalt``."""
    return "Alla" if kon == TOTAL else labels.get(kon, kon).split(" eller ")[0]


def _measures(flow: InsatsFlow) -> tuple[int, ...]:
    return (flow.deltagare, flow.nya, flow.avslutade, flow.pagaende)


def _row(name: str, cells: Sequence[int | str], width: int) -> str:
    return fit(name, width) + "".join(f"{'·' if cell == 0 else cell:>{_NUMBER}}" for cell in cells)


def _flow(data: KansliData) -> list[Content]:
    months = data.months
    return [
        bold(f"Alla insatser per månad, {months[0].month} till {months[-1].month}"),
        Content.assemble("Nya       ", (sparkline([m.nya for m in months]), "$text-success"), f"  högst {max(m.nya for m in months)}"),
        Content.assemble("Avslutade ", (sparkline([m.avslutade for m in months]), "$text-warning"), f"  högst {max(m.avslutade for m in months)}"),
    ]


def deliveries_text(data: KansliData) -> Content:
    """What is missing and what waits, above the list of what has come."""
    if data.empty:
        return Content("Inget har kommit än. Tryck m och välj en fil från en insats.")
    return joined([*tasks(data), Content(""), bold("Mottaget, det senaste först"), muted(f"{fit('Insats', 20)}  nr  {fit('perioder', 15)} mottagen")])


def delivery_rows(data: KansliData) -> list[tuple[str, str]]:
    """(id, line) of each received delivery, the latest first."""
    rows = []
    reasons = data.labels.get("annulleringsorsak", {})
    for row in sorted(data.deliveries.received, key=lambda r: (r.day, r.namn, r.number), reverse=True):
        state = "" if row.state == "mottagen" else f"annullerad: {reasons.get(row.reason or '', row.reason or '')}"
        rows.append(
            (f"{row.insats_id}/{row.number}", f"{fit(row.namn, 20)} {row.number:>3}  {fit(' '.join(row.periods) or '–', 15)} {row.day}  {state}")
        )
    return rows
