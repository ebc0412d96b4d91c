"""What a form contributes to the counts: one pure function, used for adding, undoing and checking.

The written rules:

* A form is counted in the period that it carries, and volumes are booked in its month; a late form is booked in the first month of that
  period and marked *sen*.
* A start before the insats's first period is *ingående pågående*: a volume of the first period, without details.
* The n-th mätning of a series (instrument, version, skattare), in the order they were entered, counts in that series' unit n. A scored
  instrument counts only where all its items are answered.
* An avslut compares with the start, and for each series with at least one pair the first with the latest answered level of every item, by month.
* The number of mätningar at avslut is the number of months that have one, whatever the instrument and skattare.
* An unanswered field counts as *saknas*; where the code was lost, what needs earlier forms counts as *start okänd* and there are no pairs.
* Felregistrering takes back what open periods have counted; if the start's period is locked the deltagande is counted as *felregistrerad*.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from register.counts import MISSING, UNKNOWN_START, Cell, Details, Place, Tally, Volume
from register.insats.forms import KON_FIELD, AnyForm, AvslutForm, MatningForm, Participation, StartForm
from register.periods import Period
from register.vocabulary.model import EventKind, Instrument, PlanTable, Vocabulary
from register.vocabulary.variables import DERIVED, band_of, grouping_of

START_UNIT: Final = "start"
AVSLUT_UNIT: Final = "avslut"
_BEFORE: Final = {"forsorjning_fore": "forsorjning", "sysselsattning_fore": "sysselsattning"}


@dataclass(frozen=True)
class Rules:
    """By what forms are counted: the vocabulary with its plan, which insats, and its first period where one is set."""

    vocabulary: Vocabulary
    insats_id: str
    first_period: Period | None

    @cached_property
    def tables(self) -> dict[EventKind, tuple[PlanTable, ...]]:
        """The plan's tables by event, without those whose fields the insats does not use."""
        omitted = set(self.vocabulary.omitted.get(self.insats_id, ()))
        needs = {**_BEFORE, "arbete_studier": "sysselsattning"}
        used = [t for t in self.vocabulary.plan.tables if not any(needs.get(v, v) in omitted for v in t.variables)]
        return {event: tuple(t for t in used if t.event == event) for event in ("start", "matning", "avslut")}

    @cached_property
    def at_work_or_study(self) -> frozenset[str]:
        """The sysselsättningar that have an omfattning: work and studies."""
        form = self.vocabulary.forms["avslut"].by_id
        condition = form["omfattning"].only_if if "omfattning" in form else None
        return frozenset(condition[1]) if condition else frozenset()

    def is_before_first(self, form: StartForm) -> bool:
        """Whether the start lies before the insats's first period, or lay before it when it was registered (an import may open earlier ones)."""
        if self.first_period is not None and form.month < self.first_period.first:
            return True
        return not form.late and not Period.parse(form.period).contains(form.month)

    def counted_in(self, form: AnyForm) -> str:
        """The period whose counts the form belongs to."""
        own = Period.parse(form.period)
        return self.first_period.code if self.first_period and own < self.first_period else own.code


def total(participation: Participation, rules: Rules) -> dict[str, Tally]:
    """What all forms of a deltagande contribute, by period."""
    sums: dict[str, Tally] = {}
    for index, form in enumerate(participation.forms):
        sums.setdefault(rules.counted_in(form), Tally()).add(contribution(participation.forms[:index], form, rules))
    return sums


def difference(after: Mapping[str, Tally], before: Mapping[str, Tally]) -> dict[str, Tally]:
    """What has to be added to go from one to the other, by period; periods without change are left out."""
    changes: dict[str, Tally] = {}
    for sign, sums in ((1, after), (-1, before)):
        for period, tally in sums.items():
            changes.setdefault(period, Tally()).add(tally, sign)
    return {period: tally for period, tally in changes.items() if not tally.is_empty()}


def contribution(earlier: Sequence[AnyForm], form: AnyForm, rules: Rules) -> Tally:
    """What one form contributes to its period, given the forms entered before it."""
    if isinstance(form, StartForm):
        return _start(form, rules)
    before = Participation(tuple(earlier))
    kon = before.start.answers[KON_FIELD]
    if isinstance(form, MatningForm):
        return _matning(before, form, kon, rules)
    return _avslut(before, form, kon, rules)


def avslut_without_code(form: AvslutForm, kon: str, rules: Rules) -> Tally:
    """What an avslut contributes whose code is lost: all that needs earlier forms is *start okänd*."""
    return _avslut(None, form, kon, rules)


def felregistrering(month: str, kon: str) -> Tally:
    """What a deltagande counts as when it was registered wrongly and its start can no longer be taken back."""
    tally = Tally()
    tally.volumes[Volume("felregistrerade", month, kon)] = 1
    return tally


def volume(event: str, form: AnyForm, kon: str, rules: Rules, n: int = 1) -> Tally:
    """A volume of n, with its *sen* mark where the form is late."""
    period = Period.parse(rules.counted_in(form))
    month = str(form.month) if period.contains(form.month) else str(period.first)
    tally = Tally()
    tally.volumes[Volume(event, month, kon)] = n
    if form.late:
        tally.volumes[Volume(f"{event}.sen", month, kon)] = n
    return tally


def _start(form: StartForm, rules: Rules) -> Tally:
    kon = form.answers[KON_FIELD]
    if rules.is_before_first(form):
        return volume("ingaende", form, kon, rules)
    tally = volume("nya", form, kon, rules)
    _add_tables(tally, START_UNIT, kon, rules.tables["start"], form.answers)
    return tally


def own_unit(table: PlanTable) -> str:
    """The unit of a table with a minimum of its own."""
    return f"{table.event}.{table.id}"


def _add_tables(tally: Tally, unit: str, kon: str, tables: Sequence[PlanTable], values: Mapping[str, str]) -> None:
    """One person's cells of all tables of an event: those with a minimum of their own each in a unit of its own."""
    tally.at(Place(unit, kon)).people = 1
    for table in tables:
        details = tally.at(Place(unit if table.minimum is None else own_unit(table), kon))
        details.people = 1
        details.cells[Cell(table.id, tuple(values.get(v, MISSING) for v in table.variables))] += 1


def _matning(before: Participation, form: MatningForm, kon: str, rules: Rules) -> Tally:
    tally = Tally()
    instrument = rules.vocabulary.instruments[form.instrument]
    score = _score(instrument, form)
    if instrument.score is not None and score is None:
        return tally
    number = 1 + sum(earlier.series == form.series for earlier in before.matningar)
    details = tally.at(Place(f"matning.{'.'.join(form.series)}.{number}", kon))
    details.people = 1
    for table in rules.tables["matning"]:
        values = {"skattare": form.skattare, **form.answers}
        details.cells[Cell(table.id, tuple(values.get(v, MISSING) for v in table.variables))] += 1
    if score is None:
        for item, level in zip(instrument.items, form.svar, strict=True):
            details.cells[Cell("niva", (item.id, _text(level)))] += 1
    else:
        _add_sums(details, "poang", {"n": 1, "summa": score, "kvadratsumma": score * score})
    return tally


def _avslut(before: Participation | None, form: AvslutForm, kon: str, rules: Rules) -> Tally:
    tally = volume("avslutade", form, kon, rules)
    _add_tables(tally, AVSLUT_UNIT, kon, rules.tables["avslut"], form.answers | _avslut_variables(before, form, rules))
    for series in dict.fromkeys(m.series for m in before.matningar) if before else ():
        _add_pairs(tally, series, [m for m in before.matningar if m.series == series] if before else [], kon, rules)
    return tally


def _avslut_variables(before: Participation | None, form: AvslutForm, rules: Rules) -> dict[str, str]:
    """The variables of an avslut that are no answers of its form."""
    vocabulary = rules.vocabulary
    group = grouping_of(vocabulary, "avslutsgrupp").group_of.get(form.answers["avslutsanledning"], MISSING)
    if before is None:
        return {**dict.fromkeys(DERIVED, UNKNOWN_START), "avslutsgrupp": group}
    answers = before.start.answers
    time = band_of(vocabulary.lists["tid_i_insats"], form.month.index - before.start.month.index)
    occasions = len({m.month for m in before.matningar})
    return {
        "avslutsgrupp": group,
        "arbete_studier": _work_change(answers, form.answers, rules.at_work_or_study),
        "tid_i_insats": time,
        "tid_3": grouping_of(vocabulary, "tid_3").group_of.get(time, MISSING),
        "antal_matningar": band_of(vocabulary.lists["antal_matningar"], occasions),
        "aldersgrupp_3": grouping_of(vocabulary, "aldersgrupp_3").group_of.get(answers.get("aldersgrupp", ""), MISSING),
        **{name: answers.get(source, MISSING) for name, source in _BEFORE.items()},
    }


def _work_change(before: Mapping[str, str], after: Mapping[str, str], at_work: frozenset[str]) -> str:
    """How work or studies changed: a code of the list ``arbete_studier``."""
    was, now = before.get("sysselsattning", MISSING), after.get("sysselsattning", MISSING)
    if MISSING in (was, now):
        return MISSING
    if was not in at_work or now not in at_work:
        return {(False, True): "borjade", (True, False): "minskade", (False, False): "varken"}[was in at_work, now in at_work]
    extent = before.get("omfattning", MISSING), after.get("omfattning", MISSING)
    if MISSING in extent:
        return MISSING
    first, latest = int(extent[0]), int(extent[1])
    return "okade" if latest > first else "minskade" if latest < first else "oforandrat"


def _add_pairs(tally: Tally, series: tuple[str, str, str], matningar: Sequence[MatningForm], kon: str, rules: Rules) -> None:
    """First against latest of one series, if any item (or the score) has a pair."""
    instrument = rules.vocabulary.instruments[series[0]]
    ordered = sorted(matningar, key=lambda m: m.month)
    place = Place(f"avslut.par.{'.'.join(series)}", kon)
    if instrument.score is not None:
        scores = [s for m in ordered if (s := _score(instrument, m)) is not None]
        if len(scores) > 1:
            tally.at(place).people = 1
            _add_sums(tally.at(place), "par", _pair_sums(scores[0], scores[-1], instrument))
        return
    levels = [[m.svar[i] for m in ordered if m.svar[i] is not None] for i in range(len(instrument.items))]
    if any(len(answered) > 1 for answered in levels):
        tally.at(place).people = 1
        for item, answered in zip(instrument.items, levels, strict=True):
            pair = (_text(answered[0]), _text(answered[-1])) if len(answered) > 1 else (MISSING, MISSING)
            tally.at(place).cells[Cell("forsta-senaste", (item.id, *pair))] += 1


def _pair_sums(first: int, latest: int, instrument: Instrument) -> dict[str, int]:
    change = latest - first
    gain = change if instrument.higher_is_better else -change
    verdict = "forbattrad" if gain > 0 else "forsamrad" if gain < 0 else "lika"
    return {"n": 1, "summa-forsta": first, "summa-senaste": latest, "summa-d": change, "kvadratsumma-d": change * change, verdict: 1}


def _add_sums(details: Details, table: str, sums: Mapping[str, int]) -> None:
    for name, value in sums.items():
        if value:
            details.cells[Cell(table, (name,))] += value


def _score(instrument: Instrument, form: MatningForm) -> int | None:
    """The metric score in hundredths; None for an instrument without one, or where an item is unanswered."""
    answered = [level for level in form.svar if level is not None]
    if instrument.score is None or len(answered) < len(instrument.items):
        return None
    return instrument.score[sum(answered)]


def _text(level: int | None) -> str:
    return MISSING if level is None else str(level)
