"""The rules of the house: who may import whom, what start-up may load, and the measures the code is held to."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("register", "exports", "tui")

HEAVY = ("sqlmodel", "sqlalchemy", "pandas", "numpy", "scipy", "matplotlib", "cryptography", "openpyxl", "xlsxwriter")
"""What start-up must not wait for."""

MAY_IMPORT = {"register": {"register"}, "exports": {"register", "exports"}, "tui": {"register", "exports", "tui"}}
"""Arrows go one way: tui → exports → register."""

BLIND_EXCEPT_ALLOWED: set[str] = {"tui/boundary.py"}
"""The one outermost boundary, where a defect becomes a sentence instead of a traceback."""

LONGEST_FILE, LONGEST_FUNCTION, FUNCTION_95 = 400, 60, 30


class Import(NamedTuple):
    path: str
    line: int
    module: str
    at_start: bool  # runs when the module is imported, and not for type checkers alone

    def __str__(self) -> str:
        return f"{self.path}:{self.line} imports {self.module}"


def sources(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def is_type_checking(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)


def imports_of(path: Path) -> list[Import]:
    """Every import of a file, with relative ones resolved and ``from a import b`` given as ``a.b``."""
    found: list[Import] = []

    def visit(node: ast.AST, at_start: bool) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Import):
                found.extend(Import(name(path), child.lineno, alias.name, at_start) for alias in child.names)
            elif isinstance(child, ast.ImportFrom):
                package = module_name(path).split(".")
                if path.name != "__init__.py":
                    package = package[:-1]
                base = [*package[: len(package) - child.level + 1], *filter(None, [child.module])] if child.level else [child.module or ""]
                found.extend(Import(name(path), child.lineno, ".".join([*base, alias.name]), at_start) for alias in child.names)
            inside = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) or is_type_checking(child)
            visit(child, at_start and not inside)

    visit(tree_of(path), at_start=True)
    return found


def all_imports(*folders: str) -> list[Import]:
    return [found for path in sources(*folders) for found in imports_of(path)]


def inside(module: str, *packages: str) -> bool:
    return any(module == package or module.startswith(package + ".") for package in packages)


def listed(found: list[Import]) -> str:
    return "\n".join(map(str, found))


def test_the_reader_of_imports_sees_every_spelling(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rules below are only as good as this function: a planted import of each kind is found."""
    monkeypatch.setattr(sys.modules[__name__], "ROOT", tmp_path)
    planted = tmp_path / "register" / "insats" / "planted.py"
    planted.parent.mkdir(parents=True)
    planted.write_text(
        "from __future__ import annotations\n"
        "import textual.app as t\n"
        "from register import kansli\n"
        "from ..kansli.acts import godkann\n"
        "from . import forms\n"
        "if TYPE_CHECKING:\n    import pandas\n"
        "def f():\n    from sqlmodel import Session\n",
        encoding="utf-8",
    )
    found = {(one.module, one.at_start) for one in imports_of(planted)} - {("__future__.annotations", True)}
    assert found == {
        ("textual.app", True),
        ("register.kansli", True),
        ("register.kansli.acts.godkann", True),
        ("register.insats.forms", True),
        ("pandas", False),
        ("sqlmodel.Session", False),
    }


@pytest.mark.parametrize("package", PACKAGES)
def test_arrows_go_one_way(package: str) -> None:
    forbidden = [room for room in (*PACKAGES, "tests", "bench") if room not in MAY_IMPORT[package]]
    wrong = [found for found in all_imports(package) if inside(found.module, *forbidden)]
    assert not wrong, listed(wrong)


@pytest.mark.parametrize(
    ("room", "others"),
    [
        ("insats", ("kansli", "disclosure", "tables", "reports")),
        ("kansli", ("insats", "reports")),  # it hands its counts to the tables: kansli → tables → disclosure
        ("tables", ("insats", "kansli", "reports")),
        ("disclosure", ("insats", "kansli", "tables", "reports")),
        ("vocabulary", ("insats", "kansli")),
        ("counters", ("insats", "kansli", "disclosure", "tables", "reports")),
    ],
)
def test_the_rooms_of_trust_never_meet(room: str, others: tuple[str, ...]) -> None:
    wrong = [found for found in all_imports(f"register/{room}") if inside(found.module, *(f"register.{other}" for other in others))]
    assert not wrong, listed(wrong)


def test_what_both_rooms_use_knows_neither() -> None:
    """A module at register's own level that imported a room would carry it into the other one; only the type checker may look."""
    shared = [path for path in sources("register") if path.parent in {ROOT / "register", ROOT / "register" / "vocabulary"}]
    both = []
    for path in shared:
        rooms = {found.module.split(".")[1] for found in imports_of(path) if inside(found.module, "register.insats", "register.kansli")}
        if rooms == {"insats", "kansli"}:
            both.append(name(path))
    assert not both, f"these join the two rooms: {both}"


def test_only_the_face_knows_textual() -> None:
    wrong = [found for found in all_imports("register", "exports") if inside(found.module, "textual", "rich")]
    assert not wrong, listed(wrong)


def test_only_the_face_reads_the_clock() -> None:
    """``today`` is a parameter everywhere else, so that a test decides what day it is."""
    wrong = [
        f"{name(path)}:{node.lineno} {ast.unparse(node)}"
        for path in sources("register", "exports")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Attribute) and ast.unparse(node) in {"date.today", "datetime.now", "datetime.utcnow", "time.time", "datetime.today"}
    ]
    assert not wrong, "\n".join(wrong)


def loaded_after(code: str) -> set[str]:
    """The top-level packages in a fresh interpreter after running some code there."""
    report = "; import sys, json; print(json.dumps(sorted({m.split('.')[0] for m in sys.modules})))"
    done = subprocess.run([sys.executable, "-c", code + report], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize("package", ["register", "exports"])
def test_importing_all_of_a_package_loads_no_face(package: str) -> None:
    modules = [module_name(path) for path in sources(package)]
    assert not loaded_after("import " + ", ".join(modules)) & {"textual", "rich", "tui"}


@pytest.mark.parametrize("entry", ["tui.cli", "tui.app"])
def test_start_up_loads_nothing_heavy(entry: str) -> None:
    assert not loaded_after(f"import {entry}") & set(HEAVY)


def test_the_command_line_starts_without_textual() -> None:
    """A script that records a thousand forms starts the program many times."""
    assert "textual" not in loaded_after("import tui.cli")


@pytest.mark.parametrize("room", ["insats", "kansli"])
def test_one_room_is_loaded_without_the_other(room: str) -> None:
    other = {"insats": "kansli", "kansli": "insats"}[room]
    modules = [module_name(path) for path in sources(f"register/{room}")]
    report = f"import {', '.join(modules)}; import sys; print([m for m in sys.modules if m.startswith('register.{other}')])"
    done = subprocess.run([sys.executable, "-c", report], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_no_file_is_too_long() -> None:
    long = {name(path): count for path in sources(*PACKAGES) if (count := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_FILE}
    assert not long


def functions() -> list[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    return [
        (f"{name(path)}:{node.lineno} {node.name}", node)
        for path in sources(*PACKAGES)
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def test_functions_are_short() -> None:
    lengths = sorted(((node.end_lineno or node.lineno) - node.lineno + 1, where) for where, node in functions())
    assert not [(where, lines) for lines, where in lengths if lines > LONGEST_FUNCTION]
    assert lengths[int(len(lengths) * 0.95)][0] <= FUNCTION_95


def test_every_function_says_what_it_returns() -> None:
    assert not [where for where, node in functions() if node.returns is None]


def goes_on(handler: ast.ExceptHandler) -> bool:
    """Whether the handler ends the error's way; one that tidies up and raises the same error again hides nothing."""
    last = handler.body[-1]
    return not (isinstance(last, ast.Raise) and last.exc is None)


def test_no_blind_except() -> None:
    blind = [
        f"{name(path)}:{node.lineno}"
        for path in sources(*PACKAGES)
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or ast.unparse(node.type) in {"Exception", "BaseException"})
        and goes_on(node)
        and name(path) not in BLIND_EXCEPT_ALLOWED
    ]
    assert not blind


def test_there_is_at_least_as_much_test_as_code() -> None:
    def lines(*folders: str) -> int:
        return sum(len(path.read_text(encoding="utf-8").splitlines()) for path in sources(*folders))

    assert lines("tests") >= lines(*PACKAGES)
