"""``raknare``: counters listed, looked at and filled in, at an insats or at the kansli. Counts are no secrets: they may stand on the line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from register.counters import entry, figures, loader, periods
from register.counters.model import Counter, Figures, Grid, Place, Values
from register.errors import BadInput, CouldNot
from register.platform import system_reason
from register.vocabulary.loader import load as load_vocabulary
from tui.cli_context import Context
from tui.cli_tables import table
from tui.new_files import write_new

if TYPE_CHECKING:
    from collections.abc import Sequence

NONE_DEFINED = "Här finns inga räknare. Skriv ett exempel att utgå från: nyckeltal raknare exempel --ut raknare.toml"
WHO = {"kansli": "kansliet", "insats": "insatserna"}
INTERNAL = "INTERNT: exakta tal om människor, får inte publiceras."
_BLANK = "Räknaren räknar människor: filen är tom, fast det finns värden. Ta bort raderna för det som ska stå kvar; en tom ruta tömmer."
_MOST_FILE = 4 * 1024 * 1024


def lista(ctx: Context) -> int:
    """The counters that are defined, from the file alone."""
    found = loader.load(ctx.catalogue.root, load_vocabulary(ctx.catalogue.vocabulary_folder)).counters
    rows = [
        (
            one.id,
            one.label,
            periods.KIND_LABELS[one.period_kind],
            WHO[one.entered_by],
            entry.unit_of(one),
            " × ".join(d.label for d in one.dimensions),
        )
        for one in found
    ]
    lines = table(("Räknare", "Rubrik", "Per", "Förs av", "Enhet", "Delas upp på"), rows) if rows else [NONE_DEFINED]
    ctx.answer([definition(one) for one in found], lines)
    return 0


def definition(counter: Counter) -> dict[str, Any]:
    """A counter as JSON: its document with truths as such, and its hash."""
    truths = {"skyddas": counter.protected, "utgatt": counter.retired}
    dimensions = [{**one, "koder": [{**code, "utgatt": bool(code["utgatt"])} for code in one["koder"]]} for one in counter.document["dimensioner"]]
    return {**counter.document, **truths, "dimensioner": dimensions, "hash": counter.hash}


def visa(ctx: Context) -> int:
    """A counter in one period, ready to be filled in where it is kept; without a period, what has been given so far."""
    args = ctx.args
    at_insats = _at_insats(ctx)
    if args.period is None:
        if args.ut:
            raise BadInput("Perioden saknas.", "En fil att fylla i gäller en period.", "Ange den med --period.", field="period")
        return _series(ctx, at_insats=at_insats)
    if at_insats:
        from register.insats import counters as insats_counters

        with ctx.insats() as insats:
            return _show(ctx, insats_counters.grid(insats, args.raknare, args.period))
    from register.counters.book import choose
    from register.kansli import counters

    with ctx.kansli() as kansli:
        counter = choose(counters.definitions(kansli), args.raknare)
        if counter.entered_by == "kansli":
            return _show(ctx, counters.grid(kansli, args.raknare, args.period))
        span = periods.parse(counter.period_kind, args.period)
        if args.ut:
            raise BadInput("Här finns inget att fylla i.", "Räknaren förs av insatserna, och här syns vad de har levererat.", "", field="ut")
        return _show_figures(ctx, counter, counters.figures(kansli, [span]), internal=counter.protected)


def _show(ctx: Context, grid: Grid) -> int:
    document = grid_document(grid)
    if ctx.args.ut:
        # A file is read by others than the vault's: how many people there are is never in one that the gate has not let through.
        blank = grid.counter.protected
        cells = entry.cells(grid.counter, {} if blank else grid.values)
        write_new(Path(ctx.args.ut), entry.to_csv(replace(grid, cells=cells)).encode("utf-8-sig"), "Filen")
        lines = [f"Skriven: {ctx.args.ut}. Fyll i, och läs in med nyckeltal raknare satt --fil.", *([_BLANK] if blank and grid.given else [])]
        ctx.answer({**document, "fil": ctx.args.ut}, lines)
        return 0
    ctx.answer(document, _grid_lines(grid))
    return 0


def grid_document(grid: Grid) -> dict[str, Any]:
    """A grid as JSON."""
    return {
        "raknare": grid.counter.id,
        "period": grid.period.code,
        "insats": grid.insats_id or None,
        "hash": grid.counter.hash,
        "inskrivet_med": grid.definition or None,
        "ursprung": grid.origin,
        "stangd": grid.closed or None,
        "internt": grid.internal,
        "rutor": [
            {
                "ruta": entry.place_text(grid.counter, cell.place),
                "koder": dict(zip((one.id for one in grid.counter.dimensions), cell.place.codes, strict=True)),
                "matt": cell.place.measure,
                "rubriker": [*cell.labels, cell.measure_label],
                "varde": cell.value,
                "utgatt": cell.retired,
            }
            for cell in grid.cells
        ],
        **_sums(grid.counter, grid.values),
    }


def _sums(counter: Counter, values: Values) -> dict[str, Any]:
    """The total (of a share its two and their quotient) and the median's band; null where there is none."""
    median = figures.median_band(counter, values)
    found: dict[str, Any] = {"summa": {measure: figures.total(counter, values, measure=measure) for measure in counter.measures}}
    if counter.pair:
        share = figures.share(counter, values)
        found["andel"] = float(share) if share is not None else None
    if counter.median:
        found["median"] = {"fran": median.low.id, "till": median.high.id, "rubrik": median.label} if median else None
    return found


def _grid_lines(grid: Grid) -> list[str]:
    counter = grid.counter
    rows = [
        (entry.place_text(counter, cell.place), " · ".join(cell.labels), cell.measure_label, "" if cell.value is None else str(cell.value))
        for cell in grid.cells
    ]
    lines = [*([INTERNAL] if grid.internal else []), f"{counter.label}, {periods.label(grid.period)} ({entry.unit_of(counter)})", ""]
    lines += table(("Ruta", "Vad", "Mått", "Värde"), rows)
    return [*lines, "", *_sum_lines(counter, grid.values), *([f"Stängd: {grid.closed}"] if grid.closed else [])]


def _sum_lines(counter: Counter, values: Values) -> list[str]:
    sums = _sums(counter, values)
    if not values:
        return ["Inget är ifyllt. Tomt är inte noll."]
    lines = [f"{counter.measure_label(measure)}, summa: {sums['summa'][measure]}" for measure in counter.measures]
    if sums.get("andel") is not None:
        lines.append(f"Andel: {sums['andel']:.1%}".replace(".", ",").replace("%", " %"))
    return [*lines, *([f"Median: {sums['median']['rubrik']}"] if sums.get("median") else [])]


def _series(ctx: Context, *, at_insats: bool) -> int:
    from register.counters.book import choose

    if at_insats:
        from register.insats import counters as insats_counters

        with ctx.insats() as insats:
            counter = choose(insats_counters.definitions(insats), ctx.args.raknare)
            return _show_figures(ctx, counter, insats_counters.figures(insats), internal=False)
    from register.kansli import counters

    with ctx.kansli() as kansli:
        counter = choose(counters.definitions(kansli), ctx.args.raknare)
        return _show_figures(ctx, counter, counters.figures(kansli), internal=counter.protected)


def _show_figures(ctx: Context, counter: Counter, found: Sequence[Figures], *, internal: bool) -> int:
    """What has been given of a counter, by period and owner; ``internal``: exact counts of people at the kansli."""
    mine = sorted((one for one in found if one.counter.id == counter.id), key=lambda one: (one.period, one.insats_id))
    document = {"raknare": counter.id, "internt": internal, "perioder": [figures_document(one) for one in mine]}
    rows = [
        (one.period.code, one.insats_id or "kansliet", *(str(figures.total(counter, one.values, measure=m)) for m in counter.measures), one.origin)
        for one in mine
    ]
    head = ("Period", "Vem", *(counter.measure_label(measure) for measure in counter.measures), "Ursprung")
    lines = [f"{counter.label} ({entry.unit_of(counter)})", "", *table(head, rows)] if rows else ["Inget är ifyllt."]
    ctx.answer(document, [*([INTERNAL] if internal and rows else []), *lines])
    return 0


def figures_document(one: Figures) -> dict[str, Any]:
    """The values of one owner and period as JSON."""
    return {
        "period": one.period.code,
        "insats": one.insats_id or None,
        "ursprung": one.origin,
        "hash": one.counter.hash,
        "varden": {entry.place_text(one.counter, place): n for place, n in one.values.items()},
        **_sums(one.counter, one.values),
    }


def satt(ctx: Context) -> int:
    """Fill in: what is not named keeps its value, and ``RUTA=`` makes a place blank. All or nothing."""
    args = ctx.args
    if bool(args.varde) == bool(args.fil):
        raise BadInput("Ange antingen --varde eller --fil.", "Värdena kommer från raden eller ur en fil.", "", field="varde")
    if _at_insats(ctx):
        from register.insats import counters as insats_counters

        with ctx.insats() as insats:
            counter = insats_counters.grid(insats, args.raknare, args.period).counter
            changes = _changes(ctx, counter)
            after = insats_counters.set_values(
                insats, args.raknare, args.period, changes, origin=_origin(ctx, "insats"), late=args.sen, today=ctx.today
            )
    else:
        from register.kansli import counters

        with ctx.kansli() as kansli:
            counter = counters.grid(kansli, args.raknare, args.period).counter
            changes = _changes(ctx, counter)
            after = counters.set_values(kansli, args.raknare, args.period, changes, origin=_origin(ctx, "kansli"), late=args.sen, today=ctx.today)
    filled, places = len(after.values), sum(not cell.retired for cell in after.cells)
    lines = [f"{after.counter.label}, {periods.label(after.period)}: {filled} av {places} rutor är ifyllda."]
    ctx.answer(grid_document(after), [*([INTERNAL] if after.internal else []), *lines, *_sum_lines(after.counter, after.values)])
    return 0


def _origin(ctx: Context, typed: Any) -> Any:
    return "import" if ctx.args.fil else typed


def _changes(ctx: Context, counter: Counter) -> dict[Place, int | None]:
    if ctx.args.fil:
        return entry.from_csv(counter, _text_of(Path(ctx.args.fil)))
    found: dict[Place, int | None] = {}
    for given in ctx.args.varde:
        name, equals, value = given.rpartition("=")
        if not equals:
            why = "Ett värde skrivs RUTA=ANTAL, och RUTA= tömmer rutan."
            raise BadInput("Värdet går inte att läsa.", why, f"Se rutorna med nyckeltal raknare visa {counter.id}.", field="varde")
        found[entry.parse_place(counter, name)] = entry.parse_number(value, f"--varde {name}")
    return found


def _text_of(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_FILE + 1)
        if len(data) > _MOST_FILE:
            raise BadInput("Filen är för stor.", "En räknares fil är högst 4 MiB.", "Kontrollera att det är rätt fil.", field="fil")
        return data.decode("utf-8-sig")
    except OSError as error:
        raise CouldNot("Filen går inte att läsa.", f"{path}: {system_reason(error)}.", "Kontrollera sökvägen.", field="fil") from None
    except UnicodeDecodeError:
        raise BadInput("Filen är inte sparad som UTF-8.", "", "Spara den igen som CSV UTF-8.", field="fil") from None


def _at_insats(ctx: Context) -> bool:
    """Whether an insats's vault is meant: as the line says, else as the counter's owner is."""
    if ctx.args.insats and ctx.args.forbund is not None:
        raise BadInput("Ange antingen --insats eller --forbund.", "Ett kommando öppnar ett valv.", "", field="insats")
    if ctx.args.insats or ctx.args.forbund is not None:
        return bool(ctx.args.insats)
    present = loader.load(ctx.catalogue.root, load_vocabulary(ctx.catalogue.vocabulary_folder)).by_id
    known = present.get(ctx.args.raknare)
    return known.entered_by == "insats" if known else not ctx.catalogue.forbund_ids()


def exempel(ctx: Context) -> int:
    """The example of ``raknare.toml``, on standard output or in a new file."""
    data = loader.EXAMPLES.read_bytes()
    text = data.decode("utf-8")
    if ctx.args.ut is None:
        ctx.answer({"fil": None, "text": text}, text.rstrip("\n"))
        return 0
    write_new(Path(ctx.args.ut), data, "Exemplet")
    ctx.answer({"fil": ctx.args.ut, "text": text}, f"Skriven: {ctx.args.ut}. Byt listorna mot era egna, och lägg filen i {ctx.catalogue.root}.")
    return 0
