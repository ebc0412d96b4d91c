"""What must not leave the screen: passphrases and codes can't be copied, and no message repeats them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from register.insats import closing
from register.insats.codes import ParticipantCode
from tests.tui.by_hand import code_on_screen
from tests.tui.driving import PASSPHRASE, TODAY, dialog, open_insats, paste, said, see, until, write
from tui.app import NyckeltalApp
from tui.screens.code_dialog import CodeDialog
from tui.screens.new_register import NewRegisterScreen
from tui.screens.unlock import UnlockScreen
from tui.widgets.form_view import FormView

MakeApp = Callable[..., NyckeltalApp]


async def to_unlock(pilot: Pilot[Any]) -> None:
    await pilot.press("enter")
    await until(pilot, lambda: isinstance(pilot.app.screen, UnlockScreen))


async def to_new_register(pilot: Pilot[Any]) -> None:
    await pilot.press("k")
    await until(pilot, lambda: isinstance(pilot.app.screen, NewRegisterScreen))
    pilot.app.screen.query_one("#losenfras").focus()


async def to_lock(pilot: Pilot[Any]) -> None:
    await open_insats(pilot)
    await pilot.press("f7", "l", "right", "enter")
    await until(pilot, lambda: bool(pilot.app.screen.query(Input)))


@pytest.mark.parametrize("go", [to_unlock, to_new_register, to_lock])
@pytest.mark.parametrize("key", ["ctrl+c", "ctrl+x"])
async def test_a_passphrase_is_not_copied(key: str, go: Callable[[Pilot[Any]], Any], codes: list[ParticipantCode], new_app: MakeApp) -> None:
    app = new_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await go(pilot)
        await paste(pilot, PASSPHRASE)
        entry = app.screen.focused
        assert isinstance(entry, Input)
        assert entry.password
        await pilot.press("shift+home", key)
        assert PASSPHRASE[-4:] not in app.clipboard
        assert entry.value == PASSPHRASE


async def test_a_code_is_not_marked_with_the_mouse(insats_on_disk: str, new_app: MakeApp) -> None:
    app = new_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await open_insats(pilot)
        await pilot.press("f3", *"13", "ctrl+s")
        shown = await dialog(pilot)
        assert isinstance(shown, CodeDialog)
        await pilot.double_click(".code")
        await pilot.triple_click(".code")
        await pilot.press("ctrl+c")
        assert not shown.get_selected_text()
        assert app.clipboard == ""


async def test_a_code_that_was_given_up_is_to_be_struck_out(codes: list[ParticipantCode], new_app: MakeApp, monkeypatch: pytest.MonkeyPatch) -> None:
    """The code was written in the dossier, and then nothing was saved: its period was locked meanwhile, or a disk that is full."""
    app = new_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await open_insats(pilot)
        await pilot.press("f3", *"13")
        form = screen.query_one("#start FormView", FormView)
        while form.state.active != "manad":
            await pilot.press("down")
        await pilot.press("left", "ctrl+s")
        shown = await dialog(pilot)
        assert isinstance(shown, CodeDialog)
        code = code_on_screen(shown)
        closing.las(screen.insats, "2026H1", passphrase=PASSPHRASE, today=TODAY)
        await write(pilot, code[-4:])
        await pilot.press("enter")
        await see(pilot, "Månaden är rätt, spara som sen")
        await pilot.press("enter")
        await said(pilot, screen, "Stryk koden i akten")
        assert form.state.answers["aldersgrupp"] == "25-29", "the form stays"
        await pilot.press("right", "ctrl+s")
        again = await dialog(pilot)
        assert isinstance(again, CodeDialog)
        assert code_on_screen(again) != code


async def test_a_written_code_shows_its_last_group_alone(codes: list[ParticipantCode], new_app: MakeApp) -> None:
    app = new_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await open_insats(pilot)
        await pilot.press("f4")
        await paste(pilot, codes[3].text)
        await see(pilot, f"····-····-····-{codes[3].groups[-1]}")
        page = screen.query_one("#matning FormView", FormView)._page.content().plain
        assert codes[3].groups[0] not in page


@pytest.mark.parametrize(
    ("key", "typed", "why"), [("f4", "K7MQ4", "Koden har 5 av 16 tecken"), ("f6", "K7MQ4", "Koden har 5 av 16 tecken"), ("f6", "", "Koden saknas")]
)
async def test_a_code_that_is_not_whole_is_said_when_one_goes_on(
    key: str, typed: str, why: str, codes: list[ParticipantCode], new_app: MakeApp
) -> None:
    app = new_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await open_insats(pilot)
        await pilot.press(key)
        await paste(pilot, typed)
        await pilot.press(*(["enter", "enter"] if key == "f6" else ["ctrl+s"]))
        await see(pilot, why)
