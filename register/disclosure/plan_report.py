"""The plan audit told: a table in Swedish and a JSON document. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from register.disclosure.plan_model import several
from register.disclosure.reconstruction import Figure, PlanAudit, per_cent

FORMAT = 1
_TITLE = "Andel av en leverans poster som går att räkna fram ur tabellerna, i procent"


def plan_document(audits: Sequence[PlanAudit]) -> dict[str, Any]:
    """The audits of one plan as a JSON document; shares in per cent with two decimals."""
    return {
        "format": FORMAT,
        "plan": audits[0].plan_hash if audits else None,
        "granskningar": [
            {
                "med_regel": audit.with_batch_rule,
                "k": audit.k,
                "fro": audit.seed,
                "fullstandig": audit.complete,
                "haller": audit.holds,
                "rader": [_row(figure) for figure in audit.figures],
            }
            for audit in audits
        ],
    }


def _row(figure: Figure) -> dict[str, Any]:
    return {
        "n": figure.n,
        "kon": figure.kon,
        "post": figure.record,
        "dragningar": figure.draws,
        "poster": figure.n * figure.draws,
        "framraknade": figure.forced,
        "ej_avgjorda": figure.unsettled,
        "andel": round(figure.share, 2),
    }


def plan_table(audits: Sequence[PlanAudit]) -> str:
    """The audits of one plan side by side: a row for each size and way of kön, in each the kind of record that fares worst."""
    cases = list(dict.fromkeys((figure.n, figure.kon) for audit in audits for figure in audit.figures))
    heads = [f"med regeln (k = {audit.k})" if audit.with_batch_rule else "utan regeln" for audit in audits]
    lines = [_TITLE, "", f"{'personer':>8}  {'kön':<12}" + "".join(f"{head:>22}" for head in heads)]
    for n, kon in cases:
        lines.append(f"{n:>8}  {kon:<12}" + "".join(f"{_cell(audit.worst_at(n, kon)):>22}" for audit in audits))
    return "\n".join([*lines, "", *(verdict(audit) for audit in audits)])


def verdict(audit: PlanAudit) -> str:
    """One sentence on what an audit found."""
    rule = f"Med regeln om minst {audit.k} av varje kön" if audit.with_batch_rule else "Utan den regeln"
    worst = audit.worst
    if worst is not None and worst.forced:
        return f"{rule} håller planen inte: {per_cent(worst.share)} procent av {several(worst.record)} vid {worst.n} personer ({worst.kon})."
    if audit.holds:
        draws = min(figure.draws for figure in audit.figures)
        return f"{rule} håller planen: ingen post går att räkna fram ({draws} dragningar av varje slag, frö {audit.seed})."
    return f"{rule} är planen inte färdiggranskad: tiden räckte inte till allt."


def _cell(figure: Figure | None) -> str:
    """At least so much, where something is unsettled."""
    if figure is None:
        return "–"
    return ("≥ " if figure.unsettled else "") + per_cent(figure.share)
