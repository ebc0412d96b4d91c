"""An import whose process is killed at any step leaves the register as it was, or the whole import, and never a part of it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from register.insats.imports_act import importera
from register.insats.overview import lista
from register.platform import WINDOWS
from tests.imports.forms_file import forms, save_xlsx
from tests.imports.killed_importer import BEFORE_THE_CHANGE, STEPS
from tests.imports.reading import counted, read
from tests.imports.recount import Counted, recount
from tests.insats.world import PASSPHRASE, TODAY, World

FORMS = forms(300, open_share=0.03)
OPEN = sum("avslut.manad" not in row for row in FORMS)
PERIODS = ("2023H1", "2023H2", "2024H1", "2024H2", "2025H1", "2025H2")
ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.skipif(WINDOWS, reason="no signal there kills a process at a line of its own")
@pytest.mark.parametrize("step", STEPS)
def test_killed_at(tmp_path: Path, step: str) -> None:
    world = World.make(tmp_path)
    world.start("2025-11")
    before = world.state()
    file = save_xlsx(tmp_path / "f.xlsx", FORMS)
    world.insats.close()
    command = [sys.executable, "-m", "tests.imports.killed_importer", str(tmp_path), PASSPHRASE, str(file), step]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == (0 if step == "klart" else -9), done.stderr
    world.reopen()
    reading = read(world.insats, file)
    assert reading.faults == []
    if step in BEFORE_THE_CHANGE:
        assert world.state() == before
        assert counted(world, PERIODS) == Counted()
        assert not reading.again
        importera(world.insats, reading, slips=lambda _: None, today=TODAY)
    else:
        assert reading.again
    assert counted(world, PERIODS) == recount(FORMS)
    assert len(lista(world.insats)) == OPEN + 1
    assert world.wrong() == []
    assert not [
        path for path in (tmp_path / "D").rglob("*") if path.is_file() and path.suffix not in (".valv", ".json", ".las", ".lock", ".toml", "")
    ]
    world.insats.close()
