"""The plan audit: the shipped plan holds with the batch rule and not without it, and a plan that crosses too much is refused with its figure."""

from __future__ import annotations

import dataclasses
import json
import os
import re
from itertools import combinations
from pathlib import Path

import pytest

from register.disclosure.plan_report import plan_document, plan_table, verdict
from register.disclosure.reconstruction import KON_SPLITS, SIZES, Figure, PlanAudit, check_plan, granska_plan, per_cent
from register.errors import BadInput, CouldNot
from register.vocabulary.loader import load
from register.vocabulary.model import EventKind, PlanTable, Vocabulary

LONG = os.environ.get("NYCKELTAL_LANGKORNING") == "1"
SIX = ("aldersgrupp", "utbildning", "tid_forsorjning", "forsorjning", "sysselsattning", "remitterande_part")
ONE_KON, LONE = KON_SPLITS[2:3], KON_SPLITS[3:]


@pytest.fixture(scope="module")
def shipped() -> Vocabulary:
    return load()


@pytest.fixture(scope="module")
def with_rule(shipped: Vocabulary) -> PlanAudit:
    return granska_plan(shipped, draws=200 if LONG else 3)


@pytest.fixture(scope="module")
def without_rule(shipped: Vocabulary) -> PlanAudit:
    return granska_plan(shipped, draws=200 if LONG else 3, with_batch_rule=False)


def with_pairs(vocabulary: Vocabulary, names: tuple[str, ...], minimum: int | None, event: EventKind = "start") -> Vocabulary:
    pairs = tuple(PlanTable(f"par.{a}.{b}", event, (a, b), "Pröva.", minimum) for a, b in combinations(names, 2))
    return dataclasses.replace(vocabulary, plan=dataclasses.replace(vocabulary.plan, tables=(*vocabulary.plan.tables, *pairs)))


def audit(*figures: Figure, complete: bool = True, rule: bool = True) -> PlanAudit:
    return PlanAudit("f" * 64, 5, rule, 1, figures, complete)


def test_the_shipped_plan_holds(with_rule: PlanAudit) -> None:
    assert with_rule.holds
    assert {(f.n, f.kon) for f in with_rule.figures} == {(n, split.label) for n in SIZES for split in KON_SPLITS}
    assert {f.share for f in with_rule.figures} == {0.0}


def test_without_the_rule_the_shipped_plan_does_not_hold(without_rule: PlanAudit) -> None:
    assert not without_rule.holds
    assert not any(f.unsettled for f in without_rule.figures)
    lone = {f.n: f.share for f in without_rule.figures if f.kon == "ensam annat" and f.record == "avslut"}
    assert all(lone[n] >= 100 / n - 1e-9 for n in SIZES), "the lone one is a whole record"
    assert not any(f.forced for f in without_rule.figures if f.kon == "ett kön"), "five of one kön need no rule"


def test_the_share_without_the_rule_is_that_of_people_alone(shipped: Vocabulary) -> None:
    """Of five people, each a man with probability 0.2, those alone of their kön are 8.3 per cent: 0.8⁴·0.2 + 0.2⁴·0.8, of each."""
    found = granska_plan(shipped, sizes=(5,), kon_splits=KON_SPLITS[1:2], draws=2000 if LONG else 300, with_batch_rule=False)
    share = next(f.share for f in found.figures if f.record == "start")
    assert share == pytest.approx(100 * (0.8**4 * 0.2 + 0.2**4 * 0.8), abs=1.0 if LONG else 2.0)


def test_a_plan_with_all_pairs_is_refused_with_its_figure(shipped: Vocabulary) -> None:
    plan = with_pairs(shipped, SIX, None)
    found = granska_plan(plan, sizes=(8,), kon_splits=ONE_KON, draws=3)
    worst = found.worst
    assert worst is not None
    assert (worst.record, worst.share) == ("korsning", 100.0)
    with pytest.raises(BadInput, match=r"^Räkneplanen håller inte: 100,0 procent av alla korsade uppgifter går att räkna fram") as refused:
        check_plan(plan, sizes=(8,), draws=2, seconds=30)
    assert "8 personer (kön: ett kön)" in refused.value.why
    assert refused.value.remedy


def test_all_pairs_of_everything_tell_the_whole_start(shipped: Vocabulary) -> None:
    names = tuple(v for t in shipped.plan.tables if t.event == "start" for v in t.variables)
    found = granska_plan(with_pairs(shipped, names, None), sizes=(8,), kon_splits=ONE_KON, draws=1)
    assert next(f.share for f in found.figures if f.record == "start") == 100.0


def test_pairs_with_a_minimum_of_thirty_are_accepted_by_the_files_and_refused_by_the_audit(tmp_path: Path) -> None:
    """The rule for one table, a minimum of thirty answers, is not enough where three tables belong together."""
    tables = "".join(
        f'[[tabell]]\nid = "korsad.{a}.{b}"\nhandelse = "start"\nvariabler = ["{a}", "{b}"]\nsyfte = "Pröva."\nminimum = 30\n'
        for a, b in combinations(("aldersgrupp", "tid_forsorjning", "forsorjning"), 2)
    )
    (tmp_path / "rakneplan.toml").write_text(f"version = 1\n{tables}", encoding="utf-8")
    plan = load(tmp_path)
    assert check_plan(plan, sizes=(20,), draws=1).holds, "fewer than thirty: the tables do not leave"
    with pytest.raises(BadInput, match=r"\d procent av alla korsade uppgifter"):
        check_plan(plan, sizes=(36,), draws=1, seconds=10.0)


def test_the_shipped_plan_stands_the_ordinary_check(shipped: Vocabulary) -> None:
    assert check_plan(shipped).holds


def test_the_same_seed_gives_the_same_figures(shipped: Vocabulary) -> None:
    once, again, other = (granska_plan(shipped, sizes=(5, 8), draws=3, with_batch_rule=False, seed=seed) for seed in (3, 3, 4))
    assert once == again
    assert once.figures != other.figures


def test_progress_ends_at_one(shipped: Vocabulary) -> None:
    told: list[float] = []
    granska_plan(shipped, sizes=(5, 6), kon_splits=LONE, draws=3, progress=told.append)
    assert told == sorted(told)
    assert (len(told), told[-1]) == (6, 1.0)


def test_without_time_nothing_is_said_to_hold(shipped: Vocabulary) -> None:
    found = granska_plan(shipped, seconds=0.0)
    assert (found.figures, found.complete, found.holds) == ((), False, False)
    assert "inte färdiggranskad" in verdict(found)
    with pytest.raises(CouldNot, match="kunde inte granskas färdigt"):
        check_plan(shipped, seconds=0.0)


def test_a_smaller_k_is_seen_through(shipped: Vocabulary) -> None:
    """With k = 1 the rule is no rule."""
    found = granska_plan(shipped, sizes=(5,), kon_splits=LONE, draws=4, k=1)
    assert not found.holds
    assert [f.share for f in found.figures] == [
        f.share for f in granska_plan(shipped, sizes=(5,), kon_splits=LONE, draws=4, with_batch_rule=False).figures
    ]


def test_what_is_unsettled_does_not_hold() -> None:
    settled, open_ = Figure(5, "57/43", "start", 4, 0, 0), Figure(6, "57/43", "start", 4, 0, 1)
    assert audit(settled).holds
    assert not audit(settled, open_).holds
    assert not audit(settled, complete=False).holds
    assert audit(settled, open_).worst == open_


@pytest.mark.parametrize(("share", "text"), [(0.0, "0,0"), (0.01, "mindre än 0,1"), (0.06, "0,1"), (8.333, "8,3"), (100.0, "100,0")], ids=str)
def test_per_cent(share: float, text: str) -> None:
    assert per_cent(share) == text


def test_the_table_has_a_row_per_batch_and_a_column_per_audit() -> None:
    ruled = audit(Figure(5, "57/43", "start", 10, 0, 0), Figure(5, "57/43", "avslut", 10, 0, 0), Figure(8, "80/20", "start", 10, 0, 0))
    free = audit(Figure(5, "57/43", "start", 10, 4, 0), Figure(5, "57/43", "avslut", 10, 3, 2), rule=False)
    lines = plan_table([ruled, free]).splitlines()
    assert lines[0] == "Andel av en leverans poster som går att räkna fram ur tabellerna, i procent"
    assert re.split(r"\s{2,}", lines[2].strip()) == ["personer", "kön", "med regeln (k = 5)", "utan regeln"]
    assert [re.split(r"\s{2,}", line.strip()) for line in lines[3:5]] == [["5", "57/43", "0,0", "8,0"], ["8", "80/20", "0,0", "–"]]
    assert lines[6] == "Med regeln om minst 5 av varje kön håller planen: ingen post går att räkna fram (10 dragningar av varje slag, frö 1)."
    assert lines[7] == "Utan den regeln håller planen inte: 8,0 procent av startuppgifter vid 5 personer (57/43)."


def test_an_unsettled_share_is_said_to_be_the_least() -> None:
    text = plan_table([audit(Figure(30, "ett kön", "korsning2", 1, 3, 2))])
    assert "≥ 10,0" in text
    assert "korsade uppgifter" in text


def test_the_document(with_rule: PlanAudit, without_rule: PlanAudit) -> None:
    document = json.loads(json.dumps(plan_document([with_rule, without_rule])))
    assert document["plan"] == with_rule.plan_hash
    assert [(one["med_regel"], one["haller"], one["fullstandig"]) for one in document["granskningar"]] == [(True, True, True), (False, False, True)]
    row = next(r for r in document["granskningar"][1]["rader"] if (r["n"], r["kon"], r["post"]) == (5, "ensam annat", "start"))
    assert row["poster"] == 5 * row["dragningar"]
    assert row["andel"] == pytest.approx(100 * row["framraknade"] / row["poster"], abs=0.005)
    assert plan_document([])["plan"] is None


def test_the_shipped_plan_holds_for_every_size_from_k(shipped: Vocabulary) -> None:
    found = granska_plan(shipped, sizes=range(5, 61 if LONG else 12), draws=50 if LONG else 2, seed=7)
    assert found.holds
