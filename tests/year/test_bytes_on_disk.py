"""No byte on disk says anything about a person, during a year and after it; and the scan that says so finds what is planted."""

from __future__ import annotations

import base64
import json
import os
import shutil
from pathlib import Path

import pytest
from sqlmodel import select

from register.catalogue import Catalogue
from register.insats import opening
from register.insats.checks import kontroll
from register.insats.codes import ParticipantCode
from register.insats.models import SealedRow
from register.insats.sealing import SealCost
from tests.year.runner import INSATS, PASSPHRASE, Run, day
from tests.year.scan import Secrets, leaks_in, scan
from tests.year.script import year
from tests.year.secrets_of import key_bytes, secrets_of

PUBLIC = ("vokabular",)


def test_a_year_leaves_nothing_readable_on_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Scanned after every month, and in every temporary file just before it is renamed; then wholly, with all that was ever secret."""
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    book, run = year(7, 40), Run.make(tmp_path)
    every, temporaries = Secrets(), list[bytes]()
    replace = os.replace

    def watched(source: Path, target: Path) -> None:
        temporaries.append(Path(source).read_bytes())
        replace(source, target)

    monkeypatch.setattr(os, "replace", watched)

    def look(so_far: Run, m: int) -> None:
        every.needles |= {f"{name} {m}": value for name, value in key_bytes(so_far).items()}
        few = Secrets({code.symbols for code in so_far.codes.values()}, dict(every.needles), {"lösenfras": PASSPHRASE})
        few.texts |= {handle: handle for handle in list(so_far.handles.values())[:20]}
        assert scan(few, tmp_path, skip=PUBLIC) == {}
        codes, spellings = few.code_forms(), few.spellings()
        assert all(not leaks_in(data, few, codes, spellings) for data in temporaries)
        temporaries.clear()

    run.play(book, look)
    whole = secrets_of(run, book)
    whole.needles |= every.needles
    assert len(whole.codes) > 30
    assert len(whole.texts) > 300
    assert scan(whole, tmp_path, skip=PUBLIC) == {}
    assert not list(tmp_path.rglob("*.tmp"))
    run.close()


CODE = ParticipantCode.new()
LOOK_ALIKE = CODE.text.replace("0", "O").replace("1", "l")
KEY = bytes(range(100, 132))
PHRASE = "fem gula hattar på Öland"
SECRETS = Secrets(
    {CODE.symbols},
    {"nyckel": KEY},
    {"lösenfras": PHRASE, "handtag": "blå-uggla-27", "formulär": '"forsorjning":"sjukpenning"', "svar": "[1, 2, null, 4, 5, 5]"},
)
PLANTS: dict[str, tuple[str, bytes]] = {
    "code": ("kod", CODE.text.encode()),
    "code without hyphens": ("kod", CODE.symbols.encode()),
    "code in lower case": ("kod", CODE.text.lower().encode()),
    "code with O and l": ("kod", LOOK_ALIKE.encode()),
    "code with spaces": ("kod", " ".join(CODE.groups).encode()),
    "code symbol by symbol": ("kod", " ".join(CODE.symbols).encode()),
    "code on four lines": ("kod", "\n".join(CODE.groups).encode()),
    "code in UTF-16": ("kod", CODE.text.encode("utf-16-le")),
    "code in base64": ("kod", base64.b64encode(b"xy" + CODE.text.encode())),
    "code in url-safe base64 inside JSON": ("kod", json.dumps({"k": base64.urlsafe_b64encode(CODE.symbols.encode()).decode()}).encode()),
    "code in hex": ("kod", CODE.text.encode().hex().encode()),
    "code backwards": ("kod", CODE.symbols[::-1].encode()),
    "groups backwards": ("kod", "-".join(reversed(CODE.groups)).encode()),
    "key": ("nyckel", KEY),
    "key in hex": ("nyckel", KEY.hex().upper().encode()),
    "key in base64": ("nyckel", base64.b64encode(KEY)),
    "key in base64 at another offset": ("nyckel", base64.b64encode(b"a" + KEY)),
    "passphrase": ("lösenfras", PHRASE.encode()),
    "passphrase in UTF-16": ("lösenfras", PHRASE.encode("utf-16-be")),
    "passphrase in latin-1": ("lösenfras", PHRASE.encode("latin-1")),
    "passphrase escaped": ("lösenfras", json.dumps(PHRASE).encode()),
    "passphrase in base64": ("lösenfras", base64.b64encode(PHRASE.encode())),
    "handle": ("handtag", "blå-uggla-27".encode()),
    "form": ("formulär", b'{"aldersgrupp":"25-29","forsorjning":"sjukpenning"}'),
    "form in UTF-16": ("formulär", '{"forsorjning":"sjukpenning"}'.encode("utf-16-le")),
    "levels": ("svar", b'{"svar": [1, 2, null, 4, 5, 5]}'),
}


@pytest.mark.parametrize("name", PLANTS)
def test_a_planted_leak_is_found(tmp_path: Path, name: str) -> None:
    what, planted = PLANTS[name]
    folder = tmp_path / "D" / "insats"
    folder.mkdir(parents=True)
    (folder / "a.valv").write_bytes(os.urandom(50_000) + b"\x01" + planted + b"\xff" + os.urandom(50_000))
    (folder / "b.valv").write_bytes(os.urandom(100_000))
    assert scan(SECRETS, tmp_path) == {"D/insats/a.valv": {what}}


@pytest.mark.parametrize("name", [CODE.text, CODE.symbols.lower()], ids=["as shown", "run together"])
def test_a_code_in_a_files_name_is_found(tmp_path: Path, name: str) -> None:
    (tmp_path / f"lapp {name}.txt").write_bytes(b"")
    assert list(scan(SECRETS, tmp_path).values()) == [{"kod"}]


def test_a_vault_copied_at_any_moment_opens_to_a_consistent_state(tmp_path: Path) -> None:
    book, run, copies = year(11, 30), Run.make(tmp_path), list[Path]()

    def copy(so_far: Run, m: int) -> None:
        target = tmp_path / "kopior" / str(m) / "insats" / f"{INSATS}.valv"
        target.parent.mkdir(parents=True)
        shutil.copyfile(so_far.insats.vault.path, target)
        copies.append(target.parent.parent)

    run.play(book, copy)
    run.close()
    for root in copies:
        state = root / "state"
        shutil.copytree(tmp_path / "state", state)
        today = day(book.steps[-1]["dag"])
        older = root != copies[-1]
        if older:
            with pytest.raises(Exception, match="äldre kopia"):
                opening.open_insats(Catalogue(root), INSATS, PASSPHRASE, today=today, state=state)
        restored = opening.open_insats(
            Catalogue(root), INSATS, PASSPHRASE, today=today, restore_reason="prov", state=state, seal_cost=SealCost.for_tests()
        )
        assert [finding.what for finding in kontroll(restored) if not finding.ok] == []
        restored.close()


def bodies(run: Run, state: str) -> list[bytes]:
    with run.insats.read() as session:
        return [row.body for row in session.exec(select(SealedRow).where(SealedRow.state == state))]


def image_of(run: Run) -> bytes:
    return run.insats.vault._memory.image()


def shows(image: bytes, body: bytes) -> bool:
    """Whether any of some pieces of a sealed body is in the database: pages split it."""
    return any(body[i : i + 32] in image for i in (0, 500, 1500, 2500, 4000))


def test_no_ended_row_is_left_after_a_lock_down_to_its_bytes(tmp_path: Path) -> None:
    """Not in the tables, and not in any free page of the decrypted database: tags and parts of bodies are looked for too."""
    book, run = year(5, 40), Run.make(tmp_path)
    before: dict[str, list[bytes]] = {}
    lock = run._lock

    def watched(step: dict[str, object], *, final: bool) -> None:
        ended, before_lock = bodies(run, "avslutad"), image_of(run)
        assert all(shows(before_lock, body) for body in ended)  # else the search below would prove nothing
        before[str(step["period"])] = ended
        lock(step, final=final)
        left = set(bodies(run, "avslutad"))
        image = image_of(run)
        gone = [body for body in ended if body not in left]
        assert gone
        assert not any(shows(image, body) for body in gone)

    run._lock = watched  # type: ignore[method-assign]
    run.play(book)
    assert set(before) == {"2025H1", "2025H2"}
    with run.insats.read() as session:
        assert session.exec(select(SealedRow).where(SealedRow.state == "avslutad")).all() == []
    run.close()
