"""Counters of people, as tables for the gate: how many in each of the counter's periods, and how those of one moment are divided.

How many there are is nothing that readers know beforehand (nobody has to be in a kö), so a total is protected as any cell is: it stands in a universe
with everybody who is *not* counted, whose number is nobody's secret and which is never printed. How they are divided is another universe. Its base is
the total, and so it may stand only where that total is printed.

Atoms: *omgång* is the lock that closed the counter's period (the kansli's own counters have one omgång); *kön* where a dimension is; *svar* names the
period, which edition of its values, and the codes: ``2026-03~1|0-2``.
"""

from __future__ import annotations

from collections import Counter as Sums
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from register.counters import periods
from register.counters.model import Counter, Edition, Place
from register.counters.told import DIVIDED, JOIN, PART, PREFIX, REST, UNIVERSE, SpanTold, editions_of, moment, name_of, node_of, span_told
from register.counts import UNDIVIDED
from register.disclosure.boxes import Box, Known, Universe
from register.disclosure.drafts import Axis, Draft, Followed, Knowledge, Ladder, Node, Rung, margin
from register.disclosure.lattice import Atoms
from register.disclosure.tables import TOTAL
from register.periods import Period
from register.tables.layouts import FORBUND_BY_KON, HEADLINE, INSATS_HEADLINE, SHARE_OF_FORBUND_TABLE, kon_axis
from register.tables.source import HARMLESS, Source

_OUTSIDE: Final = "utanfor"
"""Everybody who is not counted."""


def ladders(source: Source, spans: Sequence[Period], insats: str | None = None) -> list[Ladder]:
    """The ladders of all counters of people in a report: of the period and the one before it; in the förbund's, of each insats too.

    Args:
        source: the counts.
        spans: the report's period, and those that it is compared with.
        insats: of an insatsrapport; its own counters alone.
    """
    found: list[Ladder] = []
    for counter in source.counted.counters.counters:
        if not counter.protected or (insats is not None and counter.entered_by != "insats"):
            continue
        for number, span in enumerate(spans[:2]):
            part = Part(source, counter, span, insats, "" if number == 0 else f"@{span.code}")
            # With all insatser beside the förbund each stands in the gate's system, and what each of them knows of its own is reckoned with.
            found += [ladder for one in (part, *part.by_insats()) for ladder in _of_part(one)]
    return found


@dataclass(frozen=True)
class Part:
    """A counter in one span, of all its owners or of one insats. ``beside``: of an insats, in the förbund's report."""

    source: Source
    counter: Counter
    span: Period
    insats: str | None = None
    suffix: str = ""
    beside: bool = False

    @cached_property
    def told(self) -> SpanTold:
        """What has been told."""
        return span_told(self.source.counted, self.counter, self.span, self.insats)

    @cached_property
    def editions(self) -> tuple[Edition, ...]:
        """The values inside the span, of locked periods alone."""
        mine = editions_of(self.source.counted, self.counter, self.insats)
        return tuple(one for one in mine if one.figures.period in self.told.own and _omgang(self.source, one))

    @cached_property
    def omgangar(self) -> Atoms:
        """The omgångar that they stand in."""
        return frozenset(_omgang(self.source, one) for one in self.editions)

    @property
    def at(self) -> Period | None:
        """The period that the span is read at; None where its periods are added."""
        return moment(self.counter, self.told)

    @property
    def node(self) -> str:
        """The code of the category that the span is read in."""
        return node_of(self.counter, self.told, TOTAL)

    def by_insats(self) -> list[Part]:
        """The same of each insats that has any, where it is of them all."""
        if self.insats is not None or self.counter.entered_by != "insats":
            return []
        return [replace(self, insats=one.id, suffix=f"{self.suffix}/{one.id}", beside=True) for one in self.source.insatser]

    def svar(self, chosen: Iterable[Period]) -> Atoms:
        """What those of some of its periods are called in the universe of how many."""
        wanted = set(chosen)
        return frozenset(_named(one) for one in self.editions if one.figures.period in wanted)

    def whole(self, chosen: Iterable[Period]) -> bool:
        """Whether nothing is missing of some of its periods."""
        wanted = {one.code for one in chosen}
        return not any(code in wanted for _, code in self.told.missing)


def _omgang(source: Source, edition: Edition) -> str:
    """The lock that closed the period, of the insats; empty where it is not locked."""
    owner, last = edition.figures.insats_id, edition.figures.period.last
    if not owner:
        return f"{source.id}#1"
    mine = (one.batch for one in source.omgangar if one.insats == owner and Period.parse(one.batch.period).last >= last)
    number = min((batch.number for batch in mine), default=None)
    return f"{owner}#{number}" if number else ""


def _named(edition: Edition) -> str:
    return name_of(edition.figures.insats_id, edition.figures.period, edition.number)


def _kon(source: Source, counter: Counter) -> int | None:
    """The place of kön among the dimensions; None where it has none, or the förbund calls them something that the volumes do not."""
    found = next((i for i, one in enumerate(counter.dimensions) if one.id == "kon"), None)
    return found if found is not None and counter.dimensions[found].by_id.keys() <= set(source.kon) else None


def _values(source: Source, counter: Counter, edition: Edition) -> Iterator[tuple[str, tuple[str, ...], int]]:
    """Every value as (kön, the other codes, how many); of a share the part and the rest."""
    kon, values = _kon(source, counter), edition.figures.values
    for place, n in values.items():
        if place.measure == PART:
            continue
        of = place.codes[kon] if kon is not None else UNDIVIDED
        rest = tuple(code for i, code in enumerate(place.codes) if i != kon)
        if counter.pair is None:
            yield of, rest, n
        else:
            part = values[Place(place.codes, PART)]
            yield of, (*rest, PART), part
            yield of, (*rest, REST), n - part


def _universe(source: Source, id_: str, counts: Sums[tuple[str, str, str]], harmless: Iterable[str]) -> Universe:
    possible: dict[str, set[str]] = {one.atom: set() for one in source.omgangar}
    for omgang, _, name in counts:
        possible.setdefault(omgang, set()).add(name)
    svar = frozenset(s for _, _, s in counts)
    there = {one.atom: one.insats for one in source.omgangar}
    return Universe(
        id=id_,
        counts=dict(counts),
        owner={o: there.get(o, o.partition("#")[0]) for o in possible},
        kon=frozenset([*source.kon, UNDIVIDED]),
        svar=svar,
        harmless=frozenset(harmless) & svar,
        possible={o: frozenset(found) for o, found in possible.items()},
    )


def how_many(source: Source, counter: Counter) -> Universe:
    """The universe of how many are counted, with everybody who is not."""
    id_ = f"{UNIVERSE}{counter.id}"
    if id_ not in source._cache:
        counts: Sums[tuple[str, str, str]] = Sums()
        for one in editions_of(source.counted, counter):
            for kon, _, n in _values(source, counter, one) if (omgang := _omgang(source, one)) else ():
                counts[omgang, kon, _named(one)] += n
        inside: Sums[tuple[str, str]] = Sums()
        for (omgang, kon, _), n in counts.items():
            inside[omgang, kon] += n
        everybody = 100 * 10 ** len(str(max(inside.values(), default=0)))
        outside = {(omgang, kon, _OUTSIDE): everybody - n for (omgang, kon), n in inside.items()}
        source._cache[id_] = _universe(source, id_, Sums({**counts, **outside}), [_OUTSIDE])
    return source._cache[id_]


def how_divided(source: Source, counter: Counter, at: Period | None) -> Universe:
    """The universe of how they are divided: at one of its periods, or in all of them where they are added."""
    id_ = f"{UNIVERSE}{counter.id}:{at.code if at else 'alla'}"
    if id_ not in source._cache:
        counts: Sums[tuple[str, str, str]] = Sums()
        harmless: set[str] = set()
        for one in editions_of(source.counted, counter):
            for kon, codes, n in _values(source, counter, one) if at in (None, one.figures.period) and (omgang := _omgang(source, one)) else ():
                name = JOIN.join((_named(one), *codes))
                counts[omgang, kon, name] += n
                harmless |= {name} if codes and set(codes) <= HARMLESS else set()
        source._cache[id_] = _universe(source, id_, counts, harmless)
    return source._cache[id_]


# -- How many ----------------------------------------------------------------------------------------------------------------------------------


def _of_part(part: Part) -> list[Ladder]:
    if not part.editions:
        return []
    divided = _divided(part)
    return [_how_many(part), *([divided] if divided else [])]


def _how_many(part: Part) -> Ladder:
    """How many in each period, and in all of them where they are added. Last, nothing at all."""
    universe = how_many(part.source, part.counter)
    plain = _many_rungs(part, universe, frozenset())

    def follow(knowledge: Knowledge) -> Followed:
        gone = _put_right(part, knowledge(universe.id))
        return Followed(Ladder(_many_rungs(part, universe, gone)))

    return Ladder(plain, follow)


def _put_right(part: Part, known: Iterable[Known]) -> frozenset[Period]:
    """The periods that have been published in an earlier edition: printed anew they would give the difference."""
    told = [(one.cell.omgang, one.cell.svar) for one in known if isinstance(one.cell, Box)]
    gone = set()
    for one in part.editions:
        owner, period, omgang = one.figures.insats_id, one.figures.period, _omgang(part.source, one)
        earlier = {name_of(owner, period, number) for number in range(1, one.number)}
        if any(omgang in omgangar and svar & earlier and _named(one) not in svar for omgangar, svar in told):
            gone.add(period)
    return frozenset(gone)


def _many_rungs(part: Part, universe: Universe, gone: frozenset[Period]) -> tuple[Rung, ...]:
    given = [one for one in part.told.own if one not in gone and part.svar([one])]
    nodes = [Node(one.code, periods.label(one), part.svar([one])) for one in given]
    if part.node == TOTAL and not gone and part.whole(part.told.own):
        nodes.insert(0, Node(TOTAL, part.span.label, part.svar(part.told.own)))
    by_kon = (True, False) if _by_kon(part) and not part.beside else (False,)
    names = {True: "perioder, uppdelat på kön", False: "perioder"}
    rungs = [Rung(names[split], _many_draft(part, universe, nodes, split=split)) for split in by_kon] if nodes else []
    return (*rungs, Rung("inga antal alls", _many_draft(part, universe, [], split=False)))


def _many_draft(part: Part, universe: Universe, nodes: Sequence[Node], *, split: bool) -> Draft:
    axis = Axis("period", "Period", (Node(part.span.code, part.span.label, part.omgangar),))
    svar = Axis("svar", part.counter.label, tuple(nodes))
    made = Draft(f"{PREFIX}{part.counter.id}{part.suffix}", part.counter.label, universe, axis, kon_axis(universe, split=split), svar)
    codes = made.cells()
    least = SHARE_OF_FORBUND_TABLE if split else 0.0  # without kön there is nothing coarser to print instead
    return replace(made, weights={c: _weight(part, c) for c in codes}, least_printed=least)


def _weight(part: Part, codes: tuple[str, ...]) -> int:
    """What hiding a cell costs: the förbund's figures of everybody most."""
    if codes[1] != TOTAL:
        return FORBUND_BY_KON if part.insats is None else 1
    return HEADLINE if part.insats is None else INSATS_HEADLINE


def _by_kon(part: Part) -> bool:
    """Whether every value was given by kön: a kön that is blank is no zero."""
    if _kon(part.source, part.counter) is None:
        return False
    for one in part.editions:
        by: dict[tuple[str, ...], set[str]] = {}
        for kon, codes, _ in _values(part.source, part.counter, one):
            by.setdefault(codes, set()).add(kon)
        if len({frozenset(found) for found in by.values()}) > 1:
            return False
    return True


# -- How they are divided ------------------------------------------------------------------------------------------------------------------------


def _divided(part: Part) -> Ladder | None:
    """The layouts of how they are divided, from all dimensions to the first alone; None where nothing divides them, or something is missing."""
    chosen = [part.at] if part.at else list(part.told.own)
    labels = [one.label for i, one in enumerate(part.counter.dimensions) if i != _kon(part.source, part.counter)]
    labels += [part.counter.pair[0]] if part.counter.pair else []
    if not labels or not part.whole(chosen) or not part.svar(chosen):
        return None
    universe = how_divided(part.source, part.counter, part.at)
    rungs = []
    for depth in range(len(labels), 0, -1):
        for split in (True, False) if _by_kon(part) and not part.beside else (False,):
            name = " och ".join(label[:1].lower() + label[1:] for label in labels[:depth])
            rungs.append(Rung(f"{name}, uppdelat på kön" if split else name, _divided_draft(part, universe, labels, depth, split=split)))
    last = Rung("bara antalet", _without_cells(rungs[-1].draft))
    return Ladder((*rungs, last), lambda knowledge: _where_totals_stand(part, rungs, last, chosen, knowledge))


def _without_cells(draft: Draft) -> Draft:
    """A table of no cell: what is left where the total is all that stands."""
    return replace(draft, svar=draft.svar._replace(nodes=()), weights={}, bases=frozenset(), least_printed=0.0)


def _where_totals_stand(part: Part, rungs: Sequence[Rung], last: Rung, chosen: Sequence[Period], knowledge: Knowledge) -> Followed | None:
    """The layouts of which every base is a printed total."""
    many = how_many(part.source, part.counter)
    open_ = {one.cell for one in knowledge(many.id) if not one.dot}
    stands = [rung for rung in rungs if all(Box(part.omgangar, kon.atoms, part.svar(chosen)) in open_ for kon in rung.draft.kon.nodes)]
    return Followed(Ladder((*stands, last))) if stands else None


def _divided_draft(part: Part, universe: Universe, labels: Sequence[str], depth: int, *, split: bool) -> Draft:
    omgangar = frozenset(_omgang(part.source, one) for one in part.editions if part.at in (None, one.figures.period))
    names = {_named(one) for one in part.editions}
    atoms = sorted(s for s in universe.svar if s.split(JOIN)[0] in names and any(s in universe.possible[o] for o in omgangar))
    everybody = margin("Alla", frozenset(atoms))
    nodes, bases = [everybody], {everybody.atoms}
    for codes in _in_order(part.counter, _kon(part.source, part.counter), {tuple(s.split(JOIN)[1:]) for s in atoms}, depth):
        inside = frozenset(s for s in atoms if tuple(s.split(JOIN)[1 : 1 + len(codes)]) == codes)
        nodes.append(Node(JOIN.join(codes), _label(part, codes), inside))
        bases |= {inside} if len(codes) < depth else set()
    axis = Axis("period", "Period", (Node(part.span.code, part.span.label, omgangar),))
    title = f"{part.counter.label}: {' och '.join(label[:1].lower() + label[1:] for label in labels)}"
    svar = Axis("svar", part.counter.label, tuple(nodes))
    made = Draft(f"{DIVIDED}{part.counter.id}{part.suffix}", title, universe, axis, kon_axis(universe, split=split), svar, bases=frozenset(bases))
    codes_of = made.cells()
    least = 0.0 if part.beside else SHARE_OF_FORBUND_TABLE
    return replace(made, weights={c: _weight(part, c) for c in codes_of}, least_printed=least)


def _in_order(counter: Counter, kon: int | None, there: set[tuple[str, ...]], depth: int) -> list[tuple[str, ...]]:
    """The groups of the first dimension and under each its own, in the lists' order; those without any value are left out."""
    lists = [list(one.by_id) for i, one in enumerate(counter.dimensions) if i != kon]
    lists += [[PART, REST]] if counter.pair else []
    groups = {codes[:size] for codes in there for size in range(1, depth + 1)}
    return sorted(groups, key=lambda codes: tuple(lists[i].index(code) for i, code in enumerate(codes)))


def _label(part: Part, codes: Sequence[str]) -> str:
    """``Fråga: Svar``; of a share its täljare and the others."""
    kept = [one for i, one in enumerate(part.counter.dimensions) if i != _kon(part.source, part.counter)]
    said = [one.label_of(code) for one, code in zip(kept, codes, strict=False)]
    if part.counter.pair and len(codes) > len(kept):
        said.append(part.counter.pair[0] if codes[-1] == PART else "Övriga")
    return ": ".join(said)
