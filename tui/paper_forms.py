"""The paper forms of an insats, made of the same entries and keys as its screens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from exports.blanks import write_blanks
from exports.paper import FieldKind, PaperChoice, PaperField, PaperForm, render_forms
from register.errors import BadInput
from register.vocabulary.model import FormKind, Instrument, Vocabulary
from tui.form_entries import ITEM, SKIPPED, Entry, code_entry, form_entries, matning_entries

if TYPE_CHECKING:
    from register.insats.session import Insats

PaperKind = Literal["start", "matning", "avslut", "alla"]
PAPER_KINDS: Final[tuple[PaperKind, ...]] = ("start", "matning", "avslut", "alla")

_CODE_NOTES: Final[dict[FormKind, str]] = {
    "start": "Koden får deltagandet när starten registreras; den skrivs i akten, inte här.",
    "matning": "Koden står i deltagarens akt.",
    "avslut": "Koden står i deltagarens akt.",
}


@dataclass(frozen=True)
class Paper:
    """What is to be printed of one insats.

    Args:
        insats_id: whose forms.
        namn: its name, as the forms have it.
        vocabulary: the lists in use there.
        instrument: one instrument alone; empty is every one it uses.
        skattare: who does the rating, ticked in advance: one page for each; empty leaves it open.
    """

    insats_id: str
    namn: str
    vocabulary: Vocabulary
    instrument: str = ""
    skattare: tuple[str, ...] = ()

    @classmethod
    def of(cls, insats: Insats, *, instrument: str = "", skattare: tuple[str, ...] = ()) -> Paper:
        """Of an unlocked insats, with the lists that its vault uses now.

        Raises:
            BadInput: it is strukturövergripande.
        """
        if insats.typ == "struktur":
            raise no_forms()
        return cls(insats.id, insats.namn, insats.vocabulary, instrument, skattare)

    @property
    def instruments(self) -> tuple[Instrument, ...]:
        """The instruments that the insats uses, in the screen's order."""
        return self.vocabulary.instruments_of(self.insats_id)

    def forms(self, kind: PaperKind) -> tuple[PaperForm, ...]:
        """One form each for start and avslut; for mätning one per instrument (and skattare, where they are named).

        Raises:
            BadInput: the insats measures nothing, or has no such instrument or skattare.
        """
        kinds: tuple[FormKind, ...] = ("start", "matning", "avslut") if kind == "alla" else (kind,)
        if kind == "matning" and not self.instruments:
            raise BadInput("Insatsen använder inget instrument.", "Då finns ingen mätning att skriva ut.", "Välj start, avslut eller alla.")
        self._check_choices()
        return tuple(form for one in kinds for form in (self._matning() if one == "matning" else (self._plain(one),)))

    def _check_choices(self) -> None:
        known = {one.id for one in self.instruments}
        if self.instrument and self.instrument not in known:
            raise BadInput("Insatsen använder inte det instrumentet.", f"De som finns är: {', '.join(known) or 'inga'}.", field="instrument")
        raters = [code.id for code in self.vocabulary.lists["skattare"].choices]
        if not set(self.skattare) <= set(raters):
            raise BadInput("Skattaren finns inte.", f"De som finns är: {', '.join(raters)}.", field="skattare")

    def _plain(self, kind: FormKind) -> PaperForm:
        form = self.vocabulary.form(kind, self.insats_id)
        entries = form_entries(form, self.vocabulary)
        if kind == "avslut":
            entries = (code_entry(""), *entries)
        return self._paper(kind, form.label, entries)

    def _matning(self) -> tuple[PaperForm, ...]:
        form = self.vocabulary.form("matning", self.insats_id)
        chosen = [one for one in self.instruments if self.instrument in ("", one.id)]
        papers = []
        for instrument in chosen:
            entries = matning_entries(form, self.vocabulary, self.instruments, instrument.id)
            for skattare in self.skattare or ("",):
                ticked = {"instrument": instrument.id, "skattare": skattare}
                papers.append(self._paper("matning", f"{form.label}: {instrument.label}", entries, ticked, scale_of(instrument)))
        return tuple(papers)

    def _paper(self, kind: FormKind, title: str, entries: Sequence[Entry], ticked: dict[str, str] | None = None, scale: str = "") -> PaperForm:
        own_help = {field.id: field.help for field in self.vocabulary.form(kind, self.insats_id).fields}
        fields = tuple(_field(entry, entries, (ticked or {}).get(entry.id, ""), own_help.get(entry.id, "")) for entry in entries)
        return PaperForm(title, self.namn, fields, _blank_key(entries), scale, _CODE_NOTES[kind])


def no_forms() -> BadInput:
    """A strukturövergripande insats counts people and asks them nothing."""
    return BadInput("Insatsen har inga blanketter.", "I en strukturövergripande insats räknas bara antal.", field="insats")


def write_paper(path: Path, forms: Sequence[PaperForm], *, today: date) -> Path:
    """Write the forms as one PDF file, replacing an earlier one; returns its path, which ends in .pdf where no ending was given.

    Raises:
        BadInput: the path is a folder or names another kind of file.
        CouldNot: the file can't be written; an earlier one is as it was.
    """
    if path.is_dir():
        raise BadInput("Blanketten behöver ett filnamn.", f"{path} är en mapp.", "Skriv ett filnamn efter mappen.", field="ut")
    path = path if path.suffix else path.with_name(f"{path.name}.pdf")
    if path.suffix.lower() != ".pdf":
        raise BadInput("Blanketten skrivs som PDF.", f"Filen heter {path.name}.", "Ge filen ett namn som slutar på .pdf.", field="ut")
    write_blanks({path: render_forms(forms, today=today)}, path.parent, "Blanketten")
    return path


def scale_of(instrument: Instrument) -> str:
    """What the levels mean, in one line: *1 = lägst, 5 = högst*; empty where no level has words."""
    levels = range(instrument.low, instrument.high + 1)
    said = [(level, label.removeprefix(str(level)).strip()) for level, label in zip(levels, instrument.scale_labels, strict=False)]
    return ", ".join(f"{level} = {words}" for level, words in said if words)


def _blank_key(entries: Sequence[Entry]) -> str:
    """The key that says *no answer* in every field that may lack one: 0 where it is no level of a scale."""
    free = [entry for entry in entries if entry.kind == "val" and not entry.required]
    return "0" if all("0" in entry.aliases for entry in free) else "-"


def _field(entry: Entry, entries: Sequence[Entry], ticked: str, help_text: str) -> PaperField:
    is_item = entry.id.startswith(ITEM)
    choices = tuple(PaperChoice(one.key, "" if is_item else one.label, one.value == ticked) for one in entry.choices if one.value != SKIPPED)
    kind: FieldKind = "skala" if is_item else "val" if entry.kind == "val" else "manad" if entry.kind == "manad" else "kod"
    return PaperField(entry.label, kind, entry.required, choices, help_text, _only_if(entry, entries))


def _only_if(entry: Entry, entries: Sequence[Entry]) -> str:
    """*Bara om fält 7 är 1, 2 eller 3.*"""
    if entry.only_if is None:
        return ""
    other_id, values = entry.only_if
    number, other = next((n, other) for n, other in enumerate(entries, 1) if other.id == other_id)
    keys = [choice.key for choice in other.choices if choice.value in values]
    said = f"{', '.join(keys[:-1])} eller {keys[-1]}" if len(keys) > 1 else "".join(keys)
    return f"Bara om fält {number} är {said}."
