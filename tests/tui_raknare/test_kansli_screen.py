"""Räknare at the kansli, by keys alone at 80×24, on a real register."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from register.catalogue import Catalogue
from register.counters import loader
from register.counters.model import Place
from register.kansli import counters
from register.kansli.models import KansliPublication
from register.kansli.session import Kansli, open_forbund
from register.periods import Period
from tests.tui.driving import PASSPHRASE, TODAY, dialog, screen_text, see, status, until, write
from tests.tui_kansli.driving import open_kansli
from tests.tui_raknare.driving import MakeApp, at_kansli, choose, hand, pane, ready, still
from tests.tui_raknare.files import RETIRED, TEXT, values_of
from tests.tui_raknare.files import write as write_file
from tui.counter_layout import Spot
from tui.screens.raknare_source import lacking_text


def register(root: Path) -> Kansli:
    return open_forbund(Catalogue(root), None, PASSPHRASE, today=TODAY, state=root / "tillstand")


def kept(root: Path, counter: str, period: str) -> dict[str, int]:
    """What the register has, read when the app has let go of it."""
    kansli = register(root)
    try:
        return values_of(counters.figures(kansli), counter, period)
    finally:
        kansli.close()


def give(root: Path, counter: str, period: str, values: dict[Place, int]) -> None:
    kansli = register(root)
    counters.set_values(kansli, counter, period, dict(values), today=TODAY)
    kansli.close()


def publish(root: Path, span: str) -> None:
    kansli = register(root)
    row: dict[str, Any] = {"nr": 1, "id": "a" * 24, "report": "arsredovisning", "subject": "", "span": span, "made": TODAY, "document": b"x"}
    with kansli.store.write() as session:
        session.merge(KansliPublication(**row, made_by=kansli.id))
    kansli.close()


async def test_two_dimensions_are_typed_row_by_row_with_totals_beside(kansli_app: MakeApp, root: Path) -> None:
    async with at_kansli(kansli_app, "struktur-personal", "Personal i") as (pilot, screen):
        assert hand(screen).grid.period.code == "2026K2"
        for number in ("10", "0", "3", "1 234", "7"):
            for character in number:
                await pilot.press("space" if character == " " else character)
            await pilot.press("tab")
        await see(pilot, "1\N{NO-BREAK SPACE}247")
        assert hand(screen).spot == Spot(0, 1, 1)
        summa = next(line for line in screen_text(pilot).splitlines() if line.startswith(" Summa"))
        assert summa.replace("\N{NO-BREAK SPACE}", "").split() == ["Summa", "17", "0", "3", "1234", "1254"]
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "Sparat: Personal i strukturövergripande insatser, kvartal 2 2026 (5 av 16 ifyllda)." in status(screen), "saved")
    found = kept(root, "struktur-personal", "2026K2")
    assert sorted(found.values()) == [0, 3, 7, 10, 1234]
    assert [found[f"{place}"] for place in found if place.endswith("/metodstod")] == [1234]


async def test_enter_goes_down_and_shift_tab_back(kansli_app: MakeApp) -> None:
    async with at_kansli(kansli_app, "struktur-personal", "Personal i") as (pilot, screen):
        for key, spot in (
            ("enter", (1, 0)),
            ("enter", (2, 0)),
            ("enter", (3, 0)),
            ("enter", (0, 1)),
            ("shift+tab", (0, 0)),
            ("end", (0, 3)),
            ("home", (0, 0)),
            ("pagedown", (3, 0)),
            ("pageup", (0, 0)),
            ("right", (0, 1)),
            ("left", (0, 0)),
        ):
            await pilot.press(key)
            assert hand(screen).spot == Spot(0, *spot), key


async def test_three_dimensions_have_one_chosen_above(kansli_app: MakeApp, root: Path) -> None:
    async with at_kansli(kansli_app, "lex-heller", "Lex") as (pilot, screen):
        await see(pilot, "Kategori: Faller mellan myndigheterna (d)  1 av 5")
        await pilot.press("2", "down")
        await choose(pilot, screen, "d", "Väntan")
        assert hand(screen).spot == Spot(3, 1, 0)
        await see(pilot, "Kategori: Väntan (d)  4 av 5")
        await pilot.press("5")
        await see(pilot, "Alla 5 delar")
        whole = next(line for line in screen_text(pilot).splitlines() if "Alla 5 delar" in line)
        assert whole.split()[-1] == "7"
        await pilot.press("d")
        await see(pilot, "Faller mellan myndigheterna  ·  2")
        await see(pilot, "Information och bemötande  ·  inte ifylld")
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen, "back")
        for _ in range(11):
            await pilot.press("tab")
        assert hand(screen).spot == Spot(3, 3, 3)
        await pilot.press("tab")
        await see(pilot, "Kategori: Annat (d)  5 av 5")
        assert hand(screen).spot == Spot(4, 0, 0)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "(2 av 80 ifyllda)" in status(screen), "saved")
        assert hand(screen).spot == Spot(4, 0, 0)
    assert set(kept(root, "lex-heller", "2026H1").values()) == {2, 5}


async def test_a_share_of_two_dimensions_has_one_above_and_its_numbers_as_columns(kansli_app: MakeApp) -> None:
    async with at_kansli(kansli_app, "utbildade-orter", "Utbildade per kommun") as (pilot, screen):
        await see(pilot, "Kommun: Vik (d)  1 av 3")
        await pilot.press("1", "tab", "4", "tab")
        text = screen_text(pilot)
        assert [name in text for name in ("Utbildade", "Personal", "Andel")] == [True] * 3
        await see(pilot, "25,0\N{NO-BREAK SPACE}%")
        assert not hand(screen).faults()


async def test_a_grid_larger_than_the_window_moves_with_the_cursor(kansli_app: MakeApp, root: Path) -> None:
    async with at_kansli(kansli_app, "besok", "Besök på") as (pilot, screen):
        assert "Ort nummer 0 vid" in screen_text(pilot)
        assert "Ort nummer 29" not in screen_text(pilot)
        await pilot.press("5")
        for _ in range(3):
            await pilot.press("pagedown")
        await pilot.press("end", "3")
        await see(pilot, "Ort nummer 29 vid")
        text = screen_text(pilot)
        assert "Ort nummer 0 vid" not in text
        assert "55–59" in text
        assert "av 30   Kolumn" in text
        assert "Ort nummer 29 vid den långa sjön · 55–59 år" in text
        summa = next(line for line in text.splitlines() if line.startswith(" Summa"))
        assert summa.split()[-2:] == ["3", "8"]  # the rows and columns out of sight are counted too
        await pilot.resize_terminal(120, 40)
        await until(pilot, lambda: "Ort nummer 5 vid" in screen_text(pilot), "more rows")
        assert "Besök på orternas informationsträffar, tillfällen (r) · första halvåret 2026 (2026H1) (p)" in screen_text(pilot)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "(2 av 360 ifyllda)" in status(screen), "saved")
    assert kept(root, "besok", "2026H1") == {"o0/a0": 5, "o29/a11": 3}


async def test_a_counter_without_dimensions_is_one_number(kansli_app: MakeApp, root: Path) -> None:
    async with at_kansli(kansli_app, "moten", "Möten") as (pilot, screen):
        assert "Summa" not in screen_text(pilot)
        await pilot.press("9", "ctrl+s")
        await until(pilot, lambda: "(1 av 1 ifyllda)" in status(screen), "saved")
        await see(pilot, "1 av 1 ruta ifyllda.")
    assert kept(root, "moten", "2026K2") == {"antal": 9}


async def test_a_retired_code_is_shown_where_it_has_a_value_and_takes_none(kansli_app: MakeApp, root: Path) -> None:
    give(root, "besokare", "2026H1", {Place(("gamla",)): 4, Place(("vik",)): 1})
    write_file(root, RETIRED)
    async with at_kansli(kansli_app, "besokare", "Besökare") as (pilot, screen):
        await choose(pilot, screen, "p", "2026H1")
        await see(pilot, "Gamla staden (utgången)")
        assert "1 av 2 rutor ifyllda." in screen_text(pilot)
        await pilot.press("down", "down", "5")
        await see(pilot, "! Gamla staden: koden är utgången. Den kan läsas men inte fyllas i.")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "Inget är sparat" in status(screen), "refused")
        await pilot.press("delete", "ctrl+s")
        await until(pilot, lambda: "(1 av 2 ifyllda)" in status(screen), "saved")
        await until(pilot, lambda: "utgången" not in screen_text(pilot), "gone")
        assert hand(screen).spot.row < 2
    assert kept(root, "besokare", "2026H1") == {"vik": 1}


async def test_a_counter_that_is_gone_from_the_file_can_be_read(kansli_app: MakeApp, root: Path) -> None:
    give(root, "moten", "2026K1", {Place(): 4})
    write_file(root, TEXT[: TEXT.rindex("[[raknare]]")])
    async with at_kansli(kansli_app, "moten", "Möten") as (pilot, screen):
        await ready(pilot, screen, "moten", "2026K1")
        await see(pilot, "Räknaren är utgången och kan bara läsas.")
        await pilot.press("5", "delete", "backspace")
        assert not pane(screen).dirty
        await pilot.press("5")
        await until(pilot, lambda: status(screen) == "Räknaren är utgången och kan bara läsas.", "told")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: status(screen) == "Inget är ändrat.", "nothing")


async def test_a_published_period_is_changed_only_when_one_says_so(kansli_app: MakeApp, root: Path) -> None:
    publish(root, "2026")
    async with at_kansli(kansli_app, "struktur-personal", "Personal i") as (pilot, screen):
        await see(pilot, "Stängd: Rapporten arsredovisning för 2026 är publicerad")
        await pilot.press("3", "ctrl+s")
        await see(pilot, "Det som är publicerat står kvar som det trycktes.")
        await pilot.press("right", "enter")
        await until(pilot, lambda: "Sparat" in status(screen), "saved")
    assert list(kept(root, "struktur-personal", "2026K2").values()) == [3]


async def test_people_in_a_published_report_are_not_changed_at_all(kansli_app: MakeApp, root: Path) -> None:
    give(root, "besokare", "2026H1", {Place(("vik",)): 4})
    publish(root, "2026")
    async with at_kansli(kansli_app, "besokare", "Besökare") as (pilot, screen):
        await choose(pilot, screen, "p", "2026H1")
        await see(pilot, "Värdena går inte att ändra.")
        await pilot.press("5", "ctrl+s")
        await see(pilot, "dra tillbaka rapporten")
        await pilot.press("enter")
        await until(pilot, lambda: status(screen) == "Inget är sparat.", "refused")
        assert pane(screen).dirty
    assert kept(root, "besokare", "2026H1") == {"vik": 4}


async def test_the_overview_tells_what_lacks_values(kansli_app: MakeApp, root: Path) -> None:
    give(root, "moten", "2025K4", {Place(): 4})
    async with kansli_app().run_test(size=(80, 24)) as pilot:
        await open_kansli(pilot)
        await see(pilot, "→ Räknare utan värden: Personal i strukturövergripande insatser (2026K2)")
        assert "(F8)" in screen_text(pilot)


def test_every_period_since_the_first_is_owed_and_of_an_unused_counter_the_latest(root: Path) -> None:
    give(root, "moten", "2025K3", {Place(): 4})
    give(root, "moten", "2026K1", {Place(): 0})
    give(root, "besok", "2026H2", {Place(("o0", "a0")): 1})
    kansli = register(root)
    found = [(one.id, period.code) for one, period in counters.not_given(kansli, TODAY)]
    kansli.close()
    assert [code for id_, code in found if id_ == "moten"] == ["2025K4", "2026K2"]
    assert [code for id_, code in found if id_ == "besok"] == []
    assert [code for id_, code in found if id_ == "resurser"] == ["2025"]
    assert not {id_ for id_, _ in found} & {"ko", "avslutsenkat", "utbildad-personal"}
    order = [one.id for one in loader.load(root, kansli.vocabulary).counters]
    assert sorted(found, key=lambda one: order.index(one[0])) == found


def test_what_lacks_values_is_said_on_a_line(root: Path) -> None:
    by_id = loader.load(root, register(root).vocabulary).by_id
    assert lacking_text([]) == ""
    ko = [(by_id["ko"], Period.parse("2026H1"))] * 3
    assert lacking_text(ko) == "Personer i kö (2026H1 och 2 till)"
    many = [(one, Period.parse("2026H1")) for one in by_id.values()]
    assert lacking_text(many).endswith(f" och {len(by_id) - 4} till")


async def test_without_counters_there_is_no_such_section(kansli_app: MakeApp, root: Path) -> None:
    (root / loader.FILE_NAME).unlink()
    async with kansli_app().run_test(size=(80, 24)) as pilot:
        screen = await open_kansli(pilot)
        await pilot.press("f8")
        assert screen.current == "oversikt"
        assert "Räknare" not in screen_text(pilot)


async def test_only_insatser_have_counters(kansli_app: MakeApp, root: Path) -> None:
    write_file(root, TEXT.replace('fors_av = "kansli"', 'fors_av = "insats"'))
    async with kansli_app().run_test(size=(80, 24)) as pilot:
        screen = await open_kansli(pilot)
        assert "raknare" not in {one.id for one in screen.shown_sections()}


async def test_a_file_that_breaks_while_one_types_loses_nothing(kansli_app: MakeApp, root: Path) -> None:
    async with at_kansli(kansli_app, "moten", "Möten") as (pilot, screen):
        await pilot.press("4")
        write_file(root, "[[raknare]]\n")
        await pilot.press("ctrl+s")
        await dialog(pilot)
        await see(pilot, "Fel i räknarna")
        await pilot.press("enter")
        await until(pilot, lambda: status(screen) == "Inget är sparat.", "refused")
        write_file(root)
        await still(pilot)
        assert hand(screen).changes == {Place(): 4}
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "Sparat" in status(screen), "saved")
    assert kept(root, "moten", "2026K2") == {"antal": 4}


async def test_help_tells_the_keys_and_none_is_one_that_windows_terminal_eats(kansli_app: MakeApp) -> None:
    async with at_kansli(kansli_app) as (pilot, screen):
        await pilot.press("f1")
        await see(pilot, "Spara. Sparar alla ändrade rutor, eller ingen")
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen, "back")
        keys = set(screen.active_bindings)
        assert not keys & {"f11", "ctrl+v", "ctrl+f", "ctrl+plus", "ctrl+minus", "alt+enter", "ctrl+pageup", "ctrl+pagedown"}


async def test_two_are_asked_at_once_and_only_one_is_saved(kansli_app: MakeApp, root: Path) -> None:
    """Keys typed ahead: the second Ctrl+S finds nothing more to save."""
    async with at_kansli(kansli_app, "moten", "Möten") as (pilot, screen):
        await pilot.press("4", "ctrl+s", "ctrl+s")
        await still(pilot)
        await until(pilot, lambda: not pane(screen).dirty, "saved")
    assert kept(root, "moten", "2026K2") == {"antal": 4}


@pytest.mark.parametrize("text", ["4,5", "-1", "99999999999"])
async def test_nothing_that_is_no_count_is_ever_kept(kansli_app: MakeApp, root: Path, text: str) -> None:
    async with at_kansli(kansli_app, "moten", "Möten") as (pilot, screen):
        await write(pilot, text.replace(",", "."))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "Inget är sparat" in status(screen), "refused")
    assert kept(root, "moten", "2026K2") == {}
