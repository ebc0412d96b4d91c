"""What the project says of itself agrees with what it is."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCKS = ("requirements.txt", "requirements-dev.txt")
PAGES = sorted(path.relative_to(ROOT).as_posix() for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def text(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[<>=;\[ ]", requirement)[0].lower() for requirement in requirements}


def locked(lock: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([a-z0-9.-]+)==([^ ]+)", text(lock), re.MULTILINE):
        found.setdefault(name, set()).add(version)
    return found


def test_every_dependency_has_its_reason() -> None:
    page = text("docs/dependencies.md").split("## Rules")[0]
    needed, developing = page.split("## What only developing needs")
    in_tables = [{name for row in re.findall(r"^\| ([^|]+) \|", part, re.MULTILINE) for name in row.split(", ")} for part in (needed, developing)]
    assert in_tables[0] - {"library"} == names(PROJECT["dependencies"])
    assert in_tables[1] - {"library"} == names(PROJECT["optional-dependencies"]["dev"])


@pytest.mark.parametrize("lock", LOCKS)
def test_locks_name_no_address_and_hash_every_package(lock: str) -> None:
    content = text(lock)
    assert not re.search(r"://|--(index|extra-index|find-links|trusted)|@ ", content)
    blocks = re.split(r"^(?=[a-z0-9])", content, flags=re.MULTILINE)[1:]
    assert len(blocks) > 15
    assert not [block.split()[0] for block in blocks if "--hash=sha256:" not in block]


def test_locks_hold_what_is_declared_and_agree() -> None:
    runtime, dev = (locked(lock) for lock in LOCKS)
    assert names(PROJECT["dependencies"]) <= runtime.keys()
    assert names(PROJECT["optional-dependencies"]["dev"]) <= dev.keys()
    assert {name: dev[name] for name in runtime} == runtime


def test_readme_has_the_two_commands_and_the_licence() -> None:
    page = text("README.md")
    assert "\npython3 run.py demo\npython3 run.py test\n" in page
    assert "EUPL-1.2" in page
    assert PROJECT["license"] == "EUPL-1.2"
    assert text("LICENSE").startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")


@pytest.mark.parametrize("page", PAGES)
def test_links_and_named_files_exist(page: str) -> None:
    folder = (ROOT / page).parent
    content = text(page)
    links = [link.split("#")[0] for link in re.findall(r"\]\(([^)]+)\)", content) if "://" not in link]
    named = re.findall(r"`((?:tests|docs|register|exports|tui|bench)/[\w/.-]+\.\w+)`", content)
    missing = [link for link in links if link and not (folder / link).exists()] + [name for name in named if not (ROOT / name).exists()]
    assert not missing


def test_security_names_tests_that_exist() -> None:
    named = [
        (file, test)
        for file, tests in re.findall(r"`(tests/[\w/]+\.py)`: ((?:`test_\w+`(?:, )?)+)", text("SECURITY.md"))
        for test in re.findall(r"test_\w+", tests)
    ]
    assert len(named) > 25
    assert len(named) == len(re.findall(r"`test_\w+`", text("SECURITY.md")))
    assert not [f"{file}: {test}" for file, test in named if f"def {test}(" not in text(file)]


def test_a_row_is_never_called_anonymous() -> None:
    """Pseudonymised data are personal data: saying anonym about a row would be untrue in law."""
    folders = ("register", "exports", "tui")
    files = [path for folder in folders for ending in ("py", "toml", "tcss") for path in (ROOT / folder).rglob(f"*.{ending}")]
    said = [path.relative_to(ROOT).as_posix() for path in files if re.search(r"\banonym", path.read_text(encoding="utf-8"), re.IGNORECASE)]
    assert not said


def test_publiccode_has_what_the_standard_asks_for() -> None:
    content = text("publiccode.yml")
    keys = "publiccodeYmlVersion name url developmentStatus softwareType platforms categories description legal maintenance localisation"
    assert not [key for key in keys.split() if not re.search(rf"^{key}:", content, re.MULTILINE)]
    assert "  license: EUPL-1.2\n" in content
    for short in re.findall(r'shortDescription: "(.*)"', content):
        assert len(short) <= 150
    for long in re.findall(r"longDescription: \|\n((?: {6}.*\n)+)", content):
        assert 150 <= len(long) <= 10_000


def test_the_package_says_the_same_version_as_the_change_log_expects() -> None:
    assert re.search(rf"^## (Unreleased|{re.escape(PROJECT['version'])})", text("CHANGELOG.md"), re.MULTILINE)


def test_it_can_be_started_as_a_module_from_any_folder(tmp_path: Path) -> None:
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-P", "-m", "tui", "--help"]
    done = subprocess.run(command, cwd=tmp_path, env=surroundings, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert "demo" in done.stdout
