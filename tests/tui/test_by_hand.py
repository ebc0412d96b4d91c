"""Everything from a new folder to a sheet on disk, by keys alone at 80×24: what a samordnare and a kansli do in a half-year."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

from register.kansli.acts import open_forbund, outcome_document, utfall
from register.periods import Period
from tests.tui.by_hand import KVINNA, MAN, Samordnare, answer_path, close_register, make_register
from tests.tui.driving import PASSPHRASE, TODAY, dialog, said, see, until, write
from tui.app import Costs, NyckeltalApp
from tui.screens.insats import InsatsScreen
from tui.screens.kansli import KansliScreen

INDIVID_FROM_2026H1 = ("tab", "tab", *"2026H1", "enter")
"""Past typ and period kind, which stand as they shall, to the first period."""


async def a_half_year(someone: Samordnare) -> None:
    """Three women and one man start; one is registered by mistake, one's code is lost, one avslut is undone and its start corrected."""
    first, _ = await someone.start()
    await someone.matning(first, "123450")
    await someone.avslut(first, "4")
    _, lost = await someone.start(MAN)
    await someone.lost(lost, MAN, "g")
    mistaken, _ = await someone.start()
    await someone.felregistrering(mistaken)
    staying, handle = await someone.start()
    await someone.avslut(staying, "1")
    await someone.open(staying, "avslutat 2026-06")
    await someone.keys("u")
    await someone.agree()
    await said(someone.pilot, someone.screen, f"avslutet för {handle}")
    await someone.keys("r", "down", "7", "ctrl+s")
    await said(someone.pilot, someone.screen, "har rättats")
    await see(someone.pilot, "60–67 år")
    await someone.keys("f8", "1", KVINNA, "2", "enter", "left", "ctrl+s")
    await said(someone.pilot, someone.screen, "Sparat: 2 i 2026-06")


async def receive_and_write_the_sheet(kansli: KansliScreen, someone: Samordnare, file: Path, folder: Path) -> None:
    pilot = someone.pilot
    await pilot.press("f4", "m")
    await see(pilot, "En annan fil eller mapp")
    await write(pilot, "annan")
    await pilot.press("enter")
    await see(pilot, "Vilken fil")
    await answer_path(pilot, file)
    await see(pilot, "jämför nyckelns sex ord")
    await pilot.press("enter", "f3")
    await see(pilot, "redovisade 0 av 2 avslutade, 2 väntar")
    await pilot.press("f5", "m")
    await answer_path(pilot, folder)
    await until(pilot, lambda: pilot.app.screen is kansli, "the sheet's section")
    await pilot.press("s")
    await see(pilot, "Skrivet:")


async def test_from_an_empty_folder_to_the_sheet_without_the_mouse(new_app: Callable[[], NyckeltalApp], costs: Costs, tmp_path: Path) -> None:
    file, folder = tmp_path / "leverans-1.nyckeltal", tmp_path / "blad"
    app = new_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await make_register(pilot, "k", "Norra förbundet", "norra")
        await close_register(pilot)
        screen = await make_register(pilot, "n", "Vägen vidare", "vagen-vidare", between=INDIVID_FROM_2026H1)
        assert isinstance(screen, InsatsScreen)
        someone = Samordnare(pilot, screen)
        await a_half_year(someone)
        await someone.lock("2026H1")
        await someone.deliver(file)
        assert "sex ord" in str((await dialog(pilot)).query_one(".dialog-text Static").render())
        await pilot.press("enter")
        await close_register(pilot)
        await pilot.press("up", "up", "enter")
        await see(pilot, "Norra förbundet")
        await write(pilot, PASSPHRASE[:3])
        await pilot.press("ctrl+u")
        await write(pilot, PASSPHRASE)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, KansliScreen) and app.screen.data is not None, "the kansli")
        assert isinstance(app.screen, KansliScreen)
        await receive_and_write_the_sheet(app.screen, someone, file, folder)
    text = (folder / "uppfoljning-finsam-2026H1.csv").read_text(encoding="utf-8-sig")
    figures = {row[5].split()[0]: row[6:8] + row[9:10] for row in csv.reader(text.splitlines()[1:], delimiter=";")}
    assert figures == {"Nya": ["4", "1", "5"], "Deltagare": ["4", "1", "5"], "Avslutade": ["1", "1", "2"], "Pågående": ["3", "0", "3"]}
    kansli = open_forbund(app.catalogue, "norra", PASSPHRASE, today=TODAY, state=costs.state)
    document = outcome_document(utfall(kansli, span=Period.parse("2026H1")))
    kansli.close()
    expected = {"nya": 5, "pagaende_start": 0, "pagaende_slut": 3, "avslutade": 2, "felregistrerade": 0, "deltagare": 5}
    assert {measure: document["volymer"][measure] for measure in expected} == expected
