"""Choosing, making, unlocking, leaving; Esc and quitting with something filled in; the idle lock; help; themes; the boundary."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.screen import ModalScreen
from textual.widgets import Button, Input, OptionList

from register.catalogue import Catalogue
from register.insats.codes import ParticipantCode
from register.insats.overview import Overview
from tests.tui.conftest import make_insats
from tests.tui.driving import PASSPHRASE, dialog, open_insats, paste, said, screen_text, see, unlock, until, write
from tui.app import Costs, NyckeltalApp
from tui.boundary import defect_sentence
from tui.screens.choose import ChooseScreen
from tui.screens.insats import InsatsScreen
from tui.screens.new_register import NewRegisterScreen
from tui.screens.unlock import UnlockScreen
from tui.themes import THEMES
from tui.widgets.form_view import FormView

MakeApp = Callable[..., NyckeltalApp]
ROOT = Path(__file__).resolve().parents[2]


async def test_an_empty_folder_says_what_to_do(new_app: MakeApp) -> None:
    async with new_app().run_test(size=(80, 24)) as pilot:
        await see(pilot, "Här finns inget register än")
        await pilot.press("enter")
        assert isinstance(pilot.app.screen, ChooseScreen)


async def test_a_new_insats_by_keyboard(new_app: MakeApp, catalogue: Catalogue) -> None:
    app = new_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n")
        await until(pilot, lambda: isinstance(app.screen, NewRegisterScreen))
        await write(pilot, "Nya vägar")
        await pilot.press("enter")
        await write(pilot, "Nya")
        await see(pilot, "Id:t går inte att använda")
        await pilot.press(*["backspace"] * 3)
        await write(pilot, "nya-vagar")
        await pilot.press("enter", "tab", "down", "enter", "tab")
        await write(pilot, "2026H1")
        await see(pilot, "är inget tertial")
        await pilot.press(*["backspace"] * 2)
        await write(pilot, "T1")
        await pilot.press("enter")
        await write(pilot, "kort")
        await see(pilot, "Lösenfrasen är för kort")
        await write(pilot, " fras av fler ord")
        await pilot.press("enter")
        await write(pilot, "kort fras av fler or")
        await see(pilot, "inte lika")
        await pilot.press("ctrl+s")
        await see(pilot, "Inget är skapat")
        assert catalogue.insats_ids() == []
        await write(pilot, "d")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, InsatsScreen), "the new insats")
        assert isinstance(app.screen, InsatsScreen)
        assert (app.screen.insats.period_kind, app.screen.insats.first_period) == ("tertial", "2026T1")
        await pilot.press("f10")
        await until(pilot, lambda: isinstance(app.screen, ChooseScreen))
        await see(pilot, "Nya vägar")
    assert catalogue.insats_ids() == ["nya-vagar"]


async def test_a_wrong_passphrase_is_said_and_asked_for_again(insats_on_disk: str, new_app: MakeApp) -> None:
    app = new_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await unlock(pilot, "inte den rätta frasen")
        await see(pilot, "! ")
        assert isinstance(app.screen, UnlockScreen)
        assert app.screen.query_one(Input).value == ""
        await paste(pilot, PASSPHRASE)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, InsatsScreen), "the insats")


async def test_esc_on_a_dirty_form_asks_and_stays_unless_told_otherwise(insats_on_disk: str, new_app: MakeApp) -> None:
    app = new_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await open_insats(pilot)
        await pilot.press("f3", "1", "escape")
        question = await dialog(pilot)
        assert question.focused is question.query_one("#no", Button)
        await pilot.press("enter")
        form = screen.query_one("#start FormView", FormView).state
        await until(pilot, lambda: app.screen is screen)
        assert form.answers["kon"] == "kvinna"
        await pilot.press("escape")
        await dialog(pilot)
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is screen)
        assert form.answers["kon"] == "kvinna"
        await pilot.press("escape")
        await dialog(pilot)
        await pilot.press("right", "enter")
        await said(pilot, screen, "tömt")
        await pilot.press("escape")
        await until(pilot, lambda: screen.current == "oversikt", "Översikt")


async def test_a_form_stays_while_one_looks_elsewhere_and_the_bar_has_a_dot(insats_on_disk: str, new_app: MakeApp) -> None:
    app = new_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await open_insats(pilot)
        await pilot.press("f3", *"12", "f2", "f5", "f3")
        await see(pilot, "F3•Start")  # short at 80 columns
        assert screen.query_one("#start FormView", FormView).state.answers["aldersgrupp"] == "20-24"
        await pilot.press("3")
        assert screen.query_one("#start FormView", FormView).state.answers["utbildning"] == "gymnasium"


@pytest.mark.parametrize("key", ["f10", "ctrl+q"])
async def test_leaving_with_something_filled_in_asks(key: str, insats_on_disk: str, new_app: MakeApp) -> None:
    app = new_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await open_insats(pilot)
        await pilot.press("f3", "1", key)
        await dialog(pilot)
        await see(pilot, "Ny start")
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is screen)


async def test_idle_lock_drops_the_keys_and_keeps_the_form(codes: list[ParticipantCode], new_app: MakeApp) -> None:
    app = new_app(idle_seconds=1.0)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await open_insats(pilot)
        await pilot.press("f3", *"13")
        before = screen.insats
        await until(pilot, lambda: isinstance(app.screen, UnlockScreen), "the lock")
        await see(pilot, "Ifyllda formulär finns kvar")
        await pilot.press("escape")
        assert isinstance(app.screen, UnlockScreen), "no way around it"
        await paste(pilot, PASSPHRASE)
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is screen, "the insats again")
        assert screen.insats is not before
        assert screen.query_one("#start FormView", FormView).state.answers["aldersgrupp"] == "25-29"
        await pilot.press("ctrl+s")
        await see(pilot, "Deltagarens kod")


async def test_f9_locks_at_once(insats_on_disk: str, new_app: MakeApp) -> None:
    app = new_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await open_insats(pilot)
        await pilot.press("f9")
        await until(pilot, lambda: isinstance(app.screen, UnlockScreen))


async def test_help_lists_the_real_keys_of_where_one_is(insats_on_disk: str, new_app: MakeApp) -> None:
    app = new_app()
    async with app.run_test(size=(80, 40)) as pilot:
        await open_insats(pilot)
        await pilot.press("f3", "f1")
        await dialog(pilot)
        text = screen_text(pilot)
        for expected in ("Ctrl+S", "F5", "↑ Skift+Tab", "Sparar formuläret"):
            assert expected in text
        assert "Move" not in text, "nothing of Textual's own English"


async def test_every_command_of_the_palette_is_one_of_the_keys_here(insats_on_disk: str, new_app: MakeApp) -> None:
    app = new_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await open_insats(pilot)
        await pilot.press("ctrl+p")
        await dialog(pilot)
        await write(pilot, "progressions")
        await pilot.press("enter")
        await until(pilot, lambda: screen.current == "matning", "Mätning")


async def test_field_help_is_one_key_away(insats_on_disk: str, new_app: MakeApp) -> None:
    app = new_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await open_insats(pilot)
        await pilot.press("f3", "down", "question_mark")
        await see(pilot, "Åldern i hela år när deltagandet börjar")
        await pilot.press("question_mark")
        await until(pilot, lambda: "Åldern i hela år" not in screen_text(pilot))


async def test_mouse_answers_and_changes_section(insats_on_disk: str, new_app: MakeApp) -> None:
    app = new_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await open_insats(pilot)
        await pilot.click("#sections", offset=(15, 0))
        await until(pilot, lambda: screen.current == "start")
        await pilot.click("#start FormBody", offset=(9, 1))
        assert screen.query_one("#start FormView", FormView).state.answers["kon"] == "kvinna"
        await pilot.click("#start FormBody", offset=(5, 0))
        assert screen.query_one("#start FormView", FormView).state.active == "kon"


async def test_the_active_field_with_its_choices_is_always_in_view(codes: list[ParticipantCode], new_app: MakeApp) -> None:
    app = new_app()
    async with app.run_test(size=(60, 14)) as pilot:
        screen = await open_insats(pilot)
        await pilot.press("f3")
        view = screen.query_one("#start FormView", FormView)

        def in_view() -> bool:
            top, bottom, offset = view._page.top, view._page.bottom, view.scroll_offset.y
            return offset <= top and (bottom < offset + view.size.height or top == offset)

        for _ in range(len(view.state.visible) + 1):
            await until(pilot, in_view, f"{view.state.active} in view")
            await pilot.press("down")


async def test_all_themes_can_be_reached(new_app: MakeApp) -> None:
    app = new_app()
    async with app.run_test(size=(80, 24)) as pilot:
        seen = set()
        for _ in THEMES:
            seen.add(app.theme)
            await pilot.press("f12")
        assert seen == set(THEMES)


async def test_a_structural_insats_has_antal_only(catalogue: Catalogue, costs: Costs, new_app: MakeApp) -> None:
    make_insats(catalogue, costs, typ="struktur").close()
    app = new_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await open_insats(pilot)
        assert [s.label for s in screen.shown_sections()] == ["Översikt", "Period", "Antal"]
        await pilot.press("f3")
        assert screen.current == "oversikt"
        await pilot.press("f8", "0", *"40", "enter", "enter", "enter")
        await said(pilot, screen, "Sparat: 40")
        await pilot.press("f2")
        await see(pilot, "40")


async def test_two_registers_are_listed_by_name(catalogue: Catalogue, costs: Costs, new_app: MakeApp) -> None:
    make_insats(catalogue, costs).close()
    make_insats(catalogue, costs, typ="struktur", insats_id="guiden").close()
    app = new_app()
    async with app.run_test(size=(80, 24)) as pilot:
        assert app.screen.query_one(OptionList).option_count == 2
        await see(pilot, "strukturövergripande")


# -- The boundary ------------------------------------------------------------------------------------------------------------------------------


def test_a_defect_is_told_without_what_it_was_about() -> None:
    code, sentence = "K7MQ-4XW9-2DHT-5P3C", ""
    try:
        dict[str, str]()[code]
    except KeyError as error:
        sentence = defect_sentence(error)
    assert "KeyError" in sentence
    assert "test_shell.py" in sentence
    assert code not in sentence


async def test_a_defect_in_an_act_is_shown_and_the_form_stays(insats_on_disk: str, new_app: MakeApp, monkeypatch: pytest.MonkeyPatch) -> None:
    from tui.screens import insats

    def broken(*_: object, **__: object) -> Overview:
        secret = "K7MQ-4XW9-2DHT-5P3C"
        raise RuntimeError(secret)

    app = new_app()
    with pytest.raises(Exception, match=r".*"):
        async with app.run_test(size=(80, 24)) as pilot:
            screen = await open_insats(pilot)
            await pilot.press("f3", "1")
            monkeypatch.setattr(insats, "oversikt", broken)
            screen.reload()
            await until(pilot, lambda: isinstance(app.screen, ModalScreen), "the message")
            assert "K7MQ" not in screen_text(pilot)
            await pilot.press("enter")
            assert app.screen is screen
            assert screen.query_one("#start FormView", FormView).state.answers["kon"] == "kvinna"
    assert "RuntimeError" in app.defect


# -- Start-up ----------------------------------------------------------------------------------------------------------------------------------


def test_the_first_screen_loads_nothing_heavy() -> None:
    program = "import sys, json, tui.app; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    loaded = json.loads(done.stdout)
    heavy = (
        "sqlmodel",
        "sqlalchemy",
        "pandas",
        "cryptography",
        "pydantic",
        "segno",
        "xlsxwriter",
        "register.vault",
        "register.insats.acts",
        "tui.screens.insats",
    )
    assert [name for name in loaded if name in heavy] == []
