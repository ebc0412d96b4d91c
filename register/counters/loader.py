"""Loading ``raknare.toml``, the förbund's counters, from the register's folder; and definitions that came with values."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from math import prod
from pathlib import Path
from typing import Any, Final, get_args

from register import shapes
from register.counters.model import KINDS, Counter, Counters, Dimension, EnteredBy, Joining, Unit
from register.goals.shape import Label
from register.vocabulary import rules
from register.vocabulary.model import Code, CodeList, Vocabulary
from register.vocabulary.overlay import Origins
from register.vocabulary.shape import FILES, Entries, Keys, OneOf, Shape, Text, Texts, Truth
from register.vocabulary.toml_reader import FileError, Source, TomlPath, read

FILE_NAME: Final = "raknare.toml"
"""The file's name in the register's folder, beside ``vokabular`` and ``mal.toml``."""

EXAMPLES: Final = Path(__file__).parent / "data" / FILE_NAME
"""The shipped example, to copy and edit. It is in use nowhere by itself."""

MOST_DIMENSIONS: Final = 3
MOST_CELLS: Final = 2000
"""Most cells that one grid can have: what somebody can fill in."""

_INSATS_OR_KANSLI: Final = get_args(EnteredBy)
_COUNTER: Final[dict[str, Shape]] = {
    "dimensioner": Texts(),
    "over_tid": OneOf(get_args(Joining)),
    "taljare": Label(),
    "namnare": Label(),
    "median": Text(),
    "hjalp": Text(empty=True),
    "utgatt": Truth(),
    "insatser": Texts(Text(shapes.ID, "bara a–z, 0–9 och bindestreck, 2 till 32 tecken"), least=1),
}
FILE: Final = Keys(
    {},
    {
        "listor": FILES["kodlistor"].optional["listor"],
        "raknare": Entries(
            Keys(
                {
                    "id": Text(shapes.ID, "bara a–z, 0–9 och bindestreck, 2 till 32 tecken"),
                    "label": Label(),
                    "period": OneOf(KINDS),
                    "fors_av": OneOf(_INSATS_OR_KANSLI),
                    "enhet": OneOf(get_args(Unit)),
                    "skyddas": Truth(),
                },
                _COUNTER,
            )
        ),
    },
)
"""The shape of the whole file."""

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,40}", re.ASCII)
_BOUND: Final = 100_000


class CountersError(FileError):
    """Counters that can't be used."""

    subject = "räknarna"


def load(folder: Path, vocabulary: Vocabulary) -> Counters:
    """The counters in ``folder/raknare.toml``; none where there is no such file.

    Dimensions are code lists of the file itself, else of the vocabulary. Raises CountersError (a BadInput) naming file, line and reason at the
    first fault.
    """
    path = folder / FILE_NAME
    return _loaded(path, FILE_NAME, vocabulary) if path.is_file() else Counters()


def examples(vocabulary: Vocabulary) -> Counters:
    """The counters of the shipped example."""
    return _loaded(EXAMPLES, f"medföljande {FILE_NAME}", vocabulary)


def _loaded(path: Path, name: str, vocabulary: Vocabulary) -> Counters:
    source = read(path, name, CountersError)
    data = source.parse()
    FILE.check(data, source, ())
    own = {id_: _own_list(id_, found, source) for id_, found in data.get("listor", {}).items()}
    lists = {**vocabulary.lists, **own}
    return Counters(tuple(_counter(found, lists, source, ("raknare", i)) for i, found in enumerate(data.get("raknare", []))))


def _own_list(id_: str, found: Mapping[str, Any], source: Source) -> CodeList:
    codes = tuple(Code(c["id"], c["label"], c.get("hjalp", ""), c.get("utgatt", False), c.get("fran"), c.get("till")) for c in found["koder"])
    code_list = CodeList(id_, found["label"], codes, found.get("hjalp", ""), found.get("kalla", ""))
    rules.check_list(code_list, Origins({("listor", id_): (source, ("listor", id_))}))
    return code_list


def _counter(found: Mapping[str, Any], lists: Mapping[str, CodeList], source: Source, path: TomlPath) -> Counter:
    named: list[str] = found.get("dimensioner", [])
    for id_ in named:
        if id_ not in lists:
            raise source.error((*path, "dimensioner"), f"Listan ”{id_}” finns varken i filen eller bland kodlistorna.")
    if len(named) > MOST_DIMENSIONS:
        raise source.error((*path, "dimensioner"), f"Räknaren har {len(named)} dimensioner; högst {MOST_DIMENSIONS} går att fylla i.")
    counter = Counter(
        id=found["id"],
        label=found["label"],
        period_kind=found["period"],
        entered_by=found["fors_av"],
        unit=found["enhet"],
        protected=found["skyddas"],
        dimensions=tuple(Dimension(id_, lists[id_].label, lists[id_].codes) for id_ in named),
        joining=found.get("over_tid", "summa"),
        pair=_pair(found, source, path),
        median=found.get("median"),
        help=found.get("hjalp", ""),
        retired=found.get("utgatt", False),
        insatser=tuple(found.get("insatser", ())),
    )
    if counter.insatser and counter.entered_by != "insats":
        raise source.error((*path, "insatser"), 'Räknaren förs av kansliet, en gång för förbundet. Ta bort insatser, eller skriv fors_av = "insats".')
    cells = prod(len(one.choices) for one in counter.dimensions) * len(counter.measures)
    if cells > MOST_CELLS:
        raise source.error((*path, "dimensioner"), f"Räknaren har {cells} rutor; högst {MOST_CELLS} går att fylla i. Dela den i flera.")
    if has_control_characters(counter):
        raise source.error((*path, "hjalp"), "En hjälptext, räknarens eller en kods, har styrtecken som inte går att visa. Skriv om den.")
    _check_median(counter, source, path)
    return counter


def _pair(found: Mapping[str, Any], source: Source, path: TomlPath) -> tuple[str, str] | None:
    given = [key for key in ("taljare", "namnare") if key in found]
    if len(given) == 1:
        lacking = "namnare" if given == ["taljare"] else "taljare"
        raise source.error((*path, given[0]), f"Räknaren har {given[0]} men inte {lacking}. En andel har båda, och ett antal ingen av dem.")
    return (found["taljare"], found["namnare"]) if given else None


def _check_median(counter: Counter, source: Source, path: TomlPath) -> None:
    if counter.median is None:
        return
    if counter.median not in {one.id for one in counter.dimensions}:
        raise source.error((*path, "median"), f"”{counter.median}” är ingen av räknarens dimensioner.")
    if not counter.dimensions[counter.dimension(counter.median)].bands:
        reason = f"Listan ”{counter.median}” är inga intervall: utan fran och till på koderna går det inte att säga någon median."
        raise source.error((*path, "median"), reason)
    if counter.pair is not None:
        raise source.error((*path, "median"), "En andel har ingen median. Ta bort median, eller taljare och namnare.")


def from_document(document: Any) -> Counter:
    """The counter of a document (see :attr:`Counter.document`), as it came with values; ValueError where it has another shape."""
    shapes.keys_are(document, "id label hjalp period fors_av enhet skyddas over_tid taljare namnare median utgatt dimensioner")
    pair = (_line(document["taljare"]), _line(document["namnare"]))
    counter = Counter(
        id=shapes.text_of(document["id"], shapes.ID),
        label=_line(document["label"], least=1),
        period_kind=_one_of(document["period"], KINDS),
        entered_by=_one_of(document["fors_av"], _INSATS_OR_KANSLI),
        unit=_one_of(document["enhet"], get_args(Unit)),
        protected=bool(shapes.integer_of(document["skyddas"], 0, 1)),
        dimensions=tuple(_dimension(one) for one in shapes.list_of(document["dimensioner"])),
        joining=_one_of(document["over_tid"], get_args(Joining)),
        pair=pair if all(pair) else None,
        median=document["median"] or None,
        help=_line(document["hjalp"]),
        retired=bool(shapes.integer_of(document["utgatt"], 0, 1)),
    )
    names = [one.id for one in counter.dimensions]
    too_many = len(names) > MOST_DIMENSIONS or len(set(names)) != len(names)
    if too_many or any(pair) != all(pair) or (counter.median is not None and counter.median not in names):
        shapes.refuse("counter")
    return counter


def _dimension(document: Any) -> Dimension:
    shapes.keys_are(document, "id label koder")
    codes = tuple(_code(code) for code in shapes.list_of(document["koder"]))
    if len({code.id for code in codes}) != len(codes) or not codes:
        shapes.refuse("koder")
    return Dimension(shapes.text_of(document["id"], _NAME), _line(document["label"], least=1), codes)


def _code(document: Any) -> Code:
    bounds = {key: shapes.integer_of(document[key], 0, _BOUND) for key in ("fran", "till") if isinstance(document, dict) and key in document}
    shapes.keys_are(document, " ".join(("id label hjalp utgatt", *bounds)))
    retired = bool(shapes.integer_of(document["utgatt"], 0, 1))
    id_, label = shapes.text_of(document["id"], _NAME), _line(document["label"], least=1)
    return Code(id_, label, _line(document["hjalp"]), retired, bounds.get("fran"), bounds.get("till"))


def has_control_characters(counter: Counter) -> bool:
    """Whether a help text of the counter or of its codes has characters that a terminal obeys rather than shows; line breaks and tabs are none."""
    texts = [counter.help, *(code.help for one in counter.dimensions for code in one.codes)]
    return any(unicodedata.category(c) == "Cc" and c not in "\n\r\t" for text in texts for c in text)


def _line(value: Any, least: int = 0) -> str:
    # A label is shown as it is: no line break or other control character may come with it.
    if not isinstance(value, str) or not least <= len(value) <= 1000 or (least and not value.isprintable()):
        shapes.refuse("text")
    return value


def _one_of(value: Any, allowed: tuple[Any, ...]) -> Any:
    if value not in allowed:
        shapes.refuse("word")
    return value
