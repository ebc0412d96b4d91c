"""What went wrong for somebody who tried the program: each was seen on the screen, and each stays put right."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

import pytest
from textual import events

from tests.tui.driving import until
from tui.app import NyckeltalApp
from tui.screens.choose import ChooseScreen

MakeApp = Callable[..., NyckeltalApp]


# -- Keys typed ahead --------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("delay", [0.0, 0.005, 0.05])
@pytest.mark.parametrize(
    "keys", [["k", "f1", "escape"], ["n", "f1", "escape", "escape"], ["k", "escape", "escape"], ["ctrl+p", "escape", "escape"]], ids="-".join
)
async def test_keys_typed_before_a_screen_is_up_do_no_harm(keys: Sequence[str], delay: float, new_app: MakeApp) -> None:
    app = new_app()
    async with app.run_test(size=(80, 24)) as pilot:
        for key in keys:
            app.post_message(events.Key(key, key if len(key) == 1 else None))
            await asyncio.sleep(delay)
        await pilot.pause(0.1)
        for _ in range(3):
            await pilot.press("escape")
            await pilot.pause()
        await until(pilot, lambda: isinstance(app.screen, ChooseScreen) and app.screen.is_mounted, "the list of registers")
        assert app.is_running
    assert app.defect == ""
