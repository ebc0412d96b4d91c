"""raknare.toml for the screens: the shipped example, and counters of other shapes. All of it invented."""

from __future__ import annotations

from pathlib import Path

from register.counters import entry, loader
from register.counters.model import Counter, Counters, Figures, Grid, Place
from register.periods import Period
from register.vocabulary.loader import load as load_vocabulary

MORE = """
[listor.kommun]
label = "Kommun"
koder = [
  { id = "vik", label = "Vik" },
  { id = "nas", label = "Näs" },
  { id = "gamla", label = "Gamla staden" },
]

[listor.manga]
label = "Ort"
koder = [
@ORTER@]

[listor.alder]
label = "Ålder"
koder = [
@ALDRAR@]

[[raknare]]
id = "utbildade-orter"
label = "Utbildade per kommun"
period = "ar"
fors_av = "kansli"
enhet = "personer"
skyddas = false
taljare = "Utbildade"
namnare = "Personal"
dimensioner = ["kommun", "utbildning-personal"]

[[raknare]]
id = "besok"
label = "Besök på orternas informationsträffar"
period = "halvar"
fors_av = "kansli"
enhet = "tillfallen"
skyddas = false
dimensioner = ["manga", "alder"]

[[raknare]]
id = "besokare"
label = "Besökare"
period = "halvar"
fors_av = "kansli"
enhet = "personer"
skyddas = true
dimensioner = ["kommun"]

[[raknare]]
id = "moten"
label = "Möten med parterna"
period = "kvartal"
fors_av = "kansli"
enhet = "tillfallen"
skyddas = false
"""

_ORTER = "".join(f'  {{ id = "o{number}", label = "Ort nummer {number} vid den långa sjön" }},\n' for number in range(30))
_ALDRAR = "".join(f'  {{ id = "a{number}", label = "{number * 5}–{number * 5 + 4} år" }},\n' for number in range(12))

TEXT = loader.EXAMPLES.read_text(encoding="utf-8") + MORE.replace("@ORTER@", _ORTER).replace("@ALDRAR@", _ALDRAR)
RETIRED = TEXT.replace('{ id = "gamla", label = "Gamla staden" }', '{ id = "gamla", label = "Gamla staden", utgatt = true }')
"""The same a year later: Gamla staden has been retired."""


def write(folder: Path, text: str = TEXT) -> None:
    folder.mkdir(exist_ok=True, parents=True)
    (folder / loader.FILE_NAME).write_text(text, encoding="utf-8")


def counters_of(folder: Path, text: str = TEXT) -> Counters:
    write(folder, text)
    return loader.load(folder, load_vocabulary(None))


def grid_of(counter: Counter, values: dict[Place, int] | None = None, *, code: str = "2026H1", closed: str = "") -> Grid:
    given = values or {}
    return Grid(counter, Period.parse(code), "", entry.cells(counter, given), given=bool(given), closed=closed)


def values_of(figures: list[Figures], counter: str, period: str) -> dict[str, int]:
    """What is kept of a counter in a period, by place as text."""
    return {
        entry.place_text(one.counter, place): n
        for one in figures
        if (one.counter.id, one.period.code) == (counter, period)
        for place, n in one.values.items()
    }
