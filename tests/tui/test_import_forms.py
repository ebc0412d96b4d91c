"""Reading collected forms in by keyboard, from Period: template, faults, corrected file, confirmation, slips; stopped anywhere nothing is read in."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from textual.pilot import Pilot
from textual.widgets import Button, Input, OptionList

from register.catalogue import Catalogue
from register.insats.imports import Reading
from register.insats.opening import open_insats
from register.insats.overview import lista
from tests.imports.forms_file import forms, headings, save_xlsx
from tests.tui.conftest import make_insats
from tests.tui.driving import PASSPHRASE, TODAY, dialog, said, screen_text, see, until
from tests.tui.driving import open_insats as enter_insats
from tui.app import Costs, NyckeltalApp
from tui.screens.dialogs import ConfirmDialog, MessageDialog, PickDialog, TextDialog
from tui.screens.insats import InsatsScreen
from tui.screens.progress_dialog import ProgressDialog

MakeApp = Callable[..., NyckeltalApp]
FORMS = forms(40, open_share=0.1)
OPEN = sum("avslut.manad" not in row for row in FORMS)
CODE = re.compile(r"\b(?:[0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}\b")


@pytest.fixture(params=[(80, 24), (120, 40)], ids=["80x24", "120x40"])
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    found: tuple[int, int] = request.param
    return found


async def begin(pilot: Pilot[Any], *, template: bool = False) -> InsatsScreen:
    """Period, and the way chosen."""
    screen = await enter_insats(pilot)
    await pilot.press("f7")
    await see(pilot, "i Läs in")
    await pilot.press("i")
    pick = await dialog(pilot)
    assert isinstance(pick, PickDialog)
    await until(pilot, lambda: pick.query_one(OptionList).option_count == 2, "both ways")
    await pilot.press(*(["down"] if template else []), "enter")
    return screen


async def answer(pilot: Pilot[Any], title: str, value: Path) -> None:
    """Type over the value of the question with that title."""
    await until(pilot, lambda: isinstance(pilot.app.screen, TextDialog) and title in screen_text(pilot), title)
    field = pilot.app.screen.query_one(Input)
    field.value = str(value)
    await pilot.press("enter")
    await until(pilot, lambda: not field.is_attached or pilot.app.screen is not field.screen, "the answer to be taken")


async def press_button(pilot: Pilot[Any], label: str) -> None:
    button = next(b for b in pilot.app.screen.query(Button) if str(b.label) == label)
    button.press()
    await pilot.pause()


async def confirmation(pilot: Pilot[Any]) -> ConfirmDialog:
    await until(pilot, lambda: isinstance(pilot.app.screen, ConfirmDialog), "the confirmation")
    assert isinstance(pilot.app.screen, ConfirmDialog)
    return pilot.app.screen


def rows_on_disk(catalogue: Catalogue, costs: Costs) -> int:
    insats = open_insats(catalogue, "vagen-vidare", PASSPHRASE, today=TODAY, seal_cost=costs.seal, state=costs.state)
    found = len(lista(insats))
    insats.close()
    return found


@pytest.mark.usefixtures("insats_on_disk")
async def test_a_template_is_written(new_app: MakeApp, tmp_path: Path, size: tuple[int, int]) -> None:
    (tmp_path / "finns.xlsx").write_bytes(b"x")
    async with new_app().run_test(size=size) as pilot:
        screen = await begin(pilot, template=True)
        await answer(pilot, "Var ska mallen ligga?", tmp_path / "finns.xlsx")
        await see(pilot, "redan en fil")
        await pilot.press("enter")
        await answer(pilot, "Var ska mallen ligga?", tmp_path / "mall")
        await said(pilot, screen, "mallen ligger i")
    assert [cell.value for cell in openpyxl.load_workbook(tmp_path / "mall.xlsx")["Formulär"][1]] == headings()
    assert (tmp_path / "finns.xlsx").read_bytes() == b"x"


@pytest.mark.usefixtures("insats_on_disk")
async def test_faults_are_shown_corrected_and_the_file_read_in(
    new_app: MakeApp, catalogue: Catalogue, costs: Costs, tmp_path: Path, size: tuple[int, int]
) -> None:
    path, slips = save_xlsx(tmp_path / "f.xlsx", FORMS), tmp_path / "lappar.html"
    book = openpyxl.load_workbook(path)
    book["Formulär"]["A3"] = "Testa Påhittadsson"
    book.save(path)
    async with new_app().run_test(size=size) as pilot:
        screen = await begin(pilot)
        await answer(pilot, "Vilken fil?", path)
        await see(pilot, "1 fel: inget är inläst")
        assert "Cell A3" in screen_text(pilot)
        assert "Påhittadsson" not in screen_text(pilot)
        save_xlsx(path, FORMS)
        await press_button(pilot, "Läs filen igen")
        await confirmation(pilot)
        await see(pilot, "Läsa in 40 deltaganden?")
        await see(pilot, "2023H1")
        await press_button(pilot, "Läs in")
        await answer(pilot, "Var ska lapparna ligga?", catalogue.root / "l.html")
        await see(pilot, "får inte ligga i registrets mapp")
        await pilot.press("enter")
        await answer(pilot, "Var ska lapparna ligga?", slips)
        await said(pilot, screen, "40 deltaganden är inlästa")
        await see(pilot, "2023H1")
        shown = screen_text(pilot)
    codes = CODE.findall(slips.read_text(encoding="utf-8"))
    assert len(codes) == OPEN == rows_on_disk(catalogue, costs)
    assert not [code for code in codes if code in shown]


@pytest.mark.usefixtures("insats_on_disk")
async def test_a_save_that_breaks_off_late_is_told_and_keeps_the_slips(
    new_app: MakeApp, catalogue: Catalogue, costs: Costs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from register import platform

    path, slips, real = save_xlsx(tmp_path / "f.xlsx", FORMS), tmp_path / "lappar.html", platform.atomic_write

    def breaks(target: Path, data: bytes) -> None:
        real(target, data)
        if slips.exists():
            raise OSError(5, "EIO")

    async with new_app().run_test(size=(80, 24)) as pilot:
        screen = await begin(pilot)
        await answer(pilot, "Vilken fil?", path)
        await confirmation(pilot)
        await press_button(pilot, "Läs in")
        monkeypatch.setattr("register.platform.atomic_write", breaks)
        await answer(pilot, "Var ska lapparna ligga?", slips)
        await see(pilot, "Inläsningen bröts när valvet redan var sparat.")
        monkeypatch.setattr("register.platform.atomic_write", real)
        await pilot.press("enter")
        await said(pilot, screen, "Formulären är inlästa.")
    assert len(CODE.findall(slips.read_text(encoding="utf-8"))) == OPEN == rows_on_disk(catalogue, costs)


@pytest.mark.usefixtures("insats_on_disk")
async def test_ended_forms_need_no_slips_and_are_read_in_once(new_app: MakeApp, tmp_path: Path) -> None:
    path = save_xlsx(tmp_path / "f.xlsx", forms(12, open_share=0))
    async with new_app().run_test(size=(80, 24)) as pilot:
        screen = await begin(pilot)
        await answer(pilot, "Vilken fil?", path)
        await confirmation(pilot)
        await press_button(pilot, "Läs in")
        await said(pilot, screen, "12 deltaganden är inlästa.")
        await pilot.press("i")
        await dialog(pilot)
        await pilot.press("enter")
        await answer(pilot, "Vilken fil?", path)
        await until(pilot, lambda: isinstance(pilot.app.screen, MessageDialog), "what is said")
        await see(pilot, "Redan inläst")
        await press_button(pilot, "OK")
        await until(pilot, lambda: isinstance(pilot.app.screen, TextDialog), "the question again")
        save_xlsx(path, forms(13, open_share=0))
        await answer(pilot, "Vilken fil?", path)
        await confirmation(pilot)
        await see(pilot, "kontrollera att raderna inte")
        await pilot.press("escape")
        await said(pilot, screen, "Inget är inläst.")


@pytest.mark.usefixtures("insats_on_disk")
@pytest.mark.parametrize("step", ["way", "file", "confirm", "slips"])
async def test_going_back_reads_nothing_in(new_app: MakeApp, catalogue: Catalogue, costs: Costs, tmp_path: Path, step: str) -> None:
    path = save_xlsx(tmp_path / "f.xlsx", FORMS)
    async with new_app().run_test(size=(80, 24)) as pilot:
        screen = await enter_insats(pilot)
        await pilot.press("f7", "i")
        await dialog(pilot)
        if step != "way":
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(pilot.app.screen, TextDialog), "the question")
        if step in ("confirm", "slips"):
            await answer(pilot, "Vilken fil?", path)
            await confirmation(pilot)
        if step == "slips":
            await press_button(pilot, "Läs in")
            await see(pilot, "Var ska lapparna ligga?")
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen, "the register's screen")
        if step != "way":
            await said(pilot, screen, "Inget är inläst.")
    assert rows_on_disk(catalogue, costs) == 0


@pytest.mark.usefixtures("insats_on_disk")
async def test_a_file_that_cannot_be_read_is_asked_for_again(new_app: MakeApp, tmp_path: Path) -> None:
    async with new_app().run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await answer(pilot, "Vilken fil?", tmp_path / "ingen.xlsx")
        await see(pilot, "Filen går inte att öppna.")
        await see(pilot, "Sökvägen var")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, TextDialog), "the question again")
        assert pilot.app.screen.query_one(Input).value == str(tmp_path / "ingen.xlsx")


@pytest.mark.usefixtures("insats_on_disk")
async def test_esc_stops_the_reading(new_app: MakeApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = save_xlsx(tmp_path / "f.xlsx", FORMS)
    begun, go_on = threading.Event(), threading.Event()
    from register.insats import imports

    real = imports.read_forms

    def slow(*args: Any, progress: Any, **more: Any) -> Reading:
        progress(0.1, "rad 1")
        begun.set()
        go_on.wait(10)
        progress(0.5, "rad 2")
        return real(*args, progress=progress, **more)

    monkeypatch.setattr(imports, "read_forms", slow)
    async with new_app().run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await answer(pilot, "Vilken fil?", path)
        await until(pilot, begun.is_set, "the reading to begin")
        await see(pilot, "rad 1 …")
        assert isinstance(pilot.app.screen, ProgressDialog)
        await pilot.press("escape")
        go_on.set()
        await until(pilot, lambda: isinstance(pilot.app.screen, TextDialog), "the question again")


async def test_a_strukturovergripande_insats_reads_no_forms(new_app: MakeApp, catalogue: Catalogue, costs: Costs) -> None:
    make_insats(catalogue, costs, typ="struktur").close()
    async with new_app().run_test(size=(80, 24)) as pilot:
        await enter_insats(pilot)
        await pilot.press("f7")
        await see(pilot, "l Lås period")
        assert "i Läs in" not in screen_text(pilot)
