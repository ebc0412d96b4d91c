"""Which cells of a published table are kept: the förbund's municipalities, the measures and the times that somebody chose."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Final

from register.errors import BadInput
from register.readers.table import Category, Cell, Dimension, Role, Table
from register.society.times import bound, time_of, within

MOST_SERIES: Final = 40
"""A table in a report has so many rows at most."""

MOST_CELLS: Final = 5_000

_TOTALS: Final = re.compile(
    r"(?!.*\b(?:exkl\w*|utom|utan|ej)\b)(?:total|totalt|tot|samtliga|alla|båda könen|kvinnor och män|män och kvinnor)\b.*", re.IGNORECASE
)
_SHOWN: Final = 12
"""So many values are named in a message."""


@dataclass(frozen=True)
class Choice:
    """What is kept of a table.

    Args:
        regions: codes of municipalities (``2080``), or of counties or the whole country to compare with.
        categories: codes or labels to keep, by the dimension's id or label. Of a dimension that is not named its total is kept, or all where it
            has none.
        first: the first time to keep, a year or as the file writes it; empty for all.
        last: the last one.
    """

    regions: tuple[str, ...] = ()
    categories: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    first: str = ""
    last: str = ""


def choose(table: Table, choice: Choice) -> Table:
    """The part of a table that is kept; its times in order, its dimensions as they were.

    Raises:
        BadInput: a region, dimension or value that the table does not have, no time at all, or so much that no report could show it.
    """
    named = {_dimension(table, name).id: (name, wanted) for name, wanted in choice.categories.items()}
    found = roles(table, choice.regions)
    picked = [_picked(one, role, choice, named.get(one.id)) for one, role in zip(table.dimensions, found, strict=True)]
    chosen = [_kept(one, role, mine) for one, role, mine in zip(table.dimensions, found, picked, strict=True)]
    _check_size(table, chosen)
    places = [{code: number for number, code in enumerate(one.codes)} for one in table.dimensions]
    steps = [math.prod(table.shape[number + 1 :]) for number in range(len(table.shape))]
    offsets = [[place[each.code] * step for each in mine] for place, step, mine in zip(places, steps, picked, strict=True)]
    cells: tuple[Cell, ...] = tuple(table.cells[sum(each)] for each in product(*offsets))
    return replace(table, dimensions=tuple(chosen), cells=cells)


def roles(table: Table, regions: Sequence[str] = ()) -> list[Role]:
    """What each dimension is; a time or a region that the file does not call so is known by its values."""
    found = [one.role for one in table.dimensions]
    if "tid" not in found:
        timed = [n for n, one in enumerate(table.dimensions) if all(time_of(each.code, each.label) for each in one.categories)]
        if timed:
            found[timed[-1]] = "tid"
    if "region" not in found and regions:
        placed = [n for n, one in enumerate(table.dimensions) if not found[n] and set(map(region_code, one.categories)) & set(regions)]
        if placed:
            found[placed[0]] = "region"
    return found


def region_code(one: Category) -> str:
    """A region's code; where a file has none it begins the label: ``2080 Falun``."""
    return one.label.split(" ")[0] if one.code == one.label and one.label[:1].isdecimal() else one.code


def region_label(one: Category) -> str:
    """A region's name without its code."""
    first, _, rest = one.label.partition(" ")
    return rest if rest and first == region_code(one) else one.label


def _picked(one: Dimension, role: Role, choice: Choice, named: tuple[str, tuple[str, ...]] | None) -> list[Category]:
    """The categories that are kept, as the file has them, each once."""
    if role == "tid":
        return _times(one, choice)
    if named is not None:
        return list(dict.fromkeys(_category(one, text, named[0]) for text in named[1]))
    if role == "region":
        return _regions(one, choice.regions)
    total = _total(one) if role != "innehall" else None
    return [total] if total is not None else list(one.categories)


def _kept(one: Dimension, role: Role, picked: Sequence[Category]) -> Dimension:
    """The dimension of what is kept: regions by code and name apart, times in words."""
    if role == "region":
        categories = [replace(each, code=region_code(each), label=region_label(each)) for each in picked]
    elif role == "tid":
        categories = [replace(each, label=time.label) for each in picked if (time := time_of(each.code, each.label)) is not None]
    else:
        categories = list(picked)
    return replace(one, role=role, categories=tuple(categories), total=one.total if one.total in {each.code for each in categories} else "")


def _times(one: Dimension, choice: Choice) -> list[Category]:
    first = bound(choice.first, "fran") if choice.first else None
    last = bound(choice.last, "till") if choice.last else None
    known = [(time, each) for each in one.categories if (time := time_of(each.code, each.label)) is not None]
    if len(known) < len(one.categories) or len({time.kind for time, _ in known}) > 1:
        why = f"Dimensionen {one.label} har {_listed([each.label for each in one.categories])}."
        raise BadInput("Tabellens tider går inte att läsa.", why, "Hämta en tabell med år, kvartal eller månader.", field="fil")
    kept = sorted(((time, each) for time, each in known if within(time, first, last)), key=lambda pair: pair[0])
    if not kept:
        span = f"{one.categories[0].label} till {one.categories[-1].label}"
        raise BadInput("Tabellen har inga tal för de tiderna.", f"Den har {span}.", "Välj andra tider.", field="fran")
    return [each for _, each in kept]


def _regions(one: Dimension, wanted: Sequence[str]) -> list[Category]:
    if not wanted:
        why = "Varken förbundets inställning eller kommandot säger vilka kommuner som är förbundets."
        remedy = 'Skriv [samhalle] kommuner = ["2080", "2081"] i mal.toml, eller ange dem med --kommun.'
        raise BadInput("Vilka kommuner gäller det?", why, remedy, field="kommun")
    known = {region_code(each): each for each in one.categories}
    missing = [code for code in wanted if code not in known]
    if missing:
        why = f"Den har {_listed(list(known))}."
        raise BadInput(f"Tabellen har inte {_listed(missing)}.", why, "Hämta tabellen på nytt med förbundets alla kommuner.", field="kommun")
    return [known[code] for code in dict.fromkeys(wanted)]


def _category(one: Dimension, text: str, name: str) -> Category:
    for each in one.categories:
        if text.casefold() in (each.code.casefold(), each.label.casefold()):
            return each
    why = f"De som finns är {_listed([_both(each) for each in one.categories])}."
    raise BadInput(f"Dimensionen {name} har inte värdet {text}.", why, "Välj ett av dem.", field="val")


def _dimension(table: Table, name: str) -> Dimension:
    try:
        return table.dimension(name)
    except KeyError:
        why = f"De som finns är {_listed([one.label for one in table.dimensions])}."
        raise BadInput(f"Tabellen har ingen dimension {name}.", why, "Välj en av dem.", field="val") from None


def _total(one: Dimension) -> Category | None:
    """The category of all together, as the file says it or as it is called."""
    return next((each for each in one.categories if one.total and each.code == one.total), None) or next(
        (each for each in one.categories if _TOTALS.fullmatch(each.label)), None
    )


def _check_size(table: Table, chosen: Sequence[Dimension]) -> None:
    series = math.prod(len(one.categories) for one in chosen if one.role != "tid")
    if series > MOST_SERIES:
        many = [f"{one.label} ({len(one.categories)})" for one in chosen if one.role != "tid" and len(one.categories) > 1]
        remedy = f"Välj färre värden med --val DIMENSION=VÄRDE. Dimensionerna med flera värden är {_listed(many)}."
        raise BadInput(f"Valet ger {series} rader.", f"En rapport har plats för {MOST_SERIES}.", remedy, field="val")
    cells = series * math.prod(len(one.categories) for one in chosen if one.role == "tid")
    if not any(one.role == "tid" for one in chosen):
        labels = _listed([one.label for one in table.dimensions])
        raise BadInput("Tabellen har inga tider.", f"Dimensionerna är {labels}.", "Hämta en tabell med år, kvartal eller månader.", field="fil")
    if cells > MOST_CELLS:
        raise BadInput(f"Valet ger {cells} tal.", f"Högst {MOST_CELLS} behålls.", "Välj färre tider med --fran.", field="fran")


def _both(one: Category) -> str:
    return one.label if one.label == one.code else f"{one.code} ({one.label})"


def _listed(words: Sequence[str]) -> str:
    shown = [*words[:_SHOWN], f"och {len(words) - _SHOWN} till"] if len(words) > _SHOWN else list(words)
    return ", ".join(shown)
