"""``blankett``: the paper forms of an insats as a PDF file."""

from __future__ import annotations

from pathlib import Path

from register.catalogue import check_id
from tui.boundary import say
from tui.cli_context import Context, only_insats
from tui.paper_forms import Paper, no_forms, write_paper


def blankett(ctx: Context) -> int:
    """Write the forms; where the insats's vault lies here its own lists are used, which may be older than the folder's."""
    paper = _paper(ctx)
    forms = paper.forms(ctx.args.vilken)
    path = write_paper(Path(ctx.args.ut), forms, today=ctx.today)
    document = {"fil": str(path), "blanketter": [{"rubrik": form.title, "utgava": form.edition, "falt": len(form.fields)} for form in forms]}
    ctx.answer(document, f"{', '.join(form.title for form in forms)}: {path}")
    return 0


def _paper(ctx: Context) -> Paper:
    args, catalogue = ctx.args, ctx.catalogue
    insats_id = check_id(args.insats or only_insats(catalogue))
    skattare = tuple(filter(None, (args.skattare or "").split(",")))
    if catalogue.insats_path(insats_id).exists():
        with ctx.insats() as insats:
            return Paper.of(insats, instrument=args.instrument or "", skattare=skattare)
    from register.vocabulary.loader import load

    public = next((one for one in catalogue.public_files() if (one.kind, one.id) == ("insats", insats_id)), None)
    if public is not None and public.typ == "struktur":
        raise no_forms()
    say(f"Valvet för {insats_id} ligger inte här: blanketten följer listorna i mappen vokabular.")
    return Paper(insats_id, public.namn if public else insats_id, load(catalogue.vocabulary_folder), args.instrument or "", skattare)
