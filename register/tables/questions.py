"""What reports ask of the counts: one question a universe, with its answers from fine to coarse."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from register.counts import MISSING, UNKNOWN_START, Released
from register.disclosure.boxes import Universe
from register.disclosure.drafts import Node
from register.tables.source import Source
from register.vocabulary.model import Grouping, Instrument, PlanTable, Vocabulary
from register.vocabulary.variables import list_of, value_label

NOT_GIVEN: Final = Node(MISSING, "Uppgift saknas", frozenset({MISSING, UNKNOWN_START}))

Answers = tuple[Node, ...]
"""One way to divide a universe, without its margin."""


@dataclass(frozen=True)
class Question:
    """A question that reports ask.

    Args:
        id: short, the same in every report: ``aldersgrupp``, ``utfall``.
        title: its heading in Swedish.
        term: the definition that tells what is counted.
        universe: what is counted.
        answers: the ways to divide it, finest first, each with its name in a legend.
    """

    id: str
    title: str
    term: str
    universe: Universe
    answers: tuple[tuple[str, Answers], ...]

    def divided(self, name: str) -> Answers:
        """The answers of one way, by its name."""
        return dict(self.answers)[name]


# What is asked at start and at avslut: the plan's table, the id and heading in reports.
AT_START: Final = (
    ("start.aldersgrupp", "aldersgrupp", "Ålder vid starten"),
    ("start.utbildning", "utbildning", "Utbildning"),
    ("start.tid_forsorjning", "tid_forsorjning", "Tid i offentlig försörjning före starten"),
    ("start.forsorjning", "forsorjning_start", "Försörjning vid starten"),
    ("start.sysselsattning", "sysselsattning_start", "Sysselsättning vid starten"),
    ("start.remitterande_part", "remitterande_part", "Varifrån deltagarna kommer"),
    ("start.omrade", "omrade", "Område"),
    ("start.ny_i_forbundet", "ny_i_forbundet", "Första insatsen i förbundet"),
    ("start.parallell", "parallell_start", "Parallell insats vid starten"),
)
AT_AVSLUT: Final = (
    ("avslut.redo_for", "redo_for", "Redo för"),
    ("avslut.forsorjning_fore_efter", "forsorjning_fore", "Försörjning före insatsen"),
    ("avslut.forsorjning", "forsorjning_efter", "Försörjning efter insatsen"),
    ("avslut.tid_i_insats", "tid_i_insats", "Tid i insatsen"),
    ("avslut.antal_matningar", "antal_matningar", "Antal mätningar"),
    ("avslut.vald_fragad", "vald_fragad", "Frågan om våld är ställd"),
    ("avslut.parallell", "parallell_avslut", "Parallell insats vid avslutet"),
)


def plan_table(vocabulary: Vocabulary, table_id: str) -> PlanTable | None:
    """The count plan's table of that id; None where the förbund's plan has none."""
    return next((table for table in vocabulary.plan.tables if table.id == table_id), None)


def _one(released: Released, *, table: str, place: int) -> Mapping[str, int]:
    found: dict[str, int] = {}
    for cell, n in released.cells.items():
        if cell.table == table:
            found[cell.values[place]] = found.get(cell.values[place], 0) + n
    return found


def of_table(source: Source, table_id: str, id: str, title: str, *, variable: str | None = None) -> Question | None:  # noqa: A002
    """The question of a table of the count plan (or of one of its variables); None where the förbund does not count it."""
    vocabulary = source.vocabulary
    table = plan_table(vocabulary, table_id)
    if table is None:
        return None
    place = table.variables.index(variable) if variable else 0
    name = table.variables[place]  # of before → after: before, since what is after has a table of its own
    codes = [code.id for code in list_of(vocabulary, table.event, name).codes]
    unit = table.event if table.minimum is None else f"{table.event}.{table.id}"
    universe = source.universe(f"{unit}:{table.id}:{name}", unit, partial(_one, table=table.id, place=place), [*codes, MISSING])
    return Question(id, title, "avslutade" if table.event == "avslut" else "nya", universe, _divisions(vocabulary, table, name, universe))


def _divisions(vocabulary: Vocabulary, table: PlanTable, variable: str, universe: Universe) -> tuple[tuple[str, Answers], ...]:
    """Every code, then each grouping of the list with fewer groups, down to two."""
    code_list = list_of(vocabulary, table.event, variable)
    left_out = {"felregistrering"} | set(NOT_GIVEN.atoms)
    each = tuple(
        Node(code, value_label(vocabulary, table.event, variable, code), frozenset([code]))
        for code in [*code_list.by_id, *sorted(universe.svar - set(code_list.by_id))]
        if code not in left_out
    )
    ways = {f"{len(each)} svar var för sig": each}
    groupings = [g for g in vocabulary.groupings.values() if g.code_list == code_list.id and 1 < len(g.groups) < len(each)]
    if code_list.id == "avslutsanledning":  # one release in two groupings would let each be told from the other
        groupings = [vocabulary.groupings[vocabulary.default_grouping]]
    for grouping in sorted(groupings, key=lambda g: (-len(g.groups), g.id)):
        ways.setdefault(f"{NUMBERS.get(len(grouping.groups), str(len(grouping.groups)))} grupper", grouped(grouping))
    return tuple((name, _with_missing(nodes, universe)) for name, nodes in ways.items())


NUMBERS: Final = {2: "två", 3: "tre", 4: "fyra", 5: "fem", 6: "sex", 7: "sju"}


def grouped(grouping: Grouping) -> Answers:
    """The groups of a grouping as answers."""
    return tuple(Node(group.id, group.label, frozenset(group.codes)) for group in grouping.groups)


def _with_missing(nodes: Answers, universe: Universe) -> Answers:
    """The answers and, where an answer can be missing, those missing; so that they make up the base."""
    missing = universe.svar & NOT_GIVEN.atoms
    return (*nodes, NOT_GIVEN._replace(atoms=missing)) if missing else nodes


# -- Sysselsättning before and after -----------------------------------------------------------------------------------------------------------


def work(source: Source) -> Question | None:
    """Sysselsättning before and after and who began or increased, as one universe: each of them divides the same pairs.

    Within *work before and after* the pairs are kept by how the extent changed, not by which work it was; so before and after are told in the
    coarse grouping only.
    """
    vocabulary = source.vocabulary
    coarse = vocabulary.groupings.get("sysselsattning-3")
    tables = plan_table(vocabulary, "avslut.sysselsattning_fore_efter"), plan_table(vocabulary, "avslut.arbete_studier")
    if coarse is None or None in tables or "arbete-studier" not in {group.id for group in coarse.groups}:
        return None
    rest = [g.id for g in coarse.groups if g.id != _WORK]
    states = [*(g.id for g in coarse.groups), MISSING]
    atoms = [f"{a}>{b}" for a in states for b in states if (a, b) != (_WORK, _WORK)]
    atoms += [f"{_WORK}:{change}" for change in _CHANGES]
    universe = source.universe("avslut:sysselsattning", "avslut", partial(_work_atoms, grouping=coarse), atoms)
    labels = {g.id: g.label for g in coarse.groups}

    def before(state: str) -> frozenset[str]:
        return frozenset(a for a in atoms if a.startswith(f"{state}>") or (state == _WORK and ":" in a))

    def after(state: str) -> frozenset[str]:
        return frozenset(a for a in atoms if a.endswith(f">{state}") or (state == _WORK and ":" in a))

    began = frozenset(f"{state}>{_WORK}" for state in rest)
    ways = (
        ("tre grupper före", (*(Node(s, labels[s], before(s)) for s in labels), Node(MISSING, "Uppgift saknas", before(MISSING)))),
        ("tre grupper efter", (*(Node(s, labels[s], after(s)) for s in labels), Node(MISSING, "Uppgift saknas", after(MISSING)))),
        ("antalet som började eller ökade", (Node("borjade-okade", "Började eller ökade", began | {f"{_WORK}:okade"}),)),
    )
    return Question("sysselsattning", "Arbete och studier före och efter", "avslutade", universe, ways)


_WORK: Final = "arbete-studier"
_CHANGES: Final = ("okade", "minskade", "ovrigt")


def _work_atoms(released: Released, *, grouping: Grouping) -> Mapping[str, int]:
    found: dict[str, int] = {}
    both = decreased = 0
    changes: dict[str, int] = {}
    for cell, n in released.cells.items():
        if cell.table == "avslut.arbete_studier":
            changes[cell.values[0]] = changes.get(cell.values[0], 0) + n
        if cell.table == "avslut.sysselsattning_fore_efter":
            was, now = (grouping.group_of.get(value, MISSING) for value in cell.values)
            if (was, now) == (_WORK, _WORK):
                both += n
                continue
            decreased += n if was == _WORK and now != MISSING else 0
            found[f"{was}>{now}"] = found.get(f"{was}>{now}", 0) + n
    increased, less = changes.get("okade", 0), changes.get("minskade", 0) - decreased
    return {**found, f"{_WORK}:okade": increased, f"{_WORK}:minskade": less, f"{_WORK}:ovrigt": both - increased - less}


# -- Progression -------------------------------------------------------------------------------------------------------------------------------

BETTER: Final = "forbattrad"
SAME: Final = "lika"
WORSE: Final = "forsamrad"
FIRST: Final = "forsta"
LATEST: Final = "senaste"
SQUARES: Final = "kvadratsumma"
PAIRED: Final = "par"


@dataclass(frozen=True)
class Progression:
    """An item of a series (instrument, version, skattare): improved, same or worse, and the means of first and latest.

    ``means``: whether the question's own universe has their sums (levels are counted); of a scored instrument ``scores`` has them.
    """

    instrument: str
    version: str
    skattare: str
    item: str
    question: Question
    means: bool
    fewest: int
    """Fewest pairs before a mean is read."""
    scores: Universe | None = None


def progressions(source: Source, instruments: Callable[[str, str], bool] | None = None) -> list[Progression]:
    """Every item of every series that pairs have been delivered of, in the order of the instrument."""
    found: list[Progression] = []
    for unit in source.units():
        if not unit.startswith("avslut.par."):
            continue
        name, *version, rater = unit.removeprefix("avslut.par.").split(".")
        instrument = source.vocabulary.instruments.get(name)
        if instrument is None or instrument.version != ".".join(version) or (instruments and not instruments(name, rater)):
            continue
        label = source.vocabulary.label("skattare", rater).lower()
        if instrument.score is not None:
            universe = source.universe(f"{unit}:par", unit, _score_verdicts, [BETTER, SAME, WORSE, MISSING])
            question = Question(f"{name}-{rater}-par", f"{instrument.label} ({label})", PAIRED, universe, _verdict_ways(_plain_verdicts()))
            of_scores = _score_universe(source, unit, instrument)
            found.append(
                Progression(name, instrument.version, rater, "par", question, means=False, fewest=instrument.minimum_pairs, scores=of_scores)
            )
            continue
        levels = range(instrument.low, instrument.high + 1)
        for item in instrument.items:
            atoms = [f"{a}|{b}" for a in levels for b in levels]
            answers, scores = partial(_pairs, item=item.id), _scores(atoms, instrument.low)
            universe = source.universe(f"{unit}:{item.id}", unit, answers, [*atoms, MISSING], scores)
            ways = _verdict_ways(_level_verdicts(atoms, higher=instrument.higher_is_better))
            question = Question(f"{name}-{rater}-{item.id}", f"{item.label} ({label})", PAIRED, universe, ways)
            found.append(Progression(name, instrument.version, rater, item.id, question, means=True, fewest=max(10, instrument.minimum_pairs)))
    return found


def _pairs(released: Released, *, item: str) -> Mapping[str, int]:
    found: dict[str, int] = {}
    for cell, n in released.cells.items():
        if cell.table == "forsta-senaste" and cell.values[0] == item:
            first, latest = cell.values[1], cell.values[2]
            atom = MISSING if MISSING in (first, latest) else f"{first}|{latest}"
            found[atom] = found.get(atom, 0) + n
    return found


def _score_verdicts(released: Released) -> Mapping[str, int]:
    cells = _score_cells(released)
    return {name: cells.get(name, 0) for name in (BETTER, SAME, WORSE, MISSING)}


def _score_universe(source: Source, unit: str, instrument: Instrument) -> Universe:
    """The pairs of a scored instrument and their sums, in hundredths."""
    scores = (instrument.score or {0: 0}).values()
    low, high = min(scores), max(scores)
    ends = {FIRST: (low, high), LATEST: (low, high), SQUARES: (0, (high - low) ** 2)}
    return source.universe(f"{unit}:poang", unit, _score_pairs, [PAIRED, MISSING], sums=(_score_sums, ends))


def _score_pairs(released: Released) -> Mapping[str, int]:
    cells = _score_cells(released)
    return {PAIRED: cells.get("n", 0), MISSING: cells.get(MISSING, 0)}


def _score_sums(released: Released) -> Mapping[str, int]:
    cells = _score_cells(released)
    return {name: cells.get(key, 0) for name, key in ((FIRST, "summa-forsta"), (LATEST, "summa-senaste"), (SQUARES, "kvadratsumma-d"))}


def _score_cells(released: Released) -> dict[str, int]:
    return {cell.values[0]: n for cell, n in released.cells.items() if cell.table == "par"}


def _scores(atoms: Sequence[str], low: int) -> dict[str, dict[str, int]]:
    """Weights of the sums of first and latest levels. The lowest level weighs 1 whatever it is called: a sum is a plain one of steps."""
    split = {atom: [int(part) - low + 1 for part in atom.split("|")] for atom in atoms}
    return {FIRST: {atom: pair[0] for atom, pair in split.items()}, LATEST: {atom: pair[1] for atom, pair in split.items()}}


def _level_verdicts(atoms: Sequence[str], *, higher: bool) -> dict[str, frozenset[str]]:
    change = {atom: (int(atom.split("|")[1]) - int(atom.split("|")[0])) * (1 if higher else -1) for atom in atoms}
    signs = {BETTER: 1, SAME: 0, WORSE: -1}
    return {name: frozenset(a for a, d in change.items() if (d > 0) - (d < 0) == sign) for name, sign in signs.items()}


def _plain_verdicts() -> dict[str, frozenset[str]]:
    return {name: frozenset([name]) for name in (BETTER, SAME, WORSE)}


def _verdict_ways(sets: Mapping[str, frozenset[str]]) -> tuple[tuple[str, Answers], ...]:
    missing = Node(MISSING, "Uppgift saknas", frozenset([MISSING]))
    three = (Node(BETTER, "Förbättrad", sets[BETTER]), Node(SAME, "Lika", sets[SAME]), Node(WORSE, "Försämrad", sets[WORSE]), missing)
    two = (three[0], Node("inte-forbattrad", "Inte förbättrad", sets[SAME] | sets[WORSE]), missing)
    return ("förbättrad, lika och försämrad", three), ("förbättrad eller inte", two)
