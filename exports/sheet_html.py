"""The sheet for Uppföljning Finsam as one self-contained page: read beside the web form, ticked off on screen or, printed on A4, by pen."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from exports.sheet_layout import KON_HEADINGS, PART_HEADINGS, definitions, figures, months, notes, row_note

if TYPE_CHECKING:
    from collections.abc import Iterator

    from register.statutory import Figure, SheetRow, StatutorySheet

# Nothing is fetched and nothing runs: the page is one file that may lie on a share and be opened from an e-mail.
_HEAD: Final = """<!DOCTYPE html>
<html lang="sv">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{title}</title>
<style>
{style}
</style>
</head>
<body>
"""

_STYLE: Final = """
@page { size: A4 portrait; margin: 16mm 15mm 18mm }
* { box-sizing: border-box }
body { font: 11pt/1.4 "Segoe UI", "Noto Sans", "Liberation Sans", Arial, sans-serif; color: #1a1a1a; background: #fff;
  max-width: 180mm; margin: 0 auto; padding: 8mm 4mm }
h1 { font-size: 19pt; line-height: 1.2; margin: 0 0 2mm }
h2 { font-size: 13pt; margin: 8mm 0 2mm }
.meta { margin: 0 0 4mm; color: #444 }
.internal { border: 0.6mm solid #1a1a1a; padding: 2.5mm 4mm; margin: 4mm 0; font-weight: 600 }
.internal strong { letter-spacing: .04em }
table { border-collapse: collapse; table-layout: fixed; width: 100%; font-variant-numeric: tabular-nums }
thead th { width: 20mm } thead th:first-child { width: auto } thead th.other { width: 30mm } thead th.done { width: 20mm }
caption { text-align: left; font-size: 13pt; font-weight: 700; margin: 8mm 0 2mm; break-after: avoid }
tbody { break-inside: avoid }
th, td { padding: 1.6mm 2mm; text-align: right; vertical-align: baseline }
th[scope=row], th[scope=rowgroup] { text-align: left }
th[scope=row] { font-weight: 400 }
thead th { font-size: 9.5pt; border-bottom: 0.5mm solid #1a1a1a; vertical-align: bottom }
thead th:first-child { text-align: left }
tbody tr td, tbody tr th[scope=row] { border-bottom: 0.2mm solid #bbb }
th[scope=rowgroup] { padding-top: 5mm; font-size: 12pt }
th[scope=rowgroup] .id { font-weight: 400; font-size: 9.5pt; color: #444; margin-left: 2mm }
.note { display: block; font-weight: 600; font-size: 10pt }
td.total { font-weight: 700 }
td.done, th.done { text-align: center }
input { width: 4.5mm; height: 4.5mm; margin: 0; vertical-align: -0.8mm }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 1mm 5mm; margin: 0 }
dt { font-weight: 600 } dd { margin: 0 }
section { break-inside: avoid }
@media print { body { max-width: none; padding: 0; font-size: 10pt } input { appearance: none; border: 0.35mm solid #1a1a1a; background: #fff } }
""".strip()

_WIDER: Final = ' class="other"'
"""For a heading of several words."""


def render_html(sheet: StatutorySheet) -> bytes:
    """The page's bytes."""
    return "\n".join(_page(sheet)).encode()


def _page(sheet: StatutorySheet) -> Iterator[str]:
    internal, *rest = notes(sheet)
    yield _HEAD.format(title=escape(sheet.title), style=_STYLE)
    yield f"<main>\n<h1>{escape(sheet.title)}</h1>"
    forbund = f"{escape(sheet.forbund)} · " if sheet.forbund else ""
    yield f'<p class="meta">{forbund}{escape(sheet.period.code)} ({months(sheet)}) · framställt {sheet.made.isoformat()}</p>'
    yield f'<p class="internal">{_first_words_strong(internal)}</p>'
    yield "<p>Raderna står i den ordning som de skrivs in, en insats i taget. Bocka av varje rad när den är inskriven.</p>"
    for typ, heading in PART_HEADINGS.items():
        rows = [row for row in sheet.rows if row.typ == typ]
        if rows:
            yield from _part(heading, rows)
    if not sheet.rows:
        yield "<p>Det finns inga insatser att redovisa för perioden.</p>"
    yield "<section>\n<h2>Vad måtten räknar</h2>\n<dl>"
    yield from (f"<dt>{escape(label)}</dt><dd>{escape(text)}</dd>" for label, text in definitions(sheet).items())
    yield "</dl>"
    yield from (f"<p>{escape(note)}</p>" for note in rest)
    yield "</section>\n</main>\n</body>\n</html>\n"


def _first_words_strong(note: str) -> str:
    first, _, rest = note.partition(". ")
    return f"<strong>{escape(first)}.</strong> {escape(rest)}"


def _part(heading: str, rows: list[SheetRow]) -> Iterator[str]:
    yield f"<table>\n<caption>{escape(heading)}</caption>"
    columns = "".join(f'<th scope="col"{_WIDER if "/" in kon else ""}>{escape(kon)}</th>' for kon in KON_HEADINGS)
    yield f'<thead><tr><th scope="col">Mått</th>{columns}<th scope="col" class="done">Inskriven</th></tr></thead>'
    for row in rows:
        note = row_note(row)
        said = f'<span class="note">{escape(note)}</span>' if note else ""
        width = len(KON_HEADINGS) + 2
        yield f'<tbody>\n<tr><th scope="rowgroup" colspan="{width}">{escape(row.namn)}<span class="id">{escape(row.insats_id)}</span>{said}</th></tr>'
        yield from (_line(row, figure) for figure in row.figures)
        yield "</tbody>"
    yield "</table>"


def _line(row: SheetRow, figure: Figure) -> str:
    *by_kon, total = ("" if value is None else str(value) for value in figures(figure))
    cells = "".join(f"<td>{value}</td>" for value in by_kon)
    label = escape(f"Inskriven: {row.namn}, {figure.label}", quote=True)
    box = f'<input type="checkbox" autocomplete="off" aria-label="{label}">' if total else ""  # a blank has nothing to type in
    tick = f'<td class="done">{box}</td>'
    return f'<tr><th scope="row">{escape(figure.label)}</th>{cells}<td class="total">{total}</td>{tick}</tr>'
