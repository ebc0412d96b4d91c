"""A table of the förbund's own that crosses two start answers leaves without kön and for its own minimum alone, and the kansli takes it."""

from __future__ import annotations

from pathlib import Path

from register.counts import UNDIVIDED, Batch, Place
from register.insats import closing, ledger
from register.kansli import acts as kansli_acts
from register.vault import KdfCost
from tests.insats.world import PASSPHRASE, TODAY, World, one

TABLE = "for-vem.remitterande"
UNIT = f"start.{TABLE}"
PLAN = f"""
version = 1
[[tabell]]
id = "{TABLE}"
handelse = "start"
variabler = ["remitterande_part", "aldersgrupp"]
syfte = "Visa vilka åldrar som varje part remitterar."
minimum = 30
"""


def made(root: Path) -> World:
    folder = root / "D" / "vokabular"
    folder.mkdir(parents=True)
    (folder / "rakneplan.toml").write_text(PLAN, encoding="utf-8")
    return World.make(root)


def starts(world: World, **by_kon: int) -> None:
    with world.insats.batch():
        for kon, n in by_kon.items():
            for _ in range(n):
                world.start(kon=kon, remitterande_part="af")


def waiting(world: World) -> dict[str, int]:
    with world.insats.read() as session:
        return {place.kon: rest.details.people for place, rest in ledger.waiting(session).items() if place.unit == UNIT}


def units_with_the_table(batch: Batch) -> list[Place]:
    return [r.place for r in batch.released if any(cell.table == TABLE for cell in r.cells)]


def test_it_waits_for_its_own_minimum(tmp_path: Path) -> None:
    world = made(tmp_path)
    starts(world, kvinna=29, man=3)
    report = world.las()
    assert one(report.batch, "start", "kvinna") is not None
    assert units_with_the_table(report.batch) == []
    # Those whose start has left are pooled; the few men who wait stay apart, or the total less the women would tell of them.
    assert waiting(world) == {UNDIVIDED: 29, "man": 3}
    assert world.wrong() == []


def test_it_leaves_without_kon_and_is_received(tmp_path: Path) -> None:
    world = made(tmp_path)
    starts(world, kvinna=25, man=6)
    report = world.las()
    assert units_with_the_table(report.batch) == [Place(UNIT, UNDIVIDED)]
    table = one(report.batch, UNIT, UNDIVIDED)
    assert table is not None
    assert (table.people, table.table(TABLE)) == (31, {("af", "25-29"): 31})
    kansli = kansli_acts.create_forbund(
        world.insats.catalogue, "norra", namn="Norra", passphrase=PASSPHRASE, today=TODAY, vault_cost=KdfCost.for_tests(), state=tmp_path / "state"
    )
    closing.leverera(world.insats, tmp_path / "fil", today=TODAY)
    assert kansli_acts.ta_emot(kansli, (tmp_path / "fil").read_bytes(), today=TODAY).new
    assert [f.what for f in kansli_acts.kontroll(kansli) if not f.ok] == []


def test_undoing_a_start_takes_it_out_of_the_table(tmp_path: Path) -> None:
    world = made(tmp_path)
    keys = world.start()
    assert world.people(UNIT) == 1
    world.angra(keys)
    assert world.tally().details == {}
