"""Everything that a kansli does, by keys alone at 80×24, on a real register."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select
from textual.pilot import Pilot
from textual.widgets import Button, OptionList, Static

from register import audit_log
from register.kansli import acts
from register.kansli.session import Kansli
from register.keys import Keys
from tests.tui.by_hand import answer_path
from tests.tui.driving import PASSPHRASE, dialog, paste, screen_text, see, status, until, write
from tests.tui_kansli.driving import SIZE, at, name_a_path, open_kansli, section
from tui.app import NyckeltalApp
from tui.screens.dialogs import MessageDialog
from tui.screens.kansli import KansliScreen

MakeApp = Callable[[], NyckeltalApp]


def pane_text(screen: KansliScreen) -> str:
    """All of the section's text, also what is scrolled out."""
    return str(screen.pane(screen.current).query_one(".kansli-text", Static).content)


async def shows(pilot: Pilot[Any], screen: KansliScreen, text: str) -> None:
    await until(pilot, lambda: text in pane_text(screen), f"»{text}« in the section")


async def test_overview_shows_volumes_what_is_missing_and_the_months(new_app: MakeApp) -> None:
    async with new_app().run_test(size=SIZE) as pilot:
        screen = await open_kansli(pilot)
        text = pane_text(screen)
        assert "INTERNT" in text
        assert "första halvåret 2026 (2026H1)" in text
        assert "Unga framåt: 2026H1 har inte kommit" in text
        assert "Rusta samverkan" in text
        vagen = next(line for line in text.splitlines() if line.startswith("Vägen vidare"))
        assert vagen.split()[2:6] == ["45", "36", "27", "18"]
        assert "inte levererat" in next(line for line in text.splitlines() if line.startswith("Unga framåt  "))


async def test_the_period_is_chosen_by_arrows_length_or_list(new_app: MakeApp) -> None:
    async with new_app().run_test(size=SIZE) as pilot:
        screen = await open_kansli(pilot)
        await pilot.press("left")
        await shows(pilot, screen, "andra halvåret 2025 (2025H2)")
        await pilot.press("right", "l")
        await shows(pilot, screen, "tertial 1 2026")
        await pilot.press("l")
        await shows(pilot, screen, "kvartal 1 2026")
        await pilot.press("l")
        await shows(pilot, screen, "helåret 2026")
        await pilot.press("l")
        await shows(pilot, screen, "allt som har levererats")
        await pilot.press("p")
        await dialog(pilot)
        await write(pilot, "andra 2025")
        await pilot.press("enter")
        await shows(pilot, screen, "andra halvåret 2025 (2025H2)")


async def test_a_click_on_the_arrow_is_as_good_as_its_key(new_app: MakeApp) -> None:
    async with new_app().run_test(size=SIZE) as pilot:
        screen = await open_kansli(pilot)
        line = next(y for y, text in enumerate(screen_text(pilot).splitlines()) if "←" in text)
        x = screen_text(pilot).splitlines()[line].index("←")
        await pilot.click(offset=(x, line))
        await shows(pilot, screen, "2025H2")


async def test_the_overview_is_split_by_kon(new_app: MakeApp) -> None:
    async with new_app().run_test(size=SIZE) as pilot:
        screen = await open_kansli(pilot)
        assert "Kvinna" not in pane_text(screen)
        await pilot.press("k")
        await shows(pilot, screen, "  Kvinna")
        await pilot.press("k")
        await until(pilot, lambda: "Kvinna" not in pane_text(screen))


async def test_outcome_gives_base_groups_with_intervals_and_progression(new_app: MakeApp, kansli: Kansli) -> None:
    expected = acts.outcome_document(acts.utfall(kansli, span=None))
    kansli.close()
    async with at(new_app, "f3", "utfall") as (pilot, screen):
        await pilot.press("l", "l", "l", "l")
        await shows(pilot, screen, "allt som har levererats")
        text = pane_text(screen)
        base = expected["bas"]
        assert f"redovisade {base['redovisade']} av {base['avslutade']} avslutade, {base['vantar']} väntar" in text
        for group in expected["grupper"]:
            assert f"{group['n']}" in text
        low, high = expected["grupper"][0]["ki95"]
        assert f"{int(low * 100 + 0.5)}–{int(high * 100 + 0.5)} %" in text
        assert "SKAPA 1, deltagaren" in text
        assert "SKAPA 1, handläggaren" in text
        first = expected["progression"][0]
        line = next(line for line in text.splitlines() if line.startswith("Nå ett arbete"))
        shown = [0 if word == "·" else int(word) for word in line[28:57].split()]
        assert shown == [first["n"], first["forbattrad"], first["lika"], first["forsamrad"]]
        assert "Har inte levererat hela perioden: Unga framåt" in text


async def test_outcome_of_one_insats_in_another_grouping_by_kon(new_app: MakeApp) -> None:
    async with at(new_app, "f3", "utfall") as (pilot, screen):
        await pilot.press("i")
        await dialog(pilot)
        await write(pilot, "vägen")
        await pilot.press("enter")
        await shows(pilot, screen, "Insats: Vägen vidare")
        first = screen.data.chosen.grouping.label if screen.data else ""
        await pilot.press("g")
        await until(pilot, lambda: screen.data is not None and screen.data.chosen.grouping.label != first)
        await pilot.press("g", "g")
        await shows(pilot, screen, f"Gruppering: {first}")
        await pilot.press("k")
        await shows(pilot, screen, "  Kvinna: redovisade")


async def test_words_and_real_keys_are_one_key_away(new_app: MakeApp) -> None:
    async with at(new_app, "f3", "utfall") as (pilot, _screen):
        await pilot.press("question_mark")
        await see(pilot, "Vad orden betyder")
        await pilot.press("escape", "f1")
        await see(pilot, "Tangenter här")
        text = str((await dialog(pilot)).query_one(".dialog-text Static", Static).content)
        for word in ("Deltagande", "Bas", "Sen", "Start okänd", "Endast antal", "Väntar", "Gruppering", "Annullerad"):
            assert word in text


async def test_a_file_lying_in_the_folder_is_received_and_the_figures_follow(new_app: MakeApp) -> None:
    async with at(new_app, "f4", "leveranser") as (pilot, screen):
        await pilot.press("m")
        await see(pilot, "Unga framåt, leverans 2")
        await write(pilot, "unga framåt, leverans 2")
        await pilot.press("enter")
        await see(pilot, "Unga framåt, leverans 2 (2026H1)")
        assert isinstance(pilot.app.screen, MessageDialog)
        await pilot.press("enter")
        assert "Sparat: 1 leverans mottagen" in status(screen)
        await section(pilot, screen, "f2", "oversikt")
        assert "Unga framåt: 2026H1" not in pane_text(screen)
        assert "inte levererat" not in pane_text(screen)


async def test_a_first_delivery_shows_six_words(new_app: MakeApp, root: Path) -> None:
    async with at(new_app, "f4", "leveranser") as (pilot, screen):
        await name_a_path(pilot, root / "leveranser" / "fran-nya.bin")
        await see(pilot, "jämför nyckelns sex ord")
        text = str(pilot.app.screen.query_one(".dialog-text Static", Static).content)
        words = next(line.strip().split("-") for line in text.splitlines() if line.startswith("    "))
        assert len(words) == 6
        await pilot.press("enter")
        assert screen.data is not None
        assert "nya" in screen.data.names


async def test_all_new_files_at_once(new_app: MakeApp) -> None:
    async with at(new_app, "f4", "leveranser") as (pilot, screen):
        await pilot.press("m")
        await see(pilot, "Alla 2 nya filer")
        await pilot.press("enter")
        await see(pilot, "Nya vägar är godkänd")
        await pilot.press("enter")
        assert "Sparat: 2 leveranser mottagna" in status(screen)


async def test_the_same_file_again_changes_nothing(new_app: MakeApp) -> None:
    async with at(new_app, "f4", "leveranser") as (pilot, screen):
        await pilot.press("m")
        await see(pilot, "Mottagen: Vägen vidare")
        await write(pilot, "mottagen: vägen vidare, leverans 1")
        await pilot.press("enter")
        await see(pilot, "redan mottagen")
        await pilot.press("enter")
        assert "Inget nytt togs emot" in status(screen)


@pytest.mark.parametrize(
    ("name", "said"), [("finns-inte", "går inte att läsa"), ("skrap.bin", "Det här är ingen leverans"), ("bruten.nyckeltal", "")]
)
async def test_what_is_no_delivery_is_refused_in_words(new_app: MakeApp, root: Path, name: str, said: str) -> None:
    whole = (root / "leveranser" / "leverans-unga-framat-2026H1.nyckeltal").read_bytes()
    (root / "skrap.bin").write_bytes(b"inte en leverans" * 50)
    (root / "bruten.nyckeltal").write_bytes(whole[: len(whole) // 2])
    async with at(new_app, "f4", "leveranser") as (pilot, screen):
        await name_a_path(pilot, root / name)
        await until(pilot, lambda: isinstance(pilot.app.screen, MessageDialog), "a refusal")
        if said:
            assert said.rsplit(maxsplit=1)[-1] in screen_text(pilot)
        await pilot.press("enter")
        assert "Inget nytt togs emot" in status(screen)


async def test_annulling_asks_for_a_reason_and_rests_on_keeping(new_app: MakeApp) -> None:
    async with at(new_app, "f4", "leveranser") as (pilot, screen):
        options = screen.query_one("#delivery-list", OptionList)
        assert options.highlighted == 0
        line = str(options.get_option_at_index(0).prompt)
        for key, stands in (("enter", True), ("right", False)):
            await pilot.press("a")
            await see(pilot, "Varför annulleras")
            await write(pilot, "provlev")
            await pilot.press("enter")
            await see(pilot, "räknas sedan inte")
            focused = pilot.app.screen.focused
            assert isinstance(focused, Button)
            assert focused.id == "no"
            await pilot.press(*([key] if stands else [key, "enter"]))
            await until(pilot, lambda: pilot.app.screen is screen)
            if stands:
                assert "annullerad" not in str(options.get_option_at_index(0).prompt)
        await until(pilot, lambda: "annullerad: Provleverans" in str(options.get_option_at_index(0).prompt))
        assert str(options.get_option_at_index(0).prompt).startswith(line.strip()[:20])
        assert "är annullerad" in status(screen)


async def test_a_changed_key_is_approved_after_its_words_are_compared(new_app: MakeApp, root: Path) -> None:
    Keys.generate().public("insats", "nya", "Nya vägar", "individ").write(root / "nycklar" / "insats-nya.json")
    async with at(new_app, "f4", "leveranser") as (pilot, screen):
        await pilot.press("n")
        await see(pilot, "Nya vägar (nya)  ·  ny")
        await pilot.press("enter")
        await see(pilot, "Ring samordnaren")
        focused = pilot.app.screen.focused
        assert isinstance(focused, Button)
        assert focused.id == "no"
        await pilot.press("right", "enter")
        await until(pilot, lambda: "nyckeln för nya är godkänd" in status(screen))


def exports_logged(kansli: Kansli) -> int:
    with kansli.store.read() as session:
        assert audit_log.verify(session) == []
        return sum(entry.kind == audit_log.AuditKind.EXPORT for entry in session.exec(select(audit_log.AuditEntry)))


async def test_the_sheet_is_seen_and_written_and_logged_once(new_app: MakeApp, root: Path, tmp_path: Path, kansli: Kansli) -> None:
    target = tmp_path / "blad"
    async with at(new_app, "f5", "export") as (pilot, screen):
        assert "Nya  " not in pane_text(screen)
        await pilot.press("v")
        await shows(pilot, screen, "Deltagare under perioden")
        line = next(line for line in pane_text(screen).splitlines() if line.startswith("  Nya"))
        assert line.split()[1:] == ["24", "12", "0", "36"]
        await pilot.press("x", "m")
        await answer_path(pilot, target)
        await pilot.press("s")
        await shows(pilot, screen, "Skrivet:")
    assert sorted(path.name for path in target.iterdir()) == ["uppfoljning-finsam-2026H1.csv", "uppfoljning-finsam-2026H1.html"]
    rows = list(csv.reader((target / "uppfoljning-finsam-2026H1.csv").read_text(encoding="utf-8-sig").splitlines(), delimiter=";"))
    assert any("Vägen vidare" in row and "24" in row for row in rows)
    assert exports_logged(kansli) == 1
    kansli.close()


async def test_one_format_is_always_left(new_app: MakeApp) -> None:
    async with at(new_app, "f5", "export") as (pilot, screen):
        await pilot.press("h", "c", "x")
        assert "[x] Excel" in pane_text(screen)
        assert "[ ] csv" in pane_text(screen)
        await pilot.press("c")
        assert "[x] csv" in pane_text(screen)


async def test_the_mouse_does_what_the_keys_do(new_app: MakeApp) -> None:
    async def click_on(text: str) -> None:
        rows = screen_text(pilot).splitlines()
        y = next(y for y, row in enumerate(rows) if text in row)
        await pilot.click(offset=(rows[y].index(text) + 1, y))

    async with new_app().run_test(size=SIZE) as pilot:
        screen = await open_kansli(pilot)
        await click_on("(F4)")
        await until(pilot, lambda: screen.current == "leveranser")
        await click_on("F5 Export")
        await until(pilot, lambda: screen.current == "export")
        await see(pilot, "[x] csv")
        await click_on("[x] csv")
        await see(pilot, "[ ] csv")
        await click_on("visar bladet här")
        await shows(pilot, screen, "Pågående vid periodens slut")
        await click_on("alla insatser (i)")
        await see(pilot, "Vilken insats?")
        await click_on("Vägen vidare")
        await shows(pilot, screen, "Insats: Vägen vidare")


async def test_everything_has_no_sheet(new_app: MakeApp) -> None:
    async with at(new_app, "f5", "export") as (pilot, screen):
        await pilot.press("l", "l", "l", "l", "v")
        await shows(pilot, screen, "Bladet gäller ett halvår")


async def test_a_folder_that_cannot_be_written_is_told(new_app: MakeApp, root: Path) -> None:
    (root / "fil").write_text("upptagen")
    async with at(new_app, "f5", "export") as (pilot, screen):
        await pilot.press("m")
        await answer_path(pilot, root / "fil")
        await until(pilot, lambda: pilot.app.screen is screen)
        await pilot.press("s")
        await see(pilot, "Bladet kunde inte skrivas")


@pytest.mark.parametrize("key", ["f2", "f3", "f4", "f5"])
async def test_an_empty_register_says_what_to_do(empty_app: MakeApp, key: str) -> None:
    async with empty_app().run_test(size=SIZE) as pilot:
        screen = await open_kansli(pilot)
        await pilot.press(key)
        await pilot.pause()
        assert "Inget har kommit än" in screen_text(pilot)
        assert pilot.app.screen is screen


async def test_an_empty_register_has_nothing_to_annul_or_write(empty_app: MakeApp) -> None:
    async with empty_app().run_test(size=SIZE) as pilot:
        screen = await open_kansli(pilot)
        await section(pilot, screen, "f4", "leveranser")
        await pilot.press("a")
        await see(pilot, "Ingen leverans är vald")
        await pilot.press("enter", "f5", "v", "s")
        await pilot.pause()
        assert pilot.app.screen is screen
        await section(pilot, screen, "f4", "leveranser")
        await pilot.press("n")
        await see(pilot, "Här ligger ingen nyckelfil")


async def test_locked_and_opened_again_it_shows_the_same(new_app: MakeApp) -> None:
    async with at(new_app, "f3", "utfall") as (pilot, screen):
        before = pane_text(screen)
        await pilot.press("f9")
        await see(pilot, "Registret låstes")
        await paste(pilot, PASSPHRASE)
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is screen)
        await pilot.press("right", "left")
        await until(pilot, lambda: pane_text(screen) == before)
