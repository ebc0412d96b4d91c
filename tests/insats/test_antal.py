"""Endast antal, and the counts of a strukturövergripande insats."""

from __future__ import annotations

import pytest

from register.counts import Volume
from register.errors import BadInput
from register.insats.acts import LateForm
from register.insats.overview import lista
from tests.insats.world import World


def test_endast_antal_is_a_volume_and_no_row(world: World) -> None:
    world.antal("2026-02", 2, "kvinna")
    world.antal("2026-03", 1)
    world.antal("2026-04", 1, "kvinna", event="avslut")
    assert world.volumes() == {
        Volume("nya", "2026-02", "kvinna"): 2,
        Volume("nya.endast-antal", "2026-02", "kvinna"): 2,
        Volume("nya", "2026-03", "annat"): 1,
        Volume("nya.endast-antal", "2026-03", "annat"): 1,
        Volume("avslutade", "2026-04", "kvinna"): 1,
        Volume("avslutade.endast-antal", "2026-04", "kvinna"): 1,
    }
    assert world.tally().details == {}
    assert lista(world.insats) == []
    assert world.wrong() == []


def test_endast_antal_before_the_first_period_is_ingaende(world: World) -> None:
    world.antal("2025-02", 3, "man")
    assert world.volumes() == {Volume("ingaende", "2026-01", "man"): 3, Volume("ingaende.endast-antal", "2026-01", "man"): 3}
    assert world.wrong() == []


def test_a_negative_number_takes_back_no_more_than_was_counted(world: World) -> None:
    world.antal("2026-02", 3, "man")
    world.antal("2026-02", -1, "man")
    assert world.volumes()[Volume("nya", "2026-02", "man")] == 2
    before = world.state()
    for when, n, kon in (("2026-02", -3, "man"), ("2026-02", -1, "kvinna"), ("2026-03", -1, "man")):
        with pytest.raises(BadInput) as refused:
            world.antal(when, n, kon)
        assert str(refused.value) == "Så många är inte räknade. Perioden 2026H1 har färre i den månaden. Kontrollera månad, kön och antal."
    assert world.state() == before
    world.antal("2026-02", -2, "man")
    assert world.volumes() == {}


def test_a_start_with_a_form_is_not_taken_back_as_endast_antal(world: World) -> None:
    world.start("2026-02")
    with pytest.raises(BadInput, match="Så många är inte räknade"):
        world.antal("2026-02", -1, "kvinna")


def test_a_mark_is_never_more_than_what_it_marks(world: World) -> None:
    """Late ones are booked in the first month: taking them back as if they had come in time would leave more late ones than there are."""
    world.las("2026H1")
    world.antal("2026-03", 2, "man", late=True)
    with pytest.raises(BadInput, match="Så många är inte räknade"):
        world.antal("2026-07", -1, "man")
    world.antal("2026-03", -2, "man", late=True)
    assert world.volumes("2026H2") == {}


def test_a_late_number_asks_first(world: World) -> None:
    world.las("2026H1")
    with pytest.raises(LateForm):
        world.antal("2026-03", 2, "man")
    world.antal("2026-03", 2, "man", late=True)
    assert world.volumes("2026H2")[Volume("nya.sen", "2026-07", "man")] == 2
    assert world.wrong() == []


@pytest.mark.parametrize(
    ("when", "n", "kon", "more", "message"),
    [
        ("2026-02", 0, "man", {}, "Antalet går inte att använda. Det ska vara ett heltal som inte är noll."),
        ("2026-02", 100_001, "man", {}, "Antalet går inte att använda."),
        ("2026-02", 1, "hen", {}, "Kön har ett svar som inte går att välja."),
        ("2026-12", 1, "man", {}, "Månaden 2026-12 har inte varit än."),
        ("2026-02", 1, "man", {"event": "matning"}, "Händelsen går inte att välja."),
    ],
)
def test_a_number_that_can_not_be_is_refused(world: World, when: str, n: int, kon: str, more: dict[str, str], message: str) -> None:
    with pytest.raises(BadInput) as refused:
        world.antal(when, n, kon, **more)
    assert str(refused.value).startswith(message)
    assert world.volumes() == {}


def test_a_struktur_insats_counts_antal(struktur: World) -> None:
    struktur.antal("2026-02", 40)
    struktur.antal("2026-02", 12, "kvinna")
    struktur.antal("2026-02", -5)
    assert struktur.volumes() == {Volume("antal", "2026-02", "ej-uppdelat"): 35, Volume("antal", "2026-02", "kvinna"): 12}
    with pytest.raises(BadInput, match="Händelsen går inte att välja"):
        struktur.antal("2026-02", 1, event="avslut")
    report = struktur.las("2026H1")
    assert report.batch.volumes == {Volume("antal", "2026-02", "ej-uppdelat"): 35, Volume("antal", "2026-02", "kvinna"): 12}
    struktur.antal("2026-02", 3, late=True)
    assert struktur.volumes("2026H2") == {Volume("antal", "2026-07", "ej-uppdelat"): 3, Volume("antal.sen", "2026-07", "ej-uppdelat"): 3}
    assert struktur.wrong() == []
