"""Files and keys that are not as they were: a folder that has gone, words that differ, a key file that is broken."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

from register.kansli import acts
from register.kansli.session import Kansli
from register.keys import Keys
from tests.tui.driving import paste, screen_text, see, status, until
from tests.tui_kansli.driving import ask_for_a_path, at, name_a_path
from tui.app import NyckeltalApp
from tui.screens.dialogs import MessageDialog

MakeApp = Callable[[], NyckeltalApp]


async def test_a_folder_that_has_gone_is_told_once_and_another_can_be_chosen(new_app: MakeApp, root: Path, tmp_path: Path) -> None:
    """As when the stick with the deliveries is pulled out."""
    stick = tmp_path / "sticka"
    shutil.copytree(root / "leveranser", stick)
    async with at(new_app, "f4", "leveranser") as (pilot, screen):
        await name_a_path(pilot, stick)
        await see(pilot, "Mottagen: Vägen vidare, leverans 1")
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        shutil.rmtree(stick)
        await pilot.press("m")
        await see(pilot, "Mappen går inte att läsa")
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is screen)
        await pilot.press("m")
        await see(pilot, "leverans-unga-framat-2026H1")


async def test_the_same_folder_is_shown_the_next_time(new_app: MakeApp, root: Path, tmp_path: Path) -> None:
    other = tmp_path / "post"
    other.mkdir()
    shutil.copy(root / "leveranser" / "fran-nya.bin", other / "brev.bin")
    async with at(new_app, "f4", "leveranser") as (pilot, _screen):
        await name_a_path(pilot, other)
        for answer in ("escape", "enter"):
            await see(pilot, "brev.bin")
            await pilot.press(answer, *(["m"] if answer == "escape" else []))
        await see(pilot, "Nya vägar är godkänd")


async def test_going_back_from_the_path_receives_nothing(new_app: MakeApp) -> None:
    async with at(new_app, "f4", "leveranser") as (pilot, screen):
        before = status(screen)
        await ask_for_a_path(pilot)
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        assert status(screen) == before


async def test_a_key_whose_words_differ_is_not_approved(new_app: MakeApp, root: Path, kansli: Kansli) -> None:
    before = acts.insatser(kansli)
    kansli.close()
    Keys.generate().public("insats", "vagen-vidare", "Vägen vidare", "individ").write(root / "nycklar" / "insats-vagen-vidare.json")
    async with at(new_app, "f4", "leveranser") as (pilot, screen):
        await pilot.press("n")
        await see(pilot, "Vägen vidare (vagen-vidare)  ·  har levererat")
        await paste(pilot, "vägen vidare")
        await pilot.press("enter")
        await see(pilot, "Ring samordnaren")
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is screen)
        assert acts.insatser(screen.kansli) == before


async def test_a_broken_key_file_is_told_and_changes_nothing(new_app: MakeApp, root: Path) -> None:
    path = root / "nycklar" / "insats-nya.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**document, "signering": "AAAA", "sign": "AAAA", "utbyte": "!", "exchange": "!"}), encoding="utf-8")
    async with at(new_app, "f4", "leveranser") as (pilot, screen):
        await pilot.press("n")
        await see(pilot, "Nya vägar (nya)")
        await paste(pilot, "nya vägar")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, MessageDialog), "the refusal")
        assert "nyckel" in screen_text(pilot).lower()
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is screen)
