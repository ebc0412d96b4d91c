"""What a form on the screen consists of: entries with numbered choices, made from the vocabulary. Pure; knows no widget."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from register.vocabulary.model import YES_NO_LIST, Code, Field, Form, Instrument, Vocabulary

EntryKind = Literal["val", "manad", "kod", "tal"]

MISSING: Final = "saknas"
SKIPPED: Final = "-"
"""The value of an item that was left out on purpose; the act gets None."""
ITEM: Final = "svar."
"""Items of an instrument are entries ``svar.0``, ``svar.1`` …"""

_ONE_KEY: Final = "123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Choice:
    """One answer and the key (one or two symbols) that gives it."""

    key: str
    value: str
    label: str
    help: str = ""


@dataclass(frozen=True)
class Entry:
    """One field as the screen asks it.

    ``aliases`` are further keys: key → value, where the empty value means *no answer*. ``only_if`` is as in the vocabulary's Field.
    """

    id: str
    label: str
    kind: EntryKind = "val"
    choices: tuple[Choice, ...] = ()
    required: bool = False
    help: str = ""
    only_if: tuple[str, tuple[str, ...]] | None = None
    aliases: Mapping[str, str] = field(default_factory=dict)

    def label_of(self, value: str) -> str:
        """How an answer reads."""
        if value == SKIPPED:
            return "utelämnad"
        return next((choice.label for choice in self.choices if choice.value == value), value)

    def value_of(self, key: str) -> str | None:
        """The value that a key gives; None where the key means nothing here."""
        for choice in self.choices:
            if choice.key == key:
                return choice.value
        return self.aliases.get(key)

    @property
    def key_length(self) -> int:
        """How many presses name a choice: 1, or 2 in a list too long for that."""
        return max((len(choice.key) for choice in self.choices), default=1)


def choice_keys(n: int) -> tuple[str, ...]:
    """Keys for n choices: 1–9, then a–z; a list longer than that has two digits for each, and 0 leads the first nine."""
    if n <= len(_ONE_KEY):
        return tuple(_ONE_KEY[:n])
    if n <= 99:
        return tuple(f"{i:02d}" for i in range(1, n + 1))
    return tuple(a + b for a in _ONE_KEY for b in _ONE_KEY)[:n]


def choices_of(codes: Sequence[Code]) -> tuple[Choice, ...]:
    """Numbered choices for the codes of a list."""
    return tuple(Choice(key, code.id, code.label, code.help) for key, code in zip(choice_keys(len(codes)), codes, strict=False))


def entry_of(field: Field, vocabulary: Vocabulary, *, keep: str | None = None) -> Entry:
    """The entry of a form field. ``keep`` is a present answer that stays offered although its code is retired."""
    if field.type == "manad":
        return Entry(field.id, field.label, "manad", required=field.required, help=field.help, only_if=field.only_if)
    list_id = field.code_list or YES_NO_LIST
    code_list = vocabulary.lists[list_id]
    codes = tuple(code for code in code_list.codes if not code.retired or code.id == keep)
    aliases = {"0": MISSING, "-": MISSING} if MISSING in code_list.by_id else ({} if field.required else {"0": "", "-": ""})
    if list_id == YES_NO_LIST:
        aliases |= {"j": "ja", "n": "nej"}
    help_text = " ".join(text for text in (field.help, code_list.help if code_list.help != field.help else "") if text)
    return Entry(field.id, field.label, "val", choices_of(codes), field.required, help_text, field.only_if, aliases)


def form_entries(form: Form, vocabulary: Vocabulary, *, answers: Mapping[str, str] | None = None) -> tuple[Entry, ...]:
    """All entries of a start or avslut form, in screen order."""
    return tuple(entry_of(f, vocabulary, keep=(answers or {}).get(f.id)) for f in form.fields)


def item_entries(instrument: Instrument) -> tuple[Entry, ...]:
    """One entry per item: a digit is the level; ``-`` (and 0 where the scale has no 0) leaves the item out."""
    levels = range(instrument.low, instrument.high + 1)
    digits = instrument.low >= 0 and instrument.high <= 9
    keys = tuple(str(level) for level in levels) if digits else choice_keys(len(levels))
    labels = instrument.scale_labels if len(instrument.scale_labels) == len(levels) else ("",) * len(levels)
    choices = tuple(Choice(key, str(level), _level_label(level, label)) for key, level, label in zip(keys, levels, labels, strict=True))
    aliases = {"-": SKIPPED} | ({"0": SKIPPED} if "0" not in keys else {})
    return tuple(Entry(f"{ITEM}{i}", item.label, "val", choices, False, "", None, aliases) for i, item in enumerate(instrument.items))


def _level_label(level: int, label: str) -> str:
    """The level and its label: ``1 lägst``."""
    return f"{level} {label.removeprefix(str(level)).strip()}".strip()


def instrument_entry(instruments: Sequence[Instrument]) -> Entry:
    """The choice of instrument, which is asked first."""
    choices = tuple(Choice(k, i.id, i.label, i.source) for k, i in zip(choice_keys(len(instruments)), instruments, strict=False))
    return Entry("instrument", "Instrument", "val", choices, True)


def code_entry(help_text: str) -> Entry:
    """The field for a participant code."""
    return Entry("kod", "Deltagarkod", "kod", required=True, help=help_text)


def matning_entries(
    form: Form, vocabulary: Vocabulary, instruments: Sequence[Instrument], chosen: str, *, with_code: bool = True
) -> tuple[Entry, ...]:
    """Entries of a mätning: code, instrument, skattare, the items, then what else the form asks."""
    entries: list[Entry] = [code_entry(CODE_HELP)] if with_code else []
    if with_code:
        entries.append(instrument_entry(instruments))
    rest = [entry_of(f, vocabulary) for f in form.fields if f.id not in {"instrument", "svar"}]
    entries += [e for e in rest if e.id == "skattare"]
    instrument = next(i for i in instruments if i.id == chosen)
    entries += item_entries(instrument)
    return (*entries, *(e for e in rest if e.id != "skattare"))


def item_values(answers: Mapping[str, str], n: int) -> tuple[int | None, ...]:
    """The levels as the acts take them; an item left out or unanswered is None."""
    values = [answers.get(f"{ITEM}{i}", SKIPPED) for i in range(n)]
    return tuple(int(value) if value.lstrip("-").isdigit() else None for value in values)


def coded_answers(answers: Mapping[str, str], form: Form) -> dict[str, str]:
    """The coded answers of a form alone: no month, code, instrument or items."""
    return {f.id: answers[f.id] for f in form.fields if f.type != "manad" and f.id in answers and f.id not in {"instrument", "svar"}}


CODE_HELP: Final = (
    "Koden står i deltagarens akt: fyra grupper om fyra tecken, till exempel K7MQ-4XW9-2DHT-5P3C. Streck, mellanslag och stora eller små bokstäver "
    "spelar ingen roll; O läses som 0, I och L som 1. Är koden borta kan ett avslut göras med handtaget (Ctrl+T i Avslut)."
)
