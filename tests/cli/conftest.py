"""Fixtures of the command line's tests: folders from empty to delivered."""

from __future__ import annotations

from pathlib import Path

import pytest

from register.insats.opening import create_insats
from register.kansli.acts import create_forbund
from tests.cli.world import PASSPHRASE, TODAY, World


@pytest.fixture
def empty(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> World:
    """A folder with nothing in it."""
    return World(tmp_path / "D", capsys)


@pytest.fixture
def insats(empty: World) -> World:
    """One individinriktad insats, ``coach``."""
    costs = empty.costs
    create_insats(
        empty.catalogue,
        "coach",
        namn="Coachingteamet",
        typ="individ",
        passphrase=PASSPHRASE,
        today=TODAY,
        vault_cost=costs.vault,
        seal_cost=costs.seal,
    ).close()
    return empty


@pytest.fixture
def world(insats: World) -> World:
    """The insats and its förbund, ``fb``, in one folder."""
    create_forbund(insats.catalogue, "fb", namn="Förbundet", passphrase=PASSPHRASE, today=TODAY, vault_cost=insats.costs.vault).close()
    return insats


@pytest.fixture
def delivered(world: World) -> World:
    """Twelve deltaganden ended in 2026H1, locked, delivered and received."""
    world.ends([*world.starts(6), *world.starts(6, kon="man")])
    world.ok("las", "--insats", "coach", "--period", "2026H1", "--json")
    world.ok("leverera", "--insats", "coach", "--ut", str(world.root / "ett.leverans"))
    world.ok("ta-emot", str(world.root / "ett.leverans"))
    return world
