"""The variables that the count plan may name: form fields, and those derived when a deltagande ends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from register import counts
from register.vocabulary.model import CodeList, EventKind, Field, Form, FormKind, Grouping, PlanTable, Vocabulary

DERIVED: Final[Mapping[str, str]] = {
    "forsorjning_fore": "forsorjning",
    "sysselsattning_fore": "sysselsattning",
    "arbete_studier": "arbete_studier",
    "tid_i_insats": "tid_i_insats",
    "antal_matningar": "antal_matningar",
    "avslutsgrupp": "avslutsgrupp",
    "aldersgrupp_3": "aldersgrupp_3",
    "tid_3": "tid_3",
}
"""Variables derived at avslut, and the code list of each one's values."""

GROUPED: Final[Mapping[str, str]] = {"aldersgrupp_3": "aldersgrupp-3", "tid_3": "tid-3"}
"""Derived variables that are groupings, and the grouping's id; ``avslutsgrupp`` is the default grouping."""

_SPECIAL: Final[Mapping[str, str]] = {
    counts.MISSING: "Uppgift saknas",
    counts.UNKNOWN_START: "Start okänd",
    counts.UNDIVIDED: "Ej uppdelat på kön",
}


def list_of(vocabulary: Vocabulary, event: EventKind, variable: str) -> CodeList:
    """The code list of a plan variable's values at an event; KeyError where the plan may not name it there."""
    field = vocabulary.forms[event].by_id.get(variable)
    if field is not None and field.code_list:
        return vocabulary.lists[field.code_list]
    if event != "avslut":
        raise KeyError(variable)
    return vocabulary.lists[DERIVED[variable]]


def value_label(vocabulary: Vocabulary, event: EventKind, variable: str, value: str) -> str:
    """How a report names a value of a variable: the code's label, or the words for what is missing or unknown."""
    code = list_of(vocabulary, event, variable).by_id.get(value)
    return code.label if code else _SPECIAL.get(value, value)


def table_of(vocabulary: Vocabulary, event: EventKind, *variables: str) -> PlanTable | None:
    """The plan's table of exactly these variables at the event, in this order."""
    return next((table for table in vocabulary.plan.tables if table.event == event and table.variables == variables), None)


def known(event: EventKind, variable: str, forms: Mapping[FormKind, Form]) -> bool:
    """Whether the plan may name the variable at the event."""
    field: Field | None = forms[event].by_id.get(variable)
    return (field is not None and field.code_list is not None) or (event == "avslut" and variable in DERIVED)


def grouping_of(vocabulary: Vocabulary, variable: str) -> Grouping:
    """The grouping behind ``avslutsgrupp``, ``aldersgrupp_3`` or ``tid_3``; KeyError for another variable."""
    return vocabulary.groupings[vocabulary.default_grouping if variable == "avslutsgrupp" else GROUPED[variable]]


def band_of(code_list: CodeList, number: int) -> str:
    """The code of the band that a number falls in (months in the insats, number of mätningar); KeyError outside all bands."""
    for code in code_list.choices:
        if code.first is not None and code.first <= number and (code.last is None or number <= code.last):
            return code.id
    raise KeyError(f"{number} is outside the bands of {code_list.id}")
