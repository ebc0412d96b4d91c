"""``python -m bench.pictures [FOLDER]``: the pictures of README, taken of the real program on a demo register, by key presses alone."""

from __future__ import annotations

import argparse
import asyncio
import re
import sys
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from register.catalogue import RegisterKind
from register.insats.sealing import SealCost
from register.vault import KdfCost
from tui.app import Costs, NyckeltalApp
from tui.demo import CODES, build_demo
from tui.demo_build import PASSPHRASE, STATE
from tui.demo_build import Costs as BuildCosts
from tui.screens.register_screen import RegisterScreen
from tui.screens.unlock import UnlockScreen

TODAY = date(2026, 11, 16)
SIZE = (100, 30)
FOLDER = Path(__file__).resolve().parents[1] / "docs" / "bilder"
INSATS, INSATS_NAMN = "vagen-vidare", "Vägen vidare"
A_CODE = "<kod>"
"""Stands for the keys of a code of the demo."""


class Picture(NamedTuple):
    """A file name, the register that is open, and the keys pressed after unlocking it."""

    name: str
    register: str
    keys: tuple[str, ...]


PICTURES = (
    Picture("oversikt", INSATS, ("f2",)),
    Picture("ny-start", INSATS, ("f3", "1", "3", "3", "4", "2")),
    Picture("matning", INSATS, ("f4", A_CODE, "<vänta>", "1", "1", "3", "2", "4")),
    Picture("period", INSATS, ("f7",)),
    Picture("kansli-oversikt", "forbund", ("f2",)),
    Picture("kansli-utfall", "forbund", ("f3",)),
)


def self_contained(svg: str) -> str:
    """The picture without the web fonts that it would fetch: the reader's own fixed-width font is used."""
    without = re.sub(r"@font-face\s*\{[^}]*\}\s*", "", svg)
    return re.sub(r"font-family:\s*Fira Code,\s*monospace", "font-family: 'Fira Code', 'DejaVu Sans Mono', Consolas, monospace", without)


def a_code(root: Path, namn: str) -> str:
    """A code of an open, invented deltagande of the insats of that name in the demo, without its separators."""
    found = re.search(rf"^{namn} +(\S+)", (root / CODES).read_text(encoding="utf-8"), re.MULTILINE)
    if found is None:
        raise RuntimeError(f"the demo has no code of {namn}")
    return found[1].replace("-", "")


def spelled(keys: Sequence[str], code: str) -> list[str]:
    """The keys one by one, with the code in its place."""
    return [key for item in keys for key in (code if item == A_CODE else [item])]


async def take(picture: Picture, root: Path, code: str) -> str:
    """Start the program, open the register, press the keys; returns the SVG."""
    # The KDF is cheap here as it was when the register was made for the picture.
    costs = Costs(vault=KdfCost.for_tests(), seal=SealCost.for_tests(), state=root / STATE)
    app = NyckeltalApp(root, today=lambda: TODAY, costs=costs)
    async with app.run_test(size=SIZE) as pilot:
        kind, register_id, namn = _register(app, picture.register)
        await app.push_screen(UnlockScreen(kind, register_id, namn))
        await pilot.pause()
        await pilot.press(*PASSPHRASE, "enter")
        for _ in range(200):
            await pilot.pause(0.05)
            if isinstance(app.screen, RegisterScreen):
                break
        await pilot.pause(0.5)
        for key in spelled(picture.keys, code):
            await (pilot.pause(0.5) if key == "<vänta>" else pilot.press(key))
        await pilot.pause(0.5)
        return self_contained(app.export_screenshot(title="Nyckeltal"))


def main(arguments: Sequence[str] | None = None) -> int:
    """Build a small demo and take every picture; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench.pictures", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER, help="where the pictures go")
    folder = parser.parse_args(arguments).folder
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        root = Path(made) / "demo"
        build_demo(root, today=TODAY, costs=BuildCosts(vault=KdfCost.for_tests(), seal=SealCost.for_tests()))
        code = a_code(root, INSATS_NAMN)
        for picture in PICTURES:
            (folder / f"{picture.name}.svg").write_text(asyncio.run(take(picture, root, code)), encoding="utf-8")
            print(folder / f"{picture.name}.svg")
    return 0


def _register(app: NyckeltalApp, register: str) -> tuple[RegisterKind, str, str]:
    """Kind, id and name of the register with that id, or of the only one of that kind."""
    return next((f.kind, f.id, f.namn) for f in app.catalogue.public_files() if register in {f.id, f.kind})


if __name__ == "__main__":
    sys.exit(main())
