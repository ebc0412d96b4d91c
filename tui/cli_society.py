"""``samhalle``: published statistics of the förbund's municipalities, read in from files that somebody has downloaded. Nothing is ever fetched."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from register.errors import BadInput
from tui.boundary import say
from tui.cli_context import Context
from tui.cli_tables import table

if TYPE_CHECKING:
    from register.kansli.session import Kansli
    from register.readers.table import Table
    from register.society.choosing import Choice
    from register.society.published import PublishedTable

SHOWN: Final = 8
"""So many values of a dimension are shown where a file is looked at."""


def las_in(ctx: Context) -> int:
    """Read a file in; with ``--prova`` only show what it has and what would be kept."""
    from register.kansli import society

    args = ctx.args
    path, choice = Path(args.fil), _choice(ctx)
    with ctx.kansli() as kansli:
        if args.prova:
            return _try(ctx, kansli, path, choice)
        found = society.las_in(kansli, path, choice, table_id=args.tabell or "", label=args.rubrik or "", today=ctx.today)
    for remark in found.remarks:
        say(f"{path.name}: {remark}")
    document = {"tabell": found.table.id, "rubrik": found.table.label, "utgava": found.edition, "ny": found.new, **_origin(found.table)}
    if not found.new:
        text = f"{found.table.label} ({found.table.id}) är redan inläst med samma tal; inget har ändrats."
        ctx.answer(document, text)
        return 0
    lines = [f"Inläst: {found.table.label} ({found.table.id}), utgåva {found.edition}.", *_view_lines(found.table)]
    ctx.answer(document, lines)
    return 0


def lista(ctx: Context) -> int:
    """The tables that are read in."""
    from register.kansli import society

    with ctx.kansli() as kansli:
        found = society.tables(kansli)
    document = [{"tabell": one.id, "rubrik": one.label, **_origin(one)} for one in found]
    rows = [(one.id, one.label, one.source, one.matrix, one.updated[:10] or "–", one.read_in.isoformat(), _span(one)) for one in found]
    head = ("Tabell", "Rubrik", "Källa", "Källans id", "Uppdaterad", "Inläst", "Tider")
    ctx.answer(
        document, table(head, rows) if rows else ["Ingen tabell är inläst. Läs in en fil som du har hämtat från SCB: nyckeltal samhalle las-in FIL"]
    )
    return 0


def visa(ctx: Context) -> int:
    """A table as it stands in reports; with ``--historik`` its editions."""
    from register.kansli import society

    args = ctx.args
    with ctx.kansli() as kansli:
        found = society.editions(kansli, args.tabell)
    document = {
        "utgavor": [
            {
                "utgava": one.number,
                "galler": one.holds,
                "borttagen": one.removed.isoformat() if one.removed else None,
                **_origin(one.table),
            }
            for one in found
        ],
        "innehall": _content(found[0].table),
    }
    rows = [(str(one.number), one.table.updated or "–", one.table.read_in.isoformat(), _state(one.holds, one.removed)) for one in found]
    history = ["", *table(("Utgåva", "Uppdaterad", "Inläst", "Status"), rows)]
    gone = [] if found[0].holds else ["Tabellen är borttagen och är inte med i rapporterna."]
    ctx.answer(document, [*gone, *_view_lines(found[0].table), *(history if args.historik else [])])
    return 0


def ta_bort(ctx: Context) -> int:
    """Take a table out of coming reports."""
    from register.kansli import society

    with ctx.kansli() as kansli:
        society.ta_bort(kansli, ctx.args.tabell, ctx.today)
    text = f"{ctx.args.tabell} är borttagen ur kommande rapporter. Utgåvorna finns kvar som historik."
    ctx.answer({"tabell": ctx.args.tabell, "dag": ctx.today.isoformat()}, text)
    return 0


# -- What was asked for ------------------------------------------------------------------------------------------------------------------------


def _choice(ctx: Context) -> Choice:
    from register.society.choosing import Choice

    args = ctx.args
    categories: dict[str, tuple[str, ...]] = {}
    for text in args.val or ():
        name, found, values = text.rpartition("=")
        if not found or not name.strip() or not _split(values):
            raise BadInput(
                "Valet går inte att läsa.", "Ett val är en dimension och de värden som ska vara med.", "Skriv --val kön=kvinnor,män.", field="val"
            )
        categories[name.strip()] = _split(values)
    return Choice(_split(args.kommun or ""), categories, args.fran or "", args.till or "")


def _split(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))


def _try(ctx: Context, kansli: Kansli, path: Path, choice: Choice) -> int:
    """What the file has; and what the choice would keep, or why it keeps nothing."""
    from dataclasses import replace

    from register.kansli.society import check_id, kept_as, municipalities
    from register.readers.statistics_file import load_bytes, read_bytes
    from register.society.published import from_file

    data = load_bytes(path)
    whole = read_bytes(data, path.name)
    document: dict[str, Any] = {"titel": whole.title, "kalla": whole.source, "matris": whole.matrix, "uppdaterad": whole.updated}
    document["dimensioner"] = [{"namn": one.label, "varden": {each.code: each.label for each in one.categories}} for one in whole.dimensions]
    lines = [f"{whole.title}. Källa: {whole.source}, tabell {whole.matrix}, uppdaterad {whole.updated or '–'}.", *_dimension_lines(whole)]
    for remark in whole.remarks:
        say(f"{path.name}: {remark}")
    if not choice.regions:
        choice = replace(choice, regions=municipalities(kansli))
    try:
        found, _ = from_file(data, path.name, choice, id=ctx.args.tabell or "", label=ctx.args.rubrik or "", today=ctx.today)
        check_id(found.id)
    except BadInput as error:
        ctx.answer({**document, "valet": {"fel": error.what, "varfor": error.why, "gor": error.remedy}}, lines)
        say(str(error))
        return error.exit_code
    if other := kept_as(kansli, found):
        say(f"Tabellen är redan inläst, som {other}. Med --tabell {other} blir den en ny utgåva.")
    ctx.answer({**document, "valet": _content(found)}, [*lines, "", "Det här skulle behållas; inget är sparat.", *_view_lines(found)])
    return 0


# -- Answers -----------------------------------------------------------------------------------------------------------------------------------


def _dimension_lines(whole: Table) -> list[str]:
    rows = []
    for one in whole.dimensions:
        shown = [each.label if each.label == each.code else f"{each.code} ({each.label})" for each in one.categories[:SHOWN]]
        more = [f"och {len(one.categories) - SHOWN} till"] if len(one.categories) > SHOWN else []
        rows.append((one.label, str(len(one.categories)), ", ".join([*shown, *more])))
    return table(("Dimension", "Värden", "Som är"), rows)


def _view_lines(found: PublishedTable) -> list[str]:
    from register.reports.society import section

    made = section(found)
    if made is None or made.view is None:
        return []
    view = made.view
    rows = [("  " * row.level + row.label, *(value.text for value in row.values)) for row in view.rows]
    lines = [view.caption, *table((view.head, *(column.label for column in view.columns)), rows), *view.notes]
    return [*lines, *made.sentences]


def _origin(one: PublishedTable) -> dict[str, Any]:
    return {
        "kalla": one.source,
        "matris": one.matrix,
        "uppdaterad": one.updated or None,
        "inlast": one.read_in.isoformat(),
        "sha256": one.file_hash,
    }


def _content(one: PublishedTable) -> dict[str, Any]:
    return {
        "titel": one.title,
        "enhet": one.units,
        "dimensioner": [{"namn": each.label, "varden": {value.code: value.label for value in each.categories}} for each in one.dimensions],
        "celler": [cell if isinstance(cell, int | str) else float(cell) for cell in one.cells],
    }


def _span(one: PublishedTable) -> str:
    found = one.dimensions[one.time].categories
    return "–".join(dict.fromkeys((found[0].label, found[-1].label)))


def _state(holds: bool, removed: object) -> str:
    return "gäller" if holds else f"borttagen {removed}" if removed else "ersatt"
