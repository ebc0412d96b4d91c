"""The ladders of every report's tables: how each is laid out, finest first, and what has to stand whole."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from register.counts import MISSING
from register.disclosure.boxes import SumCell, Universe
from register.disclosure.drafts import Axis, Draft, Followed, Knowledge, Ladder, Node, Rung, margin
from register.disclosure.lattice import Atoms
from register.disclosure.tables import TOTAL
from register.periods import Period
from register.tables import questions
from register.tables.questions import FIRST, LATEST, SQUARES, Answers, Progression, Question
from register.tables.source import Source

PRINTED_KON: Final = ("kvinna", "man")
"""The kön that detail tables are split by. *Annat eller uppgift saknas* stands in the volumes and in the totals: by itself it would name people."""

KON_LABELS: Final = {"kvinna": "Kvinnor", "man": "Män"}
HEADLINE, FORBUND_BY_KON, INSATS_HEADLINE = 30, 10, 3
INSATS_STEP, LARGEST_INSATS = 20, 60
SHARE_OF_FORBUND_TABLE: Final = 0.6
"""A table of the whole förbund may have dots, but not more than it has figures."""


@dataclass(frozen=True)
class Scope:
    """Whose figures and of when: the omgångar as an axis, and whether they are one insats's.

    Args:
        axis: its one node is the period.
        suffix: what the ids of its tables end in, so that each is told apart in a release.
    """

    axis: Axis
    one_insats: bool
    suffix: str = ""

    @property
    def omgangar(self) -> Atoms:
        """The omgångar of the period."""
        return self.axis.nodes[0].atoms


def of_insats(source: Source, insats: str, span: Period, *, suffix: str = "") -> Scope | None:
    """The scope of an insats in a period; None where it has delivered nothing of it."""
    return _scope(source, span, insats, suffix)


def of_forbund(source: Source, span: Period, *, suffix: str = "") -> Scope | None:
    """The scope of all insatser together."""
    return _scope(source, span, None, suffix)


def _scope(source: Source, span: Period, insats: str | None, suffix: str) -> Scope | None:
    atoms = source.atoms(span, insats)
    axis = Axis("period", "Period", (Node(span.code, span.label, atoms),))
    return Scope(axis, one_insats=insats is not None, suffix=suffix) if atoms else None


def kon_axis(universe: Universe, *, split: bool) -> Axis:
    """Kön: everybody, and the kön that are printed for themselves."""
    everybody = margin("Totalt", universe.kon)
    each = tuple(Node(kon, KON_LABELS[kon], frozenset([kon])) for kon in PRINTED_KON if kon in universe.kon)
    return Axis("kon", "Kön", (everybody, *each) if split else (everybody,))


def draft(question: Question, scope: Scope, answers: Answers, *, split: bool, whole: bool = True) -> Draft:
    """One layout of a question.

    Args:
        question: what is asked.
        scope: of whom and when.
        answers: the categories.
        split: by kön too.
        whole: whether every cell has to stand; otherwise those of both kön together.
    """
    universe = question.universe
    svar = Axis("svar", question.title, (margin("Alla", universe.svar), *answers))
    made = Draft(f"{question.id}{scope.suffix}", question.title, universe, scope.axis, kon_axis(universe, split=split), svar)
    codes = made.cells()
    return replace(
        made,
        whole=frozenset(c for c in codes if (whole or c[1] == TOTAL) and c[2] != MISSING),
        weights={c: _weight(scope, c[1], universe) for c in codes},
        least_printed=1.0 if whole else SHARE_OF_FORBUND_TABLE,
    )


def _weight(scope: Scope, kon: str, universe: Universe) -> int:
    """What hiding a cell costs: the förbund's totals most, a large insats's a little more than a small one's."""
    if scope.one_insats:
        larger = min(LARGEST_INSATS, universe.base(scope.omgangar, universe.kon)) // INSATS_STEP
        return INSATS_HEADLINE + larger if kon == TOTAL else 1
    return HEADLINE if kon == TOTAL else FORBUND_BY_KON


def ladder(question: Question, scope: Scope, ways: Iterable[str] | None = None, *, by_kon: bool = True) -> Ladder:
    """A question's layouts: each way to divide it, by kön (where that is wanted) and not, and at last the base alone.

    An insats's table is printed when all of it can be; a förbund's when the figures of both kön together can.
    """
    chosen = [(name, nodes) for name, nodes in question.answers if ways is None or name in ways]
    rungs: list[Rung] = []
    for name, nodes in chosen:
        for split in (True, False) if by_kon else (False,):
            label = f"{name}, uppdelat på kön" if split else name
            rungs.append(Rung(label, draft(question, scope, nodes, split=split, whole=scope.one_insats)))
    return Ladder((*rungs, _base(question, scope)))


def _base(question: Question, scope: Scope) -> Rung:
    return Rung("bara antalet", draft(question, scope, (), split=False))


def means(one: Progression, scope: Scope) -> Ladder | None:
    """The means of first and latest, instead of how they are distributed: of levels, or of scores with what the changes' deviation is made of.

    Means of levels stand for single insatser or for all together, whichever was told first: beside both, every insats's pairs would have to be
    protected with those of all the others, and neither would be left.
    """
    universe = one.scores or one.question.universe
    if not one.means and one.scores is None:
        return None
    paired = Node("n", "Par", universe.svar - questions.NOT_GIVEN.atoms)
    question = Question(f"medel-{one.question.id}", one.question.title, one.question.term, universe, ())
    sums = [(FIRST, "Summa av första", FIRST), (LATEST, "Summa av senaste", LATEST)]
    if one.scores is not None:
        sums = [(code, f"{label}, hundradelar", name) for code, label, name in sums]
        sums.append((SQUARES, "Kvadratsumma av förändringen, hundradelar i kvadrat", SQUARES))
    rungs = []
    for split in (True, False):
        plain = replace(draft(question, scope, (paired,), split=split), sums=tuple(sums), minimum=one.fewest)
        full = replace(plain, whole=frozenset(plain.cells()), least_printed=1.0)
        rungs.append(Rung("medelvärden, uppdelat på kön" if split else "medelvärden", full))
    whole = Ladder((*rungs, _base(question, scope)))

    def follow(known: Knowledge) -> Followed:
        told = (one.cell for one in known(universe.id) if isinstance(one.cell, SumCell) and not one.dot)
        other = any((len(universe.owners(cell.omgang)) == 1) != scope.one_insats for cell in told)
        return Followed(replace(whole, rungs=whole.rungs[-1:] if other else whole.rungs))

    return whole if one.scores is not None else replace(whole, follows=follow)


def goal_question(question: Question, codes: Iterable[str], label: str) -> Question:
    """A goal as a question of its own: reached or not, of those who answered."""
    universe = question.universe
    reached = frozenset(codes) & universe.svar
    missing = universe.svar & questions.NOT_GIVEN.atoms
    nodes = [Node("ja", label, reached), Node("nej", "Målet inte nått", universe.svar - reached - missing)]
    if missing:
        nodes.append(questions.NOT_GIVEN._replace(atoms=missing))
    return Question(f"mal-{question.id}", "Mål", question.term, universe, (("målet nått eller inte", tuple(nodes)),))


def months(source: Source, event: str, title: str, scope: Scope, span: Period) -> Ladder | None:
    """A volume month by month, or quarter by quarter where months are too small; None where the insatser have told of different months.

    A month that nobody has delivered is no zero and does not stand.
    """
    universe = source.months(event)
    told: dict[str, set[str]] = {}
    for omgang in scope.omgangar:
        told.setdefault(universe.owner[omgang], set()).update(universe.possible[omgang])
    covered = set.intersection(*told.values())
    if any(mine != covered for mine in told.values()):
        return None
    all_months = [month for month in span.months if str(month) in covered]
    each = tuple(Node(str(month), str(month), frozenset([str(month)])) for month in all_months)
    quarters: dict[str, set[str]] = {}
    for month in all_months:
        quarters.setdefault(Period.containing(month, "kvartal").code, set()).add(str(month))
    by_quarter = tuple(Node(code, code, frozenset(atoms)) for code, atoms in quarters.items())
    ways = (("månader", each), ("kvartal", by_quarter)) if len(by_quarter) > 1 else (("månader", each),)
    question = Question(f"{event}-manad", title, event, universe, ways)
    rungs = [Rung(name, draft(question, scope, nodes, split=False)) for name, nodes in question.answers]
    return Ladder((*rungs, _base(question, scope)))
