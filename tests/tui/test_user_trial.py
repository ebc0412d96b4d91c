"""What went wrong for somebody who tried the program: each was seen on the screen, and each stays put right."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import OptionList, Static

from register.catalogue import Catalogue
from register.insats import acts
from register.insats.codes import ParticipantCode
from tests.tui.by_hand import Samordnare, code_on_screen
from tests.tui.conftest import make_insats
from tests.tui.driving import PASSPHRASE, TODAY, dialog, paste, said, screen_text, see, until
from tests.tui.driving import open_insats as enter_insats
from tui.app import Costs, NyckeltalApp
from tui.screens.choose import ChooseScreen
from tui.screens.code_dialog import CodeDialog
from tui.screens.dialogs import ConfirmDialog, TextDialog
from tui.screens.insats import InsatsScreen
from tui.screens.insats_oppna import OppnaPane
from tui.screens.unlock import UnlockScreen
from tui.widgets.bars import KeyBar
from tui.widgets.form_view import FormView

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


# -- A new insats ------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_all_choices_of_a_new_insats_are_seen_and_the_chosen_one_has_its_mark(size: tuple[int, int], new_app: MakeApp) -> None:
    async with new_app().run_test(size=size) as pilot:
        await pilot.press("n")
        for text in ("● Individinriktad", "○ Strukturövergripande", "● Halvår", "○ Tertial", "○ Kvartal"):
            await see(pilot, text)
        await pilot.press("tab", "tab", "down", "enter")
        await see(pilot, "● Strukturövergripande")
        await see(pilot, "○ Individinriktad")


# -- What a form says --------------------------------------------------------------------------------------------------------------------------


async def test_a_search_without_a_hit_says_so(insats_on_disk: str, new_app: MakeApp) -> None:
    async with new_app().run_test(size=(80, 24)) as pilot:
        await enter_insats(pilot)
        await pilot.press("f3", "slash", *"xyz")
        await see(pilot, "Inget svar passar")
        assert "0 svar" not in screen_text(pilot)


async def test_a_code_alone_offers_no_save(insats_on_disk: str, new_app: MakeApp) -> None:
    async with new_app().run_test(size=(80, 24)) as pilot:
        await enter_insats(pilot)
        await pilot.press("f6", *"K7MQ")
        await see(pilot, "K7MQ-····")
        assert "Ctrl+S" not in screen_text(pilot)


async def test_arrows_change_no_answer_but_a_month(codes: list[ParticipantCode], new_app: MakeApp) -> None:
    async with new_app().run_test(size=(80, 24)) as pilot:
        screen = await open_person(pilot, codes[3])
        await pilot.press("r", "left", "right", "right")
        state = opened_pane(screen).state
        assert (state.answers["kon"], state.dirty) == ("kvinna", False)


async def test_a_correction_says_what_it_changed(codes: list[ParticipantCode], new_app: MakeApp) -> None:
    async with new_app().run_test(size=(80, 24)) as pilot:
        screen = await open_person(pilot, codes[3])
        await pilot.press("r", "3", "ctrl+s")
        await said(pilot, screen, "har rättats. Kön: Kvinna → Annat")


# -- The key bar -------------------------------------------------------------------------------------------------------------------------------


async def test_the_key_bar_never_ends_in_half_an_item(codes: list[ParticipantCode], new_app: MakeApp) -> None:
    async with new_app().run_test(size=(80, 24)) as pilot:
        screen = await enter_insats(pilot)
        await Samordnare(pilot, screen).lock("2026H1")
        bar = screen.query_one(KeyBar)
        await until(pilot, lambda: "Gallringsprotokoll" in str(bar.content))
        for width in (80, 60, 40, 120):
            await pilot.resize_terminal(width, 24)
            await until(pilot, lambda width=width: bar.size.width == width)  # type: ignore[misc]
            assert bar.targets[-1].last <= width
            assert "F1 Hjälp" in str(bar.content)
        assert "F10 Stäng" in str(bar.content)


# -- Late starts and locks ---------------------------------------------------------------------------------------------------------------------


async def test_a_late_start_is_asked_about_before_its_code_is_shown(codes: list[ParticipantCode], new_app: MakeApp) -> None:
    async with new_app().run_test(size=(80, 24)) as pilot:
        screen = await enter_insats(pilot)
        somebody = Samordnare(pilot, screen)
        await somebody.lock("2026H1")
        await pilot.press("f3", "1", "3")
        while opened_form(screen, "start").state.active != "manad":
            await pilot.press("down")
        await pilot.press("left", "ctrl+s")
        assert isinstance(await dialog(pilot), ConfirmDialog)
        await pilot.press("escape")
        await said(pilot, screen, "Inget är sparat.")
        assert opened_form(screen, "start").state.active == "manad"
        await pilot.press("ctrl+s")
        await somebody.agree()
        await until(pilot, lambda: isinstance(pilot.app.screen, CodeDialog), "the code")
        shown = pilot.app.screen
        assert isinstance(shown, CodeDialog)
        await paste(pilot, code_on_screen(shown)[-4:])
        await pilot.press("enter")
        await said(pilot, screen, "har startat 2026-06, räknas i 2026H2, sen.")


def opened_form(screen: InsatsScreen, section: str) -> FormView:
    return screen.query_one(f"#{section} FormView", FormView)


async def test_a_wrong_passphrase_keeps_the_question_of_the_lock(codes: list[ParticipantCode], new_app: MakeApp) -> None:
    async with new_app().run_test(size=(80, 24)) as pilot:
        screen = await enter_insats(pilot)
        await pilot.press("f7", "l")
        await Samordnare(pilot, screen).agree()
        await until(pilot, lambda: isinstance(pilot.app.screen, TextDialog), "the passphrase")
        await paste(pilot, "inte den rätta")
        await pilot.press("enter")
        await see(pilot, "! Lösenfrasen stämmer inte")
        await see(pilot, "Skriv lösenfrasen för att låsa")
        await pilot.press("escape")
        await said(pilot, screen, "Inget är låst")


async def test_a_structural_insats_is_not_told_of_rows(catalogue: Catalogue, costs: Costs, new_app: MakeApp) -> None:
    make_insats(catalogue, costs, typ="struktur").close()
    async with new_app().run_test(size=(80, 24)) as pilot:
        screen = await enter_insats(pilot)
        await pilot.press("f7")
        await see(pilot, "antal 0")
        assert "deltaganden" not in screen_text(pilot)
        await pilot.press("l")
        text = str((await dialog(pilot)).query_one(".dialog-text Static", Static).content)
        assert "antal" in text
        assert "Rader" not in text
        assert "minst" not in text
        await Samordnare(pilot, screen).agree()
        await until(pilot, lambda: isinstance(pilot.app.screen, TextDialog), "the passphrase")
        await paste(pilot, PASSPHRASE)
        await pilot.press("enter")
        await see(pilot, "Periodens antal går med nästa leverans")
        assert "Gallrat" not in screen_text(pilot)
