"""What went wrong for somebody who tried the program: each was seen on the screen, and each stays put right."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import OptionList

from register.insats import acts
from register.insats.codes import ParticipantCode
from tests.tui.by_hand import Samordnare
from tests.tui.driving import PASSPHRASE, TODAY, paste, said, screen_text, see, until
from tests.tui.driving import open_insats as enter_insats
from tui.app import NyckeltalApp
from tui.screens.choose import ChooseScreen
from tui.screens.insats import InsatsScreen
from tui.screens.insats_oppna import OppnaPane
from tui.screens.unlock import UnlockScreen

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


# -- Öppna: one person on one visit ------------------------------------------------------------------------------------------------------------


def opened_pane(screen: InsatsScreen) -> OppnaPane:
    pane = screen.pane("oppna")
    assert isinstance(pane, OppnaPane)
    return pane


async def open_person(pilot: Pilot[Any], code: ParticipantCode) -> InsatsScreen:
    """Unlock the insats and open somebody in Öppna."""
    screen = await enter_insats(pilot)
    await pilot.press("f6")
    await paste(pilot, code.text)
    await until(pilot, lambda: opened_pane(screen).reading, "the forms")
    return screen


def nobody_is_shown(screen: InsatsScreen) -> bool:
    pane = opened_pane(screen)
    forms = screen.query_one("#open-forms", OptionList)
    return not pane.reading and not forms.option_count and pane.state.answers == {}


async def test_a_lock_takes_the_destroyed_row_from_the_screen(codes: list[ParticipantCode], new_app: MakeApp) -> None:
    async with new_app().run_test(size=(80, 24)) as pilot:
        screen = await open_person(pilot, codes[0])
        await see(pilot, "avslutat 2026-06")
        await Samordnare(pilot, screen).lock("2026H1")
        assert nobody_is_shown(screen)
        await pilot.press("f6")
        assert "25–29 år" not in screen_text(pilot)


async def test_a_correction_of_a_locked_form_goes_with_the_lock(codes: list[ParticipantCode], new_app: MakeApp) -> None:
    async with new_app().run_test(size=(80, 24)) as pilot:
        screen = await open_person(pilot, codes[0])
        await pilot.press("r", "3")
        assert screen.dirty_sections() == ["Öppna"]
        await Samordnare(pilot, screen).lock("2026H1")
        assert screen.dirty_sections() == []
        assert nobody_is_shown(screen)


async def test_keys_of_the_next_code_do_nothing_to_the_one_before(codes: list[ParticipantCode], new_app: MakeApp) -> None:
    async with new_app().run_test(size=(80, 24)) as pilot:
        screen = await open_person(pilot, codes[3])
        await pilot.press("f2")
        assert nobody_is_shown(screen)
        await pilot.press("f6", "u", "r", "f", "7")
        assert pilot.app.screen is screen
        assert opened_pane(screen).view.has_focus
        assert opened_pane(screen).state.answers == {"kod": "RF7"}


async def test_a_half_filled_correction_is_there_when_one_comes_back(codes: list[ParticipantCode], new_app: MakeApp) -> None:
    async with new_app().run_test(size=(80, 24)) as pilot:
        screen = await open_person(pilot, codes[3])
        await pilot.press("r", "3", "f9")
        await until(pilot, lambda: isinstance(pilot.app.screen, UnlockScreen), "the lock")
        await paste(pilot, PASSPHRASE)
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is screen)
        await pilot.press("f2", "f6")
        assert opened_pane(screen).state.answers["kon"] == "annat"
        await pilot.press("ctrl+s")
        await said(pilot, screen, "har rättats")
        await see(pilot, "Kön: Annat")


async def test_a_form_changed_elsewhere_is_not_corrected(codes: list[ParticipantCode], new_app: MakeApp) -> None:
    async with new_app().run_test(size=(80, 24)) as pilot:
        screen = await open_person(pilot, codes[3])
        await pilot.press("r", "3")
        insats = screen.insats
        acts.ratta(insats, insats.keys_for(codes[3]), form=0, changes={"kon": "man"}, today=TODAY)
        await pilot.press("ctrl+s")
        await see(pilot, "har ändrats sedan det öppnades")


async def test_an_avslut_elsewhere_is_seen_when_opened_again(codes: list[ParticipantCode], new_app: MakeApp) -> None:
    async with new_app().run_test(size=(80, 24)) as pilot:
        screen = await open_person(pilot, codes[4])
        await pilot.press("f5")
        await paste(pilot, codes[4].text)
        await see(pilot, "ingen mätning")
        await pilot.press("1", "ctrl+s")
        await said(pilot, screen, "är avslutat")
        await pilot.press("f6")
        await see(pilot, "Skriv koden")
        await paste(pilot, codes[4].text)
        await see(pilot, "avslutat 2026-07")
