"""One form of a deltagande as readable lines. Pure."""

from __future__ import annotations

from rich.cells import cell_len
from textual.content import Content

from register.insats.forms import AnyForm, MatningForm
from register.vocabulary.model import Vocabulary
from tui.widgets.figures import column_widths, pad

KINDS = {"start": "Start", "matning": "Mätning", "avslut": "Avslut"}


def answers_in_words(form: AnyForm, vocabulary: Vocabulary, insats_id: str) -> list[tuple[str, str]]:
    """(label, answer) in screen order; what was not answered is left out."""
    rows: list[tuple[str, str]] = []
    if isinstance(form, MatningForm):
        instrument = vocabulary.instruments.get(form.instrument)
        labels = [item.label for item in instrument.items] if instrument else []
        rows.append(("Skattare", vocabulary.label("skattare", form.skattare)))
        for i, level in enumerate(form.svar):
            rows.append((labels[i] if i < len(labels) else f"Område {i + 1}", "–" if level is None else str(level)))
    fields = vocabulary.form(form.kind, insats_id).by_id
    for field_id, value in sorted(form.answers.items(), key=lambda pair: list(fields).index(pair[0]) if pair[0] in fields else 99):
        field = fields.get(field_id)
        rows.append((field.label if field else field_id, vocabulary.label((field and field.code_list) or "ja-nej", value)))
    return rows


def readable(form: AnyForm, vocabulary: Vocabulary, insats_id: str, *, width: int) -> Content:
    """A heading and the answers, in two columns where they fit."""
    late = ", sen" if form.late else ""
    kind = KINDS[form.kind]
    if isinstance(form, MatningForm):
        instrument = vocabulary.instruments.get(form.instrument)
        kind = f"{kind} {instrument.label if instrument else form.instrument}"
    head = Content.assemble((f"{kind} {form.month}", "bold"), (f"  räknas i {form.period}{late}", "$text-muted"))
    rows = [f"{label}: {answer}" for label, answer in answers_in_words(form, vocabulary, insats_id)]
    columns = column_widths([cell_len(row) + 3 for row in rows], width)
    height = -(-len(rows) // len(columns))
    lines = ["".join(pad(row, column) for row, column in zip(rows[at::height], columns, strict=False)).rstrip() for at in range(height)]
    return Content("\n").join([head, *(Content(f"  {line}") for line in lines), Content("")])
