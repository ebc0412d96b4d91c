"""Group-level files by command line: ``mall --grupp`` and ``importera --grupp``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from register.errors import BadInput
from tui.cli_context import Context

if TYPE_CHECKING:
    from register.kansli.group_rows import GroupReading
    from register.readers.faults import Fault

FOUND: Final = 1
SHOWN: Final = 200


def fault_lines(faults: Sequence[Fault], more: int = 0) -> list[str]:
    """The faults as lines, the first so many of them."""
    lines = [fault.line() for fault in faults[:SHOWN]]
    rest = len(faults) - len(lines) + more
    if rest:
        lines.append(f"… och {rest} fel till. Med --json visas {len(faults)}.")
    return [*lines, ""] if lines else []


def group_template(ctx: Context, target: Path) -> int:
    """Write a template for group-level counts, with the förbund's own kön and avslutsanledningar to choose from."""
    from exports.blanks import write_blanks
    from exports.form_template import group_csv, group_xlsx
    from register.templates import GROUP_HEADINGS
    from register.vocabulary.loader import load

    vocabulary = load(ctx.catalogue.vocabulary_folder)
    data = group_csv() if target.suffix.lower() == ".csv" else group_xlsx(vocabulary)
    write_blanks({target: data}, target.absolute().parent, "Mallen")
    ctx.answer({"fil": str(target), "kolumner": list(GROUP_HEADINGS)}, f"Mallen är skriven: {target}")
    return 0


def import_groups(ctx: Context) -> int:
    """Read a group-level file in at the kansli, or with ``--prova`` show what would be kept."""
    from register.kansli.acts import importera_grupp, read_group_file
    from register.readers.opening import open_table

    path, new = Path(ctx.args.fil), _new(ctx.args.ny)
    with ctx.kansli() as kansli, open_table(path) as table:
        reading = read_group_file(kansli, table, new, today=ctx.today)
        document = {"forbund": kansli.id, "fil": str(path), **_document(reading)}
        if ctx.args.prova or reading.faults:
            ctx.answer({"inlast": False, **document}, [*fault_lines(reading.faults, reading.more_faults), *_lines(reading)])
            if not ctx.args.prova:
                raise BadInput("Inget är inläst.", f"Filen har {reading.fault_count} fel.", "Rätta dem och försök igen.", field="fil")
            return FOUND if reading.faults else 0
        receipt = importera_grupp(kansli, reading, new, today=ctx.today)
    done = [f"{insats}: {', '.join(periods)} (inläsning {receipt.numbers[insats]})" for insats, periods in receipt.periods.items()]
    ctx.answer({"inlast": True, **document, "nummer": receipt.numbers}, ["Inläst som gruppuppgifter:", *done, *_lines(reading)])
    return 0


def _new(pairs: Sequence[str]) -> dict[str, str]:
    found = {}
    for pair in pairs:
        insats_id, equals, name = pair.partition("=")
        if not equals:
            raise BadInput(
                "En ny insats saknar namn.", "Den anges som id, likhetstecken och namn.", "Skriv till exempel --ny vagen=Vägen.", field="ny"
            )
        if insats_id.strip() in found:
            raise BadInput(f"Insatsen {insats_id.strip()} anges två gånger.", "", "Ange varje ny insats en gång.", field="ny")
        found[insats_id.strip()] = name.strip()
    return found


def _sums(reading: GroupReading) -> list[tuple[str, str, Counter[str]]]:
    """By insats and period: how many were open before, new and ended."""
    found = []
    for insats, periods in sorted(reading.counts.items()):
        for period, counts in sorted(periods.items()):
            sums: Counter[str] = Counter()
            for (event, _), n in counts.volumes.items():
                sums[event] += n
            sums["avslutade"] = sum(sum(by.values()) for by in counts.reasons.values())
            found.append((insats, period, sums))
    return found


def _document(reading: GroupReading) -> dict[str, Any]:
    sums = [
        {"insats": insats, "period": period, "ingaende": s["ingaende"], "nya": s["nya"], "avslutade": s["avslutade"]}
        for insats, period, s in _sums(reading)
    ]
    faults = [fault.document() for fault in reading.faults]
    return {"ursprung": "gruppuppgifter", "rader": reading.rows, "perioder": sums, "fel": faults, "fler_fel": reading.more_faults}


def _lines(reading: GroupReading) -> list[str]:
    from tui.cli_tables import table

    rows = [(insats, period, str(s["ingaende"]), str(s["nya"]), str(s["avslutade"])) for insats, period, s in _sums(reading)]
    return table(("Insats", "Period", "Pågående före", "Nya", "Avslutade"), rows) if rows else []
