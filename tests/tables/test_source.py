"""Universes counted from batches: every count in its atom, annulled ones known but not counted."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from register.counts import UNDIVIDED
from register.disclosure.boxes import Box
from register.periods import Period
from register.tables import questions
from register.tables.source import Source
from tests.tables.batches import avslut, batch, insats, released, source

YEAR, H1, H2 = (Period.parse(code) for code in ("2026", "2026H1", "2026H2"))


def two() -> Source:
    """Two insatser; the second's first batch is annulled."""
    one = insats("vagen", batch(1, "2026H1", avslut("kvinna", studier=6, flytt=5)), batch(2, "2026H2", avslut("man", studier=7)))
    other = insats("stegen", batch(1, "2026H1", avslut("kvinna", annat=9)), batch(2, "2026H2", avslut(UNDIVIDED, annat=5)), annulled=(1,))
    return source(one, other)


def test_a_span_is_made_of_the_omgangar_inside_it_that_count() -> None:
    counts = two()
    assert counts.atoms(YEAR) == {"vagen#1", "vagen#2", "stegen#2"}
    assert counts.atoms(H1) == {"vagen#1"}
    assert counts.atoms(H2, "stegen") == {"stegen#2"}
    assert counts.atoms(Period.parse("2026T1")) == frozenset()
    assert counts.atoms(Period.parse("2025")) == frozenset()


def test_a_lock_across_the_end_of_a_span_leaves_the_insats_out_of_it() -> None:
    """Its first tertial is no half-year, and a tertial of an insats that locks by half-years would tell of single months."""
    counts = source(insats("vagen", *(batch(n, f"2026T{n}", avslut("kvinna", studier=5)) for n in (1, 2, 3))))
    assert counts.atoms(H1) == frozenset()
    assert counts.cuts("vagen", H1)
    assert not counts.cuts("vagen", YEAR)
    assert counts.atoms(Period.parse("2026T2")) == {"vagen#2"}
    assert counts.atoms(YEAR) == {"vagen#1", "vagen#2", "vagen#3"}


def test_the_universe_holds_every_batch_annulled_ones_too() -> None:
    question = questions.of_table(two(), "avslut.avslutsanledning", "utfall", "Utfall")
    assert question is not None
    universe = question.universe
    assert universe.counts["vagen#1", "kvinna", "studier"] == 6
    assert universe.counts["stegen#1", "kvinna", "annat"] == 9, "what was once published of it has to be recounted"
    assert universe.owner["stegen#2"] == "stegen"
    assert UNDIVIDED in universe.kon
    assert universe.base(frozenset(["vagen#1"]), universe.kon) == 11
    assert universe.base(frozenset(["vagen#1", "vagen#2"]), frozenset(["man"])) == 7
    assert universe.base(two().atoms(YEAR), universe.kon) == 23


def test_a_universe_is_counted_once() -> None:
    counts = two()
    first = questions.of_table(counts, "avslut.avslutsanledning", "utfall", "Utfall")
    again = questions.of_table(counts, "avslut.avslutsanledning", "svar", "")
    assert first is not None
    assert again is not None
    assert first.universe is again.universe


def test_codes_that_only_old_counts_have_belong_to_the_universe() -> None:
    old = source(insats("vagen", batch(1, "2026H1", released("avslut", "kvinna", {("avslut.avslutsanledning", "gammal-kod"): 6}))))
    question = questions.of_table(old, "avslut.avslutsanledning", "utfall", "Utfall")
    assert question is not None
    assert "gammal-kod" in question.universe.svar
    name, each = question.answers[0]
    assert "gammal-kod" in {code for node in each for code in node.atoms}
    assert name == f"{len(each) - 1 if any(n.code == 'saknas' for n in each) else len(each)} svar var för sig"


def test_volumes_by_month_know_which_months_an_omgang_can_have() -> None:
    volumes = {("nya", "2026-02", "kvinna"): 3, ("nya", "2026-05", "man"): 8, ("avslutade", "2026-06", "man"): 2}
    counts = source(insats("vagen", batch(1, "2026H1", volumes=volumes), batch(2, "2026H2", volumes={("nya", "2026-09", "man"): 4})))
    universe = counts.months("nya")
    everything = frozenset({"vagen#1", "vagen#2"})
    assert universe.value(Box(everything, universe.kon, frozenset(["2026-02"]))) == 3
    assert universe.base(everything, universe.kon) == 15
    assert universe.is_structural_zero(Box(frozenset(["vagen#1"]), universe.kon, frozenset(["2026-09"])))
    assert not universe.is_structural_zero(Box(everything, universe.kon, frozenset(["2026-09"])))
    assert len(universe.svar) == 12


def test_the_sheet_is_that_of_uppfoljning_finsam() -> None:
    volumes = {("ingaende", "2026-01", "kvinna"): 2, ("nya", "2026-02", "kvinna"): 3, ("avslutade", "2026-06", "kvinna"): 1}
    counts = source(insats("vagen", batch(1, "2026H1", volumes=volumes)), insats("tyst"))
    sheet = counts.sheet(H1, date(2026, 7, 1))
    given = {row.insats_id: {figure.measure: figure.totalt for figure in row.figures} for row in sheet.rows}
    assert given["vagen"] == {"nya": 3, "deltagare": 5, "avslutade": 1, "pagaende": 4}
    assert set(given["tyst"].values()) == {None}, "not delivered is not zero"
    assert [row.insats_id for row in counts.sheet(H1, date(2026, 7, 1), "vagen").rows] == ["vagen"]


def test_what_an_annulled_delivery_said_is_in_no_volume() -> None:
    first = batch(1, "2026H1", volumes={("nya", "2026-02", "man"): 30})
    counts = source(insats("vagen", first, batch(2, "2026H2", volumes={("nya", "2026-08", "man"): 4}), annulled=(1,)))
    row = counts.sheet(H2, date(2027, 1, 2)).rows[0]
    assert {figure.measure: figure.totalt for figure in row.figures}["nya"] == 4
    assert "2026H1" in row.note


reasons = st.dictionaries(st.sampled_from(["studier", "flytt", "annat", "insats-af"]), st.integers(0, 9), min_size=1)


@given(st.lists(st.tuples(st.sampled_from(["kvinna", "man"]), reasons), min_size=1, max_size=4))
def test_nothing_is_lost_on_the_way_to_the_universe(parts: list[tuple[str, dict[str, int]]]) -> None:
    batches = [batch(n, f"{2020 + n}H1", avslut(kon, **{k.replace("-", "_"): v for k, v in said.items()})) for n, (kon, said) in enumerate(parts, 1)]
    question = questions.of_table(source(insats("vagen", *batches)), "avslut.avslutsanledning", "utfall", "Utfall")
    assert question is not None
    universe = question.universe
    everything = frozenset(universe.owner)
    assert universe.base(everything, universe.kon) == sum(sum(said.values()) for _, said in parts)
    for reason in ("studier", "flytt", "annat", "insats-af"):
        here = universe.value(Box(everything, universe.kon, frozenset([reason])))
        assert here == sum(said.get(reason, 0) for _, said in parts)
