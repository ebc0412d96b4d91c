"""What the parts of a vocabulary must mean together. Every function raises VocabularyError at the first fault."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import pairwise
from typing import Any, Final

from register import counts
from register.vocabulary import variables
from register.vocabulary.model import CodeList, CountPlan, Field, Form, FormKind, Grouping, Instrument, PlanTable
from register.vocabulary.overlay import Origins

MOST_CODES: Final = 35
"""Most codes that a form can offer: one key each, 1–9 and a–z."""

LEAST_OWN_MINIMUM: Final = 30
"""Least minimum of a table that crosses two variables without kön: below it records can be reconstructed from the tables."""

MOST_GROUPS: Final = 5
"""Most groups of the groupings that the tables *for whom does it work* use, for the same reason."""

FIXED_LISTS: Final[Mapping[str, tuple[str, ...]]] = {
    "kon": ("kvinna", "man", "annat"),
    "ja-nej": ("ja", "nej"),
    "skattare": ("deltagare", "handlaggare", "gemensam"),
    "arbete_studier": ("borjade", "okade", "oforandrat", "minskade", "varken", "saknas"),
}
REQUIRED_CODES: Final[Mapping[str, tuple[str, ...]]] = {
    "aldersgrupp": (),
    "avslutsanledning": ("felregistrering",),
    "forsorjning": (),
    "sysselsattning": (),
    "omfattning": (),
    "tid_i_insats": (),
    "antal_matningar": (),
    "parallell": ("ingen",),
    "annulleringsorsak": (),
}
_FULL_BANDS: Final = ("tid_i_insats", "antal_matningar")
_CORE: Final[Mapping[FormKind, Mapping[str, tuple[str, str | None, bool]]]] = {
    "start": {"kon": ("kod", "kon", True), "aldersgrupp": ("kod", "aldersgrupp", True), "manad": ("manad", None, True)},
    "matning": {"skattare": ("kod", "skattare", True), "manad": ("manad", None, True)},
    "avslut": {"avslutsanledning": ("kod", "avslutsanledning", True), "manad": ("manad", None, True)},
}
_ENGINE_LISTS: Final = ("forsorjning", "sysselsattning", "omfattning", "parallell")
_RATING_TABLES: Final = ("niva", "poang", "par", "forsta-senaste")
"""Tables that every instrument has, without being declared one by one."""
_RESERVED_FIELDS: Final = frozenset(
    {*_RATING_TABLES, "kod", "handtag", "sen", "instrument", "svar", "insats", "period", "fel", "falt", "rad", "antal", "namn", *variables.DERIVED}
)


def check_lists(lists: Mapping[str, CodeList], origins: Origins) -> None:
    """Lists that must exist do, fixed ones are unchanged, every list fits a form, bands neither overlap nor leave a gap.

    A retired code of a list of bands has no bounds: no number may fall in it.
    """
    for id_ in (*FIXED_LISTS, *REQUIRED_CODES):
        if id_ not in lists:
            raise origins.error(("listor",), f"Listan ”{id_}” saknas, men måste finnas.")
    for id_, code_list in lists.items():
        check_list(code_list, origins)
        if id_ in ("avslutsgrupp", *variables.GROUPED):
            raise origins.error(("listor", id_), f"Listan ”{id_}” räknas fram ur en gruppering och kan inte skrivas.")


def check_list(code_list: CodeList, origins: Origins) -> None:
    """One list fits a form: fixed ones are unchanged, no two labels are alike, bands neither overlap nor leave a gap."""
    entry = ("listor", code_list.id)
    ids = tuple(code.id for code in code_list.codes)
    fixed = FIXED_LISTS.get(code_list.id)
    if fixed is not None and (ids != fixed or len(code_list.choices) != len(fixed)):
        raise origins.error(entry, f"Listan ”{code_list.id}” är fast: den ska ha koderna {', '.join(fixed)}, i den ordningen.")
    for code_id in REQUIRED_CODES.get(code_list.id, ()):
        if code_id not in {code.id for code in code_list.choices}:
            raise origins.error(entry, f"Koden ”{code_id}” saknas i listan ”{code_list.id}”, men måste finnas.")
    if not code_list.choices:
        raise origins.error(entry, f"Listan ”{code_list.id}” har inga koder att välja.")
    if len(code_list.choices) > MOST_CODES:
        count = len(code_list.choices)
        raise origins.error(entry, f"Listan ”{code_list.id}” har {count} koder; högst {MOST_CODES} går att välja med en tangent var.")
    labels = Counter(code.label.casefold() for code in code_list.choices)
    for i, code in enumerate(code_list.codes):
        if code.id in (counts.UNKNOWN_START, counts.UNDIVIDED):
            raise origins.error(entry, f"Koden ”{code.id}” är upptagen för räkningen och kan inte stå i en lista.", "koder", i)
        if labels[code.label.casefold()] > 1 and not code.retired:
            raise origins.error(entry, f"Två koder har rubriken ”{code.label}”; de går inte att skilja åt i formuläret.", "koder", i)
    if code_list.id == "omfattning":
        _check_percentages(code_list, origins)
    _check_bands(code_list, origins)


def _check_percentages(code_list: CodeList, origins: Origins) -> None:
    for i, code in enumerate(code_list.codes):
        if code.id != counts.MISSING and not (code.id.isdigit() and 1 <= int(code.id) <= 100):
            reason = f"Koden ”{code.id}” är ingen procentsats: i omfattning ska koderna vara 1 till 100."
            raise origins.error(("listor", code_list.id), reason, "koder", i)


def _check_bands(code_list: CodeList, origins: Origins) -> None:
    entry = ("listor", code_list.id)
    places = [(i, code) for i, code in enumerate(code_list.codes) if not code.retired and code.id != counts.MISSING]
    banded = [(i, code) for i, code in places if code.first is not None]
    full = code_list.id in _FULL_BANDS
    for i, code in enumerate(code_list.codes):
        if code.retired and (code.first is not None or code.last is not None):
            raise origins.error(entry, f"Koden ”{code.id}” är utgången och ska inte ha ”fran” eller ”till”: inget tal får hamna där.", "koder", i)
    for i, code in places:
        if code.first is None and (banded or full or code.last is not None):
            raise origins.error(entry, f"Koden ”{code.id}” saknar ”fran”: alla koder i en lista av intervall ska ha en undre gräns.", "koder", i)
        if code.first is not None and code.last is not None and code.last < code.first:
            raise origins.error(entry, f"Intervallet ”{code.id}” slutar ({code.last}) före sin början ({code.first}).", "koder", i)
    for (_, before), (i, code) in pairwise(banded):
        if before.last is None or (code.first or 0) <= before.last:
            raise origins.error(entry, f"Intervallen ”{before.id}” och ”{code.id}” överlappar eller står i fel ordning.", "koder", i)
        if code.first != before.last + 1:
            raise origins.error(entry, f"Det finns ett glapp mellan intervallen ”{before.id}” och ”{code.id}”.", "koder", i)
    if full and (banded[0][1].first != 0 or banded[-1][1].last is not None):
        raise origins.error(entry, f"Intervallen i ”{code_list.id}” ska börja på 0 och det sista ska sakna ”till”, så att varje tal ryms.")


def check_grouping_data(data: Mapping[str, Any], lists: Mapping[str, CodeList], origins: Origins) -> None:
    """Each grouping names a list that exists, and gives either its groups or one group per code."""
    for id_, grouping in data.items():
        entry = ("grupperingar", id_)
        if grouping["lista"] not in lists:
            raise origins.error(entry, f"Grupperingen ”{id_}” gäller listan ”{grouping['lista']}”, som inte finns.", "lista")
        if bool(grouping.get("varje_kod")) == ("grupper" in grouping):
            raise origins.error(entry, f"Grupperingen ”{id_}” ska ha antingen grupper eller varje_kod = true.")


def check_groupings(groupings: Mapping[str, Grouping], default: str, lists: Mapping[str, CodeList], origins: Origins) -> None:
    """Each grouping is a partition of its list; those that the count plan uses exist and are coarse."""
    for grouping in groupings.values():
        _check_partition(grouping, lists[grouping.code_list], origins)
    if default not in groupings or groupings[default].code_list != "avslutsanledning":
        raise origins.error(("standard",), f"Standardgrupperingen ”{default}” finns inte som gruppering av avslutsanledning.")
    for id_, code_list in (("aldersgrupp-3", "aldersgrupp"), ("tid-3", "tid_i_insats")):
        if id_ not in groupings or groupings[id_].code_list != code_list:
            raise origins.error(("grupperingar", id_), f"Grupperingen ”{id_}” av listan ”{code_list}” saknas, men används av räkneplanen.")
        if len(groupings[id_].groups) > 3:
            raise origins.error(("grupperingar", id_), f"Grupperingen ”{id_}” får ha högst 3 grupper: fler gör att enskilda kan pekas ut.")
    _check_runs(groupings["tid-3"], lists["tid_i_insats"], origins)
    if len(groupings[default].groups) > MOST_GROUPS:
        reason = f"Standardgrupperingen ”{default}” får ha högst {MOST_GROUPS} grupper: fler gör att enskilda kan pekas ut."
        raise origins.error(("standard",), reason)


def _check_runs(grouping: Grouping, code_list: CodeList, origins: Origins) -> None:
    """The groups of bands are runs of bands in order, so that each is a band itself."""
    if [code for group in grouping.groups for code in group.codes] != [code.id for code in code_list.codes]:
        reason = f"Grupperna i ”{grouping.id}” ska följa ordningen i listan ”{code_list.id}”, så att var och en är ett sammanhängande intervall."
        raise origins.error(("grupperingar", grouping.id), reason)


def _check_partition(grouping: Grouping, code_list: CodeList, origins: Origins) -> None:
    entry, seen = ("grupperingar", grouping.id), dict.fromkeys(grouping.excluded, "utelamnas")
    for code in grouping.excluded:
        if code not in code_list.by_id:
            raise origins.error(entry, f"Koden ”{code}” i ”utelamnas” finns inte i listan ”{code_list.id}”.", "utelamnas")
    for i, group in enumerate(grouping.groups):
        for code in group.codes:
            if code not in code_list.by_id:
                raise origins.error(entry, f"Koden ”{code}” i gruppen ”{group.id}” finns inte i listan ”{code_list.id}”.", "grupper", i)
            if code in seen:
                raise origins.error(entry, f"Koden ”{code}” står både i ”{seen[code]}” och i ”{group.id}”.", "grupper", i)
            seen[code] = group.id
    for code in code_list.by_id:
        if code not in seen:
            reason = f"Koden ”{code}” i listan ”{code_list.id}” hör inte till någon grupp i grupperingen ”{grouping.id}”."
            raise origins.error(entry, reason)
    if code_list.id == "avslutsanledning" and grouping.excluded != ("felregistrering",):
        raise origins.error(entry, "En gruppering av avslutsanledning ska utelämna felregistrering, och bara den.")


def check_questions(questions: list[dict[str, Any]], forms: Mapping[str, Any], plan: Mapping[str, Any], origins: Origins) -> None:
    """The förbund's own questions have ids of their own, neither a field's nor a table's nor a word that scripts use."""
    taken = {field["id"] for form in forms.values() for field in form.get("falt", ())} | _RESERVED_FIELDS
    tables = {table["id"] for table in plan.get("tabell", ())}
    for question in questions:
        if question["id"] in taken or question["id"] in tables:
            raise origins.error(("egen_fraga", question["id"]), f"id ”{question['id']}” är redan upptaget. Välj ett annat id för den egna frågan.")


def check_forms(forms: Mapping[FormKind, Form], lists: Mapping[str, CodeList], origins: Origins) -> None:
    """Every form has its core fields; every field has a list that exists; conditions name earlier fields and their codes."""
    for kind, core in _CORE.items():
        for id_, (type_, code_list, required) in core.items():
            field = forms[kind].by_id.get(id_)
            if field is None:
                raise origins.error(("formular", kind), f"Fältet ”{id_}” saknas i formuläret ”{kind}”, men måste finnas.")
            if (field.type, field.code_list) != (type_, code_list):
                raise origins.error(("falt", kind, id_), f"Fältet ”{id_}” ska ha typen {type_}" + (f" och listan {code_list}." if code_list else "."))
            if field.required != required:
                raise origins.error(("falt", kind, id_), f"Fältet ”{id_}” måste vara obligatoriskt: krav = true.")
    for kind, form in forms.items():
        for place, field in enumerate(form.fields):
            entry = ("egen_fraga", field.id) if field.own else ("falt", kind, field.id)
            _check_field(field, form.fields[:place], lists, entry, origins)


def _check_field(field: Field, earlier: tuple[Field, ...], lists: Mapping[str, CodeList], entry: tuple[str, ...], origins: Origins) -> None:
    if field.type == "kod" and field.code_list is None:
        raise origins.error(entry, f"Fältet ”{field.id}” har typen kod men ingen ”lista”.")
    if field.type == "manad" and (field.id != "manad" or field.code_list):
        raise origins.error(entry, f"Fältet ”{field.id}” kan inte vara en månad: varje formulär har en enda månad, ”manad”, utan lista.", "typ")
    if field.code_list is not None and field.code_list not in lists:
        raise origins.error(entry, f"Fältet ”{field.id}” använder listan ”{field.code_list}”, som inte finns.", "lista")
    if field.id in _ENGINE_LISTS and not field.own and field.code_list != field.id:
        raise origins.error(entry, f"Fältet ”{field.id}” ska använda listan ”{field.id}”.", "lista")
    if field.only_if is None:
        return
    other = next((f for f in earlier if f.id == field.only_if[0]), None)
    if other is None or other.code_list is None:
        raise origins.error(entry, f"Villkoret för ”{field.id}” gäller ”{field.only_if[0]}”, som inte är ett tidigare fält i formuläret.", "villkor")
    for value in field.only_if[1]:
        if value not in lists[other.code_list].by_id:
            raise origins.error(entry, f"Villkoret för ”{field.id}” nämner ”{value}”, som inte finns i listan ”{other.code_list}”.", "villkor")


def check_instruments(instruments: Mapping[str, Instrument], origins: Origins) -> None:
    """Scales are not empty, scale labels fit them, and a score table covers every raw sum."""
    for instrument in instruments.values():
        entry = ("instrument", instrument.id)
        levels = instrument.high - instrument.low + 1
        if levels < 2:
            raise origins.error(entry, f"Skalan i ”{instrument.id}” ska gå uppåt: ”hog” ska vara större än ”lag”.", "hog")
        if instrument.scale_labels and len(instrument.scale_labels) != levels:
            raise origins.error(entry, f"”skala” har {len(instrument.scale_labels)} texter, men skalan har {levels} steg.", "skala")
        if instrument.score is not None:
            sums = set(range(instrument.low * len(instrument.items), instrument.high * len(instrument.items) + 1))
            for raw in sorted(sums - set(instrument.score)):
                raise origins.error(entry, f"Poängtabellen saknar råsumman {raw}; den ska täcka {min(sums)} till {max(sums)}.", "poang")
            for raw in sorted(set(instrument.score) - sums):
                reason = f"Poängtabellen har råsumman {raw}, som inte kan förekomma; den ska täcka {min(sums)} till {max(sums)}."
                raise origins.error(entry, reason, "poang", str(raw))


def check_plan(plan: CountPlan, forms: Mapping[FormKind, Form], origins: Origins) -> None:
    """Every table names variables that its event has, stands once, and crosses no more than the protection bears."""
    if not plan.pair_purpose or not plan.level_purpose:
        raise origins.error(("tabell",), "”syfte_par” eller ”syfte_nivaer” saknas i räkneplanen.")
    seen: dict[tuple[str, frozenset[str]], str] = {}
    for table in plan.tables:
        entry = ("tabell", table.id)
        if table.id.partition(".")[0] in _RATING_TABLES:
            raise origins.error(entry, f"Tabellens id ”{table.id}” är upptaget av mätningarna. Välj ett annat.")
        for variable in table.variables:
            if not variables.known(table.event, variable, forms):
                raise origins.error(entry, f"Tabellen ”{table.id}” nämner ”{variable}”, som inte är en variabel vid {table.event}.", "variabler")
        same = (table.event, frozenset(table.variables))
        if same in seen:
            raise origins.error(entry, f"Tabellen ”{table.id}” räknar samma sak som ”{seen[same]}”.")
        seen[same] = table.id
        _check_crossing(table, origins)


def _check_crossing(table: PlanTable, origins: Origins) -> None:
    entry = ("tabell", table.id)
    if len(table.variables) > 2:
        reason = f"Tabellen ”{table.id}” korsar {len(table.variables)} variabler; högst två får korsas, annars kan enskilda pekas ut."
        raise origins.error(entry, reason, "variabler")
    if len(table.variables) == 2 and "kon" in table.variables:
        reason = f"Tabellen ”{table.id}” korsar kön; varje tabell utan minimum delas upp på kön ändå, och en med minimum får inte delas."
        raise origins.error(entry, reason, "variabler")
    if table.minimum is not None and table.event == "matning":
        reason = f"Tabellen ”{table.id}” har minimum, men en person har flera mätningar; bara tabeller vid start och avslut kan ha det."
        raise origins.error(entry, reason, "minimum")
    before_after = len(table.variables) == 2 and table.variables[0] == f"{table.variables[1]}_fore"
    if len(table.variables) == 2 and not before_after and (table.minimum or 0) < LEAST_OWN_MINIMUM:
        need = f"ska därför ha minimum = {LEAST_OWN_MINIMUM} eller mer, annars kan enskilda pekas ut."
        reason = f"Tabellen ”{table.id}” korsar två variabler och {need}"
        raise origins.error(entry, reason, "minimum")


def check_insatser(insatser: Mapping[str, Any], forms: Mapping[FormKind, Form], instruments: Mapping[str, Instrument], origins: Origins) -> None:
    """An insats leaves out only fields that exist and are not required, and uses instruments that exist."""
    fields = [field for form in forms.values() for field in form.fields]
    for id_, data in insatser.items():
        entry, omitted = ("insats", id_), data.get("utelamnas", ())
        for name in omitted:
            if name not in {field.id for field in fields}:
                raise origins.error(entry, f"Insatsen ”{id_}” utelämnar fältet ”{name}”, som inte finns.", "utelamnas")
            if any(field.id == name and field.required for field in fields):
                raise origins.error(entry, f"Fältet ”{name}” är obligatoriskt och kan inte utelämnas.", "utelamnas")
        for field in fields:
            if field.only_if and field.only_if[0] in omitted and field.id not in omitted:
                raise origins.error(entry, f"Fältet ”{field.id}” beror på ”{field.only_if[0]}”; utelämna båda.", "utelamnas")
        for name in data.get("instrument", ()):
            if name not in instruments:
                raise origins.error(entry, f"Insatsen ”{id_}” använder instrumentet ”{name}”, som inte finns.", "instrument")
