"""What an insats does with its rows and periods: ``lista``, ``las``, ``leverera``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from register.counts import Place
from register.errors import BadInput
from register.insats import closing, overview
from register.periods import Period
from tui.boundary import say
from tui.cli_context import Context
from tui.cli_tables import table

if TYPE_CHECKING:
    from register.insats.session import Insats

_STATES = {"oppen": "öppen", "avslutad": "avslutad"}


def lista(ctx: Context) -> int:
    """The deltaganden by handle: state and the month the next mätning is due."""
    with ctx.insats() as insats:
        rows = overview.lista(insats)
    document = [
        {"handtag": row.handle, "status": row.state, "nasta_matning": str(row.due) if row.due else None, "avslut_period": row.avslut_period}
        for row in rows
    ]
    lines = table(
        ("Handtag", "Status", "Nästa mätning", "Avslut i"),
        [(row.handle, _STATES[row.state], str(row.due or ""), row.avslut_period or "") for row in rows],
    )
    ctx.answer(document, lines if rows else "Inga deltaganden.")
    return 0


def las(ctx: Context) -> int:
    """Lock the oldest open period."""
    with ctx.insats() as insats:
        passphrase = ctx.passphrases.present(f"insatsen {insats.id}")
        report = closing.las(insats, ctx.args.period, passphrase=passphrase, final=ctx.args.avsluta, today=ctx.today)
        not_given = _not_given(insats, report.batch.period)
        insats_id = insats.id
    batch, protocol = report.batch, report.gallring
    sent, waiting, gone = {released.place: released.people for released in batch.released}, report.waiting, batch.destroyed
    document = {
        "insats": insats_id,
        "period": batch.period,
        "nummer": batch.number,
        "redovisas": _places(sent),
        "vantar": _places(waiting),
        "ej_redovisade": _places(gone),
        "gallrade": protocol.rows,
        "protokoll": protocol.lines(),
        "raknare_saknas": not_given,
    }
    parts = (("Redovisas", sent), ("Väntar på fler", waiting), ("Redovisas aldrig", gone))
    counts = [f"{name}: {sum(n for place, n in part.items() if place.unit == 'avslut')} avslut" for name, part in parts]
    ctx.answer(document, [f"{batch.period} är låst (låsning {batch.number}).", *counts, *protocol.lines(), "Nästa steg: leverera."])
    if not_given:
        named = ", ".join(f"{one['raknare']} {one['period']}" for one in not_given)
        say(f"Räknare utan värden: {named}. De kan fyllas i ändå, med raknare satt --sen, och går då med nästa leverans.")
    return 0


def _not_given(insats: Insats, code: str) -> list[dict[str, str]]:
    """The counters that nothing has been given of; a raknare.toml that can't be read is told, and keeps nobody from locking."""
    from register.insats import counters

    try:
        return [{"raknare": one.id, "period": period.code} for one, period in counters.not_given(insats, Period.parse(code))]
    except BadInput as error:
        say(str(error))
        return []


def _places(people: Mapping[Place, int]) -> list[dict[str, str | int]]:
    return [{"enhet": place.unit, "kon": place.kon, "antal": n} for place, n in sorted(people.items())]


def leverera(ctx: Context) -> int:
    """Write the delivery of what is locked."""
    target = Path(ctx.args.ut)
    with ctx.insats() as insats:
        receipt = closing.leverera(insats, target, forbund_id=ctx.args.forbund, number=ctx.args.nr, today=ctx.today)
        insats_id = insats.id
    document = {
        "insats": insats_id,
        "forbund": receipt.forbund_id,
        "nummer": receipt.number,
        "perioder": list(receipt.periods),
        "publikationer": receipt.publications,
        "raknare": receipt.counters,
        "fil": str(target),
        "ord": receipt.words,
        "forbund_ord": receipt.forbund_words,
    }
    text = [
        f"Leverans {receipt.number} till {receipt.forbund_id} är skriven: {target}",
        f"Perioder: {', '.join(receipt.periods) or 'inga nya'}",
        *([f"Insatsens egna publikationer: {receipt.publications}"] if receipt.publications else []),
        *([f"Räknare, en per period: {receipt.counters}"] if receipt.counters else []),
        f"Insatsens nyckel, sex ord: {receipt.words}",
        f"Förbundets nyckel, sex ord: {receipt.forbund_words}. Jämför dem med kansliet första gången.",
    ]
    ctx.answer(document, text)
    say("Skicka filen till kansliet. Den är krypterad till förbundet och signerad av insatsen.")
    return 0
