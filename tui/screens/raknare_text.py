"""A counter's grid as text: headings, row labels and totals stay, and the rows and columns between them move with the cursor. Pure."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from rich.cells import cell_len
from textual.content import Content
from textual.style import Style

from register.counters import entry, figures, periods
from register.counters.model import Place
from tui.counter_layout import Spot
from tui.counter_state import CounterState, shown_number
from tui.screens.kansli_text import INTERNAL, bold, clickable, joined, muted
from tui.widgets.charts import fit
from tui.widgets.figures import pad

if TYPE_CHECKING:
    from register.counters.model import Measure

WIDE: Final = 100
"""From so many cells what is wrong stands to the right of the grid."""

CURSOR, CARET, BLANK, CHANGED, WRONG = "▶", "▏", "–", "*", "!"
LEGEND: Final = f"{BLANK} tomt: uppgiften saknas   0 noll   {CHANGED} ändrat   {WRONG} fel"
_BESIDE: Final = 36
_LEAST_LABEL, _LEAST_COLUMN, _HEAD_WIDTH, _HEAD_LINES = 8, 6, 14, 3
_LEAST_ROWS: Final = 3
_FAULTS_BELOW: Final = 3

NOTHING: Final = """Här finns inga räknare att fylla i.

Vilka räknare förbundet har står i filen raknare.toml i registrets mapp. Ett exempel att utgå från:

  nyckeltal raknare exempel --ut raknare.toml"""


class Measures(NamedTuple):
    """Cells of a label, a column and the column of totals (0 where there is none); how many rows and columns are in sight."""

    label: int
    column: int
    total: int
    rows: int
    columns: int


def whole_text(state: CounterState, width: int, height: int) -> Content:
    """All of the section in so many cells and lines."""
    wide = width >= WIDE
    grid_width = width - _BESIDE - 2 if wide else width
    faults = _faults(state, _BESIDE if wide else width, height if wide else _FAULTS_BELOW)
    below = [_here(state, width), *([] if wide else faults), muted(LEGEND)]
    top = [_chosen(state, width), _standing(state), *_closed(state, width)]
    part = [_above(state)] if state.layout.above else []
    room = height - len(top) - len(part) - len(below) - 1
    note = _help(state, width) if room - _needed(state, grid_width) >= 2 else []
    body = grid_lines(state, grid_width, room - len(note))
    if wide:
        body = _beside(body, faults, max(line.cell_length for line in body) + 2)
    lines = [*top, *note, Content(""), *part, *body]
    return joined([*lines, *([Content("")] if len(lines) + len(below) < height else []), *below])


def _needed(state: CounterState, width: int) -> int:
    """Lines of the grid with every row in sight."""
    found = measures(state, width, 10_000)
    return len(_heads(state, found)) + len(state.layout.rows) + len(_totals(state, found)) + 2


# -- Above the grid ----------------------------------------------------------------------------------------------------------------------------


def _chosen(state: CounterState, width: int) -> Content:
    counter, period = state.grid.counter, state.grid.period
    unit = f", {entry.unit_of(counter)}" if counter.pair is None else ""
    when = f"{periods.label(period)} ({period.code})"
    mark = [Content.styled(f" {INTERNAL} ", "reverse bold"), Content(" ")] if state.grid.internal else []
    around = cell_len(f"{unit} (r) ·  (p)") + sum(one.cell_length for one in mark)
    if cell_len(counter.label) + around + cell_len(when) > width:
        when = period.code
    room = width - around - cell_len(when)
    label = counter.label if cell_len(counter.label) <= room else fit(counter.label, room).rstrip()
    return Content("").join(
        [*mark, clickable(f"{label}{unit} (r)", "r").stylize("bold"), muted(" · "), clickable(f"{when} (p)", "p").stylize("bold")]
    )


def _standing(state: CounterState) -> Content:
    places = sum(not cell.retired for cell in state.grid.cells)
    after = state.after
    filled = sum(cell.place in after for cell in state.grid.cells if not cell.retired)
    said = f"{filled} av {places} {'ruta' if places == 1 else 'rutor'} ifyllda." if filled else "Inget är ifyllt."
    if state.grid.counter.retired:
        said += " Räknaren är utgången och kan bara läsas."
    changed = "  Ändrat, inte sparat: Ctrl+S sparar." if state.dirty else ""
    return Content.assemble((said, "$text-muted"), (changed, "bold $text-warning"))


def _closed(state: CounterState, width: int) -> list[Content]:
    if not state.grid.closed:
        return []
    follow = "Det som ändras sparas först efter en fråga." if state.grid.late else "Värdena går inte att ändra."
    lines = textwrap.wrap(f"Stängd: {state.grid.closed} {follow}", width)
    return [Content.styled(line, "$text-warning") for line in lines]


def _help(state: CounterState, width: int) -> list[Content]:
    lines = textwrap.wrap(state.grid.counter.help, width)
    return [muted(line) for line in lines] if len(lines) <= 2 else []


def _above(state: CounterState) -> Content:
    layout, page = state.layout, state.spot.page
    heads = " · ".join(one.label for one in layout.above)
    retired = any(code in one.by_id and one.by_id[code].retired for one, code in zip(layout.above, layout.pages[page], strict=True))
    label = clickable(f"{layout.page_label(page)} (d)", "d").stylize("dim" if retired else "bold")
    return Content.assemble(f"{heads}: ", label, (f"  {page + 1} av {len(layout.pages)}", "$text-muted"))


# -- The grid ----------------------------------------------------------------------------------------------------------------------------------


def measures(state: CounterState, width: int, height: int) -> Measures:
    """How wide the columns are, and how much is in sight, in so many cells and lines."""
    layout = state.layout
    columns, rows = range(len(layout.columns)), range(len(layout.rows))
    longest = max((cell_len(layout.row_label(row)) for row in rows), default=0)
    label = max(_LEAST_LABEL, min(longest + 1, width * 2 // 5))
    numbers = [cell_len(_total(state)), *(cell_len(state.text(layout.place(Spot(state.spot.page, r, c)))) for r in rows for c in columns)]
    column = max(_LEAST_COLUMN, max(numbers) + 3, max(_head_width(layout.column_label(at)) for at in columns) + 2)
    total = 0 if len(columns) == 1 else 9 if layout.counter.pair else max(8, cell_len(_total(state)) + 2)
    fit_columns = max(1, min(len(columns), (width - label - total) // column))
    found = Measures(label, column, total, len(rows), fit_columns)
    around = len(_heads(state, found)) + 1 + len(_totals(state, found))
    windowed = len(rows) + around > height or fit_columns < len(columns)
    return found._replace(rows=max(_LEAST_ROWS, min(len(rows), height - around - windowed)))


def _head_width(text: str) -> int:
    word = max(map(cell_len, text.split()), default=0)
    return min(_HEAD_WIDTH, max(word, -(-cell_len(text) // _HEAD_LINES)))


def grid_lines(state: CounterState, width: int, height: int) -> list[Content]:
    """The headings, the rows in sight, and the totals; a line that tells where one is where not all is in sight."""
    found = measures(state, width, height)
    state.keep_in_sight(found.rows, found.columns)
    wrong = {fault.place for fault in state.faults()}
    lines = _heads(state, found)
    used = found.label + found.columns * found.column + found.total
    lines.append(muted("─" * used))
    lines += [_row(state, row, found, wrong) for row in range(state.top, min(state.top + found.rows, len(state.layout.rows)))]
    return [*lines, *_totals(state, found), *_where(state, found)]


def _visible(state: CounterState, found: Measures) -> range:
    return range(state.left, min(state.left + found.columns, len(state.layout.columns)))


def _heads(state: CounterState, found: Measures) -> list[Content]:
    layout = state.layout
    texts = [_wrapped(layout.column_label(at), found.column - 2) for at in _visible(state, found)]
    if found.total:
        texts.append(["Andel" if layout.counter.pair else "Summa"])
    height = max(map(len, texts))
    first = [""] * (height - 1) + [fit(layout.down.label if layout.down else "", found.label - 1)]
    widths = [found.column] * (len(texts) - bool(found.total)) + [found.total] * bool(found.total)
    lines = []
    for line in range(height):
        shown = [one[line - height + len(one)] if line - height + len(one) >= 0 else "" for one in texts]
        cells = "".join(pad(f"{text} ", width, right=True) for text, width in zip(shown, widths, strict=True))
        lines.append(Content.styled(pad(first[line], found.label) + cells, "$text-muted"))
    return lines


def _wrapped(text: str, width: int) -> list[str]:
    lines = textwrap.wrap(text, width, break_on_hyphens=False)
    return lines if len(lines) <= _HEAD_LINES else [*lines[: _HEAD_LINES - 1], fit(" ".join(lines[_HEAD_LINES - 1 :]), width)]


def _row(state: CounterState, row: int, found: Measures, wrong: set[Place]) -> Content:
    layout = state.layout
    retired = layout.down is not None and layout.down.by_id[layout.rows[row]].retired
    here = row == state.spot.row
    label = Content.styled(pad(fit(layout.row_label(row), found.label - 1), found.label), "dim" if retired else "bold" if here else "")
    parts = [label, *(_cell(state, Spot(state.spot.page, row, column), found.column, wrong) for column in _visible(state, found))]
    if found.total:
        only = {one.id: [code] for one, code in zip(layout.counter.dimensions, layout.place(Spot(state.spot.page, row, 0)).codes, strict=True)}
        if layout.across:
            del only[layout.across.id]
        parts.append(Content.styled(pad(f"{_sum(state, only)} ", found.total, right=True), "bold"))
    return Content("").join(parts)


def _cell(state: CounterState, spot: Spot, width: int, wrong: set[Place]) -> Content:
    place, here = state.layout.place(spot), spot == state.spot
    text, editing = state.text(place), here and state.editing
    shown = fit(text, width - 3).rstrip() if cell_len(text) > width - 3 else text
    body = (shown + (CARET if editing else "")) if text or editing else BLANK
    mark = WRONG if place in wrong else CHANGED if place in state.typed else " "
    content = pad(f"{CURSOR if here else ''}{body}", width - 1, right=True) + mark
    style = "reverse bold" if here else _style(state, place, text, wrong)
    return Content.styled(content, style).stylize(Style.from_meta({"@click": f"go_to({spot.row}, {spot.column})"}))


def _style(state: CounterState, place: Place, text: str, wrong: set[Place]) -> str:
    if place in wrong:
        return "bold $text-error"
    if entry.is_retired(state.grid.counter, place):
        return "dim"
    if not text:
        return "$text-muted"
    return "bold $text-warning" if place in state.typed else "bold"


# -- Totals ------------------------------------------------------------------------------------------------------------------------------------


def _page_filter(state: CounterState) -> dict[str, list[str]]:
    layout = state.layout
    return {one.id: [code] for one, code in zip(layout.above, layout.pages[state.spot.page], strict=True)}


def _sum(state: CounterState, only: dict[str, list[str]], measure: Measure | None = None) -> str:
    """The sum of what the filter keeps (of a share, where no number is asked for, the share of what has both); a dash where nothing is given."""
    counter, after = state.grid.counter, state.after
    if counter.pair and measure is None:
        whole = {place: n for place, n in after.items() if all(Place(place.codes, one) in after for one in counter.measures)}
        share = figures.share(counter, whole, only)
        return BLANK if share is None else f"{float(share):.1%}".replace(".", ",").replace("%", "\N{NO-BREAK SPACE}%")
    found = figures.total(counter, after, measure=measure, only=only)
    return BLANK if found is None else shown_number(found)


def _total(state: CounterState) -> str:
    """The largest sum that can stand in a column."""
    return max((_sum(state, {}, measure) for measure in state.grid.counter.measures), key=cell_len)


def _totals(state: CounterState, found: Measures) -> list[Content]:
    """The sums of the columns, of all pages, and the band of the median."""
    layout, counter = state.layout, state.grid.counter
    lines = []
    if len(layout.rows) > 1:
        lines.append(_sum_line(state, "Summa", _page_filter(state), found))
    if len(layout.pages) > 1:
        lines.append(_sum_line(state, f"Alla {len(layout.pages)} delar", {}, found))
    median = figures.median_band(counter, state.after)
    if counter.median:
        lines.append(Content(f"Median: {median.label if median else BLANK}"))
    return lines


def _sum_line(state: CounterState, label: str, only: dict[str, list[str]], found: Measures) -> Content:
    layout = state.layout
    texts = []
    for column in _visible(state, found):
        across = layout.across
        narrow = {**only, across.id: [layout.columns[column]]} if across else only
        texts.append(_sum(state, narrow, None if across else layout.counter.measures[column]))
    cells = "".join(pad(f"{text} ", found.column, right=True) for text in texts)
    total = pad(f"{_sum(state, only)} ", found.total, right=True) if found.total else ""
    return bold(pad(fit(label, found.label - 1), found.label) + cells + total)


# -- Around it ---------------------------------------------------------------------------------------------------------------------------------


def _where(state: CounterState, found: Measures) -> list[Content]:
    rows, columns = len(state.layout.rows), len(state.layout.columns)
    said = []
    if found.rows < rows:
        said.append(f"Rad {state.top + 1}–{state.top + found.rows} av {rows}")
    if found.columns < columns:
        said.append(f"Kolumn {state.left + 1}–{state.left + found.columns} av {columns}")
    return [muted("   ".join(said))] if said else []


def _here(state: CounterState, width: int) -> Content:
    """The place under the cursor in words, whole."""
    layout, place = state.layout, state.here
    name = state.name(place)
    measure = layout.counter.measure_label(place.measure) if layout.counter.pair else ""
    said = ": ".join(filter(None, (name, measure)))
    return bold(fit(said, width).rstrip())


def _faults(state: CounterState, width: int, most: int) -> list[Content]:
    """What is wrong: where the cursor stands with what to do about it, elsewhere what alone; never more than so many lines."""
    faults = sorted(state.faults(), key=lambda fault: fault.place != state.here)
    lines: list[str] = []
    for fault in faults:
        error = fault.error
        said = f"{error.what} {error.why} {error.remedy}" if fault.place == state.here else error.what
        lines += textwrap.wrap(f"{WRONG} {said}", width, subsequent_indent="  ")
    if len(lines) > most:
        lines = [*lines[: most - 1], f"  … {len(faults)} fel i allt"]
    return [Content.styled(line, "$text-error") for line in lines]


def _beside(body: Sequence[Content], aside: Sequence[Content], width: int) -> list[Content]:
    height = max(len(body), len(aside))
    left = [*body, *[Content("")] * (height - len(body))]
    right = [*aside, *[Content("")] * (height - len(aside))]
    return [Content("").join([one, Content(" " * max(0, width + 2 - one.cell_length)), two]) for one, two in zip(left, right, strict=True)]
