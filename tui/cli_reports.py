"""``export`` of reports, from the kansli's register or an insats's own vault, and ``publikationer``: what has been published.

The order is always the same: what was asked for is checked, the report is protected, its files are made in memory, it is published, and only then are
the files written. A report that counts as published and has no files is made again by the same command; the other way round would be a leak.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from register.errors import BadInput
from register.periods import Period
from tui.boundary import say
from tui.cli_context import Context
from tui.cli_gate import progress_bar, seconds
from tui.cli_tables import table

if TYPE_CHECKING:
    from exports.publishing import Ready
    from exports.report import Progress
    from register.disclosure.protected import Rules
    from register.disclosure.publication import History
    from register.kansli.publications import PublicationRow
    from register.kansli.session import Kansli
    from register.reporting import Prepared
    from register.tables.later import LaterCost
    from register.tables.making import Made
    from register.tables.source import Source

DATA_PACKAGE: Final = "datapaket"
DEFAULT_SECONDS: Final = 20
"""So long one group of tables is searched."""

Document = dict[str, Any]


@dataclass(frozen=True)
class _Export:
    """What is to be published: its parts, the audit of them together, how its files are made, and how it is kept.

    ``keep`` returns whether it was new. ``note`` is said to whoever published something new. ``later`` is what publishing a part of the year now
    would cost the year's report; of a package it is not asked.
    ``whole_year`` returns whether the rest of the year is delivered already.
    """

    parts: Sequence[Prepared]
    audit: Mapping[str, Any]
    id: str
    render: Callable[[Sequence[str], Progress], Ready]
    keep: Callable[[], bool]
    note: str
    later: Callable[[], Sequence[LaterCost]] = tuple
    whole_year: Callable[[], bool] = bool


def export_report(ctx: Context) -> int:
    """Make a report or the data package, publish it and write its files; with ``--prova`` only show how it would be laid out."""
    from exports.publishing import check_target

    args = ctx.args
    period, formats = Period.parse(args.period), _formats(ctx)
    _check_whose(ctx)
    rules = _rules(ctx)
    folder = None if args.prova else _folder(ctx)
    if folder is not None:
        check_target(folder)
    if args.blad == "insatsrapport" and _from_insats(ctx):
        return _export_own(ctx, period, rules, formats, folder)
    with ctx.kansli() as kansli:
        found = _package(ctx, kansli, period, rules) if args.blad == DATA_PACKAGE else _report(ctx, kansli, period, rules)
        return _finish(ctx, found, period, formats, folder)


# -- What was asked for ------------------------------------------------------------------------------------------------------------------------


def _formats(ctx: Context) -> list[str]:
    from exports.report import FORMATS, check_formats

    given = ctx.args.format
    if given is not None and ctx.args.blad == DATA_PACKAGE:
        raise BadInput("Formatet går inte att välja.", "Datapaketet har rapporterna i alla format.", "Ta bort --format.", field="format")
    formats = [name.strip() for name in given.split(",")] if given is not None else list(FORMATS)
    check_formats(formats)
    return formats


def _check_whose(ctx: Context) -> None:
    """Refuse what would else be passed over in silence: an insats of a report that is about all of them, or somebody else's vault."""
    args = ctx.args
    if _from_insats(ctx) and args.forbund is not None:
        raise BadInput("Både insats och förbund är angivna.", "Ett kommando öppnar ett valv.", "Ange ett av dem.", field="forbund")
    if args.bara_volymer and (args.blad == DATA_PACKAGE or _from_insats(ctx)):
        why = "Det går bara för en av kansliets egna rapporter."
        raise BadInput("Volymerna går inte att ge ut för sig här.", why, "Ta bort --bara-volymer.", field="bara_volymer")
    if args.blad == "insatsrapport":
        return
    if args.fran_insats:
        why = "Den gäller hela förbundet. Ur en insats eget valv görs bara insatsrapporten."
        raise BadInput("Rapporten görs av kansliet.", why, "Ta bort --fran-insats, eller välj insatsrapport.", field="rapport")
    if args.insats is not None:
        raise BadInput(
            "Rapporten gäller inte en enda insats.", "Den gäller hela förbundet.", "Ta bort --insats, eller välj insatsrapport.", field="insats"
        )


def _from_insats(ctx: Context) -> bool:
    """Whether the insats's own vault is meant: it is said, or there is no förbund here and none is named."""
    return bool(ctx.args.fran_insats) or (ctx.args.forbund is None and not ctx.catalogue.forbund_ids())


def _rules(ctx: Context) -> Rules:
    from register.disclosure.protected import Rules

    return Rules(seconds=seconds(DEFAULT_SECONDS if ctx.args.tid is None else ctx.args.tid))


def _folder(ctx: Context) -> Path:
    if not ctx.args.ut:
        raise BadInput("Mappen saknas.", "Rapporten skrivs i en mapp.", "Ange den med --ut, eller --prova för att bara se indelningarna.", field="ut")
    return Path(ctx.args.ut)


# -- Making ------------------------------------------------------------------------------------------------------------------------------------


def _report(ctx: Context, kansli: Kansli, period: Period, rules: Rules) -> _Export:
    from register.kansli import publications
    from register.kansli.reporting import prepare_report, publish_report
    from register.reporting import check_kind

    kind = check_kind(ctx.args.blad)
    with progress_bar("Skyddar", ctx) as show:
        made = prepare_report(kansli, kind, period, insats=ctx.args.insats, today=ctx.today, rules=rules, progress=_shown(show))
    for warning in made.warnings:
        say(warning)
    prepared = made.volumes_only() if ctx.args.bara_volymer else made
    note = _lists_note(made.history)
    return _of_one(prepared, lambda: publish_report(kansli, prepared, ctx.today), note, lambda: publications.source(kansli))


def _lists_note(history: History) -> str:
    """What is to be done with the insatser's lists: in full the first time."""
    if history.publications:
        return "Insatsernas listor i mappen publikationer är nya: lämna dem."
    return "Har insatserna egna mappar, så lämna dem sina listor ur mappen publikationer: då skyddas deras rapporter tillsammans med förbundets."


def _package(ctx: Context, kansli: Kansli, period: Period, rules: Rules) -> _Export:
    from exports.package import ready_package
    from register.kansli.reporting import prepare_package, publish_package

    with progress_bar("Skyddar", ctx) as show:
        package = prepare_package(kansli, period, today=ctx.today, rules=rules, progress=_shown(show))
    for warning in dict.fromkeys(warning for one in package.parts for warning in one.warnings):
        say(warning)
    reports = [one.report() for one in package.parts]
    return _Export(
        package.parts,
        package.publication.audit,
        package.publication.id,
        lambda _formats, progress: ready_package(reports, subject=kansli.namn, span=period.code, progress=progress),
        lambda: publish_package(kansli, package, ctx.today),
        _lists_note(package.history),
    )


def _export_own(ctx: Context, period: Period, rules: Rules, formats: Sequence[str], folder: Path | None) -> int:
    from register.own_report import prepare_own_report, publish_own_report, source

    with ctx.insats() as insats:
        with progress_bar("Skyddar", ctx) as show:
            prepared = prepare_own_report(insats, period, today=ctx.today, rules=rules, progress=_shown(show))
        note = "Kansliet får veta det med nästa leverans, så att förbundets rapporter skyddas tillsammans med den här."
        found = _of_one(prepared, lambda: publish_own_report(insats, prepared, ctx.today), note, lambda: source(insats))
        return _finish(ctx, found, period, formats, folder)


def _of_one(prepared: Prepared, keep: Callable[[], bool], note: str, source: Callable[[], Source]) -> _Export:
    from exports.report import ready_report
    from register.tables.later import cost_of, whole_year

    report, publication, context = prepared.report(), prepared.made.publication, prepared.context
    insats = context.insats[0] if context.insats else None
    return _Export(
        [prepared],
        publication.audit,
        publication.id,
        lambda formats, told: ready_report(report, formats, progress=told),
        keep,
        note,
        lambda: cost_of(source(), prepared.history, publication, prepared.kind, context.span, context.goals, insats=insats),
        lambda: whole_year(source(), context.span),
    )


def _shown(show: Callable[[float, str], Any]) -> Progress:
    return lambda done, of, what: show(done / max(of, 1), what)


# -- Publishing, writing, answering ------------------------------------------------------------------------------------------------------------


def _finish(ctx: Context, found: _Export, period: Period, formats: Sequence[str], folder: Path | None) -> int:
    layouts = [one for part in found.parts for one in _layouts(part)]
    document: Document = {"period": period.code, "rapport": ctx.args.blad, "publikation": None, "ny": False, "filer": []}
    if folder is None:
        later = found.later()
        document |= {"granskning": dict(found.audit), "indelningar": layouts}
        document["senare"] = [{"tabell": one.title, "utan": one.without, "efter": one.after} for one in later]
        ctx.answer(document, [*_trial_lines(found, layouts), *_later_lines(found, later, period)])
        return 0
    with progress_bar("Skriver", ctx) as show:
        ready = found.render(formats, _shown(show))
    kept: list[bool] = []
    files = ready.write(folder, lambda: kept.append(found.keep()))
    document |= {"publikation": found.id, "ny": kept[0], "filer": [str(path) for path in files]}
    lines = [*_file_lines(files, folder), f"{'Publicerad' if kept[0] else 'Publicerad sedan tidigare, med samma innehåll'}: {found.id}"]
    ctx.answer({**document, "granskning": dict(found.audit), "indelningar": layouts}, [*lines, str(found.audit["mening"])])
    if kept[0]:
        say(found.note)
    return 0


def _layouts(prepared: Prepared) -> list[Document]:
    """How each table is laid out and what finer layouts were tried: for the maker's eyes, but without any hidden figure."""
    insats = prepared.context.insats
    whose = {"rapport": str(prepared.kind), "insats": insats[0] if insats else None}
    return [{**whose, **one} for one in _choices(prepared.made)]


def _choices(made: Made) -> list[Document]:
    return [
        {
            "tabell": choice.outcome.table.id,
            "visas": choice.name,
            "provade": [{"namn": one.name, "prickar": one.dots_in_whole} for one in choice.tried],
            "andel_visad": round(choice.outcome.printed_share, 3),
            "begransade": list(choice.limited),
        }
        for choice in made.choices
    ]


def _file_lines(files: Sequence[Path], folder: Path) -> list[str]:
    """A line for each file; those in a folder of their own, a file for each table, in one line together."""
    beside = [path for path in files if path.parent == folder]
    folders = Counter(path.parent for path in files if path.parent != folder)
    return [*(f"Skriven: {path}" for path in beside), *(f"Skriven: {path} ({n} filer)" for path, n in folders.items())]


def _trial_lines(found: _Export, layouts: Sequence[Document]) -> list[str]:
    rows = [
        (
            " ".join(filter(None, (one["rapport"], one["insats"]))),
            one["tabell"],
            one["visas"],
            f"{one['andel_visad'] * 100:.0f} %",
            "; ".join(f"{finer['namn']} ({_why_not(finer['prickar'])})" for finer in one["provade"]) or "inga",
        )
        for one in layouts
    ]
    head = ("Rapport", "Tabell", "Visas med", "Visat", "Finare som inte höll (prickar i det som måste stå helt)")
    lines = table(head, rows) if rows else ["Rapporten har inga tabeller som behöver skyddas."]
    lines += _limited_lines(layouts)
    return ["INTERNT: en förhandsvisning. Inget är publicerat eller skrivet.", "", *lines, "", str(found.audit["mening"])]


def _why_not(dots: int) -> str:
    """What was wrong with a finer layout: dots where there may be none, or too much hidden elsewhere."""
    return f"{dots} {'prick' if dots == 1 else 'prickar'}" if dots else "för få tal hade visats"


def _limited_lines(layouts: Sequence[Document]) -> list[str]:
    """The dots that can't be given their whole range whatever is hidden, and what cures it."""
    bad = [f"{one['tabell']}: {', '.join(one['begransade'])}" for one in layouts if one["begransade"]]
    return ["", "Prickar som inte går att ge hela spannet 1–4, vad som än döljs. En grövre indelning av tabellen hjälper:", *bad] if bad else []


def _later_lines(found: _Export, later: Sequence[LaterCost], period: Period) -> list[str]:
    """What it costs to publish now, for a report of a part of the year."""
    from register.tables.later import said

    sentence = said(later, period, whole=found.whole_year()) if len(found.parts) == 1 else ""
    return [sentence] if sentence else []


# -- What has been published -------------------------------------------------------------------------------------------------------------------


def lista_publikationer(ctx: Context) -> int:
    """Every publication that the kansli knows of, the withdrawn ones too."""
    from register.kansli import publications

    with ctx.kansli() as kansli:
        rows = publications.publikationer(kansli)
    head = ("Publikation", "Rapport", "Om", "Period", "Dag", "Av", "Status")
    lines = table(head, [_publication_line(row) for row in rows]) if rows else ["Inget är publicerat."]
    ctx.answer([_publication_document(row) for row in rows], lines)
    return 0


def _publication_document(row: PublicationRow) -> Document:
    return {
        "id": row.id,
        "rapport": row.report,
        "om": row.subject or None,
        "period": row.span,
        "dag": row.made.isoformat(),
        "av": row.by,
        "leverans": row.delivery,
        "tillbakadragen": row.withdrawn.isoformat() if row.withdrawn else None,
        "orsak": row.reason.value if row.reason else None,
    }


def _publication_line(row: PublicationRow) -> tuple[str, ...]:
    state = f"kom med leverans {row.delivery}" if row.delivery is not None else "gäller"
    if row.withdrawn and row.reason:
        state = f"tillbakadragen {row.withdrawn}: {row.reason.label}"
    return row.id, row.report, row.subject or "förbundet", row.span, row.made.isoformat(), row.by, state


def dra_tillbaka(ctx: Context) -> int:
    """Withdraw a publication of the förbund's; it stays known, and later reports are protected together with it."""
    from register.kansli import publications

    with ctx.kansli() as kansli:
        publications.dra_tillbaka(kansli, ctx.args.id, ctx.args.orsak, ctx.today)
    reason = publications.WithdrawalReason(ctx.args.orsak)
    text = f"Publikation {ctx.args.id} är tillbakadragen: {reason.label}. Det som har stått i den är känt, och nya rapporter skyddas som förut."
    ctx.answer({"id": ctx.args.id, "orsak": reason.value, "dag": ctx.today.isoformat()}, text)
    return 0
