"""``kontroll``, ``export``, ``nycklar``, ``aterstall``, ``losenfras``: what insats and kansli both have."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from register.errors import BadInput, CouldNot
from register.periods import Period
from tui.boundary import say
from tui.cli_context import Context
from tui.cli_secrets import NEW_FILE_VARIABLE

if TYPE_CHECKING:
    from register.kansli.session import Kansli
    from register.statutory import StatutorySheet
    from register.vault import Vault

SHEET: Final = "uppfoljning-finsam"

_GOALS: Final = "Målen i mal.toml"
_REASON = re.compile(r"[a-z0-9-]{2,40}", re.ASCII)


def chooses_insats(ctx: Context) -> bool:
    """Whether an insats is meant: it is named, or there is no förbund here and none is named."""
    if ctx.args.insats and ctx.args.forbund is not None:
        raise BadInput("Både insats och förbund är angivna.", "Ett kommando öppnar ett valv.", "Ange ett av dem.", field="insats")
    return bool(ctx.args.insats) or (ctx.args.forbund is None and not ctx.catalogue.forbund_ids())


def kontroll(ctx: Context) -> int:
    """Check what can be checked without codes; exit code 1 where something does not hold."""
    if chooses_insats(ctx):
        from register.insats import checks

        with ctx.insats() as insats:
            found = [(one.what, one.ok, one.detail) for one in checks.kontroll(insats)]
    else:
        from register.kansli import acts

        with ctx.kansli() as kansli:
            found = [(one.what, one.ok, one.detail) for one in acts.kontroll(kansli)]
            found += _goals(kansli)
    all_hold = all(ok for _, ok, _ in found)
    document = {"ok": all_hold, "kontroller": [{"vad": what, "ok": ok, "detalj": detail} for what, ok, detail in found]}
    lines = [f"{'stämmer ' if ok else 'STÄMMER INTE'} {what}{f' ({detail})' if detail else ''}" for what, ok, detail in found]
    bad = "Något stämmer inte. Återställ en säkerhetskopia, eller tala med den som sköter Nyckeltal."
    if all(ok or what.startswith(_GOALS) for what, ok, _ in found):
        bad = "Registret stämmer. Rätta mal.toml."
    ctx.answer(document, [*lines, "Allt stämmer." if all_hold else bad])
    return 0 if all_hold else 1


def _goals(kansli: Kansli) -> list[tuple[str, bool, str]]:
    """Whether mal.toml can be read, and is about insatser that there are."""
    from register.goals import loader
    from register.goals.unknown import unknown_insatser
    from register.kansli import publications

    try:
        goals = loader.load(kansli.catalogue.root, kansli.vocabulary)
    except BadInput as error:
        return [(f"{_GOALS} går att läsa", False, str(error))]
    unknown = unknown_insatser(goals, [one.id for one in publications.source(kansli).insatser])
    return [(f"{_GOALS} gäller insatser som finns", not unknown, " ".join(unknown))]


def export(ctx: Context) -> int:
    """Write the sheet for Uppföljning Finsam, or make a report, from the kansli's register or from an insats's own vault."""
    if ctx.args.blad != SHEET:
        from tui.cli_reports import export_report

        return export_report(ctx)
    return _export_sheet(ctx)


def _export_sheet(ctx: Context) -> int:
    from exports.sheet import FORMATS, check_formats, write_sheet

    _check_sheet_options(ctx)
    formats = [name.strip() for name in ctx.args.format.split(",")] if ctx.args.format else list(FORMATS)
    check_formats(formats)
    period = Period.parse(ctx.args.period)
    files = write_sheet(_sheet(ctx, period), Path(ctx.args.ut), formats)
    ctx.answer({"period": period.code, "filer": [str(path) for path in files]}, [f"Skriven: {path}" for path in files])
    say("Bladet har exakta tal och är till för inmatningen. Det får inte publiceras.")
    return 0


def _check_sheet_options(ctx: Context) -> None:
    args = ctx.args
    for_reports = {"prova": args.prova, "tid": args.tid is not None, "bara_volymer": args.bara_volymer}
    given = [name for name, is_given in for_reports.items() if is_given]
    if given:
        flags = " och ".join(f"--{name.replace('_', '-')}" for name in given)
        why = "Det gäller rapporterna; bladet har exakta tal och skyddas inte."
        raise BadInput(f"{flags} går inte att ange för bladet.", why, f"Ta bort {flags}.", field=given[0])
    if not ctx.args.ut:
        raise BadInput("Mappen saknas.", "Bladet skrivs i en mapp.", "Ange den med --ut.", field="ut")


def _sheet(ctx: Context, period: Period) -> StatutorySheet:
    from_insats = ctx.args.fran_insats or (ctx.args.forbund is None and not ctx.catalogue.forbund_ids())
    if from_insats and ctx.args.forbund is not None:
        raise BadInput("Både insats och förbund är angivna.", "Ett kommando öppnar ett valv.", "Ange ett av dem.", field="forbund")
    if from_insats:
        from register.insats import sheet

        with ctx.insats() as insats:
            return sheet.statutory_sheet(insats, period.code, today=ctx.today)
    from register.kansli import acts

    with ctx.kansli() as kansli:
        return acts.statutory_sheet(kansli, period, ctx.args.insats, today=ctx.today)


def visa_nycklar(ctx: Context) -> int:
    """The public key files that lie here, with their six words."""
    from register.keys import PublicKeys

    keys = [PublicKeys.read(ctx.catalogue.public_path(one.kind, one.id)) for one in ctx.catalogue.public_files()]
    document = [{"slag": one.kind, "id": one.id, "namn": one.namn, "typ": one.typ, "ord": one.words()} for one in keys]
    ctx.answer(document, [f"{one.kind} {one.id}  {one.namn}: {one.words()}" for one in keys] or "Här ligger inga nyckelfiler.")
    return 0


def godkann(ctx: Context) -> int:
    """Pin the key of an insats that lies in ``nycklar``, or change the pinned one to it."""
    if ctx.args.insats:
        return _godkann_forbund(ctx)
    from register.kansli import acts

    with ctx.kansli() as kansli:
        words = acts.godkann(kansli, ctx.args.id, ctx.today)
    text = [f"Nyckeln för {ctx.args.id} är godkänd.", f"Jämför de sex orden med insatsen, per telefon eller på plats: {words}"]
    ctx.answer({"insats": ctx.args.id, "ord": words}, text)
    return 0


def _godkann_forbund(ctx: Context) -> int:
    from register.insats.recipient import godkann_forbund

    with ctx.insats() as insats:
        words = godkann_forbund(insats, ctx.args.id, today=ctx.today)
    text = [f"Nyckeln för förbundet {ctx.args.id} är godkänd.", f"Jämför de sex orden med kansliet, per telefon eller på plats: {words}"]
    ctx.answer({"forbund": ctx.args.id, "ord": words}, text)
    return 0


def aterstall(ctx: Context) -> int:
    """Make the copy that lies here the current one, although a later one has been seen."""
    reason = ctx.args.orsak
    if not _REASON.fullmatch(reason):
        raise BadInput(
            "Orsaken går inte att använda.",
            "Den är en kod på 2 till 40 tecken: små bokstäver a–z, siffror och bindestreck.",
            "Skriv till exempel trasig-disk.",
            field="orsak",
        )
    if chooses_insats(ctx):
        with ctx.insats(restore_reason=reason) as insats:  # opening logs the reason, and that write makes the copy the current one
            document = {"slag": "insats", "id": insats.id, "orsak": reason}
    else:
        with ctx.kansli(restore_reason=reason) as kansli:
            document = {"slag": "forbund", "id": kansli.id, "orsak": reason}
    ctx.answer(document, f"Kopian av {document['id']} gäller från och med nu. Det som sparades efter den finns inte här.")
    return 0


def byt_losenfras(ctx: Context) -> int:
    """Another passphrase; the old one opens nothing that is saved after this."""
    if chooses_insats(ctx):
        with ctx.insats() as insats:
            whose = {"slag": "insats", "id": insats.id}
            _change(ctx, insats.vault, f"insatsen {insats.id}")
    else:
        from register.vault import Vault

        with ctx.kansli() as kansli:
            if not isinstance(kansli.store, Vault):
                raise CouldNot("Lösenfrasen går inte att byta här.", "Registret ligger inte i ett valv.", "Byt den i databasen.")
            whose = {"slag": "forbund", "id": kansli.id}
            _change(ctx, kansli.store, f"förbundet {kansli.id}")
    ctx.answer(whose, "Lösenfrasen är bytt. Äldre säkerhetskopior öppnas fortfarande med den gamla.")
    return 0


def _change(ctx: Context, vault: Vault, whose: str) -> None:
    from register import audit_log

    old = ctx.passphrases.present(whose)
    new = ctx.passphrases.new(whose, NEW_FILE_VARIABLE)
    with vault.write() as session:
        vault.change_passphrase(old, new)
        audit_log.append(session, ctx.today, audit_log.AuditKind.NYCKELBYTE)
