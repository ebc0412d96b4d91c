"""For whom it works: the outcome in groups of deltaganden, from the plan's tables with a minimum of their own, which are not kept by kön.

They tell of the same people as the tables of avslut do, so they stand only where nothing more than what is inside is new: the outcome's groups
and, where the same division is asked at avslut too, its categories must be known already. Both are handed to the search, which then knows what a
reader knows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Final, NamedTuple

from register.counts import MISSING, UNKNOWN_START, Released
from register.disclosure.boxes import Box, Known, Universe
from register.disclosure.drafts import Draft, Followed, Knowledge, Ladder, Node, Rung
from register.disclosure.lattice import Atoms
from register.tables import layouts, questions
from register.tables.layouts import Scope
from register.tables.questions import Question
from register.tables.source import Source
from register.vocabulary.model import Vocabulary
from register.vocabulary.variables import GROUPED, grouping_of, list_of, value_label

TABLES: Final = (
    ("for-vem.parallell", "for-vem-parallell", "Utfall efter parallell insats", "avslut.parallell"),
    ("for-vem.aldersgrupp", "for-vem-aldersgrupp", "Utfall efter ålder", None),
    ("for-vem.tid", "for-vem-tid", "Utfall efter tid i insatsen", "avslut.tid_i_insats"),
)
"""The plan's table, the id and heading in reports, and the table of avslut that asks for the same division."""

OF_STARTS: Final = frozenset({"for-vem-aldersgrupp"})
"""Those whose categories are asked of everybody who starts."""

SAME_AS_AVSLUT: Final = {twin: table for table, _, _, twin in TABLES if twin is not None}

_UNKNOWN: Final = (MISSING, UNKNOWN_START)


class Category(NamedTuple):
    """One category of a division: the codes of the count plan's table, and those of the list that the table of avslut uses."""

    code: str
    label: str
    codes: tuple[str, ...]
    of_list: Atoms


Division = tuple[Category, ...]


@dataclass(frozen=True)
class ForWhom:
    """One table: how the outcome goes with one division of those who ended.

    Args:
        groups: the default grouping's: id, label, avslutsanledningar.
        divisions: finest first.
        utfall: the universe of avslutsanledningar, of the same people.
        twin: the universe in which the same division is asked at avslut, where there is one.
    """

    source: Source
    scope: Scope
    id: str
    title: str
    universe: Universe
    minimum: int
    groups: tuple[tuple[str, str, Atoms], ...]
    divisions: tuple[Division, ...]
    utfall: Universe
    twin: Universe | None

    def group(self, codes: Iterable[str]) -> Atoms:
        """The atoms of some groups, whatever the category."""
        wanted = set(codes)
        return frozenset(atom for atom in self.universe.svar if atom.split("|")[0] in wanted)

    def category(self, codes: Iterable[str]) -> Atoms:
        """The atoms of some categories, whatever the group."""
        wanted = set(codes)
        return frozenset(atom for atom in self.universe.svar if atom.split("|")[1] in wanted)

    def ladder(self, divisions: tuple[Division, ...] | None = None) -> Ladder:
        """Every group by every category, then the first group or not, then the same of coarser categories; at last the base alone."""
        first, *rest = self.groups
        three = tuple((id_, label, (id_,)) for id_, label, _ in self.groups)
        two = (("ja", first[1], (first[0],)), ("nej", "Annat utfall", tuple(id_ for id_, _, _ in rest)))
        rungs = []
        for division in self.divisions if divisions is None else divisions:
            for name, groups in ((f"utfallet i {_number(len(three))} grupper", three), ("utfallet i två grupper", two)):
                rungs.append(Rung(f"{name} för {_number(len(division))} grupper av deltaganden", self._draft(division, groups)))
        question = Question(self.id, self.title, "utfall", self.universe, ())
        last = Rung("bara antalet", layouts.draft(question, self.scope, (), split=False))
        return Ladder((*rungs, last), self.follow if divisions is None else None)

    def _draft(self, division: Division, groups: tuple[tuple[str, str, tuple[str, ...]], ...]) -> Draft:
        nodes, bases = [], []
        for category in division:
            everybody = self.category(category.codes)
            bases.append(everybody)
            nodes.append(Node(category.code, category.label, everybody))
            nodes += [Node(f"{category.code}|{id_}", f"{category.label}: {label}", everybody & self.group(codes)) for id_, label, codes in groups]
        question = Question(self.id, self.title, "utfall", self.universe, ())
        plain = layouts.draft(question, self.scope, tuple(nodes), split=False)
        return replace(plain, minimum=self.minimum, bases=frozenset(bases), whole=frozenset(plain.cells()), least_printed=1.0)

    # -- What else tells of the same people ------------------------------------------------------------------------------------------------

    def follow(self, known: Knowledge) -> Followed | None:
        """The layouts of which nothing but the inside is new, and what is known of them; None where there are none.

        Nor where both margins are known of a part of these people, one kön or an earlier omgång, that this table can't be divided by: its inside
        would close a ring (part × group, group × category, category × part), and nobody here can say what follows from that.
        """
        blocks, here = self._blocks(), self.scope.omgangar
        utfall, twin = known(self.utfall.id), known(self.twin.id) if self.twin else ()
        if not _is_whole(here, blocks) or (self._parts(utfall, blocks) and self._parts(twin, blocks)):
            return None
        groups = [(self.group([id_]), codes) for id_, _, codes in self.groups]
        if not all(self._tells(self.utfall, utfall, here, *pair) for pair in groups):
            return None
        fitting = tuple(d for d in self.divisions if self.twin is None or self._stands(self.twin, twin, here, d))
        told = [
            Known(Box(omgang, self.universe.kon, atoms), dot=False)
            for universe, cells, sets in (
                (self.utfall, utfall, groups),
                (self.twin, twin, [(self.category(c.codes), c.of_list) for d in self.divisions for c in d]),
            )
            if universe is not None
            for omgang in dict.fromkeys(one.cell.omgang for one in cells if _is_whole(one.cell.omgang, blocks))
            for atoms, codes in sets
            if self._tells(universe, cells, omgang, atoms, codes)
        ]
        return Followed(self.ladder(fitting), tuple(dict.fromkeys(told))) if fitting else None

    def _stands(self, twin: Universe, cells: tuple[Known, ...], omgang: Atoms, division: Division) -> bool:
        return all(self._tells(twin, cells, omgang, self.category(one.codes), one.of_list) for one in division)

    def _tells(self, other: Universe, cells: tuple[Known, ...], omgang: Atoms, atoms: Atoms, codes: Atoms) -> bool:
        """Whether another universe tells how many of these people some atoms hold: printed as one cell, or answer by answer; and they agree."""
        printed = {
            one.cell.svar for one in cells if isinstance(one.cell, Box) and not one.dot and (one.cell.omgang, one.cell.kon) == (omgang, other.kon)
        }
        stands = codes in printed or all(frozenset([code]) in printed for code in codes)
        return stands and other.value(Box(omgang, other.kon, codes)) == self.universe.value(Box(omgang, self.universe.kon, atoms))

    def _parts(self, cells: tuple[Known, ...], blocks: list[Atoms]) -> bool:
        """Whether something is known of a part of these people that the table does not tell apart."""
        owners = {self.universe.owner[omgang] for omgang in self.scope.omgangar}
        everybody = self.utfall.kon
        return any(
            isinstance(cell, Box)
            and cell.omgang & self.scope.omgangar
            and {self.universe.owner.get(omgang) for omgang in cell.omgang} <= owners
            and (cell.kon != everybody or not _is_whole(cell.omgang, blocks))
            and not any(universe is not None and cell.svar == universe.svar for universe in (self.utfall, self.twin))
            for cell in (one.cell for one in cells)
        )

    def _blocks(self) -> list[Atoms]:
        """The fewest omgångar in a row, insats by insats, that have the same people here as at avslut: these tables may leave later."""
        found: list[Atoms] = []
        lag: Counter[str] = Counter()
        open_: dict[str, set[str]] = {}
        for one in self.source.omgangar:
            here = frozenset([one.atom])
            lag[one.insats] += self.utfall.base(here, self.utfall.kon) - self.universe.base(here, self.universe.kon)
            open_.setdefault(one.insats, set()).add(one.atom)
            if not lag[one.insats]:
                found.append(frozenset(open_.pop(one.insats)))
        return found


def _number(n: int) -> str:
    return questions.NUMBERS.get(n, str(n))


def _is_whole(omgang: Atoms, blocks: list[Atoms]) -> bool:
    return omgang <= frozenset().union(*blocks) and all(block <= omgang or not block & omgang for block in blocks)


def ladders(source: Source, scope: Scope, *, open_are_many: bool) -> list[Ladder]:
    """The tables of a scope, each to be laid out when the tables of avslut are.

    Args:
        source: the counts.
        scope: of one insats.
        open_are_many: whether those who have not ended are none, or too many to be told from all starts less these.
    """
    found = [_table(source, scope, *names) for names in TABLES if open_are_many or names[1] not in OF_STARTS]
    return [one.ladder() for one in found if one is not None and one.universe.base(scope.omgangar, one.universe.kon)]


def keep_whole(ladder: Ladder, source: Source, scope: Scope, table_id: str) -> Ladder:
    """The ladder of a table of avslut that asks for the same division: it may not divide people whom a table here has told of together."""
    universe_id = universe_of(source, table_id)

    def follow(known: Knowledge) -> Followed | None:
        cells = [one.cell for one in known(universe_id) if isinstance(one.cell, Box) and any("|" in atom for atom in one.cell.svar)]
        across = any(cell.omgang & scope.omgangar and cell.omgang - scope.omgangar for cell in cells if len(cell.svar) < _most(cells))
        return None if across else Followed(replace(ladder, follows=None))

    return replace(ladder, follows=follow)


def _most(cells: Iterable[Box]) -> int:
    return max((len(cell.svar) for cell in cells), default=0)


def universe_of(source: Source, table_id: str) -> str:
    """The id of a table's universe."""
    table = questions.plan_table(source.vocabulary, table_id)
    return f"{table.event}.{table.id}:{table.id}" if table else ""


def _table(source: Source, scope: Scope, table_id: str, id_: str, title: str, twin_id: str | None) -> ForWhom | None:
    vocabulary = source.vocabulary
    table = questions.plan_table(vocabulary, table_id)
    utfall = questions.of_table(source, "avslut.avslutsanledning", "utfall", "")
    twin = questions.of_table(source, twin_id, "twin", "") if twin_id else None
    if table is None or utfall is None or table.minimum is None or table.variables[0] != "avslutsgrupp":
        return None
    grouping = grouping_of(vocabulary, "avslutsgrupp")
    divisions = _divisions(vocabulary, table.variables[1])
    categories = [code for one in divisions[0] for code in one.codes]
    atoms = [f"{group}|{category}" for group in (*(g.id for g in grouping.groups), MISSING) for category in (*categories, *_UNKNOWN)]
    # Whose category is not known stands in no row: how many they are in each group says nothing of what the table is about.
    harmless = frozenset(atom for atom in atoms if atom.split("|")[1] in _UNKNOWN)
    unit = f"{table.event}.{table.id}"
    universe = source.universe(universe_of(source, table_id), unit, partial(_joined, table=table.id), atoms, harmless=harmless)
    groups = tuple((group.id, group.label, frozenset(group.codes)) for group in grouping.groups)
    return ForWhom(
        source, scope, id_, title, universe, table.minimum, groups, divisions, utfall.universe, twin.universe if twin is not None else None
    )


def _joined(released: Released, *, table: str) -> Mapping[str, int]:
    found: Counter[str] = Counter()
    for cell, n in released.cells.items():
        if cell.table == table:
            found["|".join(cell.values)] += n
    return found


def _divisions(vocabulary: Vocabulary, variable: str) -> tuple[Division, ...]:
    """The categories as they are counted, then each coarser grouping of the list that joins whole ones."""
    if variable in GROUPED:
        grouping = grouping_of(vocabulary, variable)
        code_list = grouping.code_list
        fine = tuple(Category(group.id, group.label, (group.id,), frozenset(group.codes)) for group in grouping.groups)
    else:
        code_list = list_of(vocabulary, "avslut", variable).id
        codes = vocabulary.lists[code_list].choices
        fine = tuple(
            Category(code.id, value_label(vocabulary, "avslut", variable, code.id), (code.id,), frozenset([code.id]))
            for code in codes
            if code.id not in _UNKNOWN
        )
    found = [fine]
    for grouping in sorted(vocabulary.groupings.values(), key=lambda one: (-len(one.groups), one.id)):
        if grouping.code_list != code_list or not 1 < len(grouping.groups) < len(fine):
            continue
        joined = [tuple(one for one in fine if one.of_list <= set(group.codes)) for group in grouping.groups]
        if sum(len(part) for part in joined) == len(fine) and all(joined):
            coarse = (
                Category(group.id, group.label, tuple(one.code for one in part), frozenset(group.codes))
                for group, part in zip(grouping.groups, joined, strict=True)
            )
            found.append(tuple(coarse))
    return tuple(found)
