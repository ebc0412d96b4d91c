"""The vocabulary as a JSON document for scripts: enough to generate a valid form of each kind."""

from __future__ import annotations

from typing import Any, Final

from register.vocabulary.model import CodeList, Field, FormKind, Grouping, Instrument, Vocabulary

_CODE: Final = "deltagarkod"
_HANDLE: Final = "handtag"


def kodlistor(vocabulary: Vocabulary, insats_id: str | None = None) -> dict[str, Any]:
    """Every list, grouping, instrument and form field; with an insats, the fields and instruments that it uses.

    A field's ``typ`` is ``kod`` or ``ja-nej`` (a code of ``lista``), ``manad`` (``2026-03``), ``deltagarkod``, ``handtag``, ``instrument`` (an id
    under ``instrument``), ``svar`` (an array with one whole number or null per område) or ``boolean`` (true or false).
    ``villkor`` says when the field belongs in the form: where ``falt`` has one of ``varden``; null means any value, an empty array no value.
    """
    instruments = vocabulary.instruments_of(insats_id) if insats_id is not None else tuple(vocabulary.instruments.values())
    return {
        "version": vocabulary.document["kodlistor"]["version"],
        "plan_hash": vocabulary.hash,
        "listor": [_code_list(code_list) for code_list in vocabulary.lists.values()],
        "grupperingar": [_grouping(grouping, vocabulary) for grouping in vocabulary.groupings.values()],
        "instrument": [_instrument(instrument) for instrument in instruments],
        "formular": [_form(vocabulary, kind, insats_id) for kind in vocabulary.forms],
    }


def _code_list(code_list: CodeList) -> dict[str, Any]:
    codes = [{"id": code.id, "label": code.label, "hjalp": code.help, "utgatt": code.retired} for code in code_list.codes]
    return {"id": code_list.id, "label": code_list.label, "hjalp": code_list.help, "koder": codes}


def _grouping(grouping: Grouping, vocabulary: Vocabulary) -> dict[str, Any]:
    return {
        "id": grouping.id,
        "label": grouping.label,
        "lista": grouping.code_list,
        "standard": grouping.id == vocabulary.default_grouping,
        "grupper": [{"id": group.id, "label": group.label, "koder": list(group.codes)} for group in grouping.groups],
        "utelamnade": list(grouping.excluded),
    }


def _instrument(instrument: Instrument) -> dict[str, Any]:
    described: dict[str, Any] = {
        "id": instrument.id,
        "version": instrument.version,
        "label": instrument.label,
        "lag": instrument.low,
        "hog": instrument.high,
        "intervall_manader": instrument.interval_months,
        "omraden": [{"id": item.id, "label": item.label} for item in instrument.items],
        "skala": list(instrument.scale_labels),
        "minsta_par": instrument.minimum_pairs,
        "hogre_battre": instrument.higher_is_better,
    }
    if instrument.score is not None:
        described["poang"] = {str(raw): metric for raw, metric in instrument.score.items()}
    return described


def _form(vocabulary: Vocabulary, kind: FormKind, insats_id: str | None) -> dict[str, Any]:
    form = vocabulary.form(kind, insats_id) if insats_id is not None else vocabulary.forms[kind]
    coded = [_field(field) for field in form.fields]
    before = {"start": _before_start, "matning": _before_matning, "avslut": _before_avslut}[kind]
    late = _made("sen", "Sen", "boolean", help_="true bekräftar att ett formulär i en låst period räknas i den äldsta öppna perioden.")
    return {"id": kind, "label": form.label, "falt": [*before(vocabulary), *coded, late]}


def _field(field: Field) -> dict[str, Any]:
    condition = {"falt": field.only_if[0], "varden": list(field.only_if[1])} if field.only_if else None
    return {
        "id": field.id,
        "label": field.label,
        "typ": field.type,
        "lista": field.code_list,
        "kravs": field.required,
        "hjalp": field.help,
        "villkor": condition,
        "egen": field.own,
    }


def _made(
    id_: str, label: str, typ: str, *, help_: str, required: bool = False, lista: str | None = None, condition: dict[str, Any] | None = None
) -> dict[str, Any]:
    """A field that is no coded question of the form."""
    return {"id": id_, "label": label, "typ": typ, "lista": lista, "kravs": required, "hjalp": help_, "villkor": condition, "egen": False}


def _before_start(_: Vocabulary) -> list[dict[str, Any]]:
    return [_made("kod", "Kod", _CODE, help_="En oanvänd kod som redan är gjord. Utan den gör programmet en ny.")]


def _before_matning(_: Vocabulary) -> list[dict[str, Any]]:
    return [
        _made("kod", "Kod", _CODE, required=True, help_="Deltagarens kod."),
        _made("instrument", "Instrument", "instrument", required=True, help_="Instrumentets id."),
        _made("svar", "Svar", "svar", required=True, help_="Ett heltal från lag till hog för varje område, i ordning; null där svar saknas."),
    ]


def _before_avslut(vocabulary: Vocabulary) -> list[dict[str, Any]]:
    label = vocabulary.forms["start"].by_id["kon"].label
    return [
        _made("kod", "Kod", _CODE, required=True, help_="Deltagarens kod.", condition={"falt": "handtag", "varden": []}),
        _made("handtag", "Handtag", _HANDLE, help_="I stället för koden, när den är borta."),
        _made(
            "kon",
            label,
            "kod",
            required=True,
            lista="kon",
            help_="Bara när deltagandet avslutas med handtag.",
            condition={"falt": "handtag", "varden": None},
        ),
    ]
