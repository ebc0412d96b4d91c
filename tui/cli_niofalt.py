"""``niofalt``: the förbund's grids of judgements and resultatmallar, listed, looked at and filled by choice."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from register.errors import BadInput
from register.niofalt import loader
from tui.cli_context import Context
from tui.cli_tables import table
from tui.new_files import write_new
from tui.niofalt_words import NOT_JUDGED, figure_text, wanted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from register.kansli.judged_figures import ExactFigure
    from register.kansli.judgements import Judging
    from register.niofalt.model import Filled

NONE_DEFINED = "Här finns inga rutnät. Skriv ett exempel att utgå från: nyckeltal niofalt exempel --ut niofalt.toml"


def lista(ctx: Context) -> int:
    """The latest periods of every grid and insats, filled or not."""
    from register.kansli import judgements

    with ctx.kansli() as kansli:
        places = judgements.lista(kansli, ctx.today, insats_id=ctx.args.insats)
        sheets = judgements.definitions(kansli).sheets
    document = {
        "rutnat": [{"id": one.id, "label": one.label, "slag": one.kind, "period": one.period, "hash": one.hash} for one in sheets],
        "platser": [
            {
                "rutnat": one.sheet.id,
                "insats": one.insats_id,
                "period": one.period,
                "ifyllda": one.filled,
                "falt": one.fields,
                "dag": one.day.isoformat() if one.day else None,
            }
            for one in places
        ],
    }
    rows = [(one.sheet.id, one.insats_id, one.period, f"{one.filled} av {one.fields}", one.day.isoformat() if one.day else "–") for one in places]
    lines = table(("Rutnät", "Insats", "Period", "Ifyllt", "Senast"), rows) if rows else [NONE_DEFINED] if not sheets else ["Inget att fylla i."]
    ctx.answer(document, lines)
    return 0


def visa(ctx: Context) -> int:
    """A grid of an insats and a period, beside the exact figures that it rests on (internt)."""
    from register.kansli import judged_figures, judgements

    args = ctx.args
    with ctx.kansli() as kansli:
        found = judgements.visa(kansli, args.rutnat, args.insats, args.period)
        exact = judged_figures.beside(kansli, found.insats_id, found.period, wanted(found.sheet))
    ctx.answer(_document(found, exact), _lines(found, exact))
    return 0


def fyll(ctx: Context) -> int:
    """Fill a grid: what is not named keeps what it has, and ``FÄLT=`` makes a field not judged. What was before stays as history."""
    from register.kansli import judgements

    args = ctx.args
    with ctx.kansli() as kansli:
        found = judgements.visa(kansli, args.rutnat, args.insats, args.period)
        filled = judgements.fyll(kansli, args.rutnat, args.insats, args.period, _answers(args.val, found.answers), ctx.today)
    new = found.now is None or filled.nr != found.now.nr
    text = f"{found.sheet.label} för {found.namn}, {found.period.label}: {len(filled.answers)} av {len(filled.sheet.fields)} ifyllda."
    document = {"rutnat": args.rutnat, "insats": args.insats, "period": filled.period, "nr": filled.nr, "ny": new, "svar": dict(filled.answers)}
    ctx.answer(document, text if new else f"{text} Inget har ändrats.")
    return 0


def historik(ctx: Context) -> int:
    """Every filling of a grid and an insats, the oldest first, in the words of its own time."""
    from register.kansli import judgements

    args = ctx.args
    with ctx.kansli() as kansli:
        found = judgements.historik(kansli, args.rutnat, args.insats, args.period)
    document = [
        {"nr": one.nr, "period": one.period, "dag": one.day.isoformat(), "hash": one.sheet.hash, "svar": dict(one.answers), "ord": _words(one)}
        for one in found
    ]
    lines: list[str] = []
    for one in found:
        lines += [f"{one.period}, ifyllt {one.day}", *(f"  {field}: {choice or NOT_JUDGED}" for field, choice in _words(one).items()), ""]
    ctx.answer(document, lines[:-1] or ["Inget är ifyllt."])
    return 0


def exempel(ctx: Context) -> int:
    """The example of ``niofalt.toml``, on standard output or in a new file."""
    text = loader.example()
    if ctx.args.ut is None:
        ctx.answer({"fil": None, "text": text}, text.rstrip("\n"))
        return 0
    path = Path(ctx.args.ut)
    write_new(path, text.encode("utf-8"), "Exemplet")
    ctx.answer({"fil": str(path), "text": text}, f"Skriven: {path}. Orden är påhittade: byt dem mot era egna, och lägg filen i {ctx.catalogue.root}.")
    return 0


# -- In words ----------------------------------------------------------------------------------------------------------------------------------


def _answers(given: Sequence[str], before: dict[str, str]) -> dict[str, str]:
    answers = dict(before)
    for one in given:
        field, equals, choice = one.partition("=")
        if not equals or not field:
            why = "Ett val skrivs FÄLT=VAL, och FÄLT= gör fältet obedömt."
            raise BadInput("Valet går inte att läsa.", why, "Skriv till exempel --val r1k1=stark.", field="val")
        if choice:
            answers[field] = choice
        else:
            answers.pop(field, None)
    return answers


def _words(one: Filled) -> dict[str, str | None]:
    """What is judged, and the choice in words, both as they were said then."""
    return {field.label: choice.text if (choice := one.choice(field.id)) else None for field in one.sheet.fields}


def _document(found: Judging, exact: Sequence[ExactFigure]) -> dict[str, Any]:
    fields = [
        {
            "id": one.id,
            "label": one.label,
            "val": [{"id": choice.id, "label": choice.label} for choice in one.choices],
            "svar": found.answers.get(one.id),
            "forra": found.before.answers.get(one.id) if found.before and found.before.same_question(one, found.sheet) else None,
        }
        for one in found.sheet.fields
    ]
    figures = [
        {"siffra": one.of, "label": one.label, "antal": one.count, "av": one.base, "malvarde": float(one.target) if one.target is not None else None}
        for one in exact
    ]
    return {
        "internt": True,
        "rutnat": found.sheet.id,
        "label": found.sheet.label,
        "slag": found.sheet.kind,
        "insats": found.insats_id,
        "period": found.period.code,
        "dag": found.now.day.isoformat() if found.now else None,
        "ganger": found.times,
        "falt": fields,
        "siffror": figures,
    }


def _lines(found: Judging, exact: Sequence[ExactFigure]) -> list[str]:
    when = f"ifyllt {found.now.day}" if found.now else "inte ifyllt"
    lines = [f"{found.sheet.label}, {found.namn}, {found.period.label}: {when}", ""]
    rows = []
    for one in found.sheet.fields:
        now = one.choice(found.answers.get(one.id))
        before = found.before.choice(one.id) if found.before and found.before.same_question(one, found.sheet) else None
        rows.append((one.id, one.label, now.text if now else NOT_JUDGED, before.text if before else "–", " ".join(c.id for c in one.choices)))
    lines += table(("Fält", "Vad", "Bedömning", found.period.previous().code, "Val"), rows)
    if found.lost:
        lines += ["", f"{found.lost} tidigare svar gäller rutor eller val som har ändrats sedan dess. De finns i historiken."]
    return [*lines, "", "INTERNT: exakta tal, får inte publiceras.", *map(figure_text, exact)] if exact else lines
