"""Society around in Rapporter: invented figures stand in the reports of the förbund, and what has been read in since is shown at once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from register.catalogue import Catalogue
from register.disclosure.protected import Rules
from register.kansli import society
from register.kansli.acts import open_forbund
from register.kansli.session import Kansli
from register.periods import Period
from register.society.choosing import Choice
from tests.tui.driving import PASSPHRASE, TODAY
from tui.demo_society import MUNICIPALITIES, write_society
from tui.screens import kansli_report_text as texts
from tui.screens.kansli_report_work import Preview, Request, preview, read


@pytest.fixture
def kansli(built: Path, tmp_path: Path) -> Iterator[Kansli]:
    root = Path(shutil.copytree(built, tmp_path / "register"))
    made = open_forbund(Catalogue(root), None, PASSPHRASE, today=TODAY, state=root / "tillstand")
    for path in write_society(root, TODAY, seed=3):
        society.las_in(made, path, Choice(tuple(MUNICIPALITIES)), table_id=path.stem, today=TODAY)
    yield made
    made.close()


def made(kansli: Kansli, kind: str) -> Preview:
    request = Request(kind, Period.parse("2025"))  # type: ignore[arg-type]
    return preview(read(kansli), request, TODAY, Rules(seconds=5), lambda *_: None)


def shown(found: Preview, width: int) -> str:
    return "\n".join(line.plain for line in texts.preview_lines(found, width, insatser={}).lines).replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("width", [78, 118])
def test_the_sections_stand_in_the_preview(kansli: Kansli, width: int) -> None:
    text = shown(made(kansli, "oversikt"), width)
    for label in ("Helårsekvivalenter (påhittat)", "BAS (påhittat)"):
        assert f"▌ Samhället omkring: {label}" in text
    assert text.count("mäter inte insatserna") == 2
    assert text.count("Källa: PÅHITTAT") == 2
    for name in MUNICIPALITIES.values():
        assert name in text
    assert max(map(len, text.split("\n"))) <= width


def test_what_was_read_in_or_taken_away_since_is_shown_without_protecting_anew(kansli: Kansli) -> None:
    before = made(kansli, "oversikt")
    assert before.holding(read(kansli)) is before
    society.ta_bort(kansli, "bas", TODAY)
    after = before.holding(read(kansli))
    assert after is not None
    assert after is not before
    assert after.prepared.made is before.prepared.made
    assert [one.id for one in after.report.sections if one.id.startswith("samhalle")] == ["samhalle-helarsekvivalenter"]
