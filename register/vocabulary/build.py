"""From a merged document, of the right shape, to a Vocabulary; what the parts must mean together is checked in :mod:`register.vocabulary.rules`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from register.vocabulary import rules, variables
from register.vocabulary.model import (
    YES_NO_LIST,
    Code,
    CodeList,
    CountPlan,
    Field,
    Form,
    FormKind,
    Group,
    Grouping,
    Instrument,
    Item,
    PlanTable,
    Vocabulary,
)
from register.vocabulary.overlay import Origins


def build(document: dict[str, Any], origins: Origins) -> Vocabulary:
    """The vocabulary of a document; raises VocabularyError where its parts do not fit each other."""
    lists = {id_: _code_list(id_, data) for id_, data in sorted(document["kodlistor"].get("listor", {}).items())}
    rules.check_lists(lists, origins)
    grouping_data = document["grupperingar"].get("grupperingar", {})
    default = document["grupperingar"].get("standard", "")
    rules.check_grouping_data(grouping_data, lists, origins)
    groupings = {id_: _grouping(id_, data, lists) for id_, data in sorted(grouping_data.items()) if not _outgrown(data, lists)}
    rules.check_groupings(groupings, default, lists, origins)
    lists.update(_grouped_lists(groupings, lists, default))
    form_data = document["formular"]
    questions = form_data.get("egen_fraga", [])
    rules.check_questions(questions, form_data.get("formular", {}), document["rakneplan"], origins)
    forms: dict[FormKind, Form] = {kind: _form(kind, form_data.get("formular", {}).get(kind, {}), questions) for kind in get_args(FormKind)}
    rules.check_forms(forms, lists, origins)
    instruments = {data["id"]: _instrument(data) for data in document["instrument"]}
    rules.check_instruments(instruments, origins)
    plan = _plan(document["rakneplan"], questions)
    rules.check_plan(plan, forms, origins)
    insatser: Mapping[str, Any] = form_data.get("insats", {})
    rules.check_insatser(insatser, forms, instruments, origins)
    return Vocabulary(
        document=document,
        lists=lists,
        groupings=groupings,
        forms=forms,
        instruments=instruments,
        plan=plan,
        default_grouping=default,
        omitted={id_: tuple(data.get("utelamnas", ())) for id_, data in sorted(insatser.items())},
        insats_instruments={id_: tuple(data["instrument"]) for id_, data in sorted(insatser.items()) if "instrument" in data},
    )


def _code_list(id_: str, data: Mapping[str, Any]) -> CodeList:
    codes = tuple(Code(c["id"], c["label"], c.get("hjalp", ""), c.get("utgatt", False), c.get("fran"), c.get("till")) for c in data["koder"])
    return CodeList(id_, data["label"], codes, data.get("hjalp", ""), data.get("kalla", ""))


def _grouping(id_: str, data: Mapping[str, Any], lists: Mapping[str, CodeList]) -> Grouping:
    excluded = tuple(data.get("utelamnas", ()))
    if data.get("varje_kod"):
        groups = tuple(Group(c.id, c.label, (c.id,)) for c in lists[data["lista"]].codes if c.id not in excluded)
    else:
        groups = tuple(Group(g["id"], g["label"], tuple(g["koder"])) for g in data["grupper"])
    return Grouping(id_, data["label"], data["lista"], groups, excluded)


def _outgrown(data: Mapping[str, Any], lists: Mapping[str, CodeList]) -> bool:
    """Whether a coarse grouping no longer fits its list, whose codes the förbund has changed; reports then do without it."""
    grouped = [*data.get("utelamnas", ()), *(code for group in data.get("grupper", ()) for code in group["koder"])]
    return bool(data.get("grov")) and set(grouped) != set(lists[data["lista"]].by_id)


def _grouped_lists(groupings: Mapping[str, Grouping], lists: Mapping[str, CodeList], default: str) -> dict[str, CodeList]:
    """The code lists of the variables that are groupings, so that their values have labels."""
    made: dict[str, CodeList] = {}
    for variable, id_ in {"avslutsgrupp": default, **variables.GROUPED}.items():
        grouping = groupings[id_]
        members = lists[grouping.code_list].by_id
        codes = tuple(_group_code(group, [members[code] for code in group.codes]) for group in grouping.groups)
        made[variable] = CodeList(variable, grouping.label, codes)
    return made


def _group_code(group: Group, members: list[Code]) -> Code:
    """A group as a code; where its members are bands, with their joint bounds."""
    bands = [code for code in members if code.first is not None]
    if not bands:
        return Code(group.id, group.label)
    lasts = [code.last for code in bands if code.last is not None]
    return Code(
        group.id,
        group.label,
        first=min(code.first for code in bands if code.first is not None),
        last=max(lasts) if len(lasts) == len(bands) else None,
    )


def _field(data: Mapping[str, Any], *, own: bool = False) -> Field:
    condition = data.get("villkor")
    return Field(
        id=data["id"],
        label=data["label"],
        type=data["typ"],
        code_list=YES_NO_LIST if data["typ"] == "ja-nej" else data.get("lista"),
        required=data.get("krav", False),
        help=data.get("hjalp", ""),
        only_if=(condition["falt"], tuple(condition["varden"])) if condition else None,
        own=own,
        purpose=data.get("syfte", ""),
    )


def _form(kind: FormKind, data: Mapping[str, Any], questions: list[dict[str, Any]]) -> Form:
    """The form's fields with the förbund's own questions before the month, which stands last."""
    shipped = [_field(f) for f in data.get("falt", [])]
    own = [_field(q, own=True) for q in questions if q["form"] == kind]
    months = [f for f in shipped if f.type == "manad"]
    return Form(kind, data.get("label", kind), (*(f for f in shipped if f.type != "manad"), *own, *months))


def _instrument(data: Mapping[str, Any]) -> Instrument:
    score = data.get("poang")
    return Instrument(
        id=data["id"],
        version=str(data["version"]),
        label=data["label"],
        items=tuple(Item(i["id"], i["label"]) for i in data["omraden"]),
        low=data["lag"],
        high=data["hog"],
        interval_months=data["intervall_manader"],
        scale_labels=tuple(data.get("skala", ())),
        score={int(raw): metric for raw, metric in sorted(score.items(), key=lambda pair: int(pair[0]))} if score is not None else None,
        minimum_pairs=data.get("minsta_par", 0),
        higher_is_better=data.get("hogre_battre", True),
        source=data.get("kalla", ""),
    )


def _plan(data: Mapping[str, Any], questions: list[dict[str, Any]]) -> CountPlan:
    declared = tuple(PlanTable(t["id"], t["handelse"], tuple(t["variabler"]), t["syfte"], t.get("minimum")) for t in data.get("tabell", []))
    own = tuple(PlanTable(q["id"], q["form"], (q["id"],), q["syfte"]) for q in questions)
    return CountPlan(data["version"], declared + own, data.get("syfte_par", ""), data.get("syfte_nivaer", ""))
