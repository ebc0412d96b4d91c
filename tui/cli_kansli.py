"""What a kansli does: ``ta-emot``, ``annullera``, ``leveranser``, ``utfall``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from register.errors import BadInput, NyckeltalError
from register.kansli import acts, publications
from register.periods import Period
from tui.boundary import say
from tui.cli_context import Context, print_json
from tui.cli_tables import table
from tui.screens.kansli_files import read_file
from tui.widgets.charts import interval, per_cent

if TYPE_CHECKING:
    from register.kansli.outcomes import Outcome
    from register.kansli.receive import Receipt
    from register.kansli.session import Kansli


def ta_emot(ctx: Context) -> int:
    """Receive deliveries in the order they are named; one that can't be received changes nothing, and the others are received all the same.

    What each insats has to know of publications is then written to ``publikationer/``.
    """
    code = 0
    with ctx.kansli() as kansli:
        for name in ctx.args.fil:
            code = max(code, _receive(ctx, kansli, Path(name)))
        publications.write_lists(kansli, ctx.today)
    return code


def _receive(ctx: Context, kansli: Kansli, path: Path) -> int:
    try:
        receipt = acts.ta_emot(kansli, read_file(path), today=ctx.today)
    except NyckeltalError as error:
        say(f"{path.name}: {error}")
        if ctx.json:
            print_json({"fel": error.what, "falt": error.field, "fil": str(path), "varfor": error.why, "gor": error.remedy})
        return error.exit_code
    document = {
        "insats": receipt.insats_id,
        "namn": receipt.namn,
        "nummer": receipt.number,
        "perioder": list(receipt.periods),
        "publikationer": receipt.publications,
        "raknare": receipt.counters,
        "ny": receipt.new,
        "ord": receipt.words,
    }
    ctx.answer(document, _receipt_lines(receipt))
    return 0


def _receipt_lines(receipt: Receipt) -> list[str]:
    what = "är mottagen" if receipt.new else "var redan mottagen; inget har ändrats"
    lines = [f"Leverans {receipt.number} från {receipt.namn} ({receipt.insats_id}) {what}. Perioder: {', '.join(receipt.periods) or 'inga nya'}"]
    if receipt.publications:
        lines.append(f"Insatsen har själv publicerat {receipt.publications} av sina rapporter; förbundets skyddas tillsammans med dem.")
    if receipt.counters:
        lines.append(f"Räknare, en per period: {receipt.counters}")
    if receipt.words:
        lines.append(f"Insatsen är ny här. Jämför de sex orden med insatsen, per telefon eller på plats: {receipt.words}")
    return lines


def annullera(ctx: Context) -> int:
    """Leave a received delivery out of every figure."""
    args = ctx.args
    if not args.insats:
        raise BadInput("Insatsen saknas.", "En annullering gäller en viss insats.", "Ange vilken med --insats.", field="insats")
    with ctx.kansli() as kansli:
        acts.annullera(kansli, args.insats, args.nr, args.orsak, ctx.today)
    document = {"insats": args.insats, "nummer": args.nr, "orsak": args.orsak}
    ctx.answer(document, f"Leverans {args.nr} från {args.insats} är annullerad och räknas inte längre.")
    return 0


def leveranser(ctx: Context) -> int:
    """What has come, what is missing and what waits."""
    with ctx.kansli() as kansli:
        view = acts.leveranser(kansli, ctx.today)
    document = {
        "mottagna": [
            {
                "insats": row.insats_id,
                "nummer": row.number,
                "perioder": list(row.periods),
                "dag": row.day.isoformat(),
                "status": row.state,
                "orsak": row.reason,
            }
            for row in view.received
        ],
        "saknas": [{"insats": row.insats_id, "period": row.period} for row in view.missing],
        "vantar": [{"insats": row.insats_id, "avslut": row.avslut} for row in view.waiting],
    }
    received = [
        (row.insats_id, str(row.number), ", ".join(row.periods), row.day.isoformat(), " ".join(filter(None, (row.state, row.reason))))
        for row in view.received
    ]
    lines = table(("Insats", "Nummer", "Perioder", "Mottagen", "Status"), received) if received else ["Inga leveranser är mottagna."]
    lines += [f"Saknas: {row.insats_id} {row.period}" for row in view.missing]
    lines += [f"Väntar på fler: {row.avslut} avslut i {row.insats_id}" for row in view.waiting if row.avslut]
    ctx.answer(document, lines)
    return 0


def utfall(ctx: Context) -> int:
    """What the insatser led to: exact figures for the kansli's own eyes."""
    args = ctx.args
    span = _year(args.ar) if args.ar is not None else Period.parse(args.period) if args.period is not None else None
    with ctx.kansli() as kansli:
        outcome = acts.utfall(kansli, span=span, insats_id=args.insats, grouping=args.gruppering)
        document = acts.outcome_document(outcome)
    ctx.answer(document, _outcome_lines(outcome, document))
    for note in outcome.notes:
        say(note)
    return 0


def _year(text: str) -> Period:
    if len(text.strip()) != 4:
        raise BadInput("Året går inte att läsa.", "Ett år skrivs med fyra siffror.", "Skriv till exempel 2026.", field="ar")
    return Period.parse(text, field="ar")


def _outcome_lines(outcome: Outcome, document: dict[str, Any]) -> list[str]:
    span = outcome.span.label if outcome.span else "allt som är mottaget"
    parts = {"Totalt": document, **{kon.capitalize(): part for kon, part in document["kon"].items()}}
    lines = [f"INTERNT: exakta tal, får inte publiceras. Utfall för {outcome.insats_id or 'alla insatser'}, {span}.", ""]
    labels = {
        "nya": "Nya",
        "pagaende_start": "Pågående vid start",
        "pagaende_slut": "Pågående vid slut",
        "avslutade": "Avslutade",
        "felregistrerade": "Felregistrerade",
        "deltagare": "Deltagare",
    }
    lines += table(("Volymer", *parts), [(label, *(str(part["volymer"][key]) for part in parts.values())) for key, label in labels.items()])
    lines += ["", *_group_lines(outcome, parts), "", *_progression_lines(outcome)]
    return lines


def _group_lines(outcome: Outcome, parts: dict[str, Any]) -> list[str]:
    names = {group.id: group.label for group in outcome.grouping.groups}
    rows = []
    for kon, part in parts.items():
        for group in part["grupper"]:
            low, high = group["ki95"] or (None, None)
            rows.append((kon, names[group["grupp"]], str(group["n"]), per_cent(group["andel"]), interval(low, high)))
    bases = [f"{kon}: redovisade {part['bas']['redovisade']} av {part['bas']['avslutade']} avslutade" for kon, part in parts.items()]
    return [*table((outcome.grouping.label, "Grupp", "n", "Andel", "95 %"), rows), *bases]


def _progression_lines(outcome: Outcome) -> list[str]:
    progression = outcome.progression[outcome.progression["kon"] == "totalt"]
    rows = [
        (
            f"{one['instrument']} {one['skattare']}",
            one["etikett"],
            *(str(one[key]) if one["n"] else "–" for key in ("n", "forbattrad", "lika", "forsamrad")),
        )
        for one in progression.to_dict("records")
    ]
    return table(("Progression", "Område", "n", "Förbättrad", "Lika", "Försämrad"), rows) if rows else ["Ingen progression är redovisad."]
