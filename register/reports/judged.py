"""Judgements in reports: the grid or resultatmall of the report's period, with the period before beside, and the figures that it rests on.

The figures are places in the report's protected tables; what an insats's exact figures are, nothing here knows.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from register.disclosure.tables import TOTAL
from register.goals.model import Goal, Improved, Limits
from register.niofalt.model import FIGURES, PLACE, SIDE, Choice, Filled, Sheet, cell_id
from register.periods import Period
from register.reports import goal_table, insats_goals
from register.reports.context import Context
from register.reports.document import Figure, Grid, JudgedRow, Judgement, Section
from register.reports.figures import all_figures, figure_value
from register.reports.pieces import MISSING, Reading, listed, read

NOT_JUDGED: Final = "ej bedömt"
HERE: Final = Choice("", "Vald", "●")
WAS_HERE: Final = Choice("", "Vald", "○")
NOWHERE: Final = Choice("", "")
TERMS: Final = {"deltagare", "nya", "avslutade", "pagaende"}


def sections(context: Context) -> list[Section]:
    """A section for each sheet that is filled for the report's period; the insatsrapport has its own insats's, the förbund's report every one's."""
    found = (_section(context, sheet) for sheet in context.judged.definitions.sheets)
    return [one for one in found if one is not None]


def terms(made: Iterable[Section]) -> list[str]:
    """The terms that judgements and the figures beside them use."""
    mine = [one for one in made if one.grids]
    labels = {label: id_ for id_, label in FIGURES.items() if id_ in TERMS}
    beside = [figure for one in mine for figure in all_figures(one)]
    named = {labels[figure.label] for figure in beside if figure.label in labels}
    asked = any(figure.target is not None for figure in beside)
    hidden = any(figure_value(figure).kind == "dold" for figure in beside)
    return [*(["bedomning"] if mine else []), *sorted(named), *(["malvarde"] if asked else []), *(["dold"] if hidden else [])]


def _section(context: Context, sheet: Sheet) -> Section | None:
    mine = [one for one in context.judged.insatser if sheet.is_for(one[0], one[2]) and (context.insats is None or one[0] == context.insats[0])]
    filled = {one: context.judged.latest_within(sheet, one[0], context.span) for one in mine}
    grids = tuple(_grid(context, found, one[1]) for one, found in filled.items() if found is not None)
    if not grids:
        return None
    blank = [name for (id_, name, typ), found in filled.items() if found is None and _took_part(context, id_, typ)]
    said = (f"Inte ifyllt för {listed(blank)}.",) if blank else ()
    return Section(f"bedomning-{sheet.id}", sheet.label, said, grids=grids)


def _took_part(context: Context, insats: str, typ: str) -> bool:
    table = context.table("volymer-struktur" if typ == "struktur" else "volymer-insats")
    return table is not None and any(one.code == insats for one in table.headings[0].categories)


def _grid(context: Context, filled: Filled, name: str) -> Grid:
    """What holds, in the words that it was filled by; the period before only where the same was asked."""
    sheet, period = filled.sheet, Period.parse(filled.period)
    before = context.judged.at(sheet.id, filled.insats_id, period.previous())
    figures = _figures(context, filled.insats_id, sheet.figures)
    rows = _questions(context, filled, before) if sheet.kind == "mall" else _cells(filled, before)
    notes = []
    if before is not None and not all(before.same_question(one, sheet) for one in sheet.fields):
        notes.append(f"Det som frågas har ändrats sedan {period.previous().label}; bara det som är detsamma visas bredvid.")
    if period != context.span and (figures or any(row.figures for row in rows)):
        notes.append(f"Bedömningen gäller {period.label}, siffrorna {context.span.label}.")
    return Grid(
        id=sheet.id,
        caption=f"{sheet.label}, {name}, {period.label}",
        whose=name,
        head=sheet.head or ("Fråga" if sheet.kind == "mall" else ""),
        columns=sheet.columns,
        rows=rows,
        now=period.label,
        before=period.previous().label if any(cell.before for row in rows for cell in row.cells) else "",
        figures=figures,
        notes=tuple(notes),
    )


def _cells(filled: Filled, before: Filled | None) -> tuple[JudgedRow, ...]:
    sheet = filled.sheet
    one = _place if sheet.kind == PLACE else _judgement
    return tuple(JudgedRow(label, tuple(one(filled, before, row, column) for column in range(SIDE))) for row, label in enumerate(sheet.rows))


def _judgement(filled: Filled, before: Filled | None, row: int, column: int) -> Judgement:
    field_id = cell_id(row, column)
    own = filled.sheet.cells[row * SIDE + column] if filled.sheet.cells else ""
    return _judged(filled, before, field_id, own)


def _judged(filled: Filled, before: Filled | None, field_id: str, label: str) -> Judgement:
    choice, asked = filled.choice(field_id), filled.sheet.field(field_id)
    earlier = before.choice(field_id) if before is not None and asked is not None and before.same_question(asked, filled.sheet) else None
    now, was = choice or Choice("", NOT_JUDGED), earlier or Choice("", "")
    return Judgement(field_id, label, now.label, now.id, was.label, now.sign, was.sign, choice is not None)


def _place(filled: Filled, before: Filled | None, row: int, column: int) -> Judgement:
    """One of the nine; of them one at most is chosen now, and one was before."""
    mine, (asked,) = cell_id(row, column), filled.sheet.fields
    own = filled.sheet.cells[row * SIDE + column] if filled.sheet.cells else ""
    here = filled.answers.get(PLACE) == mine
    was = before is not None and before.same_question(asked, filled.sheet) and before.answers.get(PLACE) == mine
    now, earlier = HERE if here else NOWHERE, WAS_HERE if was else NOWHERE
    return Judgement(mine, own, now.label, mine if here else "", earlier.label, now.sign, earlier.sign, here)


def _questions(context: Context, filled: Filled, before: Filled | None) -> tuple[JudgedRow, ...]:
    return tuple(
        JudgedRow(one.label, (_judged(filled, before, one.id, ""),), _figures(context, filled.insats_id, one.figures)) for one in filled.sheet.fields
    )


# -- Figures -----------------------------------------------------------------------------------------------------------------------------------


def _figures(context: Context, insats: str, wanted: Iterable[str]) -> tuple[Figure, ...]:
    """Those of the figures that the report has tables of; what was not delivered is left out."""
    return tuple(figure for name in wanted for figure in (_goals(context, insats) if name == "mal" else _volume(context, insats, name)))


def _volume(context: Context, insats: str, name: str) -> list[Figure]:
    if name == "antal":
        table_id, first = "volymer-struktur", insats
    else:
        table_id, first = ("volymer", context.span.code) if context.insats is not None else ("volymer-insats", insats)
    table, codes = context.table(table_id), (first, TOTAL, name)
    return [Figure(FIGURES[name], table, (codes,))] if table is not None and table.cells.get(codes) is not None else []


def _goals(context: Context, insats: str) -> list[Figure]:
    if context.insats is not None:
        return [_goal(one.goal, one.source, context.goals.limits) for one in insats_goals.outcomes(context) if one.goal is not None]
    goals = enumerate(context.goals.for_insats(insats, context.span.first.year))
    found = [(goal, read(context.table(f"mal-{number}/{insats}"))) for number, goal in goals if not isinstance(goal.measure, Improved)]
    return [_goal(goal, source, context.goals.limits) for goal, source in found if source is not None]


def _goal(goal: Goal, source: Reading, limits: Limits) -> Figure:
    """The share that reached a goal, of those who answered."""
    if isinstance(goal.measure, Improved):
        codes: tuple[str, ...] = (insats_goals.IMPROVED,)
    else:
        codes = (goal_table.REACHED,) if source.has((goal_table.REACHED, "nej")) or not source.is_divided else goal.measure.codes
    asked = any(one.code == MISSING for one in source.table.headings[2].categories)
    return Figure(
        goal.label,
        source.table,
        tuple((source.first, TOTAL, code) for code in codes),
        ((source.first, TOTAL, TOTAL),),
        ((source.first, TOTAL, MISSING),) if asked else (),
        goal.target,
        limits,
    )
