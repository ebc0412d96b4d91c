"""Period by keyboard: a delivery that succeeds, to which förbund, the last lock of an insats, the own sheet, and what there is to read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, OptionList, Static

from register import delivery
from register.catalogue import Catalogue
from register.insats import acts, closing
from register.insats.codes import ParticipantCode
from register.insats.opening import open_insats
from register.kansli.acts import create_forbund
from register.keys import Keys
from register.periods import Month
from tests.tui.by_hand import Samordnare, answer_path
from tests.tui.conftest import make_insats
from tests.tui.driving import PASSPHRASE, TODAY, dialog, paste, said, screen_text, see, until, write
from tests.tui.driving import open_insats as enter_insats
from tui.app import Costs, NyckeltalApp
from tui.screens.dialogs import ConfirmDialog, MessageDialog
from tui.screens.insats_period import lock_text

MakeApp = Callable[..., NyckeltalApp]


@pytest.fixture
def locked(codes: list[ParticipantCode], catalogue: Catalogue, costs: Costs) -> None:
    """2026H1 is locked and not delivered."""
    insats = open_insats(catalogue, "vagen-vidare", PASSPHRASE, today=TODAY, seal_cost=costs.seal, state=costs.state)
    closing.las(insats, "2026H1", passphrase=PASSPHRASE, today=TODAY)
    insats.close()


@pytest.fixture
def forbund(catalogue: Catalogue, costs: Costs) -> None:
    """The key file of a förbund; its register is somewhere else."""
    create_forbund(catalogue, "norra", namn="Norra förbundet", passphrase=PASSPHRASE, today=TODAY, vault_cost=costs.vault, state=costs.state).close()
    catalogue.forbund_path("norra").unlink()


@pytest.mark.usefixtures("locked", "forbund")
async def test_a_delivery_is_written_and_said_with_its_words(new_app: MakeApp, tmp_path: Path) -> None:
    target = tmp_path / "leverans.nyckeltal"
    async with new_app().run_test(size=(80, 24)) as pilot:
        screen = await enter_insats(pilot)
        await see(pilot, "2026H1 är låst och väntar på att levereras")
        await pilot.press("f7")
        await see(pilot, "2026H1 är låst och inte levererad: tryck v")
        await Samordnare(pilot, screen).deliver(target)
        told = await dialog(pilot)
        assert isinstance(told, MessageDialog)
        text = str(told.query_one(".dialog-text Static", Static).content)
        assert "Perioder: 2026H1" in text
        assert str(target) in text
        assert len(text.splitlines()[-1].strip().split("-")) == 6
        await pilot.press("enter")
        await see(pilot, "allt låst är levererat")
        await see(pilot, "levererad")
    header = delivery.read_header(target.read_bytes())
    assert (header.insats_id, header.forbund_id, header.number) == ("vagen-vidare", "norra", 1)


@pytest.mark.usefixtures("locked", "forbund")
@pytest.mark.parametrize("which", ["a folder", "no such folder", "another file"])
async def test_a_path_that_cannot_be_written_is_said_and_asked_for_again(which: str, new_app: MakeApp, tmp_path: Path) -> None:
    (tmp_path / "brev.txt").write_text("Hej")
    path, why = {
        "a folder": (tmp_path, "är en mapp"),
        "no such folder": (tmp_path / "borta" / "leverans.nyckeltal", "Mappen finns inte"),
        "another file": (tmp_path / "brev.txt", "ingen leverans"),
    }[which]
    async with new_app().run_test(size=(120, 30)) as pilot:
        screen = await enter_insats(pilot)
        await pilot.press("f7", "v")
        await answer_path(pilot, path)
        await see(pilot, why)
        await pilot.press("enter")
        await see(pilot, "Till vilken fil?")
        assert pilot.app.screen.query_one(Input).value == str(path), "what was typed stays to be put right"
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        assert screen.overview is not None
        assert screen.overview.undelivered == ["2026H1"]
    assert (tmp_path / "brev.txt").read_text() == "Hej"


@pytest.mark.usefixtures("locked", "forbund")
async def test_where_several_forbund_lie_one_is_chosen(new_app: MakeApp, catalogue: Catalogue, tmp_path: Path) -> None:
    Keys.generate().public("forbund", "sodra", "Södra förbundet", None).write(catalogue.public_path("forbund", "sodra"))
    target = tmp_path / "till-sodra.nyckeltal"
    async with new_app().run_test(size=(80, 24)) as pilot:
        screen = await enter_insats(pilot)
        await pilot.press("f7", "v")
        await see(pilot, "Till vilket förbund?")
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        await pilot.press("v")
        await see(pilot, "Till vilket förbund?")
        await write(pilot, "södra")
        await pilot.press("enter")
        await until(pilot, lambda: not pilot.app.screen.query(OptionList) and bool(pilot.app.screen.query(Input)), "the path")
        await answer_path(pilot, target)
        await said(pilot, screen, "Sparat: leverans 1")
    assert delivery.read_header(target.read_bytes()).forbund_id == "sodra"


async def test_nothing_to_lock_is_said_with_what_it_takes(insats_on_disk: str, catalogue: Catalogue, costs: Costs, new_app: MakeApp) -> None:
    insats = open_insats(catalogue, insats_on_disk, PASSPHRASE, today=TODAY, seal_cost=costs.seal, state=costs.state)
    closing.las(insats, "2026H1", passphrase=PASSPHRASE, today=TODAY)
    insats.close()
    async with new_app().run_test(size=(80, 24)) as pilot:
        screen = await enter_insats(pilot)
        for key in ("l", "x"):
            await pilot.press("f7", key)
            await see(pilot, "Ingen period kan låsas nu.")
            await see(pilot, "i tidsordning")
            await pilot.press("enter")
            await until(pilot, lambda: pilot.app.screen is screen)


async def test_going_back_from_any_question_of_a_lock_locks_nothing(codes: list[ParticipantCode], new_app: MakeApp) -> None:
    async with new_app().run_test(size=(80, 24)) as pilot:
        screen = await enter_insats(pilot)
        for answers in (["enter"], ["escape"], ["right", "enter", "escape"]):
            await pilot.press("f7", "l")
            question = await dialog(pilot)
            assert isinstance(question, ConfirmDialog)
            assert question.focused is question.query_one("#no")
            await pilot.press(*answers)
            await until(pilot, lambda: pilot.app.screen is screen)
        await screen.refreshed()
        assert screen.overview is not None
        assert screen.overview.lockable == "2026H1"


async def test_a_lock_tells_of_what_is_filled_in_and_not_saved(codes: list[ParticipantCode], new_app: MakeApp) -> None:
    async with new_app().run_test(size=(80, 24)) as pilot:
        await enter_insats(pilot)
        await pilot.press("f3", "1", "f7", "l")
        await dialog(pilot)
        text = str(pilot.app.screen.query_one(".dialog-text Static", Static).content)
        assert "Ny start har något ifyllt som inte är sparat" in text
        assert "minst 5 personer" in text


@pytest.fixture
def all_ended(catalogue: Catalogue, costs: Costs) -> None:
    """An insats whose three deltaganden have ended: too few to be told of."""
    insats = make_insats(catalogue, costs)
    with insats.batch():
        for _ in range(3):
            keys = insats.keys_for(ParticipantCode.new())
            acts.start(insats, keys, {"kon": "kvinna", "aldersgrupp": "25-29"}, month=Month(2026, 2), today=TODAY)
            acts.avslut(insats, keys, {"avslutsanledning": "studier"}, month=Month(2026, 6), today=TODAY)
    insats.close()


async def the_last_lock(pilot: Pilot[Any]) -> str:
    """Lock the last period of an insats that ends; what was said of it."""
    await pilot.press("f7", "x")
    await see(pilot, "Insatsen upphör")
    await pilot.press("right", "enter")
    await until(pilot, lambda: bool(pilot.app.screen.query(Input)), "the passphrase")
    await paste(pilot, PASSPHRASE)
    await pilot.press("enter")
    await until(pilot, lambda: isinstance(pilot.app.screen, MessageDialog), "what was done, or why not")
    text = str(pilot.app.screen.query_one(".dialog-text Static", Static).content)
    await pilot.press("enter")
    return text


@pytest.mark.usefixtures("all_ended")
async def test_the_last_lock_of_an_insats_destroys_what_never_reached_the_limit(new_app: MakeApp) -> None:
    async with new_app().run_test(size=(80, 24)) as pilot:
        screen = await enter_insats(pilot)
        text = await the_last_lock(pilot)
        assert "Det som aldrig nådde gränsen är förstört och räknas som ej redovisat." in text
        assert "Uppgifter om 0 avslut väntar" in text
        assert screen.rows == []


async def test_an_insats_with_open_deltaganden_cannot_have_its_last_lock(codes: list[ParticipantCode], new_app: MakeApp) -> None:
    async with new_app().run_test(size=(80, 24)) as pilot:
        screen = await enter_insats(pilot)
        await the_last_lock(pilot)
        await said(pilot, screen, "Inget är låst")
        await screen.refreshed()
        assert screen.overview is not None
        assert screen.overview.lockable == "2026H1"
        assert len(screen.rows) == 8


async def test_the_own_sheet_asks_again_where_it_cannot_be_written(codes: list[ParticipantCode], new_app: MakeApp, tmp_path: Path) -> None:
    async with new_app().run_test(size=(80, 24)) as pilot:
        screen = await enter_insats(pilot)
        await pilot.press("f7", "b")
        await see(pilot, "Blad för vilken period?")
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        await pilot.press("b")
        await see(pilot, "2026H1")
        await write(pilot, "2026H1")
        await pilot.press("enter")
        await see(pilot, "I vilken mapp?")
        (tmp_path / "upptagen").write_text("")
        await answer_path(pilot, tmp_path / "upptagen")
        await see(pilot, "Bladet kunde inte skrivas")
        await pilot.press("enter")
        await answer_path(pilot, tmp_path / "blad")
        await said(pilot, screen, "Sparat: uppfoljning-finsam-vagen-vidare-2026H1.html")
    written = (tmp_path / "blad" / "uppfoljning-finsam-vagen-vidare-2026H1.csv").read_text(encoding="utf-8-sig")
    assert "Vägen vidare" in written


async def test_the_protocol_can_be_read_once_something_is_locked(codes: list[ParticipantCode], new_app: MakeApp) -> None:
    async with new_app().run_test(size=(80, 24)) as pilot:
        screen = await enter_insats(pilot)
        await pilot.press("f7", "g")
        await pilot.pause()
        assert pilot.app.screen is screen, "there is none yet"
        assert "Gallringsprotokoll" not in screen_text(pilot)
        await Samordnare(pilot, screen).lock("2026H1")
        await pilot.press("g")
        await see(pilot, "Gallrat: 2")


def test_what_a_lock_did_is_told_in_numbers(codes: list[ParticipantCode], catalogue: Catalogue, costs: Costs) -> None:
    insats = open_insats(catalogue, "vagen-vidare", PASSPHRASE, today=TODAY, seal_cost=costs.seal, state=costs.state)
    report = closing.las(insats, "2026H1", passphrase=PASSPHRASE, today=TODAY)
    insats.close()
    lines = lock_text(report).splitlines()
    assert lines[:2] == ["Uppgifter om 0 avslut går med nästa leverans.", "Uppgifter om 2 avslut väntar tills de är fler."]
    assert "Gallrat: 2" in lock_text(report)
    assert lines[-1] == "Tryck v för att leverera till kansliet."
