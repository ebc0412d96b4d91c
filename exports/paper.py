"""Paper forms as a tagged PDF: what the screens ask, in their order, with the key that gives each answer. Nothing of it can hold a name.

What is asked comes as plain data, made by the face of the very entries that its screens show; here it is only set by Typst.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time
from importlib import resources
from typing import Final, Literal

from register import canonical
from register.errors import BadInput

STANDARDS: Final = ("ua-1", "a-2a")
"""As the reports: PDF/UA-1 for who reads with a screen reader, PDF/A-2a for the archive."""

FieldKind = Literal["val", "manad", "kod", "skala"]


@dataclass(frozen=True)
class PaperChoice:
    """One answer, the key that gives it on the screen, and whether it is ticked in advance."""

    key: str
    label: str
    ticked: bool = False


@dataclass(frozen=True)
class PaperField:
    """One field. ``skala`` is an item of an instrument: its keys are the levels. ``only_if`` says in words when it is asked."""

    label: str
    kind: FieldKind
    required: bool = False
    choices: tuple[PaperChoice, ...] = ()
    help: str = ""
    only_if: str = ""


@dataclass(frozen=True)
class PaperForm:
    """A form on one page.

    Args:
        title: what it is: *Ny start*.
        subject: the insats's name.
        fields: in the order of the screen.
        blank_key: the key for a field that nobody has filled in.
        scale: what the ends of the instrument's scale mean; empty where there is none.
        code_note: what is said of the participant's code.
    """

    title: str
    subject: str
    fields: tuple[PaperField, ...]
    blank_key: str
    scale: str = ""
    code_note: str = ""

    @property
    def edition(self) -> str:
        """Eight signs that change whenever a field, an answer or a key does: whether a printed pile is still right."""
        asked = [(field.label, field.kind, [(choice.key, choice.label) for choice in field.choices]) for field in self.fields]
        digest = canonical.digest([self.title, asked]).upper()
        return f"{digest[:4]}-{digest[4:8]}"


PRIVACY: Final = "Skriv inget namn, inget personnummer och ingen annan text på blanketten. Allt som behövs är kryss{boxes}."
"""What stands at the top of every form."""

DESTROY: Final = "Förvara blanketten i deltagarens akt. Förstör den när den är registrerad, om inte er part har bestämt annat."


def render_forms(forms: Sequence[PaperForm], *, today: date) -> bytes:
    """The file's bytes, each form beginning on a page of its own; the same forms and day give the same bytes.

    Raises:
        BadInput: there is no form to print.
    """
    if not forms:
        raise BadInput("Det finns ingen blankett att skriva ut.", "Insatsen har inga formulär av det slaget.")
    import typst  # late: 30 MB that this one act alone needs

    data = {"name": f"Blanketter – {forms[0].subject}", "forms": [_data(form, today) for form in forms]}
    return typst.compile(
        (resources.files("exports") / "paper.typ").read_bytes(),
        font_paths=typst.Fonts(include_system_fonts=False),
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards=list(STANDARDS),
        timestamp=datetime.combine(today, time(), UTC),
    )


def _data(form: PaperForm, today: date) -> dict[str, object]:
    has_code = any(field.kind == "kod" for field in form.fields)
    return {
        "title": form.title,
        "subject": form.subject,
        "scale": form.scale,
        "privacy": PRIVACY.format(boxes=", koden och månaden" if has_code else " och månaden"),
        "code_note": form.code_note,
        "destroy": DESTROY,
        "typing": (
            f"Vid datorn: ta fälten i nummerordning och tryck den siffra eller bokstav som står vid krysset. Tomt fält: {form.blank_key}. "
            "Månad: ← eller → tills den stämmer, sedan Enter."
        ),
        "foot": f"{form.subject} · {form.title} · utgåva {form.edition} · utskriven {today}",
        "fields": [{**asdict(field), "number": number} for number, field in enumerate(form.fields, 1)],
    }
