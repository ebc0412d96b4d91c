"""The register is locked, by time or F9, while something is being done: nothing is lost, nothing is shown, and it goes on after the passphrase."""

from __future__ import annotations

from collections.abc import Callable

from textual.screen import ModalScreen

from register.insats.codes import ParticipantCode
from tests.tui.by_hand import code_on_screen
from tests.tui.driving import PASSPHRASE, dialog, open_insats, paste, said, screen_text, see, until, write
from tui.app import NyckeltalApp
from tui.screens.code_dialog import CodeDialog
from tui.screens.dialogs import ConfirmDialog
from tui.screens.unlock import UnlockScreen

MakeApp = Callable[..., NyckeltalApp]


async def test_the_idle_lock_covers_an_open_code_and_the_start_is_saved_after_it(insats_on_disk: str, new_app: MakeApp) -> None:
    app = new_app(idle_seconds=1.5)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await open_insats(pilot)
        await pilot.press("f3", *"13", "ctrl+s")
        shown = await dialog(pilot)
        assert isinstance(shown, CodeDialog)
        code, before = code_on_screen(shown), screen.insats
        await until(pilot, lambda: isinstance(app.screen, UnlockScreen), "the lock")
        assert code[:4] not in screen_text(pilot).replace(" ", "")
        await paste(pilot, PASSPHRASE)
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is shown, "the code again")
        assert code_on_screen(shown) == code
        app._idle()
        app.idle_seconds = 300.0
        await until(pilot, lambda: isinstance(app.screen, UnlockScreen), "the lock a second time")
        await paste(pilot, PASSPHRASE)
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is shown, "the code again")
        await write(pilot, code[-4:])
        await pilot.press("enter")
        await said(pilot, screen, "Sparat:")
        assert screen.insats is not before
        assert screen.overview is not None
        await until(pilot, lambda: screen.overview is not None and screen.overview.open_rows == 1, "the start")


async def test_a_question_waits_behind_the_lock(codes: list[ParticipantCode], new_app: MakeApp) -> None:
    app = new_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await open_insats(pilot)
        await pilot.press("f5")
        await paste(pilot, codes[4].text)
        await see(pilot, "ingen mätning")
        await pilot.press("k", "ctrl+s")
        question = await dialog(pilot)
        assert isinstance(question, ConfirmDialog)
        app.lock()
        await until(pilot, lambda: isinstance(app.screen, UnlockScreen), "the lock")
        await pilot.press("right", "enter", "escape")
        assert isinstance(app.screen, UnlockScreen), "keys reach nothing behind it"
        await paste(pilot, PASSPHRASE)
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is question)
        assert question.focused is question.query_one("#no")
        await pilot.press("right", "enter")
        await said(pilot, screen, "felregistrerat")
        assert {row.state for row in screen.rows} == {"oppen", "avslutad"}
        await until(pilot, lambda: len(screen.rows) == 7, "one row less")


async def test_an_opened_deltagande_is_forgotten_and_opened_again_after(codes: list[ParticipantCode], new_app: MakeApp) -> None:
    app = new_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await open_insats(pilot)
        await pilot.press("f6")
        await paste(pilot, codes[5].text)
        await see(pilot, "25–29 år")
        await pilot.press("f9")
        await until(pilot, lambda: isinstance(app.screen, UnlockScreen), "the lock")
        assert "25–29 år" not in screen_text(pilot)
        await paste(pilot, "inte den rätta frasen")
        await pilot.press("enter")
        await see(pilot, "! ")
        await paste(pilot, PASSPHRASE)
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is screen)
        assert "25–29 år" not in screen_text(pilot)
        await paste(pilot, codes[5].text)
        await see(pilot, "25–29 år")
        await pilot.press("r", "down", "7", "ctrl+s")
        await said(pilot, screen, "har rättats")
        await see(pilot, "60–67 år")


async def test_locking_twice_asks_once(insats_on_disk: str, new_app: MakeApp) -> None:
    app = new_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await open_insats(pilot)
        app.lock()
        await until(pilot, lambda: isinstance(app.screen, UnlockScreen))
        app.lock()
        app._idle()
        await pilot.pause()
        assert sum(isinstance(one, UnlockScreen) for one in app.screen_stack) == 1
        assert not isinstance(app.screen, ModalScreen)
        await paste(pilot, PASSPHRASE)
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is screen)


async def test_the_list_of_registers_has_nothing_to_lock(insats_on_disk: str, new_app: MakeApp) -> None:
    app = new_app(idle_seconds=0.2)
    async with app.run_test(size=(80, 24)) as pilot:
        first = app.screen
        await pilot.pause(0.6)
        assert app.screen is first
