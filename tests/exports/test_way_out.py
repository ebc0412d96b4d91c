"""No path goes from a count to a file through ``exports`` without the gate: the import graph is walked, and every writer is tried."""

from __future__ import annotations

import ast
import importlib
import inspect
import typing
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

import pytest

from exports.package import ready_package, write_package
from exports.report import ready_report, render_report, write_report
from exports.sheet import write_sheet
from register.counts import Batch, Cell, Place, Released
from register.disclosure.boxes import Universe
from register.disclosure.protected import ProtectedTable
from register.reports.document import Report
from register.statutory import StatutorySheet
from tests.exports.reports import report, table
from tests.test_architecture import all_imports, imports_of, inside, listed, module_name, name, sources, tree_of

COUNTS: Final = ("register.counts", "register.kansli", "register.insats", "register.tables", "register.store", "register.vault", "register.delivery")
"""Where counts are kept, sent or laid out before the gate."""

ABOVE: Final = ("register.reporting", "register.data_package", "register.own_report")
"""What brings counts and gate together."""

GATE: Final = ("register.disclosure.protected", "register.statutory")
"""Where counts become what may leave: protected tables, and the one sheet whose exact figures are sent."""

FROM_THE_GATE: Final = {
    "register.disclosure.protected": {"ProtectedTable", "genuine"},
    "register.disclosure.drafts": {"Heading", "Category"},
    "register.disclosure.tables": {"TOTAL"},
}
"""All that writers may know of the gate: its product, and how that is headed."""

PLUMBING: Final = {"exports/files.py", "exports/slip.py"}
"""The modules that touch the disk: files.py for all reports, and the slip, which has a code and no count."""

MAY_BE_WRITTEN: Final = (Report, StatutorySheet)

BLANK: Final = {"exports.paper", "exports.form_template", "exports.blanks"}
"""Makers of what people fill in: forms and templates. No count is within their reach, with the gate closed or open."""


# -- The graph ---------------------------------------------------------------------------------------------------------------------------------


def test_writers_know_nothing_of_counts() -> None:
    wrong = [found for found in all_imports("exports") if inside(found.module, *COUNTS, *ABOVE, "sqlmodel", "sqlalchemy", "pandas")]
    assert not wrong, listed(wrong)


def test_writers_know_of_the_gate_what_it_makes_and_no_more() -> None:
    allowed = {f"{module}.{one}" for module, names in FROM_THE_GATE.items() for one in names}
    wrong = [found for found in all_imports("exports") if inside(found.module, "register.disclosure") and found.module not in allowed]
    assert not wrong, listed(wrong)


def graph() -> dict[str, set[str]]:
    """Every module of the program and those of its modules that it imports, late ones and those for the type checker too."""
    modules = {module_name(path): path for path in sources("register", "exports")}
    found: dict[str, set[str]] = {}
    for module, path in modules.items():
        named = (one.module for one in imports_of(path))
        found[module] = {part for whole in named for part in (whole, whole.rpartition(".")[0]) if part in modules}
    return found


def reached(edges: dict[str, set[str]], start: Sequence[str], *, closed: Sequence[str]) -> set[str]:
    """The modules that can be reached without going on from those that are closed."""
    seen, waiting = set(start), list(start)
    while waiting:
        here = waiting.pop()
        if here not in closed:
            new = edges[here] - seen
            seen |= new
            waiting += new
    return seen


def test_every_way_from_a_writer_to_a_count_goes_through_the_gate() -> None:
    edges = graph()
    writers = [module for module in edges if inside(module, "exports")]
    assert {module for module in reached(edges, writers, closed=GATE) if inside(module, *COUNTS, *ABOVE)} == set()
    assert "register.counts" in reached(edges, writers, closed=()), "with the gate open there is a way: the walk sees it"
    assert set(GATE) <= reached(edges, writers, closed=GATE)


def test_what_makes_forms_to_fill_in_knows_no_count_at_all() -> None:
    edges = graph()
    assert edges.keys() >= BLANK
    assert {module for module in reached(edges, sorted(BLANK), closed=()) if inside(module, *COUNTS, *ABOVE, *GATE)} == set()


# -- The writers -------------------------------------------------------------------------------------------------------------------------------


def writes(path: Path) -> Iterator[str]:
    """Every call in a file that changes something on disk."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            if called.split(".")[-1] in {"write_bytes", "write_text", "atomic_write", "fdopen", "NamedTemporaryFile"} or called in {
                "open",
                "os.open",
            }:
                yield f"{name(path)}:{node.lineno} {called}"


def test_only_the_plumbing_touches_the_disk() -> None:
    wrong = [where for path in sources("exports") if name(path) not in PLUMBING for where in writes(path)]
    assert not wrong
    assert [where for path in sources("exports") if name(path) in PLUMBING for where in writes(path)], "the reader of calls sees them"


def test_the_plumbing_takes_any_bytes_and_so_is_for_writers_alone() -> None:
    wrong = [found for found in all_imports("register", "tui") if inside(found.module, "exports.files")]
    assert not wrong, listed(wrong)
    users = {found.path for found in all_imports("exports") if inside(found.module, "exports.files")}
    assert users == {"exports/publishing.py", "exports/sheet.py", "exports/blanks.py"}
    blank = {found.path for found in all_imports("exports", "register", "tui") if inside(found.module, "exports.blanks")}
    assert blank == {"exports/form_template.py", "tui/cli_import_groups.py", "tui/cli_metadata.py", "tui/new_files.py", "tui/paper_forms.py"}
    makers = {
        name(path)
        for path in sources("exports", "register", "tui")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "Ready"
    }
    assert makers == {"exports/report.py", "exports/package.py"}


def public_writers() -> list[tuple[str, Callable[..., Any]]]:
    """The functions of ``exports`` that make files or write them, outside the plumbing."""
    found: list[tuple[str, Callable[..., Any]]] = []
    for path in sources("exports"):
        module = importlib.import_module(module_name(path))
        for name_, function in inspect.getmembers(module, inspect.isfunction):
            mine = function.__module__ == module.__name__ and name(path) not in PLUMBING and module.__name__ not in BLANK
            if mine and name_.startswith(("write_", "render_", "ready_")):
                found.append((f"{module.__name__}.{name_}", function))
    return found


@pytest.mark.parametrize(("_name", "writer"), public_writers(), ids=lambda value: value if isinstance(value, str) else "")
def test_every_writer_takes_a_report_or_the_sheet(_name: str, writer: Callable[..., Any]) -> None:
    module = importlib.import_module(writer.__module__)
    names = {**vars(module), "Report": Report, "StatutorySheet": StatutorySheet, "Sequence": Sequence}
    first = next(iter(inspect.signature(writer).parameters.values()))
    hint = eval(first.annotation, names)  # noqa: S307 - an annotation of our own
    assert hint in MAY_BE_WRITTEN or (typing.get_origin(hint) is Sequence and typing.get_args(hint) == (Report,))


def test_the_list_of_writers_is_not_empty() -> None:
    names = {name_ for name_, _ in public_writers()}
    assert {"exports.report.write_report", "exports.package.write_package", "exports.sheet.write_sheet", "exports.report_px.render_px"} <= names


def not_a_report(kind: str) -> Any:
    """Counts and what is made of them, on their way to the gate or past it, and what only looks like a report."""
    if kind == "räkning":
        cells = {Cell("avslut.avslutsanledning", ("studier",)): 7}
        return Batch(1, "2026H1", "plan", {}, (Released(Place("avslut", "kvinna"), 7, ("2026H1",), cells),), {}, final=False)
    if kind == "underlag":
        return Universe("avslut", {("a#1", "kvinna", "studier"): 7}, {"a#1": "a"}, frozenset({"kvinna"}), frozenset({"studier"}))
    if kind == "lik en rapport":
        made = report()
        return SimpleNamespace(**{field: getattr(made, field) for field in made.__dataclass_fields__})
    if kind == "skyddad tabell":
        return table()
    return {"tal": {"kvinna": 7}, "byte": b"7", "inget": None}[kind]


@pytest.mark.parametrize("kind", ["räkning", "underlag", "lik en rapport", "skyddad tabell", "tal", "byte", "inget"])
def test_nothing_else_is_written(kind: str, tmp_path: Path) -> None:
    thing = not_a_report(kind)
    acts: list[Callable[[], object]] = [
        lambda: render_report(thing),
        lambda: ready_report(thing),
        lambda: write_report(thing, tmp_path, ("csv",)),
        lambda: write_sheet(thing, tmp_path, ("csv",)),
        lambda: ready_package([thing], subject="F", span="2026"),
        lambda: write_package([thing], tmp_path, subject="F", span="2026"),
    ]
    for act in acts:
        with pytest.raises(TypeError):
            act()
    assert list(tmp_path.iterdir()) == []


class Lookalike:
    """Everything that a protected table has, with a count in a cell."""

    id, title, note, headings = "avslut", "Avslutade", "", ()
    cells: typing.ClassVar = {("kvinna",): 1}
    audit: typing.ClassVar = {"omdome": "haller", "celler": 1, "prickar": 0, "troskel": 5, "nollor": "oppna", "angripare": [], "monster": ""}


@pytest.mark.parametrize(
    "thing", [Lookalike(), Lookalike, {}, None, ProtectedTable.__new__(ProtectedTable)], ids=["like", "class", "dict", "none", "empty"]
)
def test_a_report_refuses_tables_that_the_gate_did_not_make(thing: Any) -> None:
    made = report()
    with pytest.raises(TypeError, match="made by the gate"):
        replace(made, tables=(thing,))
    with pytest.raises(TypeError, match="made by the gate"):
        Report("oversikt", "T", "F", "2026", "2026", date(2027, 1, 1), (), {}, (), (*made.tables, thing))
