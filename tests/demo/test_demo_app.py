"""The demo says its passphrase while it is wanted, and no longer."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from textual.widgets import Input

from register.insats.sealing import SealCost
from register.vault import KdfCost
from tests.tui.driving import until
from tui import demo, demo_build
from tui.demo_app import DemoApp
from tui.screens.register_screen import RegisterScreen

TODAY = date(2026, 11, 22)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    demo.build_demo(tmp_path / "d", today=TODAY, scale=0.1, costs=demo_build.Costs(KdfCost.for_tests(), SealCost.for_tests()))
    return tmp_path / "d"


async def test_the_hint_is_there_until_a_register_is_open_and_again_when_it_is_locked(root: Path) -> None:
    app = DemoApp(root, TODAY)

    def hinted() -> bool:
        return any(f"Lösenfras i demot: {demo_build.PASSPHRASE}" in str(note.message) for note in app._notifications)

    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, hinted)
        await pilot.press("enter")
        await until(pilot, lambda: bool(app.screen.query(Input)))
        assert hinted()
        app.screen.query_one(Input).value = demo_build.PASSPHRASE
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, RegisterScreen) and not hinted())
        await pilot.press("f9")
        await until(pilot, hinted)
    assert app.defect == ""
