"""Every act of an insats by keyboard alone, at 80×24, on a real vault."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.widgets import Input

from register.catalogue import Catalogue
from register.insats.codes import ParticipantCode
from register.insats.opening import open_insats
from register.insats.overview import Overview, lista, oversikt
from tests.tui.driving import PASSPHRASE, TODAY, dialog, paste, said, screen_text, see, until, write
from tests.tui.driving import open_insats as enter_insats
from tui.app import Costs, NyckeltalApp
from tui.screens.code_dialog import CodeDialog
from tui.screens.insats_period import PeriodPane
from tui.widgets.form_view import FormView

MakeApp = Callable[..., NyckeltalApp]


@pytest.fixture
def reread(catalogue: Catalogue, costs: Costs) -> Callable[[], tuple[Overview, dict[str, str]]]:
    """What the vault on disk says, opened afresh: the overview, and the state of each handle."""

    def read() -> tuple[Overview, dict[str, str]]:
        insats = open_insats(catalogue, "vagen-vidare", PASSPHRASE, today=TODAY, seal_cost=costs.seal, state=costs.state)
        found = oversikt(insats, today=TODAY), {row.handle: row.state for row in lista(insats)}
        insats.close()
        return found

    return read


Reread = Callable[[], tuple[Overview, dict[str, str]]]


async def test_start_and_the_code_typed_back(insats_on_disk: str, new_app: MakeApp, reread: Reread) -> None:
    app = new_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await enter_insats(pilot)
        await pilot.press("f3", *"13234j12111j1", "left", "enter", "enter")
        shown = await dialog(pilot)
        assert isinstance(shown, CodeDialog)
        code = shown._code
        await write(pilot, "0000" if code.groups[-1] != "0000" else "1111")
        await pilot.press("enter")
        await see(pilot, "inte kodens sista grupp")
        shown.query_one(Input).value = ""
        await write(pilot, code.groups[-1].lower())
        await pilot.press("enter")
        await said(pilot, screen, "Sparat:")
        assert code.text not in screen_text(pilot), "shown once"
        await pilot.press("enter", "f2")
        await until(pilot, lambda: screen.overview is not None and screen.overview.open_rows == 1, "the list to be fresh")
    overview, rows = reread()
    assert overview.open_rows == 1
    assert [m.nya for m in overview.months if str(m.month) == "2026-06"] == [1]
    assert len(rows) == 1


async def test_esc_at_the_code_saves_nothing_and_keeps_the_form(insats_on_disk: str, new_app: MakeApp, reread: Reread) -> None:
    app = new_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await enter_insats(pilot)
        await pilot.press("f3", *"13", "ctrl+s")
        await dialog(pilot)
        await pilot.press("escape")
        await said(pilot, screen, "Inget är sparat")
        assert screen.query_one("#start FormView", FormView).state.answers["aldersgrupp"] == "25-29"
    assert reread()[0].open_rows == 0


async def test_save_without_the_required_answers_says_which(insats_on_disk: str, new_app: MakeApp) -> None:
    app = new_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await enter_insats(pilot)
        await pilot.press("f3", "ctrl+s")
        await said(pilot, screen, "Inget är sparat")
        await see(pilot, "Kön saknas.")
        await see(pilot, "Åldersgrupp saknas.")


async def test_matning_one_key_an_item(codes: list[ParticipantCode], new_app: MakeApp) -> None:
    app = new_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await enter_insats(pilot)
        await pilot.press("f4")
        await write(pilot, codes[3].text.lower())
        await see(pilot, "ingen mätning")
        form = screen.query_one("#matning FormView", FormView)
        await pilot.press("1", "1")
        assert form.state.active == "svar.0"
        await pilot.press(*"12305-")
        assert form.state.active == "parallell", "six items, six presses"
        await pilot.press("1", "enter", "ctrl+s")
        await said(pilot, screen, "Sparat: mätning 2026-07")
        await pilot.press("f6")
        await paste(pilot, codes[3].text)
        await see(pilot, "1 mätning")


async def test_a_wrong_symbol_is_said_as_one_types(codes: list[ParticipantCode], new_app: MakeApp) -> None:
    app = new_app()
    wrong = codes[3].text[:-1] + ("2" if codes[3].text[-1] != "2" else "3")
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await enter_insats(pilot)
        await pilot.press("f4")
        await paste(pilot, wrong)
        await see(pilot, "Ett tecken stämmer inte")
        assert screen.query_one("#matning FormView", FormView).state.active == "kod"
        await pilot.press("backspace", "u")
        await see(pilot, "förekommer inte i koder")


async def test_an_unknown_code_is_said_under_the_field(insats_on_disk: str, new_app: MakeApp) -> None:
    app = new_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await enter_insats(pilot)
        await pilot.press("f5")
        await paste(pilot, ParticipantCode.new().text)
        view = screen.query_one("#avslut FormView", FormView)
        await until(pilot, lambda: "kod" in view.refusals, "the refusal")
        assert view.state.active == "kod"


async def test_avslut_by_code(codes: list[ParticipantCode], new_app: MakeApp, reread: Reread) -> None:
    app = new_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await enter_insats(pilot)
        await pilot.press("f5")
        await paste(pilot, codes[4].text)
        await pilot.press(*"11112j1", "enter", "ctrl+s")
        await said(pilot, screen, "är avslutat 2026-07")
    assert reread()[0].open_rows == 5


async def test_felregistrering_asks_first_with_focus_on_no(codes: list[ParticipantCode], new_app: MakeApp, reread: Reread) -> None:
    app = new_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await enter_insats(pilot)
        await pilot.press("f5")
        await paste(pilot, codes[4].text)
        await pilot.press("k", "ctrl+s")
        await dialog(pilot)
        await pilot.press("enter")
        await said(pilot, screen, "Inget är sparat")
        await pilot.press("ctrl+s")
        await dialog(pilot)
        await pilot.press("right", "enter")
        await said(pilot, screen, "felregistrerat")
    overview, rows = reread()
    assert overview.open_rows == 5
    assert len(rows) == 7


async def test_a_lost_code_is_closed_by_its_handle(codes: list[ParticipantCode], new_app: MakeApp, reread: Reread) -> None:
    app = new_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await enter_insats(pilot)
        handle = next(row.handle for row in screen.rows if row.state == "oppen")
        await pilot.press("f5", "ctrl+t")
        await dialog(pilot)
        await write(pilot, handle)
        await pilot.press("enter")
        await see(pilot, f"Avslut av {handle} utan kod")
        await pilot.press("1", "g", "ctrl+s")
        await dialog(pilot)
        await pilot.press("right", "enter")
        await said(pilot, screen, f"{handle} är avslutat")
    assert reread()[1][handle] == "avslutad"


async def test_open_correct_and_take_back(codes: list[ParticipantCode], new_app: MakeApp, reread: Reread) -> None:
    app = new_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await enter_insats(pilot)
        await pilot.press("f6")
        await paste(pilot, codes[0].text)
        await see(pilot, "avslutat 2026-06")
        await see(pilot, "25–29 år")
        await pilot.press("r", "down", "7", "ctrl+s")
        await said(pilot, screen, "har rättats")
        await see(pilot, "60–67 år")
        await pilot.press("u")
        await dialog(pilot)
        await pilot.press("right", "enter")
        await said(pilot, screen, "avslutet för")
        await until(pilot, lambda: "avslutat 2026-06" not in screen_text(pilot), "the deltagande to be open again")
        await pilot.press("f")
        await dialog(pilot)
        await pilot.press("right", "enter")
        await said(pilot, screen, "felregistrerat")
    overview, rows = reread()
    assert overview.open_rows == 6
    assert len(rows) == 7


async def test_endast_antal(insats_on_disk: str, new_app: MakeApp, reread: Reread) -> None:
    app = new_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await enter_insats(pilot)
        await pilot.press("f8", "1", "2", *"3", "enter", "left", "enter", "ctrl+s")
        await said(pilot, screen, "Sparat: 3 i 2026-06")
    assert reread()[0].periods[0].flow_by_kon["man"].nya == 3


async def test_too_much_taken_back_is_refused_under_the_number(insats_on_disk: str, new_app: MakeApp) -> None:
    app = new_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await enter_insats(pilot)
        await pilot.press("f8", "1", "2", "minus", "3", "ctrl+s")
        await said(pilot, screen, "Inget är sparat")
        await see(pilot, "Så många är inte räknade")


async def test_lock_with_its_protocol_and_a_late_form(codes: list[ParticipantCode], new_app: MakeApp, reread: Reread) -> None:
    app = new_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await enter_insats(pilot)
        await see(pilot, "2026H1 är slut och kan låsas")
        await pilot.press("f7", "l")
        await dialog(pilot)
        await pilot.press("right", "enter")
        await paste(pilot, "fel lösenfras helt")
        await pilot.press("enter")
        await said(pilot, screen, "Inget är låst")
        await see(pilot, "Lösenfrasen stämmer inte")
        await paste(pilot, PASSPHRASE)
        await pilot.press("enter")
        await said(pilot, screen, "2026H1 är låst")
        await see(pilot, "Gallringsprotokoll")
        await pilot.press("enter", "g")
        await see(pilot, "Gallrat: 2")
        await pilot.press("enter", "f8", "1", "1", "4", "enter", *["left"] * 3, "enter", "ctrl+s")
        await dialog(pilot)
        await see(pilot, "2026H2")
        await pilot.press("enter")
        await said(pilot, screen, "Inget är sparat")
        await pilot.press("ctrl+s")
        await dialog(pilot)
        await pilot.press("right", "enter")
        await said(pilot, screen, "Sparat: 4 i 2026-04")
    overview, rows = reread()
    assert [p.state for p in overview.periods] == ["last", "oppen"]
    assert len(rows) == 6
    assert overview.periods[1].flow.nya == 4


async def test_the_own_sheet_is_written(codes: list[ParticipantCode], new_app: MakeApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "hem"))
    app = new_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await enter_insats(pilot)
        await pilot.press("f7", "b")
        await dialog(pilot)
        await write(pilot, "2026H1")
        await pilot.press("enter")
        await see(pilot, "I vilken mapp?")
        await pilot.press("enter")
        await said(pilot, screen, "Sparat: ")
    assert len(list((tmp_path / "hem").glob("uppfoljning-finsam-vagen-vidare-2026H1.*"))) == 3


async def test_delivering_without_a_forbund_says_why(codes: list[ParticipantCode], new_app: MakeApp) -> None:
    app = new_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await enter_insats(pilot)
        await pilot.press("f7", "v")
        await dialog(pilot)
        await pilot.press("enter")
        await see(pilot, "OK")
        assert isinstance(screen.pane("period"), PeriodPane)


async def test_the_slip_is_written_outside_the_register_only(insats_on_disk: str, new_app: MakeApp, catalogue: Catalogue, tmp_path: Path) -> None:
    app = new_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await enter_insats(pilot)
        await pilot.press("f3", *"13", "ctrl+s")
        shown = await dialog(pilot)
        assert isinstance(shown, CodeDialog)
        await write(pilot, shown._code.groups[-1])
        await pilot.press("enter")
        await see(pilot, "Handtaget är")
        await pilot.press("right", "enter")
        await see(pilot, "klartext")
        await pilot.press("right", "enter")
        for path, answer in ((catalogue.root / "lapp.html", "får inte ligga"), (tmp_path / "lapp.html", "")):
            await see(pilot, "Var ska lappen ligga?")
            app.screen.query_one(Input).value = str(path)
            await pilot.press("enter")
            if answer:
                await see(pilot, answer)
                await pilot.press("enter")
        await said(pilot, screen, "Lappen ligger i")
    page = (tmp_path / "lapp.html").read_text(encoding="utf-8")
    assert shown._code.text in page
    assert "<svg" in page
    assert not (catalogue.root / "lapp.html").exists()
