"""A printed form, filled in and typed in its own order on the real screens: one key an answer, and what is saved is what was ticked."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from register.catalogue import Catalogue
from register.insats import acts
from register.insats.codes import ParticipantCode
from register.insats.opening import open_insats as unlock_insats
from register.periods import Month
from tests.paper.printed import Printed, pages
from tests.tui.by_hand import answer_path, code_on_screen
from tests.tui.conftest import make_insats
from tests.tui.driving import PASSPHRASE, TODAY, dialog, hurry, open_insats, said, see, until, write
from tui.app import Costs, NyckeltalApp
from tui.paper_forms import Paper, PaperKind, write_paper
from tui.screens.code_dialog import CodeDialog
from tui.screens.insats import InsatsScreen
from tui.widgets.form_view import FormView

MakeApp = Callable[..., NyckeltalApp]

MISSING = "Uppgift saknas"
MOST_A_FIELD, MOST_AN_ITEM, SYMBOLS_OF_A_CODE = 2, 1, 16
JUNE = ("left", "enter")
"""The clock stands in July: one month back, and on."""


@pytest.fixture(autouse=True)
def pace(monkeypatch: pytest.MonkeyPatch) -> None:
    hurry(monkeypatch)


@dataclass
class Filled:
    """A form that somebody has filled in: which of a field's answers was ticked, by the field's number; a field left out is blank."""

    fields: list[Printed]
    ticks: dict[int, tuple[str, str]] = field(default_factory=dict)


def fill_in(fields: list[Printed], dice: random.Random) -> Filled:
    """Every field that must be, and most others; work or studies, so that omfattning is asked."""
    filled = Filled(fields)
    for one in fields:
        if one.answers and (one.required or dice.random() < 0.85):
            choices = one.answers[:3] if one.asks == "Sysselsättning" else one.answers
            if one.asks == "Avslutsanledning":
                choices = choices[:-1]  # felregistrering takes back the whole deltagande
            chosen = [answer for answer in one.answers if answer[1].endswith("(valt)")]
            filled.ticks[one.number] = chosen[0] if chosen else dice.choice(choices)
    return drop_what_is_not_asked(filled)


def drop_what_is_not_asked(filled: Filled) -> Filled:
    """*Bara om fält 7 är 1, 2 eller 3*, as the paper says."""
    for one in filled.fields:
        if one.asks == "Omfattning" and not worked(filled):
            filled.ticks.pop(one.number, None)
    return filled


def keys_of(filled: Filled, code: str = "") -> Iterator[tuple[Printed, tuple[str, ...]]]:
    """The keys to press, field by field, as the paper says them. Nothing but the paper is looked at."""
    for one in filled.fields:
        if one.asks == "Deltagarkod":
            yield one, tuple(code.replace("-", ""))
        elif not one.answers:
            yield one, JUNE
        elif one.number in filled.ticks:
            yield one, tuple(filled.ticks[one.number][0])
        elif not (one.asks == "Omfattning" and not worked(filled)):
            yield one, ("0",)


def worked(filled: Filled) -> bool:
    """Whether the paper's own condition holds: *Bara om fält 7 är 1, 2 eller 3*."""
    number = next(one.number for one in filled.fields if one.asks == "Sysselsättning")
    return filled.ticks.get(number, ("", ""))[0] in ("1", "2", "3")


def in_words(filled: Filled) -> dict[str, str]:
    """What was ticked, by what is asked; a blank says *Uppgift saknas* where the list has such an answer."""
    said_of = {}
    for one, _ in keys_of(filled):
        if one.number in filled.ticks:
            said_of[one.asks] = filled.ticks[one.number][1]
        elif MISSING in (words for _, words in one.answers):
            said_of[one.asks] = MISSING
    return said_of


def on_screen(view: FormView) -> dict[str, str]:
    """What the screen has, in the same words."""
    return {e.label: e.label_of(view.state.answers[e.id]) for e in view.state.visible if e.kind == "val" and view.state.answers.get(e.id)}


@pytest.fixture
def paper_of(catalogue: Catalogue, costs: Costs, insats_on_disk: str, tmp_path: Path) -> Callable[[PaperKind], list[Printed]]:
    def make(kind: PaperKind) -> list[Printed]:
        insats = unlock_insats(catalogue, insats_on_disk, PASSPHRASE, today=TODAY, seal_cost=costs.seal, state=costs.state)
        forms = Paper.of(insats).forms(kind)[:1]
        insats.close()
        return pages(write_paper(tmp_path / "blankett.pdf", forms, today=TODAY).read_bytes())[0].fields

    return make


@pytest.fixture
def code(catalogue: Catalogue, costs: Costs, insats_on_disk: str) -> str:
    """The code of a deltagande that began in March."""
    insats = unlock_insats(catalogue, insats_on_disk, PASSPHRASE, today=TODAY, seal_cost=costs.seal, state=costs.state)
    made = ParticipantCode.new()
    acts.start(insats, insats.keys_for(made), {"kon": "man", "aldersgrupp": "25-29"}, month=Month(2026, 3), today=TODAY)
    insats.close()
    return made.text


async def type_in(pilot: Pilot[None], view: FormView, filled: Filled, code: str = "") -> dict[str, int]:
    """Type it in the paper's order; the presses each field took, by what is asked."""
    presses = {}
    for one, keys in keys_of(filled, code):
        entry = view.state.entry
        assert entry is not None
        assert entry.label == one.asks, "the screen asks what comes next on the paper"
        await write(pilot, "".join(keys)) if keys != JUNE else await pilot.press(*keys)
        presses[one.asks] = len(keys)
        await until(pilot, lambda asked=entry.id: view.state.active != asked, f"the field after {one.asks}")  # type: ignore[misc]
    assert view.state.entry is None, "the last field of the paper is the last of the screen"
    return presses


@pytest.mark.parametrize("seed", range(4))
async def test_start(paper_of: Callable[[PaperKind], list[Printed]], new_app: MakeApp, seed: int) -> None:
    filled = fill_in(paper_of("start"), random.Random(seed))
    async with new_app().run_test(size=(80, 24)) as pilot:
        screen = await open_insats(pilot)
        await pilot.press("f3")
        view = screen.query_one("#start FormView", FormView)
        presses = await type_in(pilot, view, filled)
        assert max(presses.values()) <= MOST_A_FIELD
        assert on_screen(view) == in_words(filled)
        await pilot.press("enter")
        shown = await dialog(pilot)
        assert isinstance(shown, CodeDialog)
        await write(pilot, code_on_screen(shown)[-4:])
        await pilot.press("enter")
        await said(pilot, screen, "har startat 2026-06")


@pytest.mark.parametrize("seed", range(2))
async def test_matning(paper_of: Callable[[PaperKind], list[Printed]], code: str, new_app: MakeApp, seed: int) -> None:
    filled = fill_in(paper_of("matning"), random.Random(seed))
    items = {one.asks for one in filled.fields if [key for key, _ in one.answers] == list("12345")}
    assert len(items) == 6
    async with new_app().run_test(size=(80, 24)) as pilot:
        screen = await open_insats(pilot)
        await pilot.press("f4")
        view = screen.query_one("#matning FormView", FormView)
        presses = await type_in(pilot, view, filled, code)
        assert presses.pop("Deltagarkod") == SYMBOLS_OF_A_CODE
        assert max(presses[asked] for asked in items) <= MOST_AN_ITEM
        assert max(presses.values()) <= MOST_A_FIELD
        ticked = {number: tick[0] for number, tick in filled.ticks.items() if filled.fields[number - 1].asks in items}
        levels = {one.asks: view.state.answers[f"svar.{i}"] for i, one in enumerate(one for one in filled.fields if one.asks in items)}
        assert {asked: level for asked, level in levels.items() if level != "-"} == {filled.fields[n - 1].asks: key for n, key in ticked.items()}
        await pilot.press("enter")
        await said(pilot, screen, "Sparat: mätning 2026-06")


@pytest.mark.parametrize("seed", range(2))
async def test_avslut(paper_of: Callable[[PaperKind], list[Printed]], code: str, new_app: MakeApp, seed: int) -> None:
    filled = fill_in(paper_of("avslut"), random.Random(seed))
    async with new_app().run_test(size=(80, 24)) as pilot:
        screen = await open_insats(pilot)
        await pilot.press("f5")
        view = screen.query_one("#avslut FormView", FormView)
        presses = await type_in(pilot, view, filled, code)
        assert presses.pop("Deltagarkod") == SYMBOLS_OF_A_CODE
        assert max(presses.values()) <= MOST_A_FIELD
        assert on_screen(view) == in_words(filled)
        await pilot.press("enter")
        await said(pilot, screen, "är avslutat 2026-06")


@pytest.mark.parametrize(("section", "name"), [("f3", "start"), ("f4", "matning"), ("f5", "avslut")])
async def test_the_section_prints_its_own_form_and_keeps_what_is_filled_in(
    insats_on_disk: str, new_app: MakeApp, tmp_path: Path, section: str, name: str
) -> None:
    async with new_app().run_test(size=(80, 24)) as pilot:
        screen = await open_insats(pilot)
        await pilot.press(section, "1")
        view = screen.query_one(f"#{name} FormView", FormView)
        before = dict(view.state.answers)
        await pilot.press("ctrl+b")
        assert f"blankett-{name}-{insats_on_disk}.pdf" in (await dialog(pilot)).query_one(Input).value
        await answer_path(pilot, tmp_path / "ut" / "papper.txt")
        await see(pilot, "slutar på .pdf")
        await pilot.press("enter")
        await until(pilot, lambda: bool(pilot.app.screen.query(Input)), "the path again")
        await answer_path(pilot, tmp_path / "ut" / "papper")
        await said(pilot, screen, "papper.pdf")
        assert view.state.answers == before
    (page, *_) = pages((tmp_path / "ut" / "papper.pdf").read_bytes())
    assert ("Deltagarkod" in page.text) == (name != "start")


async def test_no_path_is_no_file(insats_on_disk: str, new_app: MakeApp, tmp_path: Path) -> None:
    async with new_app().run_test(size=(80, 24)) as pilot:
        await open_insats(pilot)
        await pilot.press("f3", "ctrl+b")
        await dialog(pilot)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, InsatsScreen), "the form again")
    assert not list(tmp_path.rglob("*.pdf"))


def test_the_paper_follows_the_vault_and_not_a_list_it_has_not_taken_up(catalogue: Catalogue, costs: Costs, code: str, tmp_path: Path) -> None:
    """A new grouping of codes waits until nothing is open; until then the screen's keys are the old ones, and so are the paper's."""
    catalogue.vocabulary_folder.mkdir(parents=True)
    (catalogue.vocabulary_folder / "kodlistor.toml").write_text(
        'version = 2\n[listor.utbildning]\nlabel = "Utbildning"\nkoder = [{ id = "ny", label = "Ny" }]\n', encoding="utf-8"
    )
    insats = unlock_insats(catalogue, "vagen-vidare", PASSPHRASE, today=date(2026, 7, 11), seal_cost=costs.seal, state=costs.state)
    assert insats.vocabulary_problem
    (form,) = Paper.of(insats).forms("start")
    insats.close()
    (page,) = pages(write_paper(tmp_path / "a", [form], today=TODAY).read_bytes())
    assert ("4", "Eftergymnasial utbildning") in next(one for one in page.fields if one.asks == "Högsta avslutade utbildning").answers


def test_a_strukturovergripande_insats_has_no_paper(catalogue: Catalogue, costs: Costs) -> None:
    from register.errors import BadInput

    insats = make_insats(catalogue, costs, typ="struktur", insats_id="massan")
    with pytest.raises(BadInput, match="inga blanketter"):
        Paper.of(insats)
    insats.close()
