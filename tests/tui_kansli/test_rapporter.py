"""Rapporter, by keys alone at 80×24, on a real register: choosing, looking, going on to an insats, what the gate did."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import OptionList, Static

from tests.tui.driving import PASSPHRASE, dialog, paste, screen_text, see
from tests.tui_kansli.driving import asked, at, pick, previewed, rapporter, waited
from tui.app import NyckeltalApp
from tui.screens import kansli_report_work
from tui.screens.dialogs import MessageDialog
from tui.screens.kansli import KansliScreen
from tui.screens.progress_dialog import ProgressDialog, Tell

MakeApp = Callable[[], NyckeltalApp]
FORBUND = "Översikt, första halvåret 2026"


def head(screen: KansliScreen) -> str:
    return str(rapporter(screen).query_one("#report-head", Static).content)


async def choosing(pilot: Pilot[Any], screen: KansliScreen, text: str) -> None:
    await waited(pilot, lambda: text in head(screen), f"»{text}« in what is chosen")


async def test_the_report_its_insats_and_its_files_are_chosen_by_keys(new_app: MakeApp) -> None:
    async with at(new_app, "f6", "rapporter") as (pilot, screen):
        await choosing(pilot, screen, "Rapport: Översikt (r)")
        assert "första halvåret 2026 (2026H1) (p)" in head(screen)
        assert "Insats" not in head(screen)
        for name in ("Årsredovisning", "Insatsrapport", "Progression", "Översikt"):
            await pilot.press("r")
            await choosing(pilot, screen, f"Rapport: {name} (r)")
        await pilot.press("i")
        await pick(pilot, "Vilken insats?", "vägen")
        await choosing(pilot, screen, "Rapport: Insatsrapport (r)   Insats: Vägen vidare (i)")
        for key in ("h", "f", "x"):
            await pilot.press(key)
        assert "[x] Excel (x)" in head(screen)  # one is always left
        await pilot.press("j", "x")
        await choosing(pilot, screen, "[x] JSON-stat (j)")
        assert "[ ] Excel (x)" in head(screen)


async def test_a_report_is_of_a_period_and_not_of_everything(new_app: MakeApp) -> None:
    async with at(new_app, "f6", "rapporter") as (pilot, screen):
        await pilot.press("l", "l", "l", "l")
        await choosing(pilot, screen, "allt som har levererats")
        assert "En rapport gäller ett halvår" in head(screen)
        await pilot.press("v")
        await pilot.pause()
        assert rapporter(screen).preview is None


@pytest.mark.parametrize("key", ["v", "enter"])
async def test_a_report_is_seen_as_it_will_be_printed(new_app: MakeApp, key: str) -> None:
    async with at(new_app, "f6", "rapporter") as (pilot, screen):
        await pilot.press(key)
        text = await previewed(pilot, screen, FORBUND)
        assert "ännu inte publicerad" in text
        assert "Läget, första halvåret 2026" in text
        assert "Deltagare" in text
        assert "··" in text
        assert "Skydd: " in text
        assert "█" in text  # a chart
        assert "En oberoende granskning har prövat" in text
        assert "måste årets siffror skyddas tillsammans med det" in " ".join(text.split())
        await pilot.press("escape")
        await waited(pilot, lambda: rapporter(screen).preview is None)
        await pilot.press("escape")
        await waited(pilot, lambda: screen.current == "oversikt")


async def test_the_counts_in_the_preview_are_those_of_the_sheet(new_app: MakeApp) -> None:
    """45 deltagare of Vägen vidare, as in the kansli's own overview."""
    async with at(new_app, "f6", "rapporter") as (pilot, screen):
        await pilot.press("v")
        text = await previewed(pilot, screen, FORBUND)
        row = next(line for line in text.splitlines() if line.startswith("Deltagare"))
        assert row.split()[-1] == "45"


async def test_another_choice_takes_the_report_away(new_app: MakeApp) -> None:
    async with at(new_app, "f6", "rapporter") as (pilot, screen):
        await pilot.press("v")
        await previewed(pilot, screen, FORBUND)
        await pilot.press("left")
        await choosing(pilot, screen, "2025H2")
        assert rapporter(screen).preview is None


async def test_asked_for_again_it_need_not_be_made_again(new_app: MakeApp, monkeypatch: pytest.MonkeyPatch) -> None:
    async with at(new_app, "f6", "rapporter") as (pilot, screen):
        await pilot.press("v")
        await previewed(pilot, screen, FORBUND)
        monkeypatch.setattr(kansli_report_work, "preview", until_stopped)  # which would never end
        await pilot.press("left")
        await choosing(pilot, screen, "2025H2")
        await pilot.press("right")
        await choosing(pilot, screen, "2026H1")
        await pilot.press("v")
        await previewed(pilot, screen, FORBUND)


async def test_it_stays_while_another_section_is_looked_at_and_while_the_register_is_locked(new_app: MakeApp) -> None:
    async with at(new_app, "f6", "rapporter") as (pilot, screen):
        await pilot.press("v")
        await previewed(pilot, screen, FORBUND)
        await pilot.press("f2")
        await waited(pilot, lambda: screen.current == "oversikt")
        await pilot.press("f6")
        await previewed(pilot, screen, FORBUND)
        await pilot.press("f9")
        await waited(pilot, lambda: pilot.app.screen is not screen, "the lock")
        await paste(pilot, PASSPHRASE)
        await pilot.press("enter")
        await waited(pilot, lambda: pilot.app.screen is screen, "the register again")
        await previewed(pilot, screen, FORBUND)


async def test_an_insatsrapport_asks_which_insats(new_app: MakeApp) -> None:
    async with at(new_app, "f6", "rapporter") as (pilot, screen):
        await pilot.press("r", "r", "v")
        await asked(pilot, "Vilken insats gäller rapporten?")
        options = pilot.app.screen.query_one(OptionList).options
        assert [option.id for option in options] == ["unga-framat", "vagen-vidare"]  # Rusta counts, and has no report
        await pick(pilot, "Vilken insats gäller rapporten?", "vägen")
        text = await previewed(pilot, screen, "Insatsrapport, Vägen vidare, första halvåret 2026")
        assert "I korthet" in text
        assert not rapporter(screen).check_action("open", ())  # nowhere to go on to


async def test_an_insatsrapport_is_offered_only_insatser_that_it_can_be_of(new_app: MakeApp) -> None:
    async with at(new_app, "f6", "rapporter") as (pilot, screen):
        await pilot.press("r", "r")
        await choosing(pilot, screen, "Rapport: Insatsrapport (r)")
        await pilot.press("i")
        await asked(pilot, "Vilken insats gäller rapporten?")
        assert [option.id for option in pilot.app.screen.query_one(OptionList).options] == ["unga-framat", "vagen-vidare"]
        await pick(pilot, "Vilken insats gäller rapporten?", "vägen")
        await choosing(pilot, screen, "Insats: Vägen vidare (i)")


async def test_nothing_delivered_is_told_in_words(new_app: MakeApp) -> None:
    async with at(new_app, "f6", "rapporter") as (pilot, screen):
        await pilot.press("l", "l", "l", *["left"] * 8)
        await choosing(pilot, screen, "2018")
        await pilot.press("v")
        await asked(pilot, "Det finns inget att redovisa")
        assert "Välj en annan period" in screen_text(pilot)


async def test_from_the_forbund_to_an_insats_and_back(new_app: MakeApp) -> None:
    async with at(new_app, "f6", "rapporter") as (pilot, screen):
        await pilot.press("r", "v")
        await previewed(pilot, screen, "Årsredovisning, första halvåret 2026")
        await pilot.press("tab")
        await waited(pilot, lambda: rapporter(screen)._at is not None, "a marked insats")
        await see(pilot, " Vägen vidare ")  # scrolled to
        await pilot.press("shift+tab", "tab", "enter")
        await previewed(pilot, screen, "Insatsrapport, Vägen vidare, första halvåret 2026")
        await pilot.press("escape")
        await previewed(pilot, screen, "Årsredovisning")


async def test_a_click_on_an_insats_opens_its_report(new_app: MakeApp) -> None:
    async with at(new_app, "f6", "rapporter") as (pilot, screen):
        await pilot.press("r", "v")
        await previewed(pilot, screen, "Årsredovisning")
        await pilot.press("tab")
        await see(pilot, "Vägen vidare")
        rows = screen_text(pilot).splitlines()
        y = next(y for y, row in enumerate(rows) if row.startswith(" Vägen vidare  "))
        await pilot.click(offset=(3, y))
        await previewed(pilot, screen, "Insatsrapport, Vägen vidare")


async def test_each_table_says_how_it_is_protected_and_other_layouts_are_tried(new_app: MakeApp) -> None:
    async with at(new_app, "f6", "rapporter") as (pilot, screen):
        await pilot.press("v")
        await previewed(pilot, screen, FORBUND)
        await pilot.press("t")
        await pick(pilot, "Så är tabellerna skyddade", "dolda")
        await asked(pilot, "Så här trycks den:")
        text = str((await dialog(pilot)).query_one(".dialog-text Static", Static).content)
        assert "Visas med" in text
        assert "tal är dolda (··)" in text
        assert "Grövre indelningar som finns:" in text
        assert "bara antalet" in text
        await pilot.press("right", "enter")
        await pick(pilot, "vilken indelning?", "bara antalet")
        await asked(pilot, "tal skulle döljas")
        assert "Allt som måste stå helt skulle stå." in screen_text(pilot)
        await pilot.press("enter")
        await asked(pilot, "Så är tabellerna skyddade")
        await pilot.press("escape")
        await previewed(pilot, screen, FORBUND)


async def test_what_publishing_costs_the_year_is_reckoned_when_asked(new_app: MakeApp) -> None:
    async with at(new_app, "f6", "rapporter") as (pilot, screen):
        await pilot.press("r", "r", "i")
        await pick(pilot, "Vilken insats gäller rapporten?", "vägen")
        await choosing(pilot, screen, "Vägen vidare (i)")
        await pilot.press("v")
        await previewed(pilot, screen, "Insatsrapport, Vägen vidare")
        await pilot.press("e")
        await waited(pilot, lambda: bool((shown := rapporter(screen).preview) and shown.cost), "the cost")
        text = await previewed(pilot, screen, "Insatsrapport, Vägen vidare")
        assert "e  vad det kostar" not in text
        assert not rapporter(screen).check_action("later", ())
        assert "årets rapport" in text


async def test_volumes_alone_cost_nothing_and_have_no_tables(new_app: MakeApp) -> None:
    async with at(new_app, "f6", "rapporter") as (pilot, screen):
        await pilot.press("v")
        await previewed(pilot, screen, FORBUND)
        await pilot.press("o")
        await waited(pilot, lambda: bool((shown := rapporter(screen).preview) and not shown.prepared.made.choices), "volumes alone")
        text = await previewed(pilot, screen, FORBUND)
        assert "Bara volymer visas" in text
        assert "måste årets siffror" not in text
        assert not rapporter(screen).check_action("volumes", ())
        assert not rapporter(screen).check_action("tables", ())


async def test_an_insats_with_too_few_is_offered_volumes_alone(new_app: MakeApp) -> None:
    async with at(new_app, "f6", "rapporter") as (pilot, screen):
        await pilot.press("left", "r", "r", "v")
        await pick(pilot, "Vilken insats", "unga")
        text = await previewed(pilot, screen, "Insatsrapport, Unga framåt")
        assert "Bara antalen står: deltagandena är för få för att delas upp." in text


async def test_words_are_those_of_the_report(new_app: MakeApp) -> None:
    async with at(new_app, "f6", "rapporter") as (pilot, screen):
        await pilot.press("question_mark")
        await asked(pilot, "Vad orden betyder")
        await pilot.press("escape", "v")
        await previewed(pilot, screen, FORBUND)
        await pilot.press("question_mark")
        await asked(pilot, "Vad orden betyder i rapporten")
        text = str((await dialog(pilot)).query_one(".dialog-text Static", Static).content)
        for word in ("Deltagande: ", "Bas: ", "Period: ", "Sen: ", "Start okänd: ", "Endast antal: ", "Väntar: "):
            assert word in text


async def test_help_lists_the_keys_that_work_here(new_app: MakeApp) -> None:
    async def listed(pilot: Pilot[Any]) -> str:
        await pilot.press("f1")
        await asked(pilot, "Tangenter här")
        text = str((await dialog(pilot)).query_one(".dialog-text Static", Static).content)
        await pilot.press("escape")
        await waited(pilot, lambda: isinstance(pilot.app.screen, KansliScreen))
        return text

    async with at(new_app, "f6", "rapporter") as (pilot, screen):
        text = await listed(pilot)
        for words in ("Förhandsgranska", "Publicera och skriv", "Dra tillbaka", "Byter rapport", "F6"):
            assert words in text
        assert "Bara volymer" not in text
        await pilot.press("r", "v")
        await previewed(pilot, screen, "Årsredovisning")
        text = await listed(pilot)
        for words in ("Skydd", "Bara volymer", "Kostnad", "Nästa insats", "Publicera och skriv"):
            assert words in text
        assert "Dra tillbaka" not in text


def until_stopped(*args: Any) -> None:
    """In the place of a preparation: goes on until it is stopped."""
    tell: Tell = args[-1]
    while True:
        tell(1, 3, "Ålder vid starten")


async def test_esc_stops_a_preparation_and_nothing_has_happened(new_app: MakeApp, monkeypatch: pytest.MonkeyPatch) -> None:
    async with at(new_app, "f6", "rapporter") as (pilot, screen):
        with monkeypatch.context() as slow:
            slow.setattr(kansli_report_work, "preview", until_stopped)
            await pilot.press("v")
            await asked(pilot, "Ålder vid starten … (1 av 3 klara)")
            shown = pilot.app.screen
            assert isinstance(shown, ProgressDialog)
            await pilot.press("escape")
            await waited(pilot, lambda: pilot.app.screen is screen)
            await waited(pilot, lambda: shown._job.done, "the thread's end")
        assert rapporter(screen).preview is None
        await pilot.press("v")
        await previewed(pilot, screen, FORBUND)


async def test_leaving_the_program_stops_it(new_app: MakeApp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kansli_report_work, "preview", until_stopped)
    async with at(new_app, "f6", "rapporter") as (pilot, _screen):
        await pilot.press("v")
        await asked(pilot, "Ålder vid starten")
        shown = pilot.app.screen
        assert isinstance(shown, ProgressDialog)
    assert shown._job.result() is None


async def test_an_empty_register_has_nothing_to_report(empty_app: MakeApp) -> None:
    async with at(empty_app, "f6", "rapporter") as (pilot, screen):
        await choosing(pilot, screen, "Inget har kommit än")
        await pilot.press("v", "s", "d")
        await waited(pilot, lambda: isinstance(pilot.app.screen, MessageDialog), "that nothing is marked")
        await pilot.press("enter")
        await waited(pilot, lambda: pilot.app.screen is screen)
        assert rapporter(screen).preview is None
