"""Översikt: volumes by period and kön, the flow by month as bars, due mätningar, and what waits to be locked or delivered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tui.screens.form_pane import InsatsPane
from tui.widgets.figures import bars, table

if TYPE_CHECKING:
    from register.insats.overview import Overview, PeriodState
    from register.insats.session import Insats

STATES = {"oppen": "öppen", "last": "låst, ej levererad", "levererad": "levererad"}
SHOWN_PERIODS = 3
SHOWN_DUE = 12


class OversiktPane(InsatsPane):
    """What the insats looks like now."""

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="overview-scroll"):
            yield Static("Läser …", id="overview-tasks", markup=False)
            yield Static("", id="overview-volumes", markup=False)
            yield Static("", id="overview-flow", markup=False)

    def shown(self) -> None:
        self.query_one("#overview-scroll").focus()

    def refresh_data(self) -> None:
        host = self.host
        if host.overview is None:
            return
        self.query_one("#overview-tasks", Static).update(
            tasks(
                host.overview,
                host.insats.typ == "struktur",
                " ".join(filter(None, (host.insats.vocabulary_problem, host.insats.publications_problem, host.counters_problem))),
                host.counters_lacking,
            )
        )
        self.query_one("#overview-volumes", Static).update(volumes(host.insats, host.overview))
        self.query_one("#overview-flow", Static).update(flow(host.overview, host.insats.typ == "struktur"))
        if host.current == self.id and host.focused is None:
            self.shown()


def tasks(overview: Overview, struktur: bool, problem: str = "", counters: str = "") -> Content:
    """What there is to do: counters, lock, deliver, mätningar that are due; first why something of the förbund's could not be used."""
    lines = [Content.styled(f"! {problem}", "$text-error")] if problem else []
    if counters:
        lines.append(Content.assemble((f"→ Räknare utan värden: {counters}", "bold $text-warning"), (" (Ctrl+R)", "$text-muted")))
    if overview.lockable:
        lines.append(Content.assemble((f"→ {overview.lockable} är slut och kan låsas", "bold $text-warning"), (" (F7)", "$text-muted")))
    if overview.undelivered:
        lines.append(
            Content.assemble(
                (f"→ {', '.join(overview.undelivered)} är låst och väntar på att levereras", "bold $text-warning"), (" (F7)", "$text-muted")
            )
        )
    if overview.untold:
        what = "1 publicerad rapport" if overview.untold == 1 else f"{overview.untold} publicerade rapporter"
        lines.append(Content.assemble((f"→ {what} ska berättas för förbundet med en leverans", "bold $text-warning"), (" (F7)", "$text-muted")))
    if overview.due:
        n = len(overview.due)
        lines.append(
            Content.assemble((f"→ Dags för mätning: {n} {'deltagande' if n == 1 else 'deltaganden'}", "bold $text-warning"), (" (F4)", "$text-muted"))
        )
        shown = [f"{row.handle} ({row.due})" for row in overview.due[:SHOWN_DUE]]
        more = [f"och {n - SHOWN_DUE} till"] if n > SHOWN_DUE else []
        lines.append(Content("  " + ", ".join([*shown, *more])))
    if not lines:
        lines.append(
            Content.styled("Inget väntar." if struktur or overview.open_rows else "Inga deltaganden än. F3 registrerar det första.", "$text-muted")
        )
    return Content("\n").join([*lines, Content("")])


def volumes(insats: Insats, overview: Overview) -> Content:
    """The latest periods, each by kön."""
    labels = {code.id: code.label for code in insats.vocabulary.lists["kon"].codes}
    parts: list[Content] = []
    for period in reversed(overview.periods[-SHOWN_PERIODS:]):
        state = STATES[period.state] + ("" if period.ended else ", pågår")
        parts.append(Content.assemble((period.label[:1].upper() + period.label[1:], "bold"), (f"  ({period.code}, {state})", "$text-muted")))
        parts.append(_struktur(period, labels) if insats.typ == "struktur" else _individ(period, labels))
        parts.append(Content(""))
    return Content("\n").join(parts)


def _individ(period: PeriodState, labels: dict[str, str]) -> Content:
    heads = ("", "Pågående", "Nya", "Avslutade", "Felreg.", "Pågående")
    under = ("", "vid start", "", "", "", "vid slut")
    rows = [
        (short(labels.get(kon, kon)), f.pagaende_start, f.nya, f.avslutade, f.felregistrerade, f.pagaende_slut)
        for kon, f in period.flow_by_kon.items()
    ]
    every = period.flow
    total = ("Alla", every.pagaende_start, every.nya, every.avslutade, every.felregistrerade, every.pagaende_slut)
    return table([heads, under], [*rows, total], widths=(18, 11, 9, 11, 9, 11))


def _struktur(period: PeriodState, labels: dict[str, str]) -> Content:
    rows = [(short(labels.get(kon, "Ej uppdelat på kön")), n) for kon, n in sorted(period.antal.items())]
    return table([("", "Antal")], [*rows, ("Alla", sum(period.antal.values()))], widths=(24, 9))


def short(label: str) -> str:
    """A label that fits the first column."""
    return label if len(label) <= 17 else label.split(" eller ", maxsplit=1)[0]


def flow(overview: Overview, struktur: bool) -> Content:
    """Nya (or antal) and avslutade by month as bars."""
    months = overview.months
    largest = max((max(m.nya, m.avslutade) for m in months), default=0)
    head = "Antal per månad" if struktur else "Nya och avslutade per månad (pågående vid månadens slut)"
    lines = [Content.styled(head, "bold")]
    for m in months:
        if struktur:
            lines.append(Content.assemble(f"{m.month}  ", (bars(m.nya, largest, 30), "$text-success"), f" {m.nya or '·'}"))
            continue
        lines.append(
            Content.assemble(
                f"{m.month} ",
                (f"{bars(m.nya, largest, 14):>14}", "$text-success"),
                f"{m.nya or '·':>4} nya  ",
                f"{m.avslutade or '·':>4} avsl. ",
                (f"{bars(m.avslutade, largest, 14):<14}", "$text-warning"),
                f" ({m.pagaende})",
            )
        )
    return Content("\n").join(lines)
