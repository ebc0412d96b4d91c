"""Öppna, Avslut and Mätning where something is put right, given up or refused; by keyboard at 80×24."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import OptionList, Static

from register.catalogue import Catalogue
from register.insats import acts, closing
from register.insats.codes import ParticipantCode
from register.insats.opening import open_insats
from register.insats.session import Insats
from register.periods import Month
from register.vocabulary.loader import shipped_files
from tests.tui.by_hand import Samordnare
from tests.tui.conftest import make_insats
from tests.tui.driving import PASSPHRASE, TODAY, dialog, paste, said, screen_text, see, until
from tests.tui.driving import open_insats as enter_insats
from tui.app import Costs, NyckeltalApp
from tui.screens.insats import InsatsScreen
from tui.screens.insats_oppna import OppnaPane
from tui.widgets.form_view import FormView

MakeApp = Callable[..., NyckeltalApp]


@pytest.fixture
def reopened(catalogue: Catalogue, costs: Costs) -> Callable[[], Insats]:
    return lambda: open_insats(catalogue, "vagen-vidare", PASSPHRASE, today=TODAY, seal_cost=costs.seal, state=costs.state)


@pytest.fixture
def measured(codes: list[ParticipantCode], reopened: Callable[[], Insats]) -> ParticipantCode:
    """The code of an open deltagande with one mätning by SKAPA, one item left out."""
    insats = reopened()
    keys = insats.keys_for(codes[3])
    acts.matning(insats, keys, instrument="skapa", skattare="deltagare", svar=[1, 2, 3, 4, 5, None], month=Month(2026, 5), today=TODAY)
    insats.close()
    return codes[3]


def form_of(screen: InsatsScreen, section: str) -> FormView:
    return screen.query_one(f"#{section} FormView", FormView)


def head(screen: InsatsScreen) -> str:
    return str(screen.query_one("#open-head", Static).content)


async def opened(pilot: Pilot[Any], code: ParticipantCode) -> InsatsScreen:
    screen = await enter_insats(pilot)
    await pilot.press("f6")
    await paste(pilot, code.text)
    await until(pilot, lambda: isinstance(pane := screen.pane("oppna"), OppnaPane) and pane.reading, "the forms")
    return screen


# -- Öppna -------------------------------------------------------------------------------------------------------------------------------------


async def test_a_matning_is_corrected_item_by_item(measured: ParticipantCode, new_app: MakeApp, reopened: Callable[[], Insats]) -> None:
    async with new_app().run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, measured)
        await pilot.press("down", "r")
        form = form_of(screen, "oppna")
        assert [form.state.answers[f"svar.{i}"] for i in range(6)] == ["1", "2", "3", "4", "5", "-"]
        assert "rättar mätningen 2026-05" in head(screen)
        assert "kod" not in {entry.id for entry in form.state.visible}, "the code is known"
        await pilot.press("2", "5", "0", "down", "down", "down", "4", "ctrl+s")
        await said(pilot, screen, "mätningen för")
        options = screen.query_one("#open-forms", OptionList)
        assert options.highlighted == 1, "the form that was corrected is still the marked one"
    insats = reopened()
    _, participation = acts.open_participation(insats, insats.keys_for(measured))
    insats.close()
    (matning,) = participation.matningar
    assert (matning.skattare, matning.svar) == ("handlaggare", (5, None, 3, 4, 5, 4))


async def test_enter_on_a_form_corrects_it_and_esc_leaves_it_as_it_was(measured: ParticipantCode, new_app: MakeApp) -> None:
    async with new_app().run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, measured)
        await pilot.press("enter")
        assert "rättar starten" in head(screen)
        await pilot.press("escape")
        await until(pilot, lambda: "rättar" not in head(screen))
        await pilot.press("r", "2", "escape")
        question = await dialog(pilot)
        assert question.focused is question.query_one("#no")
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is screen)
        assert screen.dirty_sections() == ["Öppna"]
        await pilot.press("escape")
        await Samordnare(pilot, screen).agree()
        await until(pilot, lambda: "rättar" not in head(screen))
        assert screen.dirty_sections() == []
        await pilot.press("escape")
        await until(pilot, lambda: "Skriv koden" in head(screen), "the code to be forgotten")
        await pilot.press("escape")
        await until(pilot, lambda: screen.current == "oversikt")


async def test_help_of_the_code_field_goes_with_esc(codes: list[ParticipantCode], new_app: MakeApp) -> None:
    async with new_app().run_test(size=(80, 24)) as pilot:
        screen = await enter_insats(pilot)
        await pilot.press("f6", "question_mark")
        await see(pilot, "O läses som 0")
        await pilot.press("escape")
        await until(pilot, lambda: "O läses som 0" not in screen_text(pilot))
        assert screen.current == "oppna"


async def test_an_impossible_correction_is_said_under_its_field(measured: ParticipantCode, new_app: MakeApp) -> None:
    async with new_app().run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, measured)
        await pilot.press("r")
        form = form_of(screen, "oppna")
        while form.state.active != "manad":
            await pilot.press("down")
        await pilot.press(*["right"] * 3, "ctrl+s")
        await said(pilot, screen, "Inget är sparat")
        assert form.state.active == "manad"
        assert form.errors["manad"]
        assert "rättar starten" in head(screen)


async def test_taking_back_the_only_form_takes_the_deltagande(codes: list[ParticipantCode], new_app: MakeApp) -> None:
    async with new_app().run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, codes[6])
        await pilot.press("u")
        text = str((await dialog(pilot)).query_one(".dialog-text Static", Static).content)
        assert "hela deltagandet försvinner" in text
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is screen)
        assert len(screen.rows) == 8
        await pilot.press("u")
        await Samordnare(pilot, screen).agree()
        await said(pilot, screen, "har tagits tillbaka")
        assert len(screen.rows) == 7
        assert "Skriv koden" in head(screen)


async def test_a_locked_form_is_not_changed(codes: list[ParticipantCode], new_app: MakeApp, reopened: Callable[[], Insats]) -> None:
    insats = reopened()
    closing.las(insats, "2026H1", passphrase=PASSPHRASE, today=TODAY)
    insats.close()
    async with new_app().run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, codes[6])
        await pilot.press("u")
        await Samordnare(pilot, screen).agree()
        await see(pilot, "OK")
        assert "låst" in screen_text(pilot)
        await pilot.press("enter", "r", "down", "7", "ctrl+s")
        await said(pilot, screen, "Inget är sparat")
        await see(pilot, "OK")
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is screen)
        assert screen.dirty_sections() == ["Öppna"], "the correction stays to be read"


async def test_felregistrering_from_the_opened_form_rests_on_no(codes: list[ParticipantCode], new_app: MakeApp) -> None:
    async with new_app().run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, codes[0])
        await pilot.press("f")
        question = await dialog(pilot)
        assert question.focused is question.query_one("#no")
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is screen)
        assert len(screen.rows) == 8
        assert "avslutat 2026-06" in head(screen)


# -- Avslut and Mätning ------------------------------------------------------------------------------------------------------------------------


async def test_the_handle_stays_said_while_the_form_is_filled_in(codes: list[ParticipantCode], new_app: MakeApp) -> None:
    async with new_app().run_test(size=(80, 24)) as pilot:
        screen = await enter_insats(pilot)
        handle = next(row.handle for row in screen.rows if row.state == "oppen")
        await pilot.press("f5", "ctrl+t", "escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        assert form_of(screen, "avslut").state.answers.keys() == {"manad"}, "nothing was chosen"
        await pilot.press("ctrl+t")
        await dialog(pilot)
        await paste(pilot, handle)
        await pilot.press("enter")
        note = f"Avslut av {handle} utan kod"
        await see(pilot, note)
        await pilot.press("slash", "escape")
        await see(pilot, note)
        await pilot.press("1", "g", "1")
        await see(pilot, note)
        assert screen.dirty_sections() == ["Avslut"]
        await pilot.press("escape")
        await Samordnare(pilot, screen).agree()
        await said(pilot, screen, "tömt")
        assert "kod" in {entry.id for entry in form_of(screen, "avslut").state.visible}


async def test_an_ended_deltagande_is_told_with_where_it_can_be_undone(codes: list[ParticipantCode], new_app: MakeApp) -> None:
    async with new_app().run_test(size=(80, 24)) as pilot:
        screen = await enter_insats(pilot)
        for key, section in (("f4", "matning"), ("f5", "avslut")):
            await pilot.press(key)
            await paste(pilot, codes[0].text)
            form = form_of(screen, section)
            await until(pilot, lambda form=form: "kod" in form.refusals, "the refusal")  # type: ignore[misc]
            assert "är redan avslutat (2026-06)" in form.refusals["kod"]
            assert "Öppna (F6)" in form.refusals["kod"]
            assert form.state.active == "kod"


async def test_what_is_known_of_a_code_goes_when_the_code_is_changed(codes: list[ParticipantCode], new_app: MakeApp) -> None:
    async with new_app().run_test(size=(80, 24)) as pilot:
        screen = await enter_insats(pilot)
        await pilot.press("f4")
        await paste(pilot, codes[3].text)
        await see(pilot, "ingen mätning")
        await pilot.press("up", "backspace")
        await until(pilot, lambda: "ingen mätning" not in screen_text(pilot))
        await pilot.press(codes[3].text[-1].lower())
        await see(pilot, "ingen mätning")
        assert form_of(screen, "matning").state.active != "kod"


def add_to_vocabulary(catalogue: Catalogue, text: str) -> None:
    """The förbund's own formular.toml, with something more in it."""
    folder: Path = catalogue.vocabulary_folder
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "formular.toml").write_text(shipped_files()["formular.toml"].decode() + text, encoding="utf-8")


async def test_another_instrument_has_its_own_items(catalogue: Catalogue, costs: Costs, new_app: MakeApp) -> None:
    add_to_vocabulary(catalogue, '\n[insats."vagen-vidare"]\ninstrument = ["skapa", "swemwbs"]\n')
    insats, code = make_insats(catalogue, costs), ParticipantCode.new()
    acts.start(insats, insats.keys_for(code), {"kon": "kvinna", "aldersgrupp": "25-29"}, month=Month(2026, 6), today=TODAY)
    insats.close()
    async with new_app().run_test(size=(80, 24)) as pilot:
        screen = await enter_insats(pilot)
        await pilot.press("f4")
        await paste(pilot, code.text)
        await see(pilot, "ingen mätning")
        form = form_of(screen, "matning")
        await pilot.press("2")
        assert len([e for e in form.state.visible if e.id.startswith("svar.")]) == 7
        await pilot.press("1", *"1234543", "1", "ctrl+s")
        await said(pilot, screen, "Sparat: mätning 2026-07")


async def test_an_insats_without_instruments_has_no_section_for_them(catalogue: Catalogue, costs: Costs, new_app: MakeApp) -> None:
    add_to_vocabulary(catalogue, '\n[insats."vagen-vidare"]\ninstrument = []\n')
    make_insats(catalogue, costs).close()
    async with new_app().run_test(size=(80, 24)) as pilot:
        screen = await enter_insats(pilot)
        assert "Mätning" not in [section.label for section in screen.shown_sections()]
        await pilot.press("f4")
        assert screen.current == "oversikt"


async def test_a_vocabulary_that_cannot_be_taken_up_is_told(codes: list[ParticipantCode], catalogue: Catalogue, new_app: MakeApp) -> None:
    folder = catalogue.vocabulary_folder
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "kodlistor.toml").write_text("[[lista]\n", encoding="utf-8")
    async with new_app().run_test(size=(80, 24)) as pilot:
        screen = await enter_insats(pilot)
        await see(pilot, "! ")
        assert "kodlistor.toml" in str(screen.query_one("#overview-tasks", Static).content)
        await pilot.press("f3", *"13", "ctrl+s")
        await see(pilot, "Deltagarens kod")
