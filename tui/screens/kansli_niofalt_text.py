"""Niofält as text: a grid of three by three with the cursor in it, or a list of questions, beside the figures behind. Pure."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from textual.content import Content
from textual.style import Style

from register.niofalt.model import PLACE, SIDE, cell_id
from tui.niofalt_words import NOT_JUDGED, figure_text
from tui.screens.kansli_text import INTERNAL, bold, clickable, joined, muted
from tui.widgets.figures import pad

if TYPE_CHECKING:
    from register.niofalt.model import Choice, Field, Filled
    from tui.screens.kansli_niofalt_state import InHand, Looked

WIDE: Final = 100
"""From so many cells the figures stand to the right of the grid, and what was judged before stands in the cells."""

HERE, WAS_HERE = "● vald", "○ förra"
CURSOR: Final = "▶ "
_SIDE_LABEL, _FIGURES = 16, 34
_LABEL_LINES: Final = 2

NOTHING: Final = """Här finns inga rutnät.

Niofältaren och resultatmallen är förbundets egna: rader, kolumner, rutor och val står i filen niofalt.toml i registrets mapp.

  x  lägger dit ett exempel att utgå från. Orden i det är påhittade."""

Line = tuple[str, str]
"""Text and style."""


def whole_text(looked: Looked, hand: InHand | None, width: int) -> Content:
    """All of the section."""
    if not looked.sheets:
        return Content(NOTHING)
    if hand is None:
        name = next((one.label for one in looked.sheets if one.id == looked.wish.sheet), "")
        return joined([_chosen(name, "–", "–"), Content(""), Content(f"{name} gäller ingen insats som finns här. Välj ett annat rutnät med r.")])
    period = hand.judging.period
    lines = [_chosen(hand.sheet.label, hand.judging.namn, f"{period.label} ({period.code})" if width >= WIDE else period.code), _standing(hand)]
    lines += [Content("")] if width >= WIDE else []
    grid = width - _FIGURES - 2 if width >= WIDE else width
    body = _questions(hand, grid) if hand.sheet.kind == "mall" else _grid(hand, grid, wide=width >= WIDE)
    figures = _figures(looked, hand, _FIGURES if width >= WIDE else width)
    if width >= WIDE:
        body = _beside(body, figures, grid)
        figures = []
    return joined([*lines, *body, *_detail(hand, width), *figures])


def _chosen(sheet: str, insats: str, period: str) -> Content:
    parts = [Content.styled(f" {INTERNAL} ", "reverse bold"), Content(" "), clickable(f"{sheet} (r)", "r"), muted(" · ")]
    return Content("").join([*parts, clickable(f"{insats} (i)", "i"), muted(" · "), clickable(f"{period} (p)", "p")])


def _standing(hand: InHand) -> Content:
    judging = hand.judging
    said = "Inte ifyllt."
    if judging.now is not None:
        said = f"Ifyllt {judging.now.day}" + (f", {judging.times} gånger (h)" if judging.times > 1 else "") + "."
    if judging.lost:
        said += f" {judging.lost} äldre svar gäller det som har ändrats (h)."
    return Content.assemble((said, "$text-muted"), (" Ändrat, inte sparat: s sparar." if hand.dirty else "", "bold $text-warning"))


# -- The grid ----------------------------------------------------------------------------------------------------------------------------------


def _grid(hand: InHand, width: int, *, wide: bool) -> list[Content]:
    sheet = hand.sheet
    label = min(_SIDE_LABEL, max(map(cell_len, (*sheet.rows, sheet.head))) + 1)
    cell = (width - label - SIDE) // SIDE
    heads = [[(text, "bold") for text in textwrap.wrap(one, cell - 1)] for one in sheet.columns]
    lines = block_row([(text, "$text-muted") for text in textwrap.wrap(sheet.head, label - 1)], heads, label, cell, bottom=True)
    for row in range(SIDE):
        lines.append(muted("─" * label + f"┼{'─' * cell}" * SIDE))
        side = [(text, "bold") for text in textwrap.wrap(sheet.rows[row], label - 1)]
        lines += block_row(side, _cells(hand, row, cell - 1, wide=wide), label, cell, first=row * SIDE)
    return lines


def _cells(hand: InHand, row: int, width: int, *, wide: bool) -> list[list[Line]]:
    """The cells of a row: what each is, and on one line through the row how it is judged; where there is room also how it was."""
    sheet, found = hand.sheet, []
    for at in range(row * SIDE, row * SIDE + SIDE):
        own = textwrap.wrap(sheet.cells[at], width)[:_LABEL_LINES] if sheet.cells and sheet.cells[at] else []
        found.append(([(text, "$text-muted") for text in own], _judged(hand, at, width, wide=wide)))
    most = max(len(own) for own, _ in found)
    return [[*own, *[("", "")] * (most - len(own)), *judged] for own, judged in found]


def _judged(hand: InHand, at: int, width: int, *, wide: bool) -> list[Line]:
    now, before = _words(hand, at)
    plain = (now, "$text-muted" if now in ("", NOT_JUDGED) else "bold")
    first = (pad(f"{CURSOR}{now}", width), "reverse bold") if hand.at == at else plain  # a sign tells the cursor too, not colour alone
    return [first, (f"förra: {before}" if before else "", "$text-muted")] if wide and hand.sheet.kind != PLACE else [first]


def _words(hand: InHand, at: int) -> tuple[str, str]:
    """How a place is judged, and how it was."""
    sheet, before = hand.sheet, hand.judging.before
    if sheet.kind != PLACE:
        field = sheet.fields[at]
        choice = field.choice(hand.answers.get(field.id))
        return choice.text if choice else NOT_JUDGED, _before(hand, field)
    code, (field,) = cell_id(*divmod(at, SIDE)), sheet.fields
    was = before is not None and before.same_question(field, sheet) and before.answers.get(PLACE) == code
    return " ".join(filter(None, (HERE if hand.answers.get(PLACE) == code else "", WAS_HERE if was else ""))), ""


def _before(hand: InHand, field: Field) -> str:
    before: Filled | None = hand.judging.before
    choice = before.choice(field.id) if before is not None and before.same_question(field, hand.sheet) else None
    return choice.text if choice else ""


def block_row(
    side: Sequence[Line], cells: Sequence[Sequence[Line]], label: int, cell: int, *, bottom: bool = False, first: int | None = None
) -> list[Content]:
    """Blocks of lines beside each other, parted by rules; those of a heading stand at the bottom.

    Args:
        side: the label's lines.
        cells: each cell's lines.
        label: width of the label.
        cell: width of a cell.
        bottom: whether blocks end on the same line instead of beginning on it.
        first: number of the first cell, where a click on one moves the cursor there.
    """
    height = max(len(side), *map(len, cells), 1)
    lines = []
    for number in range(height):
        parts = [_part(side, number, height, label, bottom=bottom)]
        for column, block in enumerate(cells):
            inner = _part(block, number, height, cell, bottom=bottom)
            parts += [muted("│"), inner if first is None else inner.stylize(Style.from_meta({"@click": f"judge_at({first + column})"}))]
        lines.append(Content("").join(parts))
    return lines


def _part(block: Sequence[Line], number: int, height: int, width: int, *, bottom: bool) -> Content:
    at = number - (height - len(block)) if bottom else number
    text, style = block[at] if 0 <= at < len(block) else ("", "")
    return Content.assemble((text, style), pad("", width - cell_len(text)))


# -- A list of questions -----------------------------------------------------------------------------------------------------------------------


def _questions(hand: InHand, width: int) -> list[Content]:
    fields = hand.sheet.fields
    answer = max(12, *(cell_len(choice.text) + 2 for field in fields for choice in field.choices))
    question = width - 2 * answer - 4
    lines = [muted(f"  {pad('Fråga', question)}{pad('Bedömning', answer + 2)}Förra")]
    for at, field in enumerate(fields):
        here = at == hand.at
        choice: Choice | None = field.choice(hand.answers.get(field.id))
        wrapped = textwrap.wrap(field.label, question - 2)
        style = "reverse bold" if here else "bold" if choice else "$text-muted"
        first = Content.assemble(
            (CURSOR if here else "  ", "bold"),
            (pad(wrapped[0], question), "bold" if here else ""),
            (pad(choice.text if choice else NOT_JUDGED, answer), style),
            ("  ", ""),
            (_before(hand, field) or "–", "$text-muted"),
        )
        block = [first, *(Content(f"  {text}") for text in wrapped[1:])]
        lines += [line.stylize(Style.from_meta({"@click": f"judge_at({at})"})) for line in block]
    return lines


# -- Around it ---------------------------------------------------------------------------------------------------------------------------------


def _detail(hand: InHand, width: int) -> list[Content]:
    """What the cursor stands on, the choices with their keys, and how it was judged before."""
    asked = hand.asked
    if hand.sheet.kind == PLACE:
        cell = hand.sheet.cell_label(*divmod(hand.at, SIDE))
        return [Content(""), bold(cell), muted("1–9 eller Enter väljer rutan, Backsteg suddar.")]
    keys = Content("  ").join(clickable(f"{number} {choice.text}", str(number)) for number, choice in enumerate(asked.choices, 1))
    before = _before(hand, asked)
    was = muted(f"   förra: {before}") if before else Content("")
    if cell_len(asked.label) + 3 + keys.cell_length + was.cell_length <= width:
        return [Content(""), Content("").join([bold(asked.label), Content("   "), keys, was])]
    return [Content(""), *(bold(text) for text in textwrap.wrap(asked.label, width)), Content("").join([keys, was])]


def _figures(looked: Looked, hand: InHand, width: int) -> list[Content]:
    texts = [figure_text(one) for one in hand.figures(looked.exact)]
    if not texts:
        said = "Inget är levererat för perioden." if not looked.exact else ""
        return [muted(said)] if said else []
    if width == _FIGURES:
        lines = [line for text in texts for line in textwrap.wrap(text, width, subsequent_indent="  ")]
        return [bold("Siffror bakom, exakta"), *map(Content, lines)]
    return [Content(line) for line in textwrap.wrap(f"Siffror bakom: {' · '.join(texts)}", width)]


def _beside(body: Sequence[Content], figures: Sequence[Content], width: int) -> list[Content]:
    height = max(len(body), len(figures))
    left: Iterable[Content] = (*body, *(Content("") for _ in range(height - len(body))))
    right = (*figures, *(Content("") for _ in range(height - len(figures))))
    return [Content("").join([one, Content(" " * max(0, width + 2 - one.cell_length)), two]) for one, two in zip(left, right, strict=True)]
