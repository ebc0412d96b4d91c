"""How each table of a report is protected and why, and how it would look in another layout: a list, a table's details, a trial."""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from tui.screens import kansli_report_work as acts
from tui.screens.dialogs import MessageDialog, PickDialog
from tui.screens.kansli_report_text import DOT, dots_and_cells, loss
from tui.widgets.charts import per_cent
from tui.widgets.text_table import TextRow, table_lines

if TYPE_CHECKING:
    from register.disclosure.ladder import Choice
    from register.disclosure.protected import Outcome, ProtectedTable
    from tui.screens.kansli_rapporter import RapporterPane
    from tui.screens.kansli_report_work import Preview

DETAILS_WIDTH: Final = 66


async def show_tables(pane: RapporterPane, shown: Preview) -> None:
    """A list of the report's tables to look into, until the user goes back."""
    names, choices = dict(shown.prepared.context.insatser), shown.prepared.made.choices
    at = ""
    while shown is pane.preview:
        title = f"Så är tabellerna skyddade ({len(choices)})"
        picked = await pane.app.push_screen_wait(PickDialog(title, table_rows(choices, names), at=at))
        if picked is None:
            return
        at, choice = picked, choices[int(picked)]
        name = table_title(choice.outcome.table, names)
        more = "Prova en annan indelning" if len(choice.ladder.rungs) > 1 else ""
        if not await pane.app.push_screen_wait(MessageDialog(name, table_details(choice, DETAILS_WIDTH), more=more)):
            await _try(pane, shown, choice, name)


async def _try(pane: RapporterPane, shown: Preview, choice: Choice, name: str) -> None:
    picked = await pane.app.push_screen_wait(PickDialog(f"{name}: vilken indelning?", layouts(choice)))
    if picked is None:
        return
    rung = int(picked)
    layout = choice.ladder.rungs[rung].name
    outcome = await pane.job(f"Provar {layout}", lambda tell: acts.try_rung(shown, choice, rung, tell))
    if outcome is not None:
        await pane.app.push_screen_wait(MessageDialog(f"{name}: {layout}", tried_text(outcome, DETAILS_WIDTH)))


def plain_table(table: ProtectedTable, width: int) -> list[str]:
    """Any protected table: its last dimension downwards, the others across."""
    first, second, third = table.headings
    split = [(o, k) for o in first.categories for k in second.categories]
    several = len(first.categories) > 1
    columns = [f"{o.label}, {k.label}" if several and len(second.categories) > 1 else o.label if several else k.label for o, k in split]
    rows, cells = [], table.cells
    for category in third.categories:
        values = [cells.get((o.code, k.code, category.code)) for o, k in split]
        rows.append(TextRow(category.label, tuple(DOT if value is None else str(value) for value in values)))
    return [line.text.rstrip() for line in table_lines(third.label, columns, rows, width)]


def table_rows(choices: Sequence[Choice], names: Mapping[str, str]) -> list[tuple[str, str]]:
    """(number, line) of each table, for a list to choose from."""
    rows = []
    for number, one in enumerate(choices):
        dots, cells = dots_and_cells([one.outcome.table])
        hidden = f"{dots} av {cells} dolda" if dots else "inget dolt"
        rows.append((str(number), f"{table_title(one.outcome.table, names)} · {one.name} · {hidden}"))
    return rows


def table_title(table: ProtectedTable, names: Mapping[str, str]) -> str:
    """A table's title with the insats and the period that its id names."""
    base, _, earlier = table.id.partition("@")
    insats = base.partition("/")[2]
    return table.title + (f", {names.get(insats, insats)}" if insats else "") + (f" {earlier}" if earlier else "")


def table_details(choice: Choice, width: int) -> str:
    """Which layout a table has and why, what is hidden, what finer ones would have hidden, and which coarser ones there are."""
    said = [choice.outcome.table.note, loss([choice])]
    if choice.rules.zeros == "dolda":
        said.append(f"En prick ({DOT}) kan här också stå för noll: då behövde färre tal döljas.")
    lines = [*_wrapped(said, width), "", "Så här trycks den:", *plain_table(choice.outcome.table, width)]
    if choice.tried:
        lines += ["", "Finare indelningar som inte gick:", *_listed((f"{one.name}: {_why_not(one.dots_in_whole)}" for one in choice.tried), width)]
    if coarser := choice.ladder.rungs[choice.rung + 1 :]:
        lines += ["", "Grövre indelningar som finns:", *_listed((rung.name for rung in coarser), width)]
    return "\n".join(lines)


def _wrapped(texts: Iterable[str], width: int) -> list[str]:
    return [line for text in texts for line in textwrap.wrap(text, width)]


def _listed(texts: Iterable[str], width: int) -> list[str]:
    return [line for text in texts for line in textwrap.wrap(text, width, initial_indent="  ", subsequent_indent="      ")]


def _why_not(dots: int) -> str:
    if not dots:
        return "för få av talen hade visats, eller så gick den inte att skydda i tid"
    return f"{dots} {'prick' if dots == 1 else 'prickar'} i det som måste stå helt"


def tried_text(outcome: Outcome, width: int) -> str:
    """How a table would look in a layout that was tried."""
    dots, cells = dots_and_cells([outcome.table])
    whole = len(outcome.hidden_whole)
    lines = [f"{dots} av {cells} tal skulle döljas; {per_cent(outcome.printed_share)} av dem som inte är noll skulle visas."]
    lines.append(f"{_why_not(whole)[:1].upper()}{_why_not(whole)[1:]}." if whole else "Allt som måste stå helt skulle stå.")
    return "\n".join([*_wrapped(lines, width), "", *plain_table(outcome.table, width)])


def layouts(choice: Choice) -> list[tuple[str, str]]:
    """(number, line) of the table's layouts but its own, to try."""
    tried: Collection[str] = {one.name for one in choice.tried}
    rows = []
    for number, rung in enumerate(choice.ladder.rungs):
        if number != choice.rung:
            rows.append(
                (str(number), f"{rung.name}  ·  {'finare' if number < choice.rung else 'grövre'}{', gick inte' if rung.name in tried else ''}")
            )
    return rows
