"""The vault as its users meet it: create, unlock, write, follow another process, change key, refuse what is old, damaged or foreign."""

from __future__ import annotations

import base64
import errno
import hashlib
import json
import logging
import os
import stat
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlmodel import Field, Session, SQLModel, col, func, select

from register import canonical, platform, vault_format
from register.errors import BadInput, Conflict, CouldNot, NyckeltalError, WrongPassphrase
from register.vault import KdfCost, Vault
from tests import second_reader

VECTORS = json.loads((Path(__file__).parent / "vectors" / "vault.json").read_text(encoding="utf-8"))
DAY = date(2026, 3, 14)
PHRASE = "sju sjösjuka sjömän"


class Prov(SQLModel, table=True):
    __tablename__ = "vault_test_prov"

    id: int = Field(primary_key=True)
    varde: str


def schema(engine: Any) -> None:
    SQLModel.metadata.create_all(engine, tables=[SQLModel.metadata.tables["vault_test_prov"]])


def first_row(session: Session) -> None:
    session.add(Prov(id=1, varde="first"))


class Place:
    """A folder with one vault in it, as one user sees it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "D"
        self.path = self.folder / "prov.valv"
        self.state = folder / "state"

    def create(self, **other: Any) -> Vault:
        given: dict[str, Any] = {"kind": "insats", "name_id": "prov", "passphrase": PHRASE, "schema": schema, "fill": first_row}
        return Vault.create(self.path, **(given | {"cost": KdfCost.for_tests(), "state": self.state} | other))

    def open(self, passphrase: str = PHRASE, **other: Any) -> Vault:
        given: dict[str, Any] = {"kind": "insats", "state": self.state, "today": DAY}
        return Vault.open(self.path, passphrase, **(given | other))


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def values(vault: Vault) -> list[str]:
    with vault.read() as session:
        return list(session.exec(select(Prov.varde).order_by(col(Prov.id))))


def add(vault: Vault, varde: str) -> None:
    with vault.write() as session:
        session.add(Prov(id=session.exec(select(func.count(col(Prov.id)))).one() + 1, varde=varde))


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_created_written_and_opened_again(place: Place) -> None:
    vault = place.create()
    assert values(vault) == ["first"]
    add(vault, "second")
    assert (vault.seq, vault.header["kind"], vault.header["id"], vault.header["recovery"]) == (2, "insats", "prov", None)
    vault.close()
    again = place.open()
    assert values(again) == ["first", "second"]
    assert (again.seq, again.restored, again.failed_unlocks) == (2, False, {})
    assert {path.name for path in place.folder.iterdir()} == {"prov.valv", "prov.valv.las"}


def test_the_second_reader_reads_what_was_written(place: Place) -> None:
    vault = place.create()
    add(vault, "second")
    header, image = second_reader.open_vault(place.path.read_bytes(), PHRASE)
    assert header == vault.header
    assert second_reader.query(image, "SELECT varde FROM vault_test_prov ORDER BY id") == [("first",), ("second",)]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["kind"])
def test_known_answers(place: Place, vector: dict[str, Any]) -> None:
    data = base64.b64decode(vector["file"])
    header, image = second_reader.open_vault(data, vector["passphrase"])
    assert (header["seq"], header["id"]) == (vector["seq"], vector["id"])
    rows = second_reader.query(image, "SELECT namn, antal FROM prov")
    assert [list(row) for row in rows] == vector["rows"]
    ours = vault_format.read_header(data)
    assert bytes(vault_format.Sealer().seal(ours, bytes.fromhex(vector["k_vault"]), image)) == data
    place.folder.mkdir()
    place.path.write_bytes(data)
    vault = place.open(vector["passphrase"], kind=vector["kind"])
    assert (vault.seq, vault.head) == (vector["seq"], vector["head"])
    with vault.read() as session:
        assert [list(row) for row in session.connection().execute(text("SELECT namn, antal FROM prov"))] == vector["rows"]


@pytest.mark.skipif(os.name == "nt", reason="POSIX modes")
def test_files_are_the_owners_own(place: Place) -> None:
    place.create()
    with pytest.raises(WrongPassphrase):
        place.open("fel")
    for path in (*place.folder.iterdir(), *place.state.iterdir()):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path.name


def test_never_written_over(place: Place) -> None:
    place.create()
    before = files(place.folder)
    with pytest.raises(BadInput, match="finns redan"):
        place.create()
    assert files(place.folder) == before


@pytest.mark.parametrize("passphrase", ["", "  ", "7 tecke", "          x"])
def test_a_passphrase_is_long_enough(place: Place, passphrase: str) -> None:
    with pytest.raises(BadInput, match="Lösenfrasen är för kort"):
        place.create(passphrase=passphrase)
    assert not place.folder.exists()


def test_a_failing_first_content_leaves_no_vault(place: Place) -> None:
    def fail(session: Session) -> None:
        raise KeyError

    with pytest.raises(KeyError):
        place.create(fill=fail)
    assert not place.path.exists()
    assert values(place.create()) == ["first"]


def test_the_same_letters_typed_in_two_ways(place: Place) -> None:
    place.create(passphrase="h\u00e4st och vagn")
    assert values(place.open("ha\u0308st och vagn")) == ["first"]


def test_wrong_passphrase_is_counted_by_day_and_chained_once(place: Place) -> None:
    place.create()
    before = place.path.read_bytes()
    for day in (DAY, DAY, date(2026, 3, 15)):
        with pytest.raises(WrongPassphrase, match="Lösenfrasen stämmer inte"):
            place.open("fel", today=day)
    vault = place.open()
    assert vault.failed_unlocks == {"2026-03-14": 2, "2026-03-15": 1}
    with pytest.raises(WrongPassphrase):
        place.open("fel igen")
    vault.clear_failed_unlocks()
    assert vault.failed_unlocks == {}
    later = place.open()
    assert later.failed_unlocks == {"2026-03-14": 1}
    later.clear_failed_unlocks()
    assert not (place.folder / "prov.valv.misslyckade").exists()
    assert place.path.read_bytes() == before


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"[" * 50_000, b'{"x": 1, "2026-03-14": -1, "2026-03-15": "5", "2026-3-1": 2}'])
def test_a_damaged_count_of_failures_stops_nobody(place: Place, content: bytes) -> None:
    place.create()
    (place.folder / "prov.valv.misslyckade").write_bytes(content)
    assert place.open().failed_unlocks == {}
    with pytest.raises(WrongPassphrase):
        place.open("fel")
    assert place.open().failed_unlocks == {"2026-03-14": 1}


def test_an_exception_leaves_disk_and_memory(place: Place) -> None:
    vault = place.create()
    before, head = place.path.read_bytes(), vault.head
    for commits in (False, True):
        with pytest.raises(KeyError), vault.write() as session:
            session.add(Prov(id=2, varde="never"))
            session.flush()
            session.connection().execute(text("CREATE TABLE never (x)"))
            if commits:
                session.commit()
            raise KeyError
    assert (place.path.read_bytes(), vault.head) == (before, head)
    assert values(vault) == ["first"]
    with pytest.raises(OperationalError), vault.read() as session:
        session.connection().execute(text("SELECT * FROM never"))
    add(vault, "second")
    assert values(place.open()) == ["first", "second"]


def test_a_write_without_a_change_saves_nothing(place: Place) -> None:
    vault = place.create()
    before = place.path.read_bytes()
    with vault.write() as session:
        session.exec(select(Prov)).all()
    assert place.path.read_bytes() == before


def test_reading_changes_nothing(place: Place) -> None:
    vault = place.create()
    with pytest.raises(OperationalError), vault.read() as session:
        session.add(Prov(id=2, varde="never"))
        session.flush()
    add(vault, "second")
    assert values(vault) == ["first", "second"]


def test_writes_join(place: Place) -> None:
    vault = place.create()
    with vault.write() as outer:
        outer.add(Prov(id=2, varde="outer"))
        with vault.write() as inner:
            inner.add(Prov(id=3, varde="inner"))
        with pytest.raises(KeyError), vault.write() as inner:
            inner.add(Prov(id=4, varde="never"))
            inner.flush()
            raise KeyError
        assert vault.seq == 1
        assert values(vault) == ["first", "outer", "inner"]
    assert vault.seq == 2
    assert values(place.open()) == ["first", "outer", "inner"]
    with vault.read(), pytest.raises(RuntimeError), vault.write():
        pytest.fail("a write inside a read")


def test_objects_keep_their_values_after_the_block(place: Place) -> None:
    vault = place.create()
    with vault.write() as session:
        row = Prov(id=2, varde="kept")
        session.add(row)
    assert row.varde == "kept"


def test_two_sessions_follow_each_other(place: Place) -> None:
    one = place.create()
    two = place.open()
    for number in range(5):
        add((one, two)[number % 2], f"row {number}")
    assert values(one) == values(two) == ["first", *(f"row {number}" for number in range(5))]
    assert one.seq == two.seq == 6


def test_two_threads_lose_nothing(place: Place) -> None:
    vault, other = place.create(), place.open()

    def ten(each: Vault) -> None:
        for _ in range(10):
            add(each, "row")

    threads = [threading.Thread(target=ten, args=[each]) for each in (vault, other, vault, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(values(vault)) == 41
    assert vault.seq == 41


def test_rekey_changes_key_salts_and_slot(place: Place) -> None:
    vault, other = place.create(), place.open()
    before, old = vault.header, place.path.read_bytes()
    with vault.write(rekey=PHRASE) as session:
        session.add(Prov(id=2, varde="second"))
    after = vault.header
    for path in (("salt",), ("keyslots", 0, "kdf", "salt"), ("keyslots", 0, "wrapped")):
        left, right = before, after
        for step in path:
            left, right = left[step], right[step]  # type: ignore[index]
        assert left != right
    assert after["uuid"] == before["uuid"]
    with pytest.raises(Conflict, match="Lås upp"), other.read():
        pytest.fail("an old key")
    with pytest.raises(Conflict), other.write():
        pytest.fail("an old key")
    assert values(place.open()) == ["first", "second"]
    old_key = vault_format.open_slots(PHRASE, vault_format.read_header(old))
    data = place.path.read_bytes()
    assert old_key is not None
    with pytest.raises(CouldNot):
        vault_format.open_file(vault_format.read_header(data), old_key, data)


def test_rekey_needs_the_present_passphrase(place: Place) -> None:
    vault = place.create()
    before = files(place.folder)
    with pytest.raises(WrongPassphrase), vault.write(rekey="fel"):
        pytest.fail("the block must not begin")
    with pytest.raises(WrongPassphrase):
        vault.change_passphrase("fel", "en ny lång fras")
    with pytest.raises(BadInput):
        vault.change_passphrase(PHRASE, "")
    assert files(place.folder) == before
    add(vault, "second")


def test_rekey_that_fails_keeps_the_old_key(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    vault = place.create()
    with pytest.raises(KeyError), vault.write(rekey=PHRASE):
        raise KeyError
    with vault.write(), pytest.raises(KeyError), vault.write(rekey=PHRASE):
        raise KeyError
    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", refuse)
        with pytest.raises(CouldNot), vault.write(rekey=PHRASE) as session:
            session.add(Prov(id=2, varde="never"))
    add(vault, "second")
    assert values(place.open()) == ["first", "second"]


def test_change_of_passphrase(place: Place) -> None:
    vault = place.create()
    vault.change_passphrase(PHRASE, "en ny fras")
    with pytest.raises(WrongPassphrase):
        place.open()
    assert values(place.open("en ny fras")) == ["first"]
    add(vault, "second")


def refuse(*given: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_older_copy_is_refused_until_restored(place: Place) -> None:
    vault = place.create()
    add(vault, "second")
    copy = place.path.read_bytes()
    add(vault, "third")
    add(vault, "fourth")
    place.path.write_bytes(copy)
    before = files(place.folder) | files(place.state)
    for act in (place.open, lambda: values(vault), lambda: add(vault, "x")):
        with pytest.raises(CouldNot, match="nyckeltal aterstall"):
            act()
    assert files(place.folder) | files(place.state) == before
    restored = place.open(restore_reason="disk-fel")
    assert restored.restored
    assert values(restored) == ["first", "second"]
    with pytest.raises(CouldNot, match="äldre kopia"):
        place.open()  # not before the reason is chained
    add(restored, "after")
    assert (restored.restored, restored.seq) == (False, 5)
    assert values(place.open()) == ["first", "second", "after"]
    assert values(vault) == ["first", "second", "after"]


def test_two_saves_with_one_number(place: Place, tmp_path: Path) -> None:
    vault = place.create()
    copy = place.path.read_bytes()
    add(vault, "mine")
    mine = place.path.read_bytes()
    place.path.write_bytes(copy)
    elsewhere = place.open(state=tmp_path / "another-machine")
    add(elsewhere, "theirs")
    assert elsewhere.seq == vault.seq
    with pytest.raises(CouldNot, match="äldre kopia"):
        place.open()
    place.path.write_bytes(mine)
    assert values(place.open()) == ["first", "mine"]


def test_a_newer_file_and_a_new_machine_are_taken_over(place: Place, tmp_path: Path) -> None:
    vault = place.create()
    state = tmp_path / "another-machine"
    assert values(place.open(state=state)) == ["first"]
    add(vault, "second")
    assert values(place.open(state=state)) == ["first", "second"]
    for file in state.iterdir():
        file.write_bytes(b"torn{")
    assert values(place.open(state=state)) == ["first", "second"]


def test_state_folder_that_cannot_be_written(place: Place, tmp_path: Path) -> None:
    vault = place.create()
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(CouldNot, match="egen mapp"):
        place.open(state=tmp_path / "file")
    for file in place.state.iterdir():
        file.unlink()
    place.state.rmdir()
    add(vault, "second")  # durable all the same
    assert values(place.open()) == ["first", "second"]


def test_of_the_other_kind(place: Place) -> None:
    place.create()
    with pytest.raises(CouldNot, match="en insats, inte för ett kansli"):
        place.open(kind="kansli")


def test_missing(place: Place) -> None:
    with pytest.raises(CouldNot, match="finns inte"):
        place.open()
    vault = place.create()
    place.path.unlink()
    with pytest.raises(CouldNot, match="finns inte"):
        values(vault)


def test_closed(place: Place) -> None:
    vault = place.create()
    vault.close()
    vault.close()
    with pytest.raises(CouldNot, match="låst"):
        values(vault)
    with pytest.raises(CouldNot, match="låst"):
        add(vault, "x")


def test_every_truncation_and_every_flipped_bit_is_seen(place: Place) -> None:
    place.create()
    whole = place.path.read_bytes()
    start = len(vault_format.read_header(whole).prefix)
    lengths = [*range(0, start + 20, 7), start - 1, start, len(whole) // 2, len(whole) - 1]
    flips = [*range(0, start + 32, 5), *range(start, len(whole), 9973), len(whole) - 1]
    damages: list[bytes] = [whole[:length] for length in lengths]
    damages += [whole[:at] + bytes([whole[at] ^ 1 << at % 8]) + whole[at + 1 :] for at in flips]
    damages += [whole + b"\0", b"", bytes(100), b"SQLite format 3\0" * 50]
    before = files(place.state)
    for damaged in damages:
        place.path.write_bytes(damaged)
        with pytest.raises(CouldNot, match="går inte att läsa") as caught:
            place.open()
        assert not isinstance(caught.value, WrongPassphrase)
    assert files(place.state) == before
    assert not (place.folder / "prov.valv.misslyckade").exists()


def forged(whole: bytes, change: Callable[[dict[str, Any]], object]) -> bytes:
    """The file with another header, its check made right again."""
    length = int.from_bytes(whole[16:20], "big")
    document = json.loads(whole[20 : 20 + length])
    change(document)
    header = canonical.dump(document)
    start = whole[:16] + len(header).to_bytes(4, "big") + header
    return start + hashlib.sha256(start).digest() + whole[20 + length + 32 :]


def kdf(document: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = document["keyslots"][0]["kdf"]
    return found


@pytest.mark.parametrize(
    "change",
    [
        lambda document: kdf(document).update(memory_kib=100 * 1024 * 1024),
        lambda document: kdf(document).update(memory_kib=7),
        lambda document: kdf(document).update(iterations=10**9),
        lambda document: kdf(document).update(iterations=0),
        lambda document: kdf(document).update(lanes=10**6),
        lambda document: kdf(document).update(lanes=True),
        lambda document: kdf(document).update(name="Argon2i"),
        lambda document: kdf(document).update(salt="00"),
        lambda document: kdf(document).update(salt=5),
        lambda document: kdf(document).update(extra=1),
        lambda document: document.update(keyslots=[]),
        lambda document: document.update(keyslots={}),
        lambda document: document.update(keyslots=document["keyslots"] * 17),
        lambda document: document.update(seq=-1),
        lambda document: document.update(seq=1.0),
        lambda document: document.update(kind="annat"),
        lambda document: document.update(uuid="../../../etc/passwd"),
        lambda document: document.update(id=7),
        lambda document: document.update(salt="zz"),
        lambda document: document.update(recovery={}),
        lambda document: document.update(format=0),
        lambda document: document.update(algorithms={}),
        lambda document: document.pop("salt"),
        lambda document: document.update(extra=1),
    ],
)
def test_a_forged_header_is_refused_before_it_is_used(place: Place, change: Callable[[dict[str, Any]], object]) -> None:
    place.create()
    place.path.write_bytes(forged(place.path.read_bytes(), change))
    with pytest.raises(CouldNot, match="följer inte formatet"):
        place.open()


def test_a_forged_but_plausible_header_opens_nothing(place: Place) -> None:
    place.create()
    whole = place.path.read_bytes()
    place.path.write_bytes(forged(whole, lambda document: document.update(seq=99)))
    with pytest.raises(CouldNot, match="avkortad eller skadad"):
        place.open()
    place.path.write_bytes(forged(whole, lambda document: document.update(id="annan")))
    with pytest.raises(WrongPassphrase):
        place.open(state=place.folder / "another-machine")


def test_a_newer_format_says_so(place: Place) -> None:
    place.create()
    place.path.write_bytes(forged(place.path.read_bytes(), lambda document: document.update(format=2)))
    with pytest.raises(CouldNot, match="nyare program"):
        place.open()


def test_size_moves_in_steps(place: Place) -> None:
    vault = place.create()
    sizes = set()
    for number in range(8):
        add(vault, "x" * 4096 * (number % 2))
        sizes.add(place.path.stat().st_size - len(vault_format.read_header(place.path.read_bytes()).prefix))
    assert sizes == {64 * 1024 + 16}
    for length in (1, 65_536, 65_537, 300_000, 1_234_567, 5_000_000, 50_000_000):
        padded = vault_format.padded_length(length)
        assert padded == second_reader.padme(length)
        assert length <= padded <= max(65_536, length * 1.12 + 65_536)


def test_no_secret_in_messages_logs_or_on_disk(place: Place, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    vault = place.create()
    secret = "PLANTED-SECRET-VALUE"
    with pytest.raises(Exception, match="UNIQUE") as caught, vault.write() as session:
        session.add(Prov(id=1, varde=secret))
        session.flush()
    add(vault, secret)
    shown = [repr(vault), str(caught.value), caplog.text]
    with pytest.raises(NyckeltalError) as wrong:
        place.open("fel " + PHRASE)
    shown += [str(wrong.value), repr(wrong.value)]
    for folder in (place.folder, place.state):
        shown += [data.decode("latin-1") for data in files(folder).values()]
    assert not any(secret in each or PHRASE in each or PHRASE.encode().decode("latin-1") in each for each in shown)


def test_settings_of_the_database_outlive_a_reload(place: Place) -> None:
    one = place.create()
    add(place.open(), "second")
    with one.read() as session:
        for pragma, value in (("foreign_keys", 1), ("secure_delete", 1), ("temp_store", 2)):
            assert session.connection().execute(text(f"PRAGMA {pragma}")).scalar() == value


def test_deleted_content_is_not_in_the_image(place: Place) -> None:
    vault = place.create()
    add(vault, "REMNANT" * 300)
    with vault.write() as session:
        session.delete(session.get(Prov, 2))
    _, image = second_reader.open_vault(place.path.read_bytes(), PHRASE)
    assert b"REMNANT" not in image


def test_left_temporaries_are_swept_at_opening(place: Place) -> None:
    vault = place.create()
    state_file = next(place.state.iterdir())
    for target in (place.path, place.folder / "prov.valv.misslyckade", state_file):
        (target.parent / f".{target.name}.0123456789abcdef.tmp").write_bytes(b"half")
    place.open()
    assert not [path for folder in (place.folder, place.state) for path in folder.iterdir() if path.name.endswith(".tmp")]
    vault.close()


def test_the_program_pays_the_full_cost(place: Place) -> None:
    assert KdfCost.vault() == KdfCost(128 * 1024, 3, 1)
    vault = place.create(cost=None)
    assert kdf(vault.header) | {"salt": ""} == {"name": "Argon2id", "memory_kib": 131072, "iterations": 3, "lanes": 1, "salt": ""}


def test_a_vault_of_several_users_opens_for_each_and_keeps_its_key(place: Place) -> None:
    vault = place.create()
    header = vault_format.read_header(place.path.read_bytes())
    key = vault_format.open_slots(PHRASE, header)
    assert key is not None
    second = vault_format.make_slot("en annan fras", key, header, KdfCost.for_tests(), "2")
    _, image = second_reader.open_vault(place.path.read_bytes(), PHRASE)
    place.path.write_bytes(vault_format.Sealer().seal(header.next(2, (*header.slots, second)), key, image))
    with pytest.raises(Conflict):
        values(vault)
    for passphrase in (PHRASE, "en annan fras"):
        both = place.open(passphrase)
        assert values(both) == ["first"]
        add(both, "more")
        with pytest.raises(CouldNot, match="flera nyckelfack"), both.write(rekey=passphrase):
            pytest.fail("the other user would be shut out")
        with both.write() as session:
            session.delete(session.get(Prov, 2))


def test_no_file_when_the_lock_is_held_too_long(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    vault = place.create()
    before = place.path.read_bytes()
    clock = iter(range(0, 1000, 5))
    with platform.exclusive_lock(place.folder / "prov.valv.las"):
        monkeypatch.setattr("register.platform.time.monotonic", lambda: float(next(clock)))
        with pytest.raises(CouldNot, match="upptagen"), vault.write():
            pytest.fail("two writers")
    assert place.path.read_bytes() == before
    assert values(vault) == ["first"]
