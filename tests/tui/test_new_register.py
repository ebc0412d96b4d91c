"""A new register by keyboard: what is wrong is said under its field as one types, and nothing is made until everything is right."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from textual.widgets import Input, Static

from register.catalogue import Catalogue
from register.insats.opening import open_insats
from tests.tui.by_hand import close_register, make_register
from tests.tui.driving import PASSPHRASE, TODAY, dialog, paste, see, until
from tui.app import Costs, NyckeltalApp
from tui.screens.choose import ChooseScreen
from tui.screens.insats import InsatsScreen
from tui.screens.kansli import KansliScreen
from tui.screens.new_register import NewRegisterScreen

MakeApp = Callable[..., NyckeltalApp]


async def test_a_kansli_register_by_keyboard_has_its_files_and_is_empty(new_app: MakeApp, catalogue: Catalogue) -> None:
    async with new_app().run_test(size=(80, 24)) as pilot:
        screen = await make_register(pilot, "k", "Norra förbundet", "norra")
        assert isinstance(screen, KansliScreen)
        await see(pilot, "Inget har kommit än")
        await close_register(pilot)
        await see(pilot, "Norra förbundet  ·  kansliregister (norra)")
    assert [(f.kind, f.id, f.namn) for f in catalogue.public_files()] == [("forbund", "norra", "Norra förbundet")]
    assert {path.suffix for path in catalogue.vocabulary_folder.iterdir() if path.is_file()} == {".toml"}


@pytest.mark.parametrize(
    ("between", "expected"),
    [
        (("tab", "tab", "enter"), ("individ", "halvar", None)),
        (("down", "enter", "tab", "down", "down", "enter", "tab", "enter"), ("struktur", "kvartal", None)),
        (("tab", "down", "enter", "tab", *"2026T2", "enter"), ("individ", "tertial", "2026T2")),
    ],
    ids=["as it stands", "struktur by kvartal", "tertial from 2026T2"],
)
async def test_typ_and_periods_are_chosen_by_arrows(
    between: tuple[str, ...], expected: tuple[str, str, str | None], new_app: MakeApp, catalogue: Catalogue, costs: Costs
) -> None:
    async with new_app().run_test(size=(80, 24)) as pilot:
        screen = await make_register(pilot, "n", "Nya vägar", "nya", between=between)
        assert isinstance(screen, InsatsScreen)
    insats = open_insats(catalogue, "nya", PASSPHRASE, today=TODAY, seal_cost=costs.seal, state=costs.state)
    assert (insats.typ, insats.period_kind, insats.first_period) == expected
    insats.close()


@pytest.mark.parametrize(
    ("field", "typed", "why"),
    [
        ("id", "Norra", "Id:t går inte att använda"),
        ("id", "a", "2 till 32 tecken"),
        ("forsta_period", "2026", "är inget halvår"),
        ("forsta_period", "2026T1", "Skriv till exempel 2026H1"),
        ("forsta_period", "våren", "går inte att läsa"),
        ("losenfras", "kort", "Lösenfrasen är för kort"),
        ("igen", "en annan fras", "inte lika"),
    ],
)
async def test_what_is_wrong_is_said_under_its_field_as_one_types(field: str, typed: str, why: str, new_app: MakeApp) -> None:
    app = new_app()
    async with app.run_test(size=(100, 40)) as pilot:
        await pilot.press("n")
        await until(pilot, lambda: isinstance(app.screen, NewRegisterScreen))
        entry = app.screen.query_one(f"#{field}", Input)
        entry.focus()
        await paste(pilot, typed)
        assert why in str(app.screen.query_one(f"#error-{field}", Static).content)
        entry.value = {"id": "norra", "forsta_period": "2026H1", "losenfras": PASSPHRASE, "igen": ""}[field]
        await pilot.pause()
        if field != "igen":
            assert not str(app.screen.query_one(f"#error-{field}", Static).content), "it goes when it is put right"


async def test_saving_an_empty_form_marks_every_field_and_goes_to_the_first(new_app: MakeApp, catalogue: Catalogue) -> None:
    app = new_app()
    async with app.run_test(size=(100, 40)) as pilot:
        await pilot.press("n")
        await until(pilot, lambda: isinstance(app.screen, NewRegisterScreen))
        await pilot.press("ctrl+s")
        await see(pilot, "Inget är skapat")
        await see(pilot, "Namnet saknas.")
        assert app.screen.focused is app.screen.query_one("#namn")
        shown = {str(s.id): str(s.content) for s in app.screen.query(".error").results(Static)}
        assert {key for key, text in shown.items() if text} == {"error-namn", "error-id", "error-losenfras"}
    assert catalogue.insats_ids() == []


async def test_an_id_that_is_taken_is_refused_and_the_form_stays(insats_on_disk: str, new_app: MakeApp, catalogue: Catalogue) -> None:
    app = new_app()
    before = catalogue.insats_path(insats_on_disk).read_bytes()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n")
        await until(pilot, lambda: isinstance(app.screen, NewRegisterScreen))
        for field, text in (("namn", "En till"), ("id", insats_on_disk), ("losenfras", PASSPHRASE), ("igen", PASSPHRASE)):
            app.screen.query_one(f"#{field}", Input).value = text
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "finns" in str(app.screen.query_one("#answer", Static).content), "the refusal")
        assert isinstance(app.screen, NewRegisterScreen)
        assert app.screen.query_one("#namn", Input).value == "En till"
    assert catalogue.insats_path(insats_on_disk).read_bytes() == before


@pytest.mark.parametrize("key", ["escape", "ctrl+q"])
async def test_what_is_filled_in_is_not_lost_unasked(key: str, new_app: MakeApp) -> None:
    app = new_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("k")
        await until(pilot, lambda: isinstance(app.screen, NewRegisterScreen))
        form = app.screen
        await pilot.press(*"Norra", key)
        question = await dialog(pilot)
        assert question.focused is question.query_one("#no")
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is form)
        assert form.query_one("#namn", Input).value == "Norra"


async def test_an_empty_form_is_left_at_once_and_a_filled_one_after_a_yes(new_app: MakeApp) -> None:
    app = new_app()
    async with app.run_test(size=(80, 24)) as pilot:
        for typed in ("", "x"):
            await pilot.press("n")
            await until(pilot, lambda: isinstance(app.screen, NewRegisterScreen))
            await pilot.press(*typed, "escape")
            if typed:
                await dialog(pilot)
                await pilot.press("right", "enter")
            await until(pilot, lambda: isinstance(app.screen, ChooseScreen))
