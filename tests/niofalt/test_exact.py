"""The exact figures behind a judgement agree with the kansli's own outcomes and with what was put in."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from register.errors import BadInput
from register.kansli import acts, judged_figures
from register.kansli.outcomes import TOTAL
from register.niofalt.model import FIGURES
from register.periods import Period
from tests.kansli.helpers import TODAY, Insats, batches_of, imagined, new_forbund
from tui.niofalt_words import figure_text

HALF, YEAR = Period.parse("2026H1"), Period.parse("2026")
GOALS = """
[[mal]]
insats = "vagen"
fran_ar = 2026
label = "Till arbete eller studier"
grupp = { gruppering = "goteborg", id = "arbete-studier" }
malvarde = 30

[[mal]]
insats = "vagen"
fran_ar = 2026
label = "Till studier"
avslutsanledning = ["studier"]

[[mal]]
insats = "vagen"
fran_ar = 2026
label = "Redo för studier"
redo_for = ["arbete-studier"]

[[mal]]
insats = "vagen"
fran_ar = 2026
label = "Nå ett arbete"
progression = { instrument = "skapa", skattare = "deltagare", omrade = "na-arbete" }
malvarde = 60
"""


@pytest.fixture
def kansli(tmp_path: Path) -> Iterator[acts.Kansli]:
    """A förbund to which two halvår of an imagined insats have come."""
    made = new_forbund(tmp_path)
    insats = Insats("vagen")
    insats.publish(made.catalogue)
    acts.ta_emot(made, insats.deliver(made, *batches_of(imagined(3, 80), ["2026H1", "2026H2"])), today=TODAY)
    yield made
    made.close()


def figures(kansli: acts.Kansli, span: Period, *wanted: str) -> dict[str, judged_figures.ExactFigure]:
    return {one.label: one for one in judged_figures.beside(kansli, "vagen", span, wanted or tuple(FIGURES))}


@pytest.mark.parametrize("span", [HALF, Period.parse("2026H2"), YEAR])
def test_volumes_are_those_of_the_outcome(kansli: acts.Kansli, span: Period) -> None:
    totals = acts.utfall(kansli, span=span, insats_id="vagen").totals.loc[TOTAL]
    found = figures(kansli, span, "deltagare", "nya", "avslutade", "pagaende", "antal")
    assert {label: one.count for label, one in found.items()} == {
        "Deltagare": totals["deltagare"],
        "Nya": totals["nya"],
        "Avslutade": totals["avslutade"],
        "Pågående": totals["pagaende_slut"],
    }
    assert found["Nya"].count > 0


def test_goals_are_those_of_the_outcome(kansli: acts.Kansli) -> None:
    (kansli.catalogue.root / "mal.toml").write_text(GOALS, encoding="utf-8")
    outcome = acts.utfall(kansli, span=YEAR, insats_id="vagen", grouping="goteborg")
    found = figures(kansli, YEAR, "mal")
    group = outcome.groups[(outcome.groups["kon"] == TOTAL) & (outcome.groups["grupp"] == "arbete-studier")].iloc[0]
    work = found["Till arbete eller studier"]
    assert (work.count, work.base, work.target) == (group["n"], group["bas"], Fraction(3, 10))
    assert found["Till studier"].base == group["bas"]
    assert 0 < found["Till studier"].count <= work.count
    rows = outcome.progression
    skapa = rows[(rows["kon"] == TOTAL) & (rows["instrument"] == "skapa") & (rows["skattare"] == "deltagare") & (rows["omrade"] == "na-arbete")]
    assert (found["Nå ett arbete"].count, found["Nå ett arbete"].base) == (skapa["forbattrad"].sum(), skapa["n"].sum())
    assert list(found) == ["Till arbete eller studier", "Till studier", "Redo för studier", "Nå ett arbete"]


def test_the_halves_of_a_year_are_its_whole(kansli: acts.Kansli) -> None:
    (kansli.catalogue.root / "mal.toml").write_text(GOALS, encoding="utf-8")
    halves = [figures(kansli, Period.parse(code), "mal")["Till studier"] for code in ("2026H1", "2026H2")]
    whole = figures(kansli, YEAR, "mal")["Till studier"]
    assert sum(one.count for one in halves) == whole.count
    assert sum(one.base or 0 for one in halves) == whole.base


def test_another_year_has_other_goals(kansli: acts.Kansli) -> None:
    (kansli.catalogue.root / "mal.toml").write_text(GOALS.replace("fran_ar = 2026", "ar = 2025"), encoding="utf-8")
    assert figures(kansli, YEAR, "mal") == {}


def test_only_what_is_wanted_is_given_and_once(kansli: acts.Kansli) -> None:
    assert list(figures(kansli, HALF, "nya", "deltagare", "nya")) == ["Nya", "Deltagare"]
    assert judged_figures.beside(kansli, "vagen", HALF, ()) == ()


def test_nothing_delivered_gives_nothing(kansli: acts.Kansli) -> None:
    assert judged_figures.beside(kansli, "okand", HALF, FIGURES) == ()
    assert judged_figures.beside(kansli, "vagen", Period.parse("2019"), FIGURES) == ()


def test_a_broken_goals_file_is_told(kansli: acts.Kansli) -> None:
    (kansli.catalogue.root / "mal.toml").write_text("[[mal]]\n", encoding="utf-8")
    with pytest.raises(BadInput, match=r"mal\.toml, rad 1"):
        figures(kansli, HALF, "mal")


@pytest.mark.parametrize(
    ("figure", "said"),
    [
        (judged_figures.ExactFigure("deltagare", "Deltagare", 0), "Deltagare 0"),
        (judged_figures.ExactFigure("mal", "Till arbete", 12, 33, Fraction(1, 2)), "Till arbete: 12 av 33 (36 %), målvärde 50 %"),
        (judged_figures.ExactFigure("mal", "Till arbete", 1, 8), "Till arbete: 1 av 8 (13 %)"),
        (judged_figures.ExactFigure("mal", "Till arbete", 0, 0, Fraction(1, 3)), "Till arbete: 0 av 0, målvärde 33 %"),
    ],
)
def test_figures_in_words(figure: judged_figures.ExactFigure, said: str) -> None:
    assert figure_text(figure) == said
