"""Räknare at an insats, by keys alone at 80×24, on a real vault."""

from __future__ import annotations

from pathlib import Path

from textual import events
from textual.screen import ModalScreen

from register.catalogue import Catalogue
from register.counters import loader
from register.counters.model import Place
from register.insats import closing, counters
from register.insats.opening import open_insats as open_vault
from register.insats.session import Insats
from tests.tui.driving import PASSPHRASE, TODAY, dialog, open_insats, paste, screen_text, see, status, until, write
from tests.tui_kansli.conftest import make_costs
from tests.tui_raknare.driving import MakeApp, at_insats, choose, hand, pane, ready, still
from tests.tui_raknare.files import TEXT, values_of
from tests.tui_raknare.files import write as write_file
from tui.screens.dialogs import ConfirmDialog
from tui.widgets.bars import SectionBar

MONTHS = [f"2026-{month:02d}" for month in range(1, 7)]


def vault(root: Path) -> Insats:
    costs = make_costs(root)
    return open_vault(Catalogue(root), "vagen-vidare", PASSPHRASE, today=TODAY, seal_cost=costs.seal, state=costs.state)


def kept(root: Path, counter: str, period: str) -> dict[str, int]:
    """What the vault has, read when the app has let go of it."""
    insats = vault(root)
    try:
        return values_of(counters.figures(insats), counter, period)
    finally:
        insats.close()


def give(root: Path, counter: str, period: str, values: dict[Place, int]) -> None:
    insats = vault(root)
    counters.set_values(insats, counter, period, dict(values), today=TODAY)
    insats.close()


def lock(root: Path) -> None:
    insats = vault(root)
    closing.las(insats, "2026H1", passphrase=PASSPHRASE, today=TODAY)
    insats.close()


async def test_the_key_of_every_section_stands_at_eighty_columns(insats_app: MakeApp) -> None:
    async with at_insats(insats_app) as (pilot, screen):
        bar = screen.query_one(SectionBar)
        assert pilot.app.size.width == 80
        shown = str(bar.content)
        assert all(key in shown for key in ("F2 Översikt", "F3", "Start", "F8 Antal", "^R", "Räknare"))
        assert bar.targets[-1].last <= 80


async def test_the_oldest_that_lacks_values_is_there_to_be_filled_in(insats_app: MakeApp, insats_root: Path) -> None:
    async with at_insats(insats_app) as (pilot, screen):
        state = await ready(pilot, screen, "ko", "2026-01")
        assert "Personer i kö, personer (r) · januari 2026 (2026-01) (p)" in screen_text(pilot)
        assert "Inget är ifyllt." in screen_text(pilot)
        await write(pilot, "4")
        await pilot.press("enter")
        await write(pilot, "0")
        await pilot.press("down")
        await write(pilot, "12")
        await see(pilot, "Median: 4–6 månader")
        assert state.after == {Place(("0-1",)): 4, Place(("2-3",)): 0, Place(("4-6",)): 12}
        assert "3 av 5 rutor ifyllda.  Ändrat, inte sparat: Ctrl+S sparar." in screen_text(pilot)
        lines = {line.split("  ")[0].strip(): line.split()[-1] for line in screen_text(pilot).splitlines() if line.strip()}
        assert lines["Summa"] == "16"
        assert lines["2–3 månader"] == "0*"
        assert lines["7–12 månader"] == "–"
        await see(pilot, "Räknare")
        assert screen.dirty_sections() == ["Räknare"]
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "Sparat: Personer i kö, januari 2026 (3 av 5 ifyllda)." in status(screen), "saved")
        assert not screen.dirty_sections()
        assert hand(screen).grid.period.code == "2026-01"
    assert kept(insats_root, "ko", "2026-01") == {"0-1": 4, "2-3": 0, "4-6": 12}


async def test_the_overview_tells_what_lacks_values_until_it_has_them(insats_app: MakeApp, insats_root: Path) -> None:
    for month in MONTHS[:5]:
        give(insats_root, "ko", month, {Place(("0-1",)): 1})
    async with insats_app().run_test(size=(80, 24)) as pilot:
        screen = await open_insats(pilot)
        await see(pilot, "→ Räknare utan värden: Personer i kö (2026-06), Enkät vid avslut (2026H1)")
        assert "(Ctrl+R)" in screen_text(pilot)
        await pilot.press("f7", "l")
        await see(pilot, "Räknare utan värden: Personer i kö (2026-06)")
        await pilot.press("escape")
        await pilot.press("ctrl+r")
        await ready(pilot, screen, "ko", "2026-06")
        await pilot.press("0", "ctrl+s")
        await until(pilot, lambda: "Sparat" in status(screen), "saved")
        await pilot.press("escape")
        await see(pilot, "→ Räknare utan värden: Enkät vid avslut (2026H1)")


async def test_periods_are_stepped_through_and_chosen(insats_app: MakeApp, insats_root: Path) -> None:
    give(insats_root, "ko", "2025-03", {Place(("0-1",)): 1, Place(("2-3",)): 0})
    async with at_insats(insats_app) as (pilot, screen):
        await pilot.press("n")
        await ready(pilot, screen, "ko", "2026-02")
        await pilot.press("f")
        await ready(pilot, screen, "ko", "2026-01")
        await pilot.press("p")
        await dialog(pilot)
        await see(pilot, "2026-07")
        assert "2026-08" not in screen_text(pilot)
        await write(pilot, "mars 2025")
        await see(pilot, "mars 2025  ·  2 av 5 ifyllda")
        await pilot.press("enter")
        await ready(pilot, screen, "ko", "2025-03")
        await choose(pilot, screen, "p", "2026-07")
        await ready(pilot, screen, "ko", "2026-07")
        await pilot.press("n")
        await until(pilot, lambda: status(screen) == "Nästa period har inte börjat.", "the end")


async def test_another_counter_is_chosen_from_a_list(insats_app: MakeApp) -> None:
    async with at_insats(insats_app) as (pilot, screen):
        await pilot.press("r")
        await see(pilot, "Enkät vid avslut  ·  per halvår  ·  saknas: 2026H1")
        assert "Lex Heller" not in screen_text(pilot)
        await write(pilot, "utbildning")
        await pilot.press("enter")
        await ready(pilot, screen, "utbildad-personal", "2025")
        await see(pilot, "Andel")


async def test_bad_input_is_told_beside_the_grid_and_nothing_is_saved(insats_app: MakeApp, insats_root: Path) -> None:
    async with at_insats(insats_app) as (pilot, screen):
        await write(pilot, "3")
        await pilot.press("down")
        await write(pilot, "1,5")
        await see(pilot, "! 2–3 månader: värdet är inget heltal. Ett värde är ett heltal från 0")
        await pilot.press("down")
        await write(pilot, "20000000")
        await see(pilot, "värdet går inte att använda. Ett värde är ett heltal från 0")
        await pilot.press("down", "ctrl+s")
        await until(pilot, lambda: status(screen) == "Inget är sparat. Rätta det som är markerat med !.", "refused")
        assert hand(screen).here == Place(("2-3",))
        assert hand(screen).grid.given is False
        await pilot.press("x")
        await until(pilot, lambda: status(screen).startswith("I en ruta skrivs ett heltal från 0 och uppåt."), "said")
        await pilot.press("backspace")
        await pilot.press("down", "delete", "ctrl+s")
        await until(pilot, lambda: "Sparat" in status(screen), "saved")
    assert kept(insats_root, "ko", "2026-01") == {"0-1": 3}


async def test_a_share_counts_its_andel_while_one_types(insats_app: MakeApp, insats_root: Path) -> None:
    async with at_insats(insats_app) as (pilot, screen):
        await choose(pilot, screen, "r", "utbildning")
        await write(pilot, "12")
        await pilot.press("tab")
        await write(pilot, "16")
        await see(pilot, "75,0\N{NO-BREAK SPACE}%")
        await pilot.press("tab")
        await write(pilot, "5")
        await pilot.press("down")
        await see(pilot, "! Jämställdhet: Personal saknas.")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "Inget är sparat" in status(screen), "refused")
        assert hand(screen).here == Place(("jamstalldhet",), "namnare")
        await write(pilot, "8")
        await see(pilot, "70,8\N{NO-BREAK SPACE}%")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "(4 av 6 ifyllda)" in status(screen), "saved")
    found = kept(insats_root, "utbildad-personal", "2025")
    assert found == {"vald/taljare": 12, "vald/namnare": 16, "jamstalldhet/taljare": 5, "jamstalldhet/namnare": 8}


async def test_leaving_with_something_unsaved_is_asked_about(insats_app: MakeApp, insats_root: Path) -> None:
    async with at_insats(insats_app) as (pilot, screen):
        state = hand(screen)
        await write(pilot, "7")
        await pilot.press("n")
        question = await dialog(pilot)
        assert isinstance(question, ConfirmDialog)
        await see(pilot, "Kasta det som är ändrat?")
        await pilot.press("enter")  # stands on the one that changes nothing
        await until(pilot, lambda: pilot.app.screen is screen, "back")
        assert pane(screen).state is state
        assert state.changes == {Place(("0-1",)): 7}
        await pilot.press("f3")
        await until(pilot, lambda: screen.current == "start", "Ny start")
        await see(pilot, "^R•Räknare")
        await pilot.press("ctrl+r")
        await still(pilot)
        assert hand(screen).changes == {Place(("0-1",)): 7}
        await pilot.press("ctrl+q")
        await see(pilot, "Det som är ifyllt i Räknare är inte sparat")
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen, "back")
        await pilot.press("escape")
        await dialog(pilot)
        await pilot.press("right", "enter")
        await until(pilot, lambda: "Inget är sparat. Det som stod förut gäller." in status(screen), "thrown away")
        assert not pane(screen).dirty
        await pilot.press("escape")
        await until(pilot, lambda: screen.current == "oversikt", "Översikt")
    assert kept(insats_root, "ko", "2026-01") == {}


async def test_escape_first_takes_back_what_is_being_typed(insats_app: MakeApp, insats_root: Path) -> None:
    give(insats_root, "ko", "2026-01", {Place(("0-1",)): 3})
    async with at_insats(insats_app) as (pilot, screen):
        await choose(pilot, screen, "p", "2026-01")
        await write(pilot, "99")
        await pilot.press("escape")
        await still(pilot)
        assert not isinstance(pilot.app.screen, ModalScreen)
        assert screen.current == "raknare"
        assert not pane(screen).dirty
        await see(pilot, "▶3")


async def test_a_locked_period_says_why_and_asks_first(insats_app: MakeApp, insats_root: Path) -> None:
    give(insats_root, "ko", "2026-06", {Place(("0-1",)): 3})
    lock(insats_root)
    async with at_insats(insats_app) as (pilot, screen):
        await choose(pilot, screen, "r", "kö")
        await choose(pilot, screen, "p", "2026-06")
        await see(pilot, "Stängd: Insatsen har låst 2026H1")
        await write(pilot, "4")
        await pilot.press("ctrl+s")
        await see(pilot, "Ändra Personer i kö, juni 2026?")
        assert "går med nästa leverans" in screen_text(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: status(screen) == "Inget är sparat.", "not saved")
        assert pane(screen).dirty
        await pilot.press("ctrl+s")
        await dialog(pilot)
        await pilot.press("right", "enter")
        await until(pilot, lambda: "Sparat" in status(screen), "saved")
    assert kept(insats_root, "ko", "2026-06") == {"0-1": 4}


async def test_a_period_that_is_locked_while_one_types_is_still_asked_about(insats_app: MakeApp, insats_root: Path) -> None:
    async with at_insats(insats_app) as (pilot, screen):
        await choose(pilot, screen, "p", "2026-06")
        await write(pilot, "4")
        lock(insats_root)  # another computer
        await pilot.press("ctrl+s")
        await dialog(pilot)
        assert "2026H1" in screen_text(pilot) or "låst" in screen_text(pilot)
        assert not hand(screen).grid.given
    assert kept(insats_root, "ko", "2026-06") == {}


async def test_keys_faster_than_the_screen_keep_their_order(insats_app: MakeApp) -> None:
    async with at_insats(insats_app) as (pilot, screen):
        for key in ("4", "enter", "0", "enter", "1", "2", "down", "delete", "down", "8"):
            pilot.app.post_message(events.Key(key, key if len(key) == 1 else None))
        await until(pilot, lambda: Place(("13-",)) in hand(screen).typed, "the last of them")
        assert hand(screen).after == {Place(("0-1",)): 4, Place(("2-3",)): 0, Place(("4-6",)): 12, Place(("13-",)): 8}


async def test_a_block_from_a_sheet_is_pasted(insats_app: MakeApp, insats_root: Path) -> None:
    async with at_insats(insats_app) as (pilot, screen):
        await paste(pilot, "1\r\n2\r\n\r\n1 000\r\n5\r\n6\r\n")
        await until(pilot, lambda: status(screen) == "1 klistrade värden fick inte rum i rutnätet.", "pasted")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "(4 av 5 ifyllda)" in status(screen), "saved")
    assert kept(insats_root, "ko", "2026-01") == {"0-1": 1, "2-3": 2, "7-12": 1000, "13-": 5}


async def test_a_click_moves_the_cursor_and_the_wheel_too(insats_app: MakeApp) -> None:
    async with at_insats(insats_app) as (pilot, screen):
        rows = screen_text(pilot).splitlines()
        y = next(number for number, line in enumerate(rows) if "7–12 månader" in line)
        x = rows[y].index("–", rows[y].index("månader"))
        await pilot.click(offset=(x, y))
        await until(pilot, lambda: hand(screen).here == Place(("7-12",)), "clicked")
        pane(screen).view.on_mouse_scroll_up()
        await until(pilot, lambda: hand(screen).here == Place(("0-1",)), "up")
        pane(screen).view.on_mouse_scroll_down()
        await until(pilot, lambda: hand(screen).here == Place(("7-12",)), "down")


async def test_it_is_locked_and_opened_again_with_what_was_typed(insats_app: MakeApp, insats_root: Path) -> None:
    async with at_insats(insats_app) as (pilot, screen):
        await write(pilot, "6")
        await pilot.press("f9")
        await see(pilot, "Registret låstes")
        await paste(pilot, PASSPHRASE)
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is screen, "opened")
        await still(pilot)
        assert hand(screen).changes == {Place(("0-1",)): 6}
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "Sparat" in status(screen), "saved")
    assert kept(insats_root, "ko", "2026-01") == {"0-1": 6}


async def test_without_counters_there_is_no_such_section(insats_app: MakeApp, insats_root: Path) -> None:
    (insats_root / loader.FILE_NAME).unlink()
    async with insats_app().run_test(size=(80, 24)) as pilot:
        screen = await open_insats(pilot)
        assert "Räknare" not in screen_text(pilot)
        assert [one.id for one in screen.shown_sections()][-1] == "antal"
        await pilot.press("ctrl+r")
        assert screen.current == "oversikt"


async def test_a_broken_file_is_told_and_the_rest_works(insats_app: MakeApp, insats_root: Path) -> None:
    write_file(insats_root, TEXT.replace('period = "manad"', 'period = "vecka"'))
    async with insats_app().run_test(size=(80, 24)) as pilot:
        screen = await open_insats(pilot)
        await see(pilot, "! Fel i räknarna: raknare.toml")
        await see(pilot, "2026H1 är slut och kan låsas")
        await pilot.press("ctrl+r")
        await until(pilot, lambda: "Fel i räknarna" in str(pane(screen).view.content), "told")
        await pilot.press("1", "ctrl+s", "n", "p", "r", "tab", "delete")
        assert pane(screen).state is None
        write_file(insats_root)
        await pilot.press("f2", "ctrl+r")
        await ready(pilot, screen, "ko", "2026-01")
