"""Loading ``mal.toml``, the förbund's goals, from the register's folder."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from register.counters import loader as counters_loader
from register.counters.model import Counters
from register.goals.from_counter import from_counter
from register.goals.model import (
    NOT_FOLLOWED_UP,
    Amount,
    Answers,
    AnswerVariable,
    Entry,
    Goal,
    Goals,
    Improved,
    Indicator,
    Limits,
    Measure,
    Resources,
    Tally,
)
from register.goals.shape import BLANK, FILE, MEASURES, fraction_of_percent
from register.vocabulary.model import Code, Vocabulary
from register.vocabulary.toml_reader import FileError, Source, TomlPath, read

FILE_NAME: Final = "mal.toml"
"""The file's name in the register's folder, beside ``vokabular``."""

_ANSWER_VARIABLES: Final[tuple[AnswerVariable, ...]] = ("avslutsanledning", "redo_for")
_Found = Mapping[str, Any]


class GoalsError(FileError):
    """Goals that can't be used."""

    subject = "målen"


def load(folder: Path, vocabulary: Vocabulary) -> Goals:
    """The goals in ``folder/mal.toml``; none where there is no such file.

    Codes, groups, instruments and områden are looked up in the vocabulary (retired codes too: earlier years had them); an insats is looked up
    nowhere, only its id's shape is checked; counters are those of ``raknare.toml`` beside it, read where they are named. Raises GoalsError (a
    BadInput) naming file, line and reason at the first fault.
    """
    path = folder / FILE_NAME
    if not path.is_file():
        return Goals()
    source = read(path, FILE_NAME, GoalsError)
    data = source.parse()
    FILE.check(data, source, ())
    named = any("raknare" in found for key in ("volym", "indikator") for found in data.get(key, []))
    return _Reader(source, vocabulary, counters_loader.load(folder, vocabulary) if named else Counters()).goals(data)


class _Reader:
    """From data of the right shape to goals; what the parts must mean together is checked here."""

    def __init__(self, source: Source, vocabulary: Vocabulary, counters: Counters) -> None:
        self.source, self.vocabulary, self.counters = source, vocabulary, counters

    def goals(self, data: _Found) -> Goals:
        places: list[tuple[TomlPath, _Found]] = [((key, i), found) for key in ("mal", "forbundsmal") for i, found in enumerate(data.get(key, []))]
        goals = [(self.goal(found, path), path) for path, found in places]
        self.check_no_goal_twice(goals)
        return Goals(
            limits=self.limits(data.get("granser", {})),
            goals=tuple(goal for goal, _ in goals),
            indicators=self.indicators(data.get("indikator", [])),
            resources=self.resources(data.get("resurs", [])),
            tallies=self.tallies(data.get("volym", [])),
            outside_areas=frozenset(data.get("utanfor_omraden", ())),
            municipalities=tuple(data.get("samhalle", {}).get("kommuner", ())),
        )

    def limits(self, found: _Found) -> Limits:
        limits = Limits(
            fraction_of_percent(found["god"]) if "god" in found else Limits.good,
            fraction_of_percent(found["viss"]) if "viss" in found else Limits.some,
        )
        if limits.some > limits.good:
            key = "viss" if "viss" in found else "god"
            raise self.source.error(("granser", key), "Gränsen för Viss måluppfyllelse är högre än gränsen för God.")
        return limits

    def goal(self, found: _Found, path: TomlPath) -> Goal:
        if ("ar" in found) == ("fran_ar" in found):
            raise self.source.error(path, "Målet ska ha antingen ar (det året) eller fran_ar (från och med det året).")
        planned = found.get("planerat_antal")
        return Goal(
            insats_id=found.get("insats"),
            year=found["ar"] if "ar" in found else found["fran_ar"],
            onward="fran_ar" in found,
            label=found["label"],
            measure=self.measure(found, path, MEASURES),
            target=fraction_of_percent(found["malvarde"]) if "malvarde" in found else None,
            planned=(planned[0], planned[1]) if isinstance(planned, list) else (planned, planned) if planned is not None else None,
            budget=found.get("budget"),
        )

    def check_no_goal_twice(self, goals: list[tuple[Goal, TomlPath]]) -> None:
        """Goals that hold together differ in label, and one of them at most has the plan: one insats has one budget, not one per goal."""
        seen: set[tuple[object, ...]] = set()
        for goal, path in goals:
            place = (goal.insats_id, goal.year, goal.onward)
            claims: list[tuple[str, object, str]] = [("label", goal.label, f"Målet ”{goal.label}” finns två gånger för samma år.")]
            if goal.planned is not None:
                claims.append(("planerat_antal", None, "Det planerade antalet står redan i ett annat mål för samma år. Skriv det en gång."))
            if goal.budget is not None:
                claims.append(("budget", None, "Budgeten står redan i ett annat mål för samma år. Skriv den en gång."))
            for key, value, reason in claims:
                if (*place, key, value) in seen:
                    raise self.source.error((*path, key), reason)
                seen.add((*place, key, value))

    def measure(self, found: _Found, path: TomlPath, allowed: tuple[str, ...]) -> Measure:
        given = [key for key in MEASURES if key in found]
        if not given:
            raise self.source.error(path, f"Det saknas vad som ska räknas: skriv {', '.join(allowed[:-1])} eller {allowed[-1]}.")
        if len(given) > 1:
            reason = f"Bara en av {' och '.join(given)} får stå här: hur många som har flera av dem samtidigt är inte räknat."
            raise self.source.error((*path, given[1]), reason)
        (key,) = given
        if key == "progression":
            return self.improved(found[key], (*path, key))
        if key == "grupp":
            return self.group(found[key], (*path, key))
        return self.answers("redo_for" if key == "redo_for" else "avslutsanledning", found[key], (*path, key))

    def answers(self, variable: AnswerVariable, codes: list[str], path: TomlPath) -> Answers:
        known = self.codes(variable)
        excluded = self.vocabulary.groupings[self.vocabulary.default_grouping].excluded if variable == "avslutsanledning" else ()
        for code in codes:
            if code not in known:
                raise self.source.error(path, f"Koden ”{code}” finns inte i listan ”{variable}”.")
            if code in excluded:
                raise self.source.error(path, f"Koden ”{code}” ingår inte i någon siffra och kan inte vara ett mål.")
        return Answers(variable, tuple(codes))

    def codes(self, list_id: str) -> Mapping[str, Code]:
        """The list's codes, retired ones too; none where an older edition of the vocabulary lacks the list."""
        return self.vocabulary.lists[list_id].by_id if list_id in self.vocabulary.lists else {}

    def group(self, found: _Found, path: TomlPath) -> Answers:
        grouping = self.vocabulary.groupings.get(found["gruppering"])
        variable = next((v for v in _ANSWER_VARIABLES if grouping is not None and grouping.code_list == v), None)
        if grouping is None or variable is None:
            raise self.source.error(path, f"Grupperingen ”{found['gruppering']}” finns inte som gruppering av avslutsanledning eller redo_for.")
        group = next((group for group in grouping.groups if group.id == found["id"]), None)
        if group is None:
            known = ", ".join(group.id for group in grouping.groups)
            raise self.source.error(path, f"Gruppen ”{found['id']}” finns inte i ”{grouping.id}”. De som finns är {known}.")
        return Answers(variable, group.codes, grouping.id, group.id)

    def improved(self, found: _Found, path: TomlPath) -> Improved:
        instrument = self.vocabulary.instruments.get(found["instrument"])
        if instrument is None:
            raise self.source.error(
                path, f"Instrumentet ”{found['instrument']}” finns inte. De som finns är {', '.join(self.vocabulary.instruments)}."
            )
        if found["skattare"] not in self.codes("skattare"):
            known = ", ".join(self.codes("skattare"))
            raise self.source.error(path, f"Skattaren ”{found['skattare']}” finns inte. De som finns är {known}.")
        area, areas = found.get("omrade"), [item.id for item in instrument.items]
        if instrument.score is not None and area is not None:
            raise self.source.error(path, f"”{instrument.id}” räknas som en enda poäng. Ta bort omrade.")
        if instrument.score is None and area not in areas:
            said = f"Området ”{area}” finns inte i" if area is not None else "Nyckeln ”omrade” saknas för"
            raise self.source.error(path, f"{said} ”{instrument.id}”. De som finns är {', '.join(areas)}.")
        return Improved(instrument.id, found["skattare"], area)

    def indicators(self, rows: list[_Found]) -> tuple[Indicator, ...]:
        labels: set[str] = set()
        for i, found in enumerate(rows):
            if found["label"] in labels:
                raise self.source.error(("indikator", i, "label"), f"Indikatorn ”{found['label']}” finns två gånger.")
            labels.add(found["label"])
        return tuple(self.indicator(found, ("indikator", i)) for i, found in enumerate(rows))

    def indicator(self, found: _Found, path: TomlPath) -> Indicator:
        kind, target = found["slag"], found.get("malvarde")
        measure = self.measure(found, path, MEASURES[:-1]) if kind == "andel_avslut" else None
        return Indicator(
            label=found["label"],
            kind=kind,
            measure=measure if isinstance(measure, Answers) else None,
            target=None if target is None else Fraction(target) if kind == "antal" else fraction_of_percent(target),
            source=from_counter(found, self.counters, self.source, path, share=kind == "andel"),
            entries=self.entries(found, path),
            judgements={int(year): verdict for year, verdict in found.get("bedomning", {}).items()},
        )

    def entries(self, found: _Found, path: TomlPath) -> dict[int, Entry]:
        entries = {}
        for year, value in found.get("varden", {}).items():
            entries[int(year)] = self.given(value, (*path, "varden", year))
        for year, value in found.get("referens", {}).items():
            if int(year) in entries:
                raise self.source.error((*path, "referens", year), f"År {year} står både i varden och i referens. Ta bort det ena.")
            published = None if value == BLANK else Fraction(value) if found["slag"] == "antal" else fraction_of_percent(value)
            entries[int(year)] = NOT_FOLLOWED_UP if published is None else Entry("referens", published)
        return entries

    def given(self, value: Any, path: TomlPath) -> Entry:
        if value == BLANK:
            return NOT_FOLLOWED_UP
        if "antal" in value:
            return Entry("for-hand", Fraction(value["antal"]), value["antal"])
        part, base = value["taljare"], value["namnare"]
        if part > base:
            raise self.source.error(path, f"Täljaren {part} är större än nämnaren {base}.")
        return Entry("for-hand", Fraction(part, base) if base else None, part, base)

    def resources(self, rows: list[_Found]) -> tuple[Resources, ...]:
        return tuple(self.resource(found, ("resurs", i), {row["ar"] for row in rows[:i]}) for i, found in enumerate(rows))

    def resource(self, found: _Found, path: TomlPath, earlier: set[int]) -> Resources:
        if found["ar"] in earlier:
            raise self.source.error((*path, "ar"), f"År {found['ar']} har redan resurser. Skriv alla områden i samma post.")
        if ("andel" in found) == ("kr" in found):
            raise self.source.error(path, "Resurserna ska anges antingen som andel eller i kr.")
        key = "andel" if "andel" in found else "kr"
        areas = self.codes("omrade")
        for area in found[key]:
            if area not in areas:
                raise self.source.error((*path, key, area), f"Området ”{area}” finns inte i listan ”omrade”. De som finns är {', '.join(areas)}.")
        if key == "andel":
            return Resources(found["ar"], "andel", {area: fraction_of_percent(share) for area, share in found[key].items()})
        return Resources(found["ar"], "kronor", {area: Fraction(kronor) for area, kronor in found[key].items()})

    def tallies(self, rows: list[_Found]) -> tuple[Tally, ...]:
        labels: set[str] = set()
        for i, found in enumerate(rows):
            if found["label"] in labels:
                raise self.source.error(("volym", i, "label"), f"Volymen ”{found['label']}” finns två gånger.")
            labels.add(found["label"])
        sums = {found["label"] for found in rows if "summa" in found}
        for i, found in enumerate(rows):
            if "summa" in found and len(found["summa"]) < 2:
                raise self.source.error(("volym", i, "summa"), "En summa räknar upp minst två volymer.")
            for term in found.get("summa", ()):
                if term not in labels or term in sums:
                    why = "är själv en summa" if term in sums else "finns inte"
                    raise self.source.error(("volym", i, "summa"), f"Volymen ”{term}” {why}. En summa räknar upp andra volymers label.")
        return tuple(self.tally(found, ("volym", i)) for i, found in enumerate(rows))

    def tally(self, found: _Found, path: TomlPath) -> Tally:
        own = [key for key in ("varden", "raknas", "raknare") if key in found]
        if not own and "summa" not in found:
            raise self.source.error(path, "Volymen ska ha varden, raknas, raknare eller summa.")
        if own and "summa" in found:
            raise self.source.error((*path, own[0]), f"En summa räknas fram ur andra volymer och har inte {own[0]}.")
        given = found.get("varden", {})
        return Tally(
            label=found["label"],
            unit=found.get("enhet", ""),
            decimals=found.get("decimaler", 0),
            counted="raknas" in found,
            source=from_counter(found, self.counters, self.source, path),
            terms=tuple(found.get("summa", ())),
            entries={int(year): self.amount(value, (*path, "varden", year)) for year, value in given.items()},
        )

    def amount(self, value: Any, path: TomlPath) -> Amount | None:
        if value == BLANK:
            return None
        if ("antal" in value) == ("delar" in value):
            raise self.source.error(path, "Ett år ska ha antingen antal eller delar, som då är antalet tillsammans.")
        return Amount(value["antal"]) if "antal" in value else Amount(sum(value["delar"].values()), dict(value["delar"]))
