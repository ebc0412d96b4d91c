"""Made-up förbund, their tables through the gate, and small tables with dots: what tests of reports start from. Nobody in it exists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import cache
from types import MappingProxyType
from typing import Final

from bench import made_up
from bench.made_up import Plan
from register.counts import Batch
from register.disclosure.boxes import Universe
from register.disclosure.drafts import Axis, Category, Draft, Ladder, Node, margin
from register.disclosure.protected import ProtectedTable, Rules, release, volumes
from register.disclosure.publication import History
from register.goals.model import Answers, Goal, Goals, Improved
from register.periods import Period
from register.reports.context import Context
from register.reports.document import Report, Row, Section
from register.statutory import Figure, SheetRow
from register.tables import reports as ladders_of
from register.tables.making import Made, make
from register.tables.source import Source
from register.vocabulary import loader
from register.vocabulary.model import Vocabulary

MADE: Final = date(2027, 2, 3)
YEAR: Final = Period.parse("2026")
BEFORE: Final = Period.parse("2025")
YEARS: Final = (2025, 2026)

WORK: Final = Answers("avslutsanledning", ("arbete-utan-stod", "arbete-med-stod", "eget-foretag", "studier"), "goteborg", "arbete-studier")
READY: Final = Answers("redo_for", ("arbete-studier", "insats-af"))


@cache
def vocabulary() -> Vocabulary:
    """The shipped one."""
    return loader.load()


def goals(insats: str) -> Goals:
    """Three goals of an insats: an outcome with plan and budget, a readiness, and an improvement without a target."""
    return Goals(
        goals=(
            Goal(insats, 2026, False, "Till arbete eller studier", WORK, Fraction(1, 2), (40, 40), 546_000),
            Goal(insats, 2026, False, "Redo för arbete, studier eller Arbetsförmedlingen", READY, Fraction(45, 100), (70, 90), 3_238_500),
            Goal(insats, 2026, False, "Bättre hälsa", Improved("skapa", "deltagare", "halsa")),
        )
    )


@cache
def one_insats(avslut: int, *, measures: bool = True) -> Source:
    """A made-up insats of that many avslut a year, for two years."""
    return made_up.source([Plan("vagen-vidare", "Vägen vidare", avslut, YEARS, measures=measures)], vocabulary())


@cache
def forbund() -> Source:
    """Three made-up insatser: a larger one, a middling one and one too small to be divided."""
    plans = [
        Plan("vagen-vidare", "Vägen vidare", 90, YEARS),
        Plan("stegen", "Stegen", 33, YEARS),
        Plan("unga-framat", "Unga framåt", 12, YEARS, measures=False),
    ]
    return made_up.source(plans, vocabulary(), seed=2)


def through_the_gate(ladders: Iterable[Ladder], kind: str, subject: str = "") -> Made:
    """The tables of some ladders, nothing having been published before."""
    history = History()
    return make(list(ladders), history, report=kind, subject=subject, span=YEAR.code, by="forbund", today=MADE, rules=Rules(seconds=60.0))


def context(
    source: Source,
    kind: ladders_of.ReportKind,
    goals: Goals | None = None,
    insats: str | None = None,
    *,
    spans: Sequence[Period] = (YEAR, BEFORE),
    only: Sequence[str] | None = None,
    without: Sequence[str] = (),
) -> Context:
    """What a report is built from, from real tables.

    Args:
        only: the beginnings of the ids of the tables to make, where a test needs few.
        without: the beginnings of those to leave out. Means cost the gate some seconds each, everything else together a fraction of one.
    """
    goals = goals or Goals()
    ladders = ladders_of.ladders(source, kind, spans, goals, insats)
    if only is not None:
        ladders = [one for one in ladders if one.rungs[0].draft.id.startswith(tuple(only))]
    ladders = [one for one in ladders if not one.rungs[0].draft.id.startswith(tuple(without))]
    made = through_the_gate(ladders, kind, insats or "")
    tables = dict(made.tables) | {one.id: one for one in ladders_of.volume_tables(source, kind, spans, MADE, insats)}
    names = tuple((one.id, one.namn) for one in source.insatser if one.typ == "individ")
    own = next((one for one in names if one[0] == insats), None)
    return Context(source.namn, own, names, tuple(spans), MADE, source.vocabulary, goals, MappingProxyType(tables), made.audit)


@cache
def insats_context(avslut: int = 33) -> Context:
    """An insatsrapport's tables but for the means; made once for all tests."""
    return context(one_insats(avslut), "insatsrapport", goals("vagen-vidare"), "vagen-vidare", without=["medel-"])


@cache
def progression_context() -> Context:
    """A progression report's tables but for the means; made once for all tests."""
    return context(forbund(), "progression", without=["medel-"])


@cache
def health_alone() -> Source:
    """A small made-up insats that measures with one area of SKAPA, so that real means are soon made."""
    whole = vocabulary()
    skapa = whole.instruments["skapa"]
    health = replace(skapa, items=tuple(item for item in skapa.items if item.id == "halsa"))
    small = made_up.source([Plan("vagen-vidare", "Vägen vidare", 22, [2026])], whole)
    return replace(small, vocabulary=replace(whole, instruments={"skapa": health}))


def batches(source: Source, insats: str | None = None, span: Period = YEAR) -> list[Batch]:
    """The batches of a period, to count again by hand."""
    return [b for one in source.insatser if insats in (None, one.id) for b in one.batches if span.contains(Period.parse(b.period))]


# -- Small tables with any figures, through the gate ---------------------------------------------------------------------------------------------


def table(
    ident: str,
    counts: Mapping[tuple[str, str], int],
    *,
    title: str = "Tabell",
    split: bool = True,
    labels: Mapping[str, str] | None = None,
    hide: bool = False,
    zeros_hidden: bool = False,
    period: str = "2026",
) -> ProtectedTable:
    """A table period × kön × svar of any counts.

    Args:
        counts: by kön (``kvinna``, ``man``) and svar.
        split: whether kön are columns of their own.
        labels: of the svar; the code where left out.
        hide: the gate's threshold is put so high that everything but the base is a dot.
        zeros_hidden: a dot may stand for zero.
    """
    answers = list(dict.fromkeys(svar for _, svar in counts))
    universe = Universe(
        ident,
        {("o1", kon, svar): n for (kon, svar), n in counts.items()},
        {"o1": "vagen-vidare"},
        frozenset(["kvinna", "man"]),
        frozenset(answers),
    )
    nodes = (margin("Alla", universe.svar), *(Node(code, (labels or {}).get(code, code.capitalize()), frozenset([code])) for code in answers))
    kons = (
        margin("Totalt", universe.kon),
        *((Node("kvinna", "Kvinnor", frozenset(["kvinna"])), Node("man", "Män", frozenset(["man"]))) if split else ()),
    )
    draft = Draft(
        ident,
        title,
        universe,
        Axis("period", "Period", (Node(period, Period.parse(period).label, frozenset(["o1"])),)),
        Axis("kon", "Kön", kons),
        Axis("svar", title, nodes),
        minimum=10**6 if hide else 0,
    )
    rules = Rules(zeros="dolda") if zeros_hidden else Rules()
    return release([(draft, "Visas med två svar.")], rules)[0].table


def joint_table(ident: str, counts: Mapping[str, int], labels: Mapping[str, str], *, missing: int = 0, hide: bool = False) -> ProtectedTable:
    """A table of two questions, ``category|group``, with the base of each category; ``missing`` have no category."""
    atoms = {**counts, "ovrigt|saknas": missing}
    universe = Universe(
        ident,
        {("o1", "kvinna", atom): n for atom, n in atoms.items()},
        {"o1": "vagen-vidare"},
        frozenset(["kvinna"]),
        frozenset(atoms),
        harmless=frozenset(["ovrigt|saknas"]),
    )
    nodes = [margin("Alla", universe.svar)]
    for category, label in labels.items():
        inside = [atom for atom in counts if atom.split("|")[0] == category]
        nodes += [Node(category, label, frozenset(inside)), *(Node(atom, f"{label}: {atom.split('|')[1]}", frozenset([atom])) for atom in inside)]
    period = Axis("period", "Period", (Node("2026", "helåret 2026", frozenset(["o1"])),))
    kon = Axis("kon", "Kön", (margin("Totalt", universe.kon),))
    draft = Draft(ident, ident, universe, period, kon, Axis("svar", ident, tuple(nodes)), minimum=10**6 if hide else 0)
    return release([(draft, "Visas med två grupper.")])[0].table


def means_table(ident: str, pairs: Mapping[tuple[str, str], int], *, split: bool = True, hide: bool = False) -> ProtectedTable:
    """A table of means: pairs by kön and ``first|latest`` in steps from 1, as number, sum of first and sum of latest."""
    atoms = list(dict.fromkeys(pair for _, pair in pairs))
    weights = {name: {atom: int(atom.split("|")[place]) for atom in atoms} for place, name in enumerate(("forsta", "senaste"))}
    universe = Universe(
        ident,
        {("o1", kon, pair): n for (kon, pair), n in pairs.items()},
        {"o1": "vagen-vidare"},
        frozenset(["kvinna", "man"]),
        frozenset(atoms),
        scores=weights,
    )
    both = (Node("kvinna", "Kvinnor", frozenset(["kvinna"])), Node("man", "Män", frozenset(["man"])))
    draft = Draft(
        ident,
        "Medelvärden",
        universe,
        Axis("period", "Period", (Node("2026", "helåret 2026", frozenset(["o1"])),)),
        Axis("kon", "Kön", (margin("Totalt", universe.kon), *(both if split else ()))),
        Axis("svar", "Medelvärden", (margin("Alla", universe.svar), Node("n", "Par", universe.svar))),
        tuple((name, name, name) for name in weights),
        minimum=10**6 if hide else 0,
    )
    return release([(draft, "Visas med medelvärden.")])[0].table


def base_only(ident: str, n: int, *, title: str = "Tabell") -> ProtectedTable:
    """A table on the last rung of its ladder: the base alone."""
    universe = Universe(ident, {("o1", "kvinna", "ja"): n}, {"o1": "vagen-vidare"}, frozenset(["kvinna", "man"]), frozenset(["ja"]))
    axis = Axis("period", "Period", (Node("2026", "helåret 2026", frozenset(["o1"])),))
    kon = Axis("kon", "Kön", (margin("Totalt", universe.kon),))
    draft = Draft(ident, title, universe, axis, kon, Axis("svar", title, (margin("Alla", universe.svar),)))
    return release([(draft, "Bara antalet visas: deltagandena är för få för att delas upp.")])[0].table


def volume_table(rows: Mapping[str, Mapping[str, tuple[int, int]]], *, ident: str = "volymer") -> ProtectedTable:
    """Volumes by period: for each measure (kvinnor, män)."""
    found = []
    for code, measures in rows.items():
        figures = tuple(Figure(measure, *pair, 0, sum(pair)) for measure, pair in measures.items())
        label = Period.parse(code).label
        found.append((Category(code, label), [SheetRow("vagen-vidare", "Vägen vidare", "individ", label, figures)]))
    return volumes(ident, "Deltagare", found, head=("period", "Period"))


def bare_context(*tables: ProtectedTable, goals: Goals | None = None, insats: bool = True, spans: Sequence[Period] = (YEAR, BEFORE)) -> Context:
    """A context of some tables and nothing else."""
    own = ("vagen-vidare", "Vägen vidare")
    return Context(
        "Samordningsförbundet Påhittat",
        own if insats else None,
        (own,),
        tuple(spans),
        MADE,
        vocabulary(),
        goals or Goals(),
        {one.id: one for one in tables},
        {"mening": "Inget tal behövde döljas."},
    )


def with_tables(context: Context, *tables: ProtectedTable) -> Context:
    """The context with other tables in place of those of the same id."""
    return replace(context, tables={**context.tables, **{one.id: one for one in tables}})


# -- Looking into a report -------------------------------------------------------------------------------------------------------------------------


def section(report: Report, ident: str) -> Section:
    """The section of that id."""
    return next(one for one in report.sections if one.id == ident)


def row(part: Section, label: str) -> Row:
    """The row of a section's table with that label."""
    assert part.view is not None
    return next(one for one in part.view.rows if one.label == label)


def said(report: Report) -> str:
    """Every sentence of a report that is made of its figures."""
    return "\n".join(sentence for one in report.sections for sentence in one.sentences)
