"""Publishing and withdrawing in Rapporter: asked first, kept before any file, all of it or nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.widgets import Button, Static

from register.catalogue import Catalogue
from register.kansli import publications
from register.kansli.reporting import prepare_report, publish_report
from register.kansli.session import Kansli
from register.periods import Period
from tests.publications import report
from tests.tui.by_hand import answer_path
from tests.tui.driving import TODAY, dialog, screen_text, see, status
from tests.tui_kansli.driving import asked, at, pick, previewed, rapporter, waited
from tui.app import NyckeltalApp
from tui.screens.dialogs import ConfirmDialog
from tui.screens.kansli import KansliScreen

MakeApp = Callable[[], NyckeltalApp]
FORBUND = "Översikt, första halvåret 2026"


async def ready(pilot: Pilot[Any], screen: KansliScreen, folder: Path) -> None:
    """The förbund's overview looked at, to be written as a page and CSV."""
    await pilot.press("f", "x", "c", "m")
    await answer_path(pilot, folder)
    await waited(pilot, lambda: rapporter(screen).folder == folder)
    await pilot.press("v")
    await previewed(pilot, screen, FORBUND)


async def confirm(pilot: Pilot[Any]) -> None:
    """Yes to the question, whose focus is on no."""
    await pilot.press("s")
    await waited(pilot, lambda: isinstance(pilot.app.screen, ConfirmDialog) and isinstance(pilot.app.focused, Button), "the question")
    assert pilot.app.focused is not None
    assert pilot.app.focused.id == "no"
    await pilot.press("right", "enter")


def rows(screen: KansliScreen) -> str:
    options = rapporter(screen).query_one("#publication-list")
    return "\n".join(str(option.prompt) for option in options.options)  # type: ignore[attr-defined]


async def test_asked_first_and_nothing_happens_on_no(new_app: MakeApp, tmp_path: Path) -> None:
    folder = tmp_path / "ut"
    async with at(new_app, "f6", "rapporter") as (pilot, screen):
        await ready(pilot, screen, folder)
        await pilot.press("s")
        await asked(pilot, "Publicera Översikt 2026H1?")
        text = str((await dialog(pilot)).query_one(".dialog-text Static", Static).content)
        assert "känt för alltid" in text
        assert "antecknas i registret" in text
        assert "kan årets tabell få prickar" in text
        assert f"Filer: webbsida, CSV, i {folder}" in text
        await pilot.press("enter")
        await waited(pilot, lambda: pilot.app.screen is screen)
        assert screen.data is not None
        assert screen.data.publications == ()
        assert not folder.exists()


async def test_published_then_written_and_listed(new_app: MakeApp, root: Path, tmp_path: Path) -> None:
    folder = tmp_path / "ut"
    async with at(new_app, "f6", "rapporter") as (pilot, screen):
        await ready(pilot, screen, folder)
        await confirm(pilot)
        await asked(pilot, "Publicerat och skrivet")
        text = str((await dialog(pilot)).query_one(".dialog-text Static", Static).content)
        assert f"I {folder}:" in text
        assert "oversikt-provforbundet-2026H1.html" in text
        assert "granskning.json" in text
        assert "En oberoende granskning har prövat" in text
        await pilot.press("enter")
        await waited(pilot, lambda: pilot.app.screen is screen)
        assert "Publicerat och skrivet" in status(screen)
        assert rows(screen).split()[:4] == ["Översikt", "2026H1", str(TODAY), "förbundet"]
        page = (folder / "oversikt-provforbundet-2026H1.html").read_text()
        assert "första halvåret 2026" in page
        assert json.loads((folder / "granskning.json").read_text())
        assert Catalogue(root).publications_path("vagen-vidare").exists()  # what the insats is told


async def test_without_a_preview_it_is_prepared_first(new_app: MakeApp, tmp_path: Path) -> None:
    async with at(new_app, "f6", "rapporter") as (pilot, screen):
        rapporter(screen).folder = tmp_path
        rapporter(screen).formats = ["csv"]
        await confirm(pilot)
        await asked(pilot, "Publicerat och skrivet")
        assert screen.data is not None
        assert [row.report for row in screen.data.publications] == ["oversikt"]


async def test_a_folder_that_takes_no_files_is_told_before_anything_is_published(new_app: MakeApp, tmp_path: Path) -> None:
    wrong = tmp_path / "en-fil"
    wrong.write_text("")
    async with at(new_app, "f6", "rapporter") as (pilot, screen):
        await ready(pilot, screen, wrong)
        await confirm(pilot)
        await asked(pilot, "går inte att skriva i")
        await pilot.press("enter")
        await previewed(pilot, screen, FORBUND)
        await screen.refreshed()
        assert screen.data is not None
        assert screen.data.publications == ()


async def test_what_has_been_published_meanwhile_is_a_conflict_and_no_file_is_written(new_app: MakeApp, kansli: Kansli, tmp_path: Path) -> None:
    folder = tmp_path / "ut"
    async with at(new_app, "f6", "rapporter") as (pilot, screen):
        await ready(pilot, screen, folder)
        publish_report(kansli, prepare_report(kansli, "oversikt", Period.parse("2025H2"), today=TODAY), TODAY)
        await confirm(pilot)
        await asked(pilot, "Rapporten är inte publicerad.")
        assert "Gör rapporten igen." in screen_text(pilot)
        await pilot.press("enter")
        await waited(pilot, lambda: pilot.app.screen is screen)
        assert rapporter(screen).preview is None  # it must be made again
        assert "2025H2" in rows(screen)
        assert not [path for path in folder.rglob("*") if path.is_file()]
    kansli.close()


async def test_a_publication_is_withdrawn_with_a_reason(new_app: MakeApp, kansli: Kansli) -> None:
    publish_report(kansli, prepare_report(kansli, "insatsrapport", Period.parse("2026H1"), insats="vagen-vidare", today=TODAY), TODAY)
    kansli.close()
    async with at(new_app, "f6", "rapporter") as (pilot, screen):
        await see(pilot, "Insatsrapport Vägen vidare")
        await pilot.press("d")
        await pick(pilot, "Varför dras Insatsrapport Vägen vidare 2026H1 tillbaka?", "misstag")
        await asked(pilot, "Dra tillbaka Insatsrapport Vägen vidare 2026H1?")
        await pilot.press("enter")  # Behåll
        await waited(pilot, lambda: pilot.app.screen is screen)
        assert "tillbakadragen" not in rows(screen)
        await pilot.press("d")
        await pick(pilot, "Varför", "misstag")
        await asked(pilot, "Dra tillbaka Insatsrapport")
        await pilot.press("right", "enter")
        await waited(pilot, lambda: f"tillbakadragen {TODAY}: publicerad av misstag" in rows(screen), "the withdrawal")
        await pilot.press("d")
        await pick(pilot, "Varför", "fel")
        await asked(pilot, "Dra tillbaka Insatsrapport")
        await pilot.press("right", "enter")
        await asked(pilot, "Publikationen är redan tillbakadragen.")


async def test_an_insatss_own_publication_is_its_own(new_app: MakeApp, kansli: Kansli) -> None:
    own = report(by="vagen-vidare", omgang="vagen-vidare#1", span="2025H2").to_document()
    with kansli.store.write() as session:
        publications.keep_received(session, [own], 1)
    kansli.close()
    async with at(new_app, "f6", "rapporter") as (pilot, screen):
        await waited(pilot, lambda: rows(screen).endswith("insatsen"), "the list")
        await pilot.press("d")
        await pick(pilot, "Varför", "fel")
        await asked(pilot, "Dra tillbaka")
        await pilot.press("right", "enter")
        await asked(pilot, "Publikationen är insatsens egen.")
