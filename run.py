"""Starts Nyckeltal, or its tests, from a clone: ``python3 run.py demo``, ``python3 run.py test``.

Needs Python 3.11 or later with venv, and nothing else. The first run makes ``.venv`` beside this file and installs the wheels of the lock file
into it, each checked against its hash; later runs do so again only when the lock, the Python version or the folder has changed.

``test`` runs the test suite, ``lint`` ruff and mypy; every other argument goes to the program itself, so ``run.py --help`` is its help.
This file is read by whatever Python the machine has, so it keeps to old syntax and the standard library.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
OURS = VENV / "gjord-av-run.txt"
STAMP = VENV / "installerat.json"
LOCK = ROOT / "requirements.txt"
DEV_LOCK = ROOT / "requirements-dev.txt"
OLDEST = (3, 11)
LINT = (["-m", "ruff", "check", "."], ["-m", "mypy"])


class CannotStart(Exception):
    """A reason not to start, said to the user as it is."""


def main(arguments: list[str]) -> int:
    """Prepare the virtual environment and run what was asked for; returns the exit code."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # a console that lacks å, ä and ö still gets the sentence
    developing = arguments[:1] in (["test"], ["lint"])
    try:
        check_python()
        prepare(developing)
    except CannotStart as reason:
        print(reason, file=sys.stderr)
        return 3
    except KeyboardInterrupt:
        print("\nAvbrutet. Nästa start börjar om med installationen.", file=sys.stderr)
        return 130
    if arguments[:1] == ["test"]:
        return run_here(pytest_arguments(arguments[1:]))
    if arguments[:1] == ["lint"]:
        return max([run_here(command) for command in LINT])
    return start_program(["-P", "-m", "tui"] + arguments)  # noqa: RUF005


def check_python() -> None:
    """Refuse a Python that is too old, or one without venv and pip."""
    if sys.version_info < OLDEST:
        raise CannotStart(
            f"Nyckeltal behöver Python {OLDEST[0]}.{OLDEST[1]} eller senare. Det här är Python {sys.version.split()[0]} ({sys.executable}). "
            "Installera en nyare Python och starta med den, till exempel: python3.12 run.py demo"
        )
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        raise CannotStart(
            "Din Python saknar venv eller pip. Utan dem går det inte att installera det som Nyckeltal behöver. "
            "I Debian och Ubuntu: sudo apt install python3-venv. Starta sedan igen."
        )


def prepare(developing: bool) -> None:
    """Make sure that ``.venv`` holds what the lock says; does nothing where it already does."""
    wanted = fingerprint(LOCK)
    wanted_dev = fingerprint(DEV_LOCK)
    installed = read_stamp()
    if installed.get("lock") != wanted:
        make_venv()
        installed = {}
    if developing and installed.get("dev") != wanted_dev:
        install(DEV_LOCK)
        write_stamp({"lock": wanted, "dev": wanted_dev})
    elif not installed:
        install(LOCK)
        write_stamp({"lock": wanted})


def fingerprint(lock: Path) -> str:
    """Changes when the lock, the Python version or the place of the clone does."""
    about = f"{sys.version_info[:3]} {ROOT} ".encode()
    return hashlib.sha256(about + lock.read_bytes()).hexdigest()


def read_stamp() -> dict[str, str]:
    """What the last finished installation put there; empty where none was finished or its interpreter is gone."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return dict(stamp) if isinstance(stamp, dict) and venv_python().exists() else {}


def write_stamp(stamp: dict[str, str]) -> None:
    """Say that the installation is whole; written last, so that an interrupted one is done again."""
    temporary = STAMP.with_suffix(".tmp")
    temporary.write_text(json.dumps(stamp), encoding="utf-8")
    temporary.replace(STAMP)


def make_venv() -> None:
    """A new, empty environment in place of an old one of ours; refuses to touch one that something else made."""
    if VENV.exists() and not OURS.exists():
        raise CannotStart(f"Mappen {VENV} finns redan men är inte gjord av run.py. Flytta eller ta bort den och starta igen.")
    shutil.rmtree(VENV, ignore_errors=True)
    VENV.mkdir(exist_ok=True)
    OURS.write_text("run.py gör om den här mappen när det behövs. Lägg inget eget här.\n", encoding="utf-8")
    say("Förbereder (första gången, eller efter en uppdatering) ...")
    if subprocess.call([sys.executable, "-m", "venv", str(VENV)], stdout=sys.stderr) != 0:
        raise CannotStart("Det gick inte att göra en virtuell miljö i .venv. Felet står ovanför. I Debian och Ubuntu: sudo apt install python3-venv.")
    # A path file instead of an installed package: the program runs from the clone, from any folder, and nothing has to be built.
    site_packages(VENV).joinpath("nyckeltal.pth").write_text(f"{ROOT}\n", encoding="utf-8")


def install(lock: Path) -> None:
    """Install the wheels of a lock file: hashes required, nothing built from source."""
    say("Hämtar och installerar paketen ...")
    command = [str(venv_python()), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    command += ["--require-hashes", "--only-binary", ":all:", "-r", str(lock)]
    if subprocess.call(command, stdout=sys.stderr) != 0:
        raise CannotStart(
            "Paketen gick inte att installera. Felet står ovanför; oftast saknas nätverk, eller så stoppar en brandvägg eller proxy pip. "
            "Ordna det och starta igen: installationen börjar då om."
        )


def venv_python() -> Path:
    """The interpreter of ``.venv``."""
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def site_packages(venv: Path) -> Path:
    """Where the environment keeps its packages."""
    if os.name == "nt":
        return venv / "Lib" / "site-packages"
    return venv / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}" / "site-packages"


def pytest_arguments(given: list[str]) -> list[str]:
    """The test run: on every core, unless the caller says how."""
    spread = [] if any(argument.startswith(("-n", "--numprocesses", "-p", "--pdb")) for argument in given) else ["-n", "auto"]
    return ["-m", "pytest", *spread, *given]


def run_here(arguments: list[str]) -> int:
    """Run the environment's Python in the clone's folder; returns its exit code."""
    return subprocess.call([str(venv_python()), *arguments], cwd=str(ROOT))


def start_program(arguments: list[str]) -> int:
    """Give the terminal over to the program, in the folder the user stands in."""
    command = [str(venv_python()), *arguments]
    if os.name != "nt":
        sys.stdout.flush()
        os.execv(command[0], command)  # noqa: S606  # no shell is wanted: the program takes this process's place
    try:
        return subprocess.call(command)
    except KeyboardInterrupt:
        return 130


def say(text: str) -> None:
    """Tell the user on stderr; stdout belongs to the program's own answers."""
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
