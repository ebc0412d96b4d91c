"""``kodlistor`` and ``plan``: what may be said and what is counted of it. No passphrase is needed."""

from __future__ import annotations

from typing import Any

from register.catalogue import check_id
from register.vocabulary.describe import kodlistor as describe
from register.vocabulary.loader import load
from tui.cli_context import Context


def kodlistor(ctx: Context) -> int:
    """Every list, grouping, instrument and form field; with ``--insats`` those fields and instruments that it uses."""
    insats_id = check_id(ctx.args.insats) if ctx.args.insats else None
    document = describe(load(ctx.catalogue.vocabulary_folder), insats_id)
    ctx.answer(document, _lines(document))
    return 0


def _lines(document: dict[str, Any]) -> list[str]:
    lines = []
    for form in document["formular"]:
        lines.append(f"Formulär {form['id']}: {form['label']}")
        for field in form["falt"]:
            of_list = f" ur {field['lista']}" if field["lista"] else ""
            lines.append(f"  {field['id']}: {field['label']} ({field['typ']}{of_list}{', krävs' if field['kravs'] else ''})")
    for code_list in document["listor"]:
        lines.append(f"Lista {code_list['id']}: {code_list['label']}")
        lines += [f"  {code['id']}: {code['label']}{' (utgått)' if code['utgatt'] else ''}" for code in code_list["koder"]]
    for grouping in document["grupperingar"]:
        lines.append(f"Gruppering {grouping['id']}: {grouping['label']}")
        lines += [f"  {group['id']}: {group['label']} ({', '.join(group['koder'])})" for group in grouping["grupper"]]
    for instrument in document["instrument"]:
        lines.append(f"Instrument {instrument['id']}: {instrument['label']}, skala {instrument['lag']}–{instrument['hog']}")
        lines += [f"  {item['id']}: {item['label']}" for item in instrument["omraden"]]
    return lines


def visa_plan(ctx: Context) -> int:
    """The count plan: which tables exist, and why each does."""
    vocabulary = load(ctx.catalogue.vocabulary_folder)
    plan = vocabulary.plan
    tables = [
        {"id": one.id, "handelse": one.event, "variabler": list(one.variables), "syfte": one.purpose, "minsta": one.minimum} for one in plan.tables
    ]
    document = {
        "version": plan.version,
        "hash": vocabulary.hash,
        "tabeller": tables,
        "forsta_senaste": plan.pair_purpose,
        "nivaer": plan.level_purpose,
    }
    lines = [f"Räkneplan, version {plan.version}, {vocabulary.hash}"]
    lines += [f"{one.event}  {one.id}: {' × '.join((*one.variables, *(() if one.minimum else ('kon',))))}. {one.purpose}" for one in plan.tables]
    lines += [f"första → senaste per område: {plan.pair_purpose}", f"nivåer per mätning: {plan.level_purpose}"]
    ctx.answer(document, lines)
    return 0
