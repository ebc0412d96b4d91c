"""Reports as text: what stands in them, which table each section is made from, what is lost, and what a publication is called."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from rich.cells import cell_len

from register.catalogue import Catalogue
from register.disclosure.ladder import Choice
from register.disclosure.protected import Rules
from register.kansli.acts import open_forbund
from register.kansli.publications import PublicationRow, WithdrawalReason
from register.kansli.reporting import Material
from register.periods import Period
from tests.tui.driving import PASSPHRASE, TODAY
from tui.screens import kansli_report_protection as protection
from tui.screens import kansli_report_text as texts
from tui.screens.kansli_report_work import Preview, Request, files, later_cost, preview, read, try_rung
from tui.screens.progress_dialog import Job, Stopped, Tell

NAMES = {"vagen-vidare": "Vägen vidare", "unga-framat": "Unga framåt"}
BY_NAME = {name: id_ for id_, name in NAMES.items()}


def quiet(_done: int, _of: int, _what: str) -> None:
    """Nobody is told."""


@pytest.fixture(scope="module")
def material(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Material:
    root = Path(shutil.copytree(built, tmp_path_factory.mktemp("rapporter") / "register"))
    kansli = open_forbund(Catalogue(root), None, PASSPHRASE, today=TODAY, state=root / "tillstand")
    try:
        return read(kansli)
    finally:
        kansli.close()


@pytest.fixture(scope="module")
def make(material: Material) -> Callable[..., Preview]:
    """A preview of a kind and period, made once."""
    known: dict[Request, Preview] = {}

    def made(kind: str, span: str, insats: str | None = None) -> Preview:
        request = Request(kind, Period.parse(span), insats)  # type: ignore[arg-type]
        if request not in known:
            known[request] = preview(material, request, TODAY, Rules(), quiet)
        return known[request]

    return made


def with_dots(shown: Preview) -> Choice:
    """A table in which something is hidden."""
    return next(one for one in shown.prepared.made.choices if None in one.outcome.table.cells.values())


ALL = [
    ("oversikt", "2026H1", None),
    ("arsredovisning", "2025", None),
    ("insatsrapport", "2026H1", "vagen-vidare"),
    ("insatsrapport", "2025H2", "unga-framat"),
    ("progression", "2026H1", None),
]


@pytest.mark.parametrize(("kind", "span", "insats"), ALL)
@pytest.mark.parametrize("width", [77, 117])
def test_every_report_fits_the_screen_and_says_everything(make: Callable[..., Preview], kind: str, span: str, insats: str | None, width: int) -> None:
    shown = make(kind, span, insats)
    lines = texts.preview_lines(shown, width, insatser=BY_NAME).below(texts.summary(shown, width)).lines
    assert max(cell_len(str(line)) for line in lines) <= width
    text = " ".join(" ".join(str(line).split()) for line in lines)
    for section in shown.report.sections:
        assert f"▌ {section.heading}" in text
        assert all(" ".join(said.split()) in text for said in section.sentences)
        assert " ".join(section.protection.split()) in text
        for row in section.view.rows if section.view else ():
            assert row.label.split()[0] in text
            assert all(value.text.split()[0] in text for value in row.values if value.text)


@pytest.mark.parametrize(("kind", "span", "insats"), ALL)
def test_no_hidden_count_is_anywhere_in_the_text(make: Callable[..., Preview], kind: str, span: str, insats: str | None) -> None:
    """The preview is made of the report alone: as many dots stand there as the report has values that are hidden."""
    shown = make(kind, span, insats)
    hidden = sum(value.kind == "dold" for section in shown.report.sections if section.view for row in section.view.rows for value in row.values)
    lines = texts.preview_lines(shown, 117, insatser={}).lines
    assert sum(str(line).count("··") for line in lines) >= hidden


def test_rows_of_insatser_lead_on_and_no_others(make: Callable[..., Preview]) -> None:
    shown = texts.preview_lines(make("arsredovisning", "2025"), 77, insatser=BY_NAME)
    assert set(shown.links.values()) == set(NAMES)
    assert all(NAMES[insats] in str(shown.lines[line]) for line, insats in shown.links.items())
    assert any("report_link" in str(span.style) for span in shown.content(None).spans)
    first = min(shown.links)
    assert len(shown.content(first).spans) > len(shown.content(None).spans)  # the marked one


def test_lines_above_move_the_links(make: Callable[..., Preview]) -> None:
    shown = texts.preview_lines(make("arsredovisning", "2025"), 77, insatser=BY_NAME)
    below = shown.below(texts.summary(make("arsredovisning", "2025"), 77))
    moved = len(below.lines) - len(shown.lines)
    assert below.links == {line + moved: insats for line, insats in shown.links.items()}


@pytest.mark.parametrize(
    ("section", "table", "expected"),
    [
        ("utfall", "utfall", True),
        ("utfall", "utfall@2025H2", False),
        ("utfall", "utfall/vagen-vidare", False),
        ("utfall-insats", "utfall/vagen-vidare", True),
        ("utfall-insats", "utfall", False),
        ("jamforelse", "utfall@2025H2", True),
        ("tratt", "utfall/vagen-vidare", True),
        ("tratt", "utfall", False),
        ("mal", "mal-0", True),
        ("mal", "mal-1/vagen-vidare", True),
        ("mal", "mal-1@2024", False),
        ("flode", "nya-manad", True),
        ("over-tid-nya-avslutade", "avslutade-manad", True),
        ("skapa-deltagare", "skapa-deltagare-halsa", True),
        ("skapa-deltagare", "medel-skapa-deltagare-halsa", False),
        ("skapa-deltagare", "skapa-handlaggare-halsa", False),
        ("skapa-deltagare-medel", "medel-skapa-deltagare-halsa", True),
        ("skapa-deltagare-insats", "skapa-deltagare-halsa/vagen-vidare", True),
        ("korthet", "utfall", False),
    ],
)
def test_which_tables_a_section_is_made_from(section: str, table: str, *, expected: bool) -> None:
    assert texts._made_from(section, table) is expected


def test_most_tables_belong_to_a_section(make: Callable[..., Preview]) -> None:
    """Else the preview would not say how they are protected; those that are not shown divided are told in one line of their own."""
    shown = make("insatsrapport", "2026H1", "vagen-vidare")
    choices = shown.prepared.made.choices
    found = {one.outcome.table.id for section in shown.report.sections for one in texts.of_section(section.id, choices)}
    assert len(found) >= len(choices) * 3 // 4


def test_what_is_lost_is_said_in_numbers(make: Callable[..., Preview]) -> None:
    choices = make("oversikt", "2026H1").prepared.made.choices
    whole = next(one for one in choices if one.outcome.table.id == "utfall")
    dotted = with_dots(make("oversikt", "2026H1"))
    assert texts.loss([whole]).startswith("Inget av ")
    dots = sum(value is None for value in dotted.outcome.table.cells.values())
    assert texts.loss([dotted]).startswith(f"{dots} av {len(dotted.outcome.table.cells)} tal är dolda (··); ")
    assert texts.loss([whole, dotted]).endswith("i varje tabell.")
    few = [one for one in make("oversikt", "2025H2").prepared.made.choices if one.outcome.table.id == "utfall/unga-framat"]
    assert texts.loss(few) == "Bara antalet visas."
    assert texts.loss(few * 3) == "I 3 tabeller visas bara antalet."


def test_a_part_of_a_year_says_what_it_costs_and_a_year_does_not(make: Callable[..., Preview]) -> None:
    plain, offered = texts.cost_text(make("oversikt", "2026H1")), " ".join(map(str, texts.offers(make("oversikt", "2026H1"))))
    assert plain.startswith("Publiceras första halvåret 2026 nu måste årets siffror skyddas")
    assert "1–4" in plain
    assert "e  vad det kostar året" in offered
    assert "o  bara volymer" in offered
    reckoned = make("oversikt", "2026H1").costing("Det kostar inget.")
    assert texts.cost_text(reckoned) == "Det kostar inget."
    assert "e  " not in str(texts.offers(reckoned)[0])
    assert texts.cost_text(make("arsredovisning", "2025")) == ""
    assert str(texts.offers(make("arsredovisning", "2025"))[0]) == "t  hur varje tabell är skyddad"
    assert texts.cost_text(make("oversikt", "2026H1").volumes_only()) == ""
    assert texts.offers(make("oversikt", "2026H1").volumes_only()) == []


def test_volumes_alone_are_offered_where_they_give_something_up(make: Callable[..., Preview]) -> None:
    assert make("oversikt", "2026H1").may_shrink
    assert not make("oversikt", "2026H1").volumes_only().may_shrink
    assert not make("arsredovisning", "2025").may_shrink
    few = make("insatsrapport", "2025H2", "unga-framat")
    assert few.prepared.base_only
    assert few.may_shrink
    assert not few.volumes_only().prepared.base_only
    publication = few.volumes_only().prepared.made.publication
    assert (publication.report, publication.subject, publication.span) == ("insatsrapport", "unga-framat", "2025H2")
    assert list(publication.cells) == ["volymer"]


def test_what_is_published_is_said_to_be(make: Callable[..., Preview]) -> None:
    shown = make("oversikt", "2025H2")
    row = PublicationRow(shown.prepared.made.publication.id, "oversikt", "", "2025H2", date(2026, 7, 1), "forbundet")
    assert "ännu inte publicerad" in str(texts.summary(shown, 80)[0])
    assert "ännu inte publicerad" in str(texts.summary(shown, 80, [replace(row, id="annan")])[0])
    assert "publicerad 2026-07-01" in str(texts.summary(shown, 80, [row])[0])
    gone = replace(row, withdrawn=date(2026, 8, 1))
    assert "publicerad 2026-07-01, tillbakadragen 2026-08-01" in str(texts.summary(shown, 80, [gone])[0])


def test_what_its_maker_should_know_stands_first(make: Callable[..., Preview]) -> None:
    shown = make("oversikt", "2025H2")
    warned = replace(shown, prepared=replace(shown.prepared, warnings=("I mal.toml står insatsen ”x”.",)))
    assert "I mal.toml står insatsen ”x”." in [str(line) for line in texts.summary(warned, 80)]


def test_what_it_would_cost_the_year_is_a_sentence(make: Callable[..., Preview]) -> None:
    said = later_cost(make("insatsrapport", "2026H1", "vagen-vidare"), quiet)
    assert "årets rapport" in said
    assert said.endswith(".")
    assert later_cost(make("arsredovisning", "2025"), quiet) == ""


# -- One table ---------------------------------------------------------------------------------------------------------------------------------


def test_a_table_tells_its_layout_its_loss_and_the_coarser_ones(make: Callable[..., Preview]) -> None:
    choices = make("oversikt", "2025H2").prepared.made.choices
    for one in choices:
        text = protection.table_details(one, 66)
        assert max(map(cell_len, text.splitlines())) <= 66
        assert " ".join(one.outcome.table.note.split()) in " ".join(text.split())
        for tried in one.tried:
            assert tried.name in " ".join(text.split())
        for rung in one.ladder.rungs[one.rung + 1 :]:
            assert rung.name in " ".join(text.split())
    few = next(one for one in choices if one.outcome.table.id == "utfall/unga-framat")
    assert "prick" in protection.table_details(few, 66).split("Finare indelningar som inte gick:")[1]


def test_a_table_is_drawn_whole_with_dots(make: Callable[..., Preview]) -> None:
    table = with_dots(make("oversikt", "2026H1")).outcome.table
    drawn = " ".join(protection.plain_table(table, 66)).split()
    assert drawn.count("··") == table.audit["prickar"]


def test_the_list_of_tables_names_insats_and_period(make: Callable[..., Preview]) -> None:
    rows = dict(protection.table_rows(make("oversikt", "2026H1").prepared.made.choices, NAMES))
    assert any(row.startswith("Utfall, Vägen vidare · ") for row in rows.values())
    assert any(row.startswith("Utfall 2025H2 · ") for row in rows.values())
    assert list(rows) == [str(n) for n in range(len(rows))]


def test_other_layouts_are_named_finer_or_coarser(make: Callable[..., Preview]) -> None:
    choice = next(one for one in make("oversikt", "2025H2").prepared.made.choices if one.outcome.table.id == "utfall/unga-framat")
    rows = dict(protection.layouts(choice))
    assert set(rows) == {str(n) for n in range(len(choice.ladder.rungs))} - {str(choice.rung)}
    assert all(row.endswith("finare, gick inte") for row in rows.values())


def test_a_layout_tried_says_what_it_would_show(make: Callable[..., Preview]) -> None:
    shown = make("oversikt", "2026H1")
    choice = next(one for one in shown.prepared.made.choices if one.rung + 1 < len(one.ladder.rungs))
    coarsest = try_rung(shown, choice, len(choice.ladder.rungs) - 1, quiet)
    text = protection.tried_text(coarsest, 66)
    assert text.startswith("0 av ")
    assert "Allt som måste stå helt skulle stå." in text
    few = next(one for one in make("oversikt", "2025H2").prepared.made.choices if one.outcome.table.id == "utfall/unga-framat")
    finest = protection.tried_text(try_rung(make("oversikt", "2025H2"), few, 0, quiet), 66)
    assert "i det som måste stå helt." in finest


# -- Publications, words, files ----------------------------------------------------------------------------------------------------------------


def test_publications_the_latest_first_with_whose_when_and_why_withdrawn() -> None:
    rows = [
        PublicationRow("a", "oversikt", "", "2025", date(2026, 2, 1), "prov"),
        PublicationRow("b", "insatsrapport", "vagen-vidare", "2026H1", date(2026, 7, 1), "vagen-vidare", delivery=3),
        PublicationRow("c", "progression", "", "2026H1", date(2026, 7, 2), "prov", None, date(2026, 7, 9), WithdrawalReason.REPLACED),
    ]
    lines = texts.publication_lines(rows, NAMES)
    assert [id_ for id_, _ in lines] == ["c", "b", "a"]
    assert lines[0][1].endswith("tillbakadragen 2026-07-09: ersatt av en ny rapport")
    assert lines[1][1].split() == ["Insatsrapport", "Vägen", "vidare", "2026H1", "2026-07-01", "insatsen"]
    assert lines[2][1].split() == ["Översikt", "2025", "2026-02-01", "förbundet"]
    assert texts.publication_name(rows[1], NAMES) == "Insatsrapport Vägen vidare 2026H1"
    assert texts.publication_name(rows[0], NAMES) == "Översikt 2025"


def test_words_begin_with_those_of_the_tables_and_are_all_there(make: Callable[..., Preview]) -> None:
    report = make("insatsrapport", "2026H1", "vagen-vidare").report
    text = texts.words(report)
    assert all(f"{label}: {meaning}" in text for label, meaning in report.definitions.values())
    used = {column.term for section in report.sections if section.view for column in section.view.columns if column.term}
    assert text.split(":")[0] in {report.definitions[term][0] for term in used}


def test_files_are_made_in_memory_once_the_folder_takes_them(make: Callable[..., Preview], tmp_path: Path) -> None:
    told: list[tuple[int, int, str]] = []
    ready = files(make("oversikt", "2026H1").report, ["html", "csv"], tmp_path / "ny", lambda *how: told.append(how))
    assert list(tmp_path.rglob("*.html")) == []
    assert [what for _, _, what in told] == ["webbsida", "CSV", ""]
    written = ready.write(tmp_path / "ny")
    text = texts.written_text(make("oversikt", "2026H1").report, written, tmp_path / "ny")
    lines = text.splitlines()
    assert lines[0] == f"I {tmp_path / 'ny'}:"
    assert [line for line in lines if line.endswith("/")] == ["oversikt-provforbundet-2026H1-csv/"]
    assert "granskning.json" in lines


# -- Jobs --------------------------------------------------------------------------------------------------------------------------------------


def wait_for(job: Job[object]) -> None:
    assert job._future is not None
    job._future.exception(timeout=90)


def test_a_job_gives_its_result() -> None:
    def act(tell: Tell) -> object:
        tell(1, 2, "hälften")
        return "klart"

    job: Job[object] = Job(act)
    job.begin()
    wait_for(job)
    assert job.done
    assert job.result() == "klart"
    assert job.told == (1, 2, "hälften")


def test_a_stopped_job_ends_where_it_next_tells() -> None:
    def for_ever(tell: Tell) -> object:
        while True:
            tell(0, 1, "")

    job: Job[object] = Job(for_ever)
    job.begin()
    job.stop()
    assert job._future is not None
    assert isinstance(job._future.exception(timeout=90), Stopped)
    assert job.result() is None


def test_what_a_job_raises_is_raised_to_whoever_asks() -> None:
    def broken(_tell: Tell) -> object:
        raise ValueError("trasigt")

    job: Job[object] = Job(broken)
    job.begin()
    wait_for(job)
    with pytest.raises(ValueError, match="trasigt"):
        job.result()
