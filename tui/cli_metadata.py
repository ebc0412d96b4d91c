"""``metadata``: a förbund's lists, forms, plan, instruments, counters, grids and goals as one file. No passphrase is needed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from exports.blanks import write_blanks
from register.errors import BadInput, CouldNot
from register.metadata import examples
from register.metadata.documents import kind_of
from register.metadata.moving import Plan, check_package, export, licensed_in, plan_import
from register.metadata.package import MOST_BYTES, SUFFIX, Package, from_bytes
from register.platform import system_reason
from register.vocabulary.model import Vocabulary
from tui.cli_context import Context
from tui.new_files import write_new


def exportera(ctx: Context) -> int:
    """Write the folder's own documents as a package."""
    args, root = ctx.args, ctx.catalogue.root
    path = _target(args.ut)
    made = export(root, namn=args.namn or "", usual=_only_name(ctx), beskrivning=args.beskrivning, wording=args.med_skyddad)
    write_blanks({path: made.package.to_bytes(), **made.remember}, path.parent, "Paketet")
    document = {"fil": str(path), **_described(made.package)}
    ctx.answer(document, [f"Paketet ligger i {path}.", *_lines(made.package)])
    return 0


def _only_name(ctx: Context) -> str:
    """The name of the only förbund here; empty where there is none or several."""
    names = [one.namn for one in ctx.catalogue.public_files() if one.kind == "forbund"]
    return names[0] if len(names) == 1 else ""


def importera(ctx: Context) -> int:
    """Lay a package into the folder, or only say what that would change."""
    package = _read(Path(ctx.args.fil))
    plan = plan_import(package, ctx.catalogue, today=ctx.today)
    waiting = _waiting(ctx, plan)
    document = {
        **_described(package),
        "prov": ctx.args.prova,
        "andringar": [{"slag": one.kind, "var": one.where, "fore": one.before, "efter": one.after} for one in plan.changes],
        "behallna": list(plan.kept),
        "ororda": list(plan.staying),
        "vantar": waiting,
        "hinder": None if plan.refusal is None else str(plan.refusal),
        "fore": str(plan.aside) if plan.aside and not ctx.args.prova else None,
    }
    if plan.refusal is not None and not ctx.args.prova:
        raise plan.refusal
    if not ctx.args.prova:
        write_blanks(plan.files, ctx.catalogue.root, "Listorna")
    ctx.answer(document, [*_lines(package), *_told(plan, waiting, trial=ctx.args.prova)])
    return 0


def _waiting(ctx: Context, plan: Plan) -> list[str]:
    """The insatser here that would go on with their present lists until nothing is open, since the change would count forms otherwise."""
    ids = ctx.catalogue.insats_ids()
    if not ids or plan.refusal is not None:
        return []
    from register.insats.vocabulary_change import changes_meaning

    return [one for one in ids if changes_meaning(plan.old, plan.new, one)]


def _told(plan: Plan, waiting: Sequence[str], *, trial: bool) -> list[str]:
    lines = [str(change) for change in plan.changes] or ["Ingenting ändras."]
    lines += [f"{name}: er egen ordalydelse står kvar." for name in plan.kept]
    if plan.staying:
        lines.append(f"Nämns inte i paketet och ligger kvar: {', '.join(plan.staying)}.")
    if waiting:
        lines.append(f"Har formulär räknats där väntar ändringen tills inget är öppet: {', '.join(waiting)}.")
    if plan.refusal is not None:
        return [*lines, f"Kan inte importeras här: {plan.refusal}"]
    if trial:
        return [*lines, "Det här är ett prov. Ingenting har ändrats."]
    aside = [f"Det som gällde förut ligger i {plan.aside} och kan importeras igen."] if plan.aside else []
    return [*lines, *(["Importerat."] if plan.files else []), *aside]


def granska(ctx: Context) -> int:
    """Check a package by itself, and say what it holds."""
    package = _read(Path(ctx.args.fil))
    vocabulary = check_package(package)
    ctx.answer(
        {**_described(package), **_counted(vocabulary)}, [*_lines(package), _in_numbers(_counted(vocabulary)), "Paketet är helt och går att läsa."]
    )
    return 0


def exempel(ctx: Context) -> int:
    """List the packages that come with the program, or write one to a file."""
    if not ctx.args.namn:
        if ctx.args.ut:
            raise BadInput("Vilket exempel?", f"De som finns är: {', '.join(examples.names())}.", "Skriv namnet före --ut.", field="namn")
        found = {name: from_bytes(examples.read(name)) for name in examples.names()}
        document = [{"exempel": name, **_described(one)} for name, one in found.items()]
        ctx.answer(document, [f"{name}: {one.namn}. {one.beskrivning}" for name, one in found.items()])
        return 0
    data = examples.read(ctx.args.namn)
    path = _target(ctx.args.ut or f"{ctx.args.namn}{SUFFIX}")
    write_new(path, data, "Paketet")
    package = from_bytes(data)
    ctx.answer({"fil": str(path), "exempel": ctx.args.namn, **_described(package)}, [f"Paketet ligger i {path}.", *_lines(package)])
    return 0


def _target(typed: str) -> Path:
    path = Path(typed)
    if path.is_dir():
        raise BadInput("Paketet behöver ett filnamn.", f"{path} är en mapp.", "Skriv ett filnamn efter mappen.", field="ut")
    return path if path.suffix else path.with_name(f"{path.name}{SUFFIX}")


def _read(path: Path) -> Package:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise CouldNot(f"Filen {path} går inte att läsa.", f"Systemet svarar: {system_reason(error)}.", "Kontrollera namnet.") from error
    return from_bytes(data)


def _described(package: Package) -> dict[str, Any]:
    return {
        "namn": package.namn,
        "beskrivning": package.beskrivning,
        "utgava": package.utgava,
        "hash": package.hash,
        "dokument": list(package.texts),
        "utelamnat": list(package.left_out),
        "skyddad": list(licensed_in(package)),
    }


def _lines(package: Package) -> list[str]:
    lines = [f"{package.namn}, utgåva {package.utgava}, {package.hash[:16]}", *filter(None, [package.beskrivning])]
    for name in package.texts:
        kind = kind_of(name)
        more = " (utan ordalydelse)" if name in package.neutral else ""
        lines.append(f"  {name}: {kind.label if kind else ''}{more}")
    if package.left_out:
        lines.append(f"Skyddad ordalydelse är inte med: {', '.join(package.left_out)}.")
    if licensed_in(package):
        lines.append(f"Skyddad ordalydelse är med: {', '.join(licensed_in(package))}. Ge paketet bara till den som har rätt till den.")
    return lines


def _counted(vocabulary: Vocabulary) -> dict[str, int]:
    return {
        "listor": len(vocabulary.lists),
        "egna_fragor": sum(field.own for form in vocabulary.forms.values() for field in form.fields),
        "instrument": len(vocabulary.instruments),
        "tabeller": len(vocabulary.plan.tables),
    }


def _in_numbers(counted: dict[str, int]) -> str:
    return (
        f"Med det medföljande: {counted['listor']} listor, {counted['egna_fragor']} egna frågor, {counted['instrument']} instrument och "
        f"{counted['tabeller']} tabeller i räkneplanen."
    )
