"""Adding and undoing are each other's inverse, for random deltaganden: alone, and through the acts into the vault."""

from __future__ import annotations

import functools
import tempfile
from dataclasses import replace
from pathlib import Path

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from register.counts import Tally
from register.insats import acts
from register.insats.counting import Rules, contribution, difference, total
from register.insats.forms import AnyForm, AvslutForm, MatningForm, Participation, StartForm
from register.periods import Month, Period
from register.vocabulary.loader import load
from tests.insats.world import TODAY, World

VOCABULARY = load(None)
RULES = Rules(VOCABULARY, "coach", Period.parse("2026H1"))


def answers_of(kind: str, *, skip: tuple[str, ...] = ()) -> st.SearchStrategy[dict[str, str]]:
    """Answers to every field of a form, conditional ones where they are asked; some left out."""
    form = VOCABULARY.forms[kind]  # type: ignore[index]
    fields = [f for f in form.fields if f.type != "manad" and f.id not in skip]

    @st.composite
    def draw(pick: st.DrawFn) -> dict[str, str]:
        chosen: dict[str, str] = {}
        for field in fields:
            asked = field.only_if is None or chosen.get(field.only_if[0]) in field.only_if[1]
            ids = [code.id for code in VOCABULARY.choices(field) if code.id != "felregistrering"]
            if asked and (field.required or pick(st.booleans())):
                chosen[field.id] = pick(st.sampled_from(ids))
        return chosen

    return draw()


@st.composite
def participations(draw: st.DrawFn) -> Participation:
    """A start, up to six mätningar of two instruments and three skattare, and perhaps an avslut: months in order."""
    month = Month(2025, 10).plus(draw(st.integers(0, 4)))
    forms: list[AnyForm] = [StartForm(month, "", False, draw(answers_of("start")))]
    seen = set()
    for _ in range(draw(st.integers(0, 6))):
        month = month.plus(draw(st.integers(0, 1)))
        instrument = VOCABULARY.instruments[draw(st.sampled_from(["skapa", "swemwbs"]))]
        rater = draw(st.sampled_from(["deltagare", "handlaggare"]))
        level = st.one_of(st.none(), st.integers(1, 5)) if instrument.id == "skapa" else st.integers(1, 5)
        svar = tuple(draw(st.lists(level, min_size=len(instrument.items), max_size=len(instrument.items))))
        if (instrument.id, rater, month) in seen or all(one is None for one in svar):
            continue
        seen.add((instrument.id, rater, month))
        forms.append(MatningForm(month, "", False, instrument.id, instrument.version, rater, svar, draw(answers_of("matning", skip=("skattare",)))))
    if draw(st.booleans()):
        forms.append(AvslutForm(month.plus(draw(st.integers(0, 2))), "", False, draw(answers_of("avslut"))))
    return Participation(tuple(_dated(form) for form in forms))


def _dated(form: AnyForm) -> AnyForm:
    period = Period.containing(form.month, "halvar")
    return replace(form, period=max(period, Period.parse("2026H1")).code)


def plain(sums: dict[str, Tally]) -> dict[str, object]:
    return {period: (dict(t.volumes), {p: (d.people, dict(d.cells)) for p, d in t.details.items()}) for period, t in sums.items() if not t.is_empty()}


def added(sums: dict[str, Tally], more: dict[str, Tally], sign: int = 1) -> dict[str, Tally]:
    result: dict[str, Tally] = {}
    for which, times in ((sums, 1), (more, sign)):
        for period, tally in which.items():
            result.setdefault(period, Tally()).add(tally, times)
    return result


@settings(max_examples=40)
@given(participations(), participations())
def test_the_difference_undoes_itself(one: Participation, other: Participation) -> None:
    before, after = total(one, RULES), total(other, RULES)
    assert plain(added(after, difference(after, before), -1)) == plain(before)
    assert plain(added(before, difference(after, before))) == plain(after)
    assert difference(before, before) == {}


@settings(max_examples=40)
@given(participations())
def test_the_total_is_the_sum_of_what_each_form_contributed(whole: Participation) -> None:
    summed: dict[str, Tally] = {}
    for i, form in enumerate(whole.forms):
        summed.setdefault(RULES.counted_in(form), Tally()).add(contribution(whole.forms[:i], form, RULES))
    assert plain(summed) == plain(total(whole, RULES))


@settings(max_examples=40)
@given(participations())
def test_every_table_sums_to_the_people_behind_it(whole: Participation) -> None:
    for tally in total(whole, RULES).values():
        for place, details in tally.details.items():
            assert details.people == 1
            for table in {cell.table for cell in details.cells} - {"par", "poang"}:
                times = len(VOCABULARY.instruments["skapa"].items) if table in ("niva", "forsta-senaste") else 1
                assert sum(details.table(table).values()) == times, place


@functools.lru_cache(maxsize=1)
def shared() -> World:
    """One insats for all examples: each leaves it as it found it."""
    world = World.make(Path(tempfile.mkdtemp()))
    with world.insats.batch():
        for kon in ("kvinna", "man"):
            for _ in range(2):
                world.avslut(world.start("2026-01", kon=kon), "2026-03")
    return world


def enter(world: World, whole: Participation) -> object:
    keys = world.code()
    for form in whole.forms:
        if isinstance(form, StartForm):
            acts.start(world.insats, keys, form.answers, month=form.month, today=TODAY)
        elif isinstance(form, MatningForm):
            acts.matning(
                world.insats,
                keys,
                instrument=form.instrument,
                skattare=form.skattare,
                svar=form.svar,
                month=form.month,
                answers=form.answers,
                today=TODAY,
            )
        else:
            acts.avslut(world.insats, keys, form.answers, month=form.month, today=TODAY)
    return keys


@settings(max_examples=12, phases=[Phase.generate])
@given(st.lists(participations(), min_size=1, max_size=3))
def test_undoing_every_form_restores_the_vaults_counts_exactly(several: list[Participation]) -> None:
    world = shared()
    before = world.state()
    with world.insats.batch():
        codes = [(enter(world, whole), whole) for whole in several]
        for keys, whole in codes:
            assert world.participation(keys) == whole  # type: ignore[arg-type]
        for keys, whole in codes:
            for _ in whole.forms:
                world.angra(keys)  # type: ignore[arg-type]
        assert world.state() == before
    assert world.state() == before


@settings(max_examples=8, phases=[Phase.generate])
@given(participations(), participations())
def test_correcting_a_start_is_undoing_and_doing_it_again(whole: Participation, other: Participation) -> None:
    world = shared()
    changed = Participation((*[_dated(StartForm(whole.start.month, "", False, other.start.answers))], *whole.forms[1:]))
    with world.insats.batch():
        keys = enter(world, whole)
        cleared: dict[str, object] = dict.fromkeys(whole.start.answers)
        world.ratta(keys, 0, {**cleared, **other.start.answers})  # type: ignore[arg-type]
        corrected = world.state()
        for _ in whole.forms:
            world.angra(keys)  # type: ignore[arg-type]
        again = enter(world, changed)
        assert {k: v for k, v in world.state().items() if k != "rader"} == {k: v for k, v in corrected.items() if k != "rader"}
        for _ in whole.forms:
            world.angra(again)  # type: ignore[arg-type]
    assert world.wrong() == []
