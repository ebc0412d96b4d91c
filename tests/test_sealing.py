"""Sealed rows: known answers, a second reader, and what must not open."""

from __future__ import annotations

import base64
import json
import secrets
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.errors import CouldNot
from register.insats.codes import ParticipantCode
from register.insats.sealing import ROW_BYTES, ParticipantKeys, SealCost, Sealed, derive, find, seal, unseal
from tests import second_reader

VECTORS = json.loads((Path(__file__).parent / "vectors" / "row.json").read_text(encoding="utf-8"))
CHEAP = SealCost.for_tests()
PLAN = "ab" * 32
SALT = bytes(range(16))


def keys_of(code: ParticipantCode, insats: str = "vagen", salt: bytes = SALT) -> ParticipantKeys:
    return derive(code, code_salt=salt, insats_id=insats, cost=CHEAP)


@pytest.fixture(scope="module")
def keys() -> ParticipantKeys:
    return keys_of(ParticipantCode.new())


def sealed_of(vector: dict[str, Any]) -> Sealed:
    return Sealed(bytes.fromhex(vector["r"]), bytes.fromhex(vector["tag"]), base64.b64decode(vector["body"]))


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["insats"])
def test_known_answers(vector: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    cost = SealCost(vector["memory_kib"], vector["iterations"])
    keys = derive(ParticipantCode.parse(vector["code"]), code_salt=bytes.fromhex(vector["code_salt"]), insats_id=vector["insats"], cost=cost)
    assert (keys.find.hex(), keys.seal.hex()) == (vector["k_find"], vector["k_seal"])
    bound = {"insats_id": vector["insats"], "plan_hash": vector["plan_hash"]}
    assert unseal(keys, sealed_of(vector), **bound) == vector["plaintext"].encode()
    monkeypatch.setattr(secrets, "token_bytes", lambda count: bytes.fromhex(vector["r"])[:count])
    assert seal(keys, vector["plaintext"].encode(), **bound) == sealed_of(vector)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["insats"])
def test_known_answers_by_the_second_reader(vector: dict[str, Any]) -> None:
    salt, r = bytes.fromhex(vector["code_salt"]), bytes.fromhex(vector["r"])
    k_find, k_seal = second_reader.row_keys(vector["code"], salt, vector["insats"], vector["memory_kib"], vector["iterations"])
    assert second_reader.row_tag(k_find, r).hex() == vector["tag"]
    plain = second_reader.open_row(k_seal, r, base64.b64decode(vector["body"]), vector["insats"], vector["plan_hash"])
    assert plain == vector["plaintext"].encode()


@given(st.binary(max_size=ROW_BYTES - 2))
def test_comes_back_and_the_second_reader_reads_it(plaintext: bytes) -> None:
    keys = ParticipantKeys(bytes(32), bytes(range(32)))
    sealed = seal(keys, plaintext, insats_id="vagen", plan_hash=PLAN)
    assert unseal(keys, sealed, insats_id="vagen", plan_hash=PLAN) == plaintext
    assert second_reader.open_row(keys.seal, sealed.r, sealed.body, "vagen", PLAN) == plaintext
    assert (len(sealed.r), len(sealed.tag), len(sealed.body)) == (32, 32, ROW_BYTES + 16)


def test_too_long_is_refused(keys: ParticipantKeys) -> None:
    with pytest.raises(CouldNot, match="får inte plats"):
        seal(keys, bytes(ROW_BYTES - 1), insats_id="vagen", plan_hash=PLAN)


def test_nothing_stays_from_one_write_to_the_next(keys: ParticipantKeys) -> None:
    one, two = (seal(keys, b"same", insats_id="vagen", plan_hash=PLAN) for _ in range(2))
    for left, right in ((one.r, two.r), (one.tag, two.tag), (one.body, two.body)):
        same = sum(a == b for a, b in zip(left, right, strict=True))
        assert same < len(left) / 10


def test_found_among_many(keys: ParticipantKeys) -> None:
    others = [seal(keys_of(ParticipantCode.new()), b"x", insats_id="vagen", plan_hash=PLAN) for _ in range(20)]
    mine = seal(keys, b"x", insats_id="vagen", plan_hash=PLAN)
    for place in (0, 7, 20):
        rows = [*others[:place], mine, *others[place:]]
        assert find(keys, ((number, row.r, row.tag) for number, row in enumerate(rows))) == place
    assert find(keys, ((row, row.r, row.tag) for row in others)) is None
    assert find(keys, []) is None


def test_every_row_is_computed_found_or_not(keys: ParticipantKeys) -> None:
    mine = seal(keys, b"x", insats_id="vagen", plan_hash=PLAN)
    rows = iter([(1, mine.r, mine.tag), (2, bytes(32), bytes(32)), (3, bytes(32), bytes(32))])
    assert find(keys, rows) == 1
    assert next(rows, None) is None


def test_opens_for_nobody_else(keys: ParticipantKeys) -> None:
    sealed = seal(keys, b"x", insats_id="vagen", plan_hash=PLAN)
    wrong: list[tuple[ParticipantKeys, Sealed, str, str]] = [
        (keys_of(ParticipantCode.new()), sealed, "vagen", PLAN),
        (keys, sealed, "vagen-2", PLAN),
        (keys, sealed, "vagen", "cd" * 32),
        (keys, replace(sealed, r=bytes(32)), "vagen", PLAN),
        (keys, replace(sealed, body=sealed.body[:-1]), "vagen", PLAN),
        (keys, replace(sealed, body=b""), "vagen", PLAN),
        *((keys, replace(sealed, body=flip(sealed.body, at)), "vagen", PLAN) for at in (0, 100, ROW_BYTES + 15)),
    ]
    for key, row, insats, plan in wrong:
        with pytest.raises(CouldNot, match="gick inte att öppna"):
            unseal(key, row, insats_id=insats, plan_hash=plan)


def flip(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def test_keys_belong_to_code_salt_and_insats() -> None:
    code = ParticipantCode.new()
    every = [keys_of(code), keys_of(code, insats="annan"), keys_of(code, salt=bytes(16)), keys_of(ParticipantCode.new())]
    assert len({key.find for key in every} | {key.seal for key in every}) == 8
    assert keys_of(code) == every[0]


def test_salt_has_its_length() -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        keys_of(ParticipantCode.new(), salt=b"short")


def test_repr_shows_no_secret(keys: ParticipantKeys) -> None:
    sealed = seal(keys, b"x", insats_id="vagen", plan_hash=PLAN)
    assert repr(keys) == "ParticipantKeys()"
    assert repr(sealed) == "Sealed()"


def test_the_program_pays_the_full_cost() -> None:
    assert SealCost() == SealCost(19 * 1024, 2, 1)
