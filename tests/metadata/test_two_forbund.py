"""Two förbund, each set up from its package by the command line alone: insatser, forms, deliveries and half-year reports. The people are made up."""

from __future__ import annotations

import random
import re
import shlex
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from register.metadata import examples
from register.metadata.package import from_bytes
from tests.cli.world import World

PEOPLE = 26
"""Deltaganden of an individinriktad insats in the half-year, all ended: enough of each kön to leave it."""


@dataclass(frozen=True)
class Forbund:
    """What the test knows beforehand of a förbund: its package, its half-year, and public facts that its reports must have."""

    package: str
    period: str
    individ: tuple[str, ...]
    struktur: tuple[str, ...]
    budgets: tuple[str, ...]
    areas: tuple[str, ...]

    @property
    def today(self) -> date:
        return date(int(self.period[:4]), 8, 20)

    @property
    def months(self) -> list[str]:
        return [f"{self.period[:4]}-{month:02d}" for month in range(1, 7)]


FALUN_BORLANGE = Forbund(
    "falun-borlange",
    "2025H1",
    ("rehabhandledare-falun", "insteget", "rehabsamordnare-borlange"),
    ("sip-samordnare", "ratt-anvand-kompetens"),
    ("600 000", "2 051 000", "700 000"),
    ("Falun", "Borlänge"),
)
LEKEBERG_OREBRO = Forbund(
    "lekeberg-orebro",
    "2024H1",
    ("coachingteamet-lekeberg", "coachingteamet-orebro"),
    ("valfardsguiden", "finsammassan"),
    ("546 000", "3 238 500"),
    ("Lekeberg", "Örebro"),
)
BOTH = pytest.mark.parametrize("forbund", [FALUN_BORLANGE, LEKEBERG_OREBRO], ids=lambda one: one.package)


def insatser_of(package: str) -> Iterator[list[str]]:
    """The commands that the package itself says its insatser are made with."""
    text = from_bytes(examples.read(package)).texts["vokabular/formular.toml"]
    for line in re.findall(r"^# +nyckeltal (insats ny .*)$", text, re.MULTILINE):
        yield shlex.split(line)


def set_up(world: World, forbund: Forbund) -> None:
    """From nothing to a förbund with its insatser: what somebody types."""
    world.today = forbund.today
    file = str(world.root.parent / "paket.json")
    world.ok("metadata", "exempel", forbund.package, "--ut", file)
    world.ok("metadata", "importera", file)
    world.ok("forbund", "ny", "fb", "--namn", from_bytes(examples.read(forbund.package)).namn)
    commands = list(insatser_of(forbund.package))
    for argv in commands:
        world.ok(*argv, "--forsta-period", forbund.period)
    assert {argv[2] for argv in commands} == {*forbund.individ, *forbund.struktur}


def made_up(world: World, insats: str, kind: str, dice: random.Random, month: str) -> dict[str, Any]:
    """A form filled in at random, of the fields and codes that ``kodlistor --json`` says the insats has.

    Each answer is one of two: what few have answered takes the gate its time, and that is tried elsewhere.
    """
    document = world.ok("kodlistor", "--insats", insats, "--json").document
    lists = {one["id"]: [code["id"] for code in one["koder"] if not code["utgatt"]] for one in document["listor"]}
    form: dict[str, Any] = {"manad": month}
    for field in next(one for one in document["formular"] if one["id"] == kind)["falt"]:
        condition = field["villkor"]
        if field["lista"] and field["id"] != "kon" and (not condition or form.get(condition["falt"]) in (condition["varden"] or ())):
            choices = [code for code in lists[field["lista"]] if code != "felregistrering"]
            form[field["id"]] = dice.choice(choices[:2])
    return form


def fill(world: World, forbund: Forbund, insats: str, dice: random.Random, *, measured: bool = False) -> Counter[str]:
    """Starts, mätningar if wanted, and avslut; how many avslut had which anledning."""
    starts = [made_up(world, insats, "start", dice, dice.choice(forbund.months[:2])) | {"kon": "kvinna" if n % 2 else "man"} for n in range(PEOPLE)]
    codes = [one["kod"] for one in world.ok("start", "--insats", insats, "--json", lines=starts).lines]
    for month in forbund.months[2:4] if measured else ():
        lines = [
            {"kod": code, "instrument": "skapa", "skattare": "deltagare", "manad": month, "svar": [dice.randint(1, 5) for _ in range(6)]}
            for code in codes
        ]
        world.ok("matning", "--insats", insats, "--json", lines=lines)
    ends = [made_up(world, insats, "avslut", dice, dice.choice(forbund.months[4:])) | {"kod": code} for code in codes]
    world.ok("avslut", "--insats", insats, "--json", lines=ends)
    return Counter(one["avslutsanledning"] for one in ends)


def close(world: World, forbund: Forbund, insats: str) -> None:
    """Lock the half-year, deliver it and receive it."""
    file = str(world.root.parent / f"{insats}.leverans")
    world.ok("las", "--insats", insats, "--period", forbund.period)
    world.ok("leverera", "--insats", insats, "--ut", file)
    world.ok("ta-emot", file)


def page_of(folder: Path, kind: str) -> str:
    """A report's page without tags, with plain blanks."""
    (path,) = folder.glob(f"{kind}-*.html")
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", path.read_text(encoding="utf-8").replace("\u00a0", " ").replace("&nbsp;", " ")))


@BOTH
def test_half_year_reports_without_a_line_of_code(empty: World, forbund: Forbund) -> None:
    world, dice, out = empty, random.Random(2003), empty.root.parent / "ut"
    set_up(world, forbund)
    for insats in forbund.individ:
        fill(world, forbund, insats, dice)
    for insats in forbund.struktur:
        world.ok("antal", "--insats", insats, "--json", lines=[{"manad": forbund.months[3], "kon": None, "antal": 40}])
    for insats in (*forbund.individ, *forbund.struktur):
        close(world, forbund, insats)
    argv = ("--period", forbund.period, "--ut", str(out), "--format", "html,csv", "--tid", "5", "--json")
    world.ok("export", "oversikt", *argv)
    deltagare = PEOPLE * len(forbund.individ)
    assert re.search(rf"\b{deltagare}\b", page_of(out, "oversikt"))
    for insats, budget in zip(forbund.individ, forbund.budgets, strict=True):
        folder = out / insats
        world.ok("export", "insatsrapport", "--insats", insats, "--period", forbund.period, "--ut", str(folder), *argv[4:])
        page = page_of(folder, "insatsrapport")
        assert budget in page
        assert any(area in page for area in forbund.areas) or "Kommun" in page
        assert goal_of(forbund, insats) in page
    sheet = world.ok("export", "uppfoljning-finsam", "--period", forbund.period, "--ut", str(out), "--format", "csv", "--json").document
    assert sheet["filer"]


def goal_of(forbund: Forbund, insats: str) -> str:
    """The goal in words, as the package has it."""
    text = from_bytes(examples.read(forbund.package)).texts["mal.toml"]
    return next(str(re.findall(r'label = "(.*)"', part)[0]) for part in text.split("[[mal]]") if f'insats = "{insats}"' in part)


@BOTH
def test_what_was_counted_is_what_was_fed(empty: World, forbund: Forbund) -> None:
    """The exact outcome at the kansli is the recount of the forms that were made up."""
    world = empty
    set_up(world, forbund)
    insats = "insteget" if "insteget" in forbund.individ else "coachingteamet-orebro"
    fed = fill(world, forbund, insats, random.Random(7), measured=True)
    close(world, forbund, insats)
    outcome = world.ok("utfall", "--period", forbund.period, "--gruppering", "anledning", "--json").document
    assert (outcome["volymer"]["deltagare"], outcome["volymer"]["avslutade"], outcome["bas"]["redovisade"]) == (PEOPLE, PEOPLE, PEOPLE)
    assert {one["grupp"]: one["n"] for one in outcome["grupper"] if one["n"]} == dict(fed)
    assert {(one["instrument"], one["n"]) for one in outcome["progression"]} == {("skapa", PEOPLE)}


@BOTH
def test_its_counters_are_filled_in_by_insats_and_kansli(empty: World, forbund: Forbund) -> None:
    """Every counter that the package defines takes a value where it is said to be entered."""
    world = empty
    set_up(world, forbund)
    texts = from_bytes(examples.read(forbund.package)).texts
    counters = tomllib.loads(texts["raknare.toml"])["raknare"]
    assert {one["fors_av"] for one in counters} == {"insats", "kansli"}
    for counter in counters:
        where = ("--insats", forbund.individ[0]) if counter["fors_av"] == "insats" else ("--forbund", "fb")
        period = forbund.months[2] if counter["period"] == "manad" else forbund.period
        argv = (counter["id"], "--period", period, *where, "--json")
        cell = world.ok("raknare", "visa", *argv).document["rutor"][0]["ruta"]
        assert world.ok("raknare", "satt", *argv, "--varde", f"{cell}=7").document["summa"] == {"antal": 7}


def test_niofaltaren_and_resultatmall_are_filled_in_by_choice(empty: World) -> None:
    world, forbund = empty, FALUN_BORLANGE
    set_up(world, forbund)
    for insats in ("insteget", "sip-samordnare"):
        lines = [{"manad": forbund.months[3], "kon": None if insats == "sip-samordnare" else "man", "antal": 40}]
        world.ok("antal", "--insats", insats, "--json", lines=lines)
        close(world, forbund, insats)
    for grid, insats in (("niofaltaren", "insteget"), ("resultatmall", "insteget"), ("niofaltaren-struktur", "sip-samordnare")):
        shown = world.ok("niofalt", "visa", grid, "--insats", insats, "--period", forbund.period, "--json").document
        choices = {field["id"]: field["val"][0]["id"] for field in shown["falt"]}
        given = [argument for field, choice in choices.items() for argument in ("--val", f"{field}={choice}")]
        filled = world.ok("niofalt", "fyll", grid, "--insats", insats, "--period", forbund.period, *given, "--json").document
        assert filled["svar"] == choices
        assert len(choices) == {"niofaltaren": 9, "resultatmall": 2, "niofaltaren-struktur": 1}[grid]


@BOTH
def test_the_package_says_which_parts_are_made_up(forbund: Forbund) -> None:
    package = from_bytes(examples.read(forbund.package))
    assert "Inte gjort av förbundet." in package.beskrivning
    assert "påhittade" in package.beskrivning
    for name in ("vokabular/formular.toml", "raknare.toml"):
        assert "PÅHITTAT" in package.texts[name], name
    assert "verksamhetsplanen" in package.texts["mal.toml"]


def test_budgets_are_those_of_the_plans() -> None:
    for forbund in (FALUN_BORLANGE, LEKEBERG_OREBRO):
        goals = from_bytes(examples.read(forbund.package)).texts["mal.toml"].replace("_", " ")
        assert [budget for budget in forbund.budgets if f"budget = {budget}" not in goals] == []
    assert '"SIP-samordnare" = 117_000, "Rätt använd kompetens" = 1_448_000' in from_bytes(examples.read("falun-borlange")).texts["mal.toml"]
