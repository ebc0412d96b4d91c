"""Niofält by keys alone at 80×24, on a real register."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from register.catalogue import Catalogue
from register.kansli import judgements
from register.kansli.session import Kansli, open_forbund
from register.niofalt import loader
from register.niofalt.model import Filled
from tests.tui.driving import PASSPHRASE, TODAY, dialog, screen_text, see, status, until, write
from tests.tui_kansli.driving import at, open_kansli, section
from tui.app import NyckeltalApp
from tui.screens.dialogs import ConfirmDialog
from tui.screens.kansli import KansliScreen
from tui.screens.kansli_niofalt import NiofaltPane

MakeApp = Callable[[], NyckeltalApp]


def pane(screen: KansliScreen) -> NiofaltPane:
    found = screen.pane("niofalt")
    assert isinstance(found, NiofaltPane)
    return found


def dirty(mine: NiofaltPane) -> bool:
    return mine.dirty


async def ready(pilot: Pilot[Any], screen: KansliScreen, text: str = "Niofältaren (r)") -> NiofaltPane:
    """Wait until a sheet is read and shown."""
    mine = pane(screen)
    await until(pilot, lambda: mine.hand is not None and text in str(mine.view.content), text)
    return mine


def kept(root: Path, sheet: str = "nio", insats: str = "vagen-vidare") -> list[Filled]:
    """What the register has, read when the app has let go of it."""
    kansli: Kansli = open_forbund(Catalogue(root), None, PASSPHRASE, today=TODAY, state=root / "tillstand")
    try:
        return judgements.historik(kansli, sheet, insats)
    finally:
        kansli.close()


async def to_vagen(pilot: Pilot[Any], screen: KansliScreen) -> NiofaltPane:
    """To Vägen vidare, whichever insats was first."""
    mine = await ready(pilot, screen)
    while mine.hand is not None and mine.hand.judging.insats_id != "vagen-vidare":
        before = mine.hand
        await pilot.press("n")
        await until(pilot, lambda before=before: mine.hand is not before, "the next insats")  # type: ignore[misc]
    return mine


async def test_nine_digits_fill_the_grid_and_s_keeps_it(new_app: MakeApp, root: Path) -> None:
    async with at(new_app, "f7", "niofalt") as (pilot, screen):
        mine = await to_vagen(pilot, screen)
        assert "INTERNT" in screen_text(pilot)
        assert "Siffror bakom: Deltagare 45" in screen_text(pilot)
        await pilot.press(*"123123123")
        assert mine.hand is not None
        assert list(mine.hand.answers.values()) == ["svag", "delvis", "stark"] * 3
        assert dirty(mine)
        await see(pilot, "F7 Niofält•")
        await pilot.press("s")
        await until(pilot, lambda: "Sparat: Niofältaren för Vägen vidare, 2026H1 (9 av 9 ifyllda)." in status(screen), "saved")
        assert not dirty(mine)
        await see(pilot, "Ifyllt 2026-07-10.")
    (one,) = kept(root)
    assert (one.period, len(one.answers), one.answers["r2k2"]) == ("2026H1", 9, "delvis")


async def test_arrows_move_and_backspace_erases(new_app: MakeApp) -> None:
    async with at(new_app, "f7", "niofalt") as (pilot, screen):
        mine = await to_vagen(pilot, screen)
        assert mine.hand is not None
        await pilot.press("left", "up")
        assert mine.hand.at == 0
        await pilot.press("down", "right", "3")
        assert mine.hand.answers == {"r2k2": "stark"}
        assert mine.hand.at == 5
        await pilot.press("left", "backspace", "down", "down", "right", "right", "right", "1")
        assert mine.hand.answers == {"r3k3": "svag"}
        assert mine.hand.at == 8
        await pilot.press("9")
        assert "Här finns valen 1–3." in status(screen)
        await pilot.press("0")
        assert not dirty(mine)


async def test_a_changed_judgement_is_history(new_app: MakeApp, root: Path) -> None:
    async with at(new_app, "f7", "niofalt") as (pilot, screen):
        mine = await to_vagen(pilot, screen)
        for digit in "13":
            before = mine.hand
            await pilot.press("up", "up", "left", "left", digit, "s")
            await until(pilot, lambda before=before: mine.hand is not before, "saved")  # type: ignore[misc]
        await see(pilot, "2 gånger (h)")
        await pilot.press("h")
        shown = await dialog(pilot)
        await see(pilot, "Deltagaren, Behovet: + Stark")
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is not shown, "back")
    assert [one.answers["r1k1"] for one in kept(root)] == ["svag", "stark"]


async def test_nothing_unsaved_is_thrown_away_unasked(new_app: MakeApp, root: Path) -> None:
    async with at(new_app, "f7", "niofalt") as (pilot, screen):
        mine = await to_vagen(pilot, screen)
        for key in ("n", "r", "pageup", "escape"):
            await pilot.press("1")
            assert dirty(mine)
            await pilot.press(key)
            assert isinstance(await dialog(pilot), ConfirmDialog)
            await see(pilot, "Kasta det som är ändrat?")
            await pilot.press("enter")  # the focus is on what changes nothing
            await until(pilot, lambda: pilot.app.screen is screen, "back")
            assert dirty(mine)
        await pilot.press("escape")
        await dialog(pilot)
        await pilot.press("right", "enter")
        await until(pilot, lambda: not mine.dirty and pilot.app.screen is screen, "thrown away")
        assert "Inget är sparat" in status(screen)
    assert kept(root) == []


async def test_another_section_and_locking_keep_what_is_in_hand(new_app: MakeApp) -> None:
    async with at(new_app, "f7", "niofalt") as (pilot, screen):
        mine = await to_vagen(pilot, screen)
        await pilot.press("2")
        await section(pilot, screen, "f3", "utfall")
        await pilot.press("left")
        await until(pilot, lambda: "2025H2" in screen_text(pilot), "another period")
        await section(pilot, screen, "f7", "niofalt")
        assert dirty(mine)
        assert mine.hand is not None
        assert mine.hand.judging.period.code == "2026H1"


async def test_period_and_insats_are_chosen_by_keyboard(new_app: MakeApp) -> None:
    async with at(new_app, "f7", "niofalt") as (pilot, screen):
        mine = await to_vagen(pilot, screen)
        await pilot.press("pageup")
        await until(pilot, lambda: mine.hand is not None and mine.hand.judging.period.code == "2025H2", "the period before")
        await pilot.press("pagedown", "pagedown", "pagedown")
        await until(pilot, lambda: "Nästa period har inte börjat." in status(screen), "the end")
        await pilot.press("p")
        await dialog(pilot)
        await write(pilot, "2025H1")
        await pilot.press("enter")
        await until(pilot, lambda: mine.hand is not None and mine.hand.judging.period.code == "2025H1", "the period picked")
        assert "Inget är levererat för perioden." in screen_text(pilot)
        await pilot.press("i")
        await dialog(pilot)
        await see(pilot, "0 av 9 ifyllda")
        await write(pilot, "unga")
        await pilot.press("enter")
        await until(pilot, lambda: mine.hand is not None and mine.hand.judging.insats_id == "unga-framat", "the insats picked")


async def test_one_of_nine_places_is_chosen(new_app: MakeApp, root: Path) -> None:
    async with at(new_app, "f7", "niofalt") as (pilot, screen):
        mine = await ready(pilot, screen)
        await pilot.press("r")
        await ready(pilot, screen, "Var är vi? (r) · Rusta samverkan (i)")
        assert "Siffror bakom: Antal 20" in screen_text(pilot)
        await pilot.press("down", "right", "enter")
        assert mine.hand is not None
        assert mine.hand.answers == {"plats": "r2k2"}
        assert "▶ ● vald" in screen_text(pilot)
        await pilot.press("9")
        assert mine.hand.answers == {"plats": "r3k3"}
        await pilot.press("backspace", "2", "ctrl+s")
        await until(pilot, lambda: "(1 av 1 ifyllda)" in status(screen), "saved")
    assert [one.answers for one in kept(root, "plats", "rusta")] == [{"plats": "r1k2"}]


async def test_a_resultatmall_is_filled_the_same_way(new_app: MakeApp, root: Path) -> None:
    async with at(new_app, "f7", "niofalt") as (pilot, screen):
        mine = await ready(pilot, screen)
        await pilot.press("r")
        await ready(pilot, screen, "Var är vi? (r)")
        await pilot.press("r")
        await ready(pilot, screen, "Resultatmall (r) · Vägen vidare (i)")
        assert "Siffror bakom: Deltagare 45" in screen_text(pilot)
        await pilot.press("3", "up", "down", "right", "1", "s")
        await until(pilot, lambda: "(2 av 2 ifyllda)" in status(screen), "saved")
        assert mine.hand is not None
    assert [one.answers for one in kept(root, "mall")] == [{"malgrupp": "stark", "mal": "svag"}]


async def test_a_click_moves_the_cursor_and_chooses(new_app: MakeApp) -> None:
    async with at(new_app, "f7", "niofalt") as (pilot, screen):
        mine = await to_vagen(pilot, screen)
        lines = screen_text(pilot).splitlines()
        y = next(number for number, line in enumerate(lines) if line.strip().startswith("Samverkan"))
        x = [number for number, sign in enumerate(lines[y]) if sign == "│"][1] + 3
        await pilot.click(offset=(x, y))
        assert mine.hand is not None
        await until(pilot, lambda: mine.hand is not None and mine.hand.at == 4, "the cell clicked")
        lines = screen_text(pilot).splitlines()
        y = next(number for number, line in enumerate(lines) if "3 + Stark" in line)
        await pilot.click(offset=(lines[y].index("3 + Stark") + 1, y))
        await until(pilot, lambda: mine.hand is not None and mine.hand.answers == {"r2k2": "stark"}, "the choice clicked")


async def test_what_was_judged_before_stands_beside(new_app: MakeApp, root: Path) -> None:
    kansli = open_forbund(Catalogue(root), None, PASSPHRASE, today=TODAY, state=root / "tillstand")
    judgements.fyll(kansli, "nio", "vagen-vidare", "2025H2", {"r1k1": "svag"}, TODAY)
    kansli.close()
    async with at(new_app, "f7", "niofalt") as (pilot, screen):
        await to_vagen(pilot, screen)
        await see(pilot, "förra: − Svag")


async def test_without_a_file_an_example_is_offered(new_app: MakeApp, root: Path) -> None:
    (root / loader.FILE_NAME).unlink()
    async with at(new_app, "f7", "niofalt") as (pilot, screen):
        await see(pilot, "Här finns inga rutnät.")
        for key in ("1", "s", "i", "p", "n", "r", "h", "left", "pageup"):
            await pilot.press(key)  # nothing to do anything with
        await pilot.press("x")
        await see(pilot, "Orden i exemplet är påhittade.")
        await pilot.press("enter")
        await ready(pilot, screen)
    assert (root / loader.FILE_NAME).read_bytes().decode("utf-8") == loader.example()


async def test_a_broken_file_says_which_line(new_app: MakeApp, root: Path) -> None:
    (root / loader.FILE_NAME).write_text("[[rutnat]]\nprosa = 1\n", encoding="utf-8")
    async with at(new_app, "f7", "niofalt") as (pilot, screen):
        await see(pilot, "niofalt.toml, rad 2")
        (root / loader.FILE_NAME).write_text(loader.example(), encoding="utf-8")
        await section(pilot, screen, "f2", "oversikt")
        await section(pilot, screen, "f7", "niofalt")
        await ready(pilot, screen)


async def test_a_sheet_for_no_insats_says_so(new_app: MakeApp, root: Path) -> None:
    text = (root / loader.FILE_NAME).read_text(encoding="utf-8").replace('insatser = "individ"', 'insatser = ["finns-inte"]')
    (root / loader.FILE_NAME).write_text(text, encoding="utf-8")
    async with at(new_app, "f7", "niofalt") as (pilot, screen):
        await see(pilot, "Niofältaren gäller ingen insats som finns här.")
        await pilot.press("r")
        await ready(pilot, screen, "Var är vi? (r)")


@pytest.mark.parametrize("size", [(80, 24), (100, 30), (120, 40), (60, 20)])
async def test_every_line_fits_the_screen(new_app: MakeApp, size: tuple[int, int]) -> None:
    async with new_app().run_test(size=size) as pilot:
        screen = await open_kansli(pilot)
        await section(pilot, screen, "f7", "niofalt")
        mine = await ready(pilot, screen)
        for name in ("Niofältaren", "Var är vi?", "Resultatmall"):
            await until(pilot, lambda name=name: f"{name} (r)" in str(mine.view.content), name)  # type: ignore[misc]
            assert max(len(line) for line in str(mine.view.content).splitlines()) <= max(60, size[0] - 2)
            await pilot.press("r")
