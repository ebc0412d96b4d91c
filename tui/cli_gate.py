"""``skydda``, ``granska`` and ``plan granska``: disclosure control of table files, and of the count plan. No passphrase is needed."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from register.errors import BadInput, CouldNot
from register.platform import atomic_write, system_reason
from tui.cli_context import Context
from tui.progress import ProgressBar

if TYPE_CHECKING:
    from register.disclosure.reconstruction import PlanAudit
    from register.vocabulary.model import Vocabulary

_PHASES = {"floors": "Söker gräns", "cells": "Söker mönster", "search": "Söker mönster", "audit": "Granskar"}


def skydda(ctx: Context) -> int:
    """Protect a table file; the result is written only once the audit has passed."""
    from register.disclosure import files

    args, target = ctx.args, Path(ctx.args.ut)
    if not target.absolute().parent.is_dir():
        raise BadInput("Mappen finns inte.", f"{target.absolute().parent} går inte att hitta.", "Skapa mappen eller välj en annan.", field="ut")
    if target.resolve() == Path(args.fil).resolve():
        raise BadInput(
            "Den skyddade tabellen kan inte skrivas över sin egen källa.", "De sanna talen hade gått förlorade.", "Välj en annan fil.", field="ut"
        )
    with progress_bar("Skyddar", ctx) as show:
        found = files.skydda(
            Path(args.fil),
            threshold=args.troskel,
            attacker=args.angripare,
            hierarchy=Path(args.hierarki) if args.hierarki else None,
            zeros=args.nollor,
            seconds=seconds(args.tid),
            progress=lambda phase, _low, _high, share: show(share, _PHASES.get(phase, "Söker mönster")),
        )
    try:
        atomic_write(target, found.to_csv())
    except OSError as error:
        raise CouldNot("Tabellen kunde inte skrivas.", f"Systemet svarar: {system_reason(error)}.", "Välj en annan plats.") from error
    summary = {**found.summary, "fil": str(target)}
    text = [
        f"Skriven: {target}",
        f"{summary['celler']} celler, {summary['dolda']} dolda: {summary['sma']} små och {summary['sekundara']} till skydd för dem.",
        "Granskningen fann inget att räkna fram."
        if summary["optimal"]
        else f"Granskningen fann inget att räkna fram. Högst {_percent(summary['gap'])} färre hade räckt.",
    ]
    if summary["begransade"]:
        text.append(
            f"{summary['begransade']} dolda celler går inte att ge hela spannet ens om allt döljs. Slå ihop värden om de måste skyddas bättre."
        )
    ctx.answer(summary, text)
    return 0


def granska(ctx: Context) -> int:
    """Audit a protected table file; 1 where a small hidden cell can be worked out."""
    from register.disclosure import files

    args = ctx.args
    _check_whose(Path(args.fil))
    report = files.granska(
        Path(args.fil),
        threshold=args.troskel,
        facit=Path(args.facit) if args.facit else None,
        hierarchy=Path(args.hierarki) if args.hierarki else None,
        zeros=args.nollor,
    )
    lines = [report["omdome"], f"{report['celler']} celler, {report['dolda']} dolda."]
    for name, found in report["angripare"].items():
        lines.append(
            f"{name}: {found['exakta']} exakta, {found['snava']} med snävare spann" if found["tillampbar"] else f"{name}: kan inte vara sant här"
        )
    lines += [f"Exakt: {cell}" for cell in report["celler_exakta"]]
    ctx.answer(report, lines)
    return 0 if report["haller"] else 1


def _check_whose(path: Path) -> None:
    """Say what is read where the file is a table of one of our own reports: its sums are of people too that it does not show."""
    from register.disclosure.tablefile import read_text

    first = read_text(path).split("\n", 1)[0].strip().strip('"')
    if "(kod);" in first and first.endswith("Dold"):
        raise BadInput(
            "Filen är en tabell ur en av Nyckeltals egna rapporter.",
            "Den är granskad tillsammans med allt annat som är publicerat, och omdömet står i granskning.json bredvid. "
            "Granska läser en tabell för sig, med kolumnerna v1, v2 … freq och dold, där varje summa är summan av sina delar.",
            "Se granskning.json, eller gör om filen till v1, v2 … freq och dold med alla delar utskrivna.",
            field="fil",
        )


def granska_plan(ctx: Context) -> int:
    """Attack the count plan with and without the batch rule; 1 where it does not hold with it."""
    from register.disclosure.plan_report import plan_document, plan_table
    from register.vocabulary.loader import load

    vocabulary = load(ctx.catalogue.vocabulary_folder)
    audits = [_attack(ctx, vocabulary, with_batch_rule=with_rule) for with_rule in (True, False)]
    ctx.answer(plan_document(audits), plan_table(audits))
    return 0 if audits[0].holds else 1


def _attack(ctx: Context, vocabulary: Vocabulary, *, with_batch_rule: bool) -> PlanAudit:
    from register.disclosure.reconstruction import granska_plan as attack

    with progress_bar("Med regeln" if with_batch_rule else "Utan regeln", ctx) as show:
        return attack(
            vocabulary,
            draws=ctx.args.dragningar,
            with_batch_rule=with_batch_rule,
            seconds=seconds(ctx.args.tid) / 2,
            progress=lambda share: show(share, ""),
        )


def seconds(given: int) -> float:
    """A time that a search may take, as given on the command line; BadInput outside a second and a day."""
    if not 1 <= given <= 86_400:
        raise BadInput("Tiden går inte att använda.", "Den anges i sekunder, 1 till 86400.", "Ange en annan tid.", field="tid")
    return float(given)


def _percent(share: float) -> str:
    return f"{share * 100:.0f} %"


@contextmanager
def progress_bar(title: str, ctx: Context) -> Iterator[Callable[[float, str], Any]]:
    """A progress bar on a terminal; nothing where the answer is for a program."""
    if ctx.json or not sys.stderr.isatty():
        yield lambda _share, _what: None
        return
    bar = ProgressBar(sys.stderr, title)
    try:
        yield bar.show
    finally:
        bar.end()
