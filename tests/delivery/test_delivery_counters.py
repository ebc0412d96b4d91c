"""A delivery that carries counters: format 3, and nothing else is."""

from __future__ import annotations

import base64
import copy
import hashlib
import json
from typing import Any

import pytest

from register.counters import travel
from register.counters.model import Counter, Dimension, Figures, Place
from register.counters.periods import parse
from register.delivery import content_hash, pack, read_header, unpack
from register.keys import Keys, PublicKeys
from register.vocabulary.model import Code
from tests.delivery.test_delivery_publications import BATCH, INSATS, KANSLI, VECTORS, forged, opened, refused
from tests.delivery.test_second_reader import hpke_open
from tests.publications import own

ANSWERS = Dimension("svar", "Svar", (Code("ja", "Ja"), Code("nej", "Nej")))
SURVEY = Counter("enkat", "Enkät", "halvar", "insats", "svar", protected=True, dimensions=(ANSWERS,))
GIVEN = Figures(SURVEY, parse("halvar", "2026H1"), "vagen", "insats", {Place(("ja",)): 7, Place(("nej",)): 0})


def packed(*figures: Figures, **more: Any) -> bytes:
    about = {"number": 1, "previous": "", "log_head": "", "insats_id": "vagen", "keys": INSATS, "kansli": KANSLI}
    return pack(more.pop("batches", (BATCH,)), counters=figures, **{**about, **more})


def test_what_goes_in_comes_out() -> None:
    result = opened(packed(GIVEN))
    assert (result.counters, result.publications, result.header.version) == ((GIVEN,), (), 3)
    assert [batch.to_document() for batch in result.batches] == [BATCH.to_document()]


def test_with_publications_too_and_alone() -> None:
    both = opened(packed(GIVEN, publications=[own()]))
    assert (both.counters, list(both.publications), both.header.version) == ((GIVEN,), [own()], 3)
    alone = opened(packed(GIVEN, batches=()))
    assert (alone.counters, alone.batches, alone.header.plans) == ((GIVEN,), (), ())


def test_without_counters_it_is_what_it_always_was() -> None:
    assert read_header(packed()).version == 1
    assert read_header(packed(publications=[own()])).version == 2
    assert read_header(packed()).content == content_hash([BATCH], number=1, previous="", insats_id="vagen", forbund_id="norra", keys=INSATS)


def test_it_begins_as_format_3_which_earlier_editions_say_that_they_cannot_read() -> None:
    assert packed(GIVEN).startswith(b"nyckeltal leverans 3\n")


def test_the_content_hash_covers_the_counters() -> None:
    other = Figures(SURVEY, GIVEN.period, "vagen", "insats", {**GIVEN.values, Place(("ja",)): 8})
    assert len({read_header(packed(*figures)).content for figures in ((), (GIVEN,), (other,))}) == 3
    assert read_header(packed(GIVEN)).content == read_header(packed(GIVEN)).content


GOOD = travel.to_document([GIVEN])


def changed(*where: Any, to: Any) -> dict[str, Any]:
    document = copy.deepcopy(GOOD)
    inner: Any = document
    for step in where[:-1]:
        inner = inner[step]
    inner[where[-1]] = to
    return document


def test_the_forgery_is_otherwise_right() -> None:
    assert opened(forged({"publikationer": [], "raknare": GOOD}, version=3)).counters == (GIVEN,)


@pytest.mark.parametrize(
    "broken",
    [
        {}, [], "x", 1, {"definitioner": [], "varden": []}, {**GOOD, "extra": "fri text om en person"},
        changed("varden", 0, "rutor", 0, 2, to=-1),
        changed("varden", 0, "rutor", 0, 2, to=1.5),
        changed("varden", 0, "rutor", 0, 2, to=True),
        changed("varden", 0, "rutor", 0, 2, to=None),
        changed("varden", 0, "rutor", 0, 0, to=["Anna Exempel"]),
        changed("varden", 0, "rutor", 0, 0, to="ja"),
        changed("varden", 0, "rutor", to=GOOD["varden"][0]["rutor"][::-1]),
        changed("varden", to=GOOD["varden"] * 2),
        changed("varden", 0, "ursprung", to="kansli"),
        changed("varden", 0, "period", to="2026K1"),
        changed("definitioner", to=GOOD["definitioner"] * 2),
        changed("definitioner", to=[*GOOD["definitioner"], {**GOOD["definitioner"][0], "label": "Oanvänd"}]),
        changed("definitioner", 0, "skyddas", to=0),
    ],
)  # fmt: skip
def test_broken_counters_are_refused(broken: Any) -> None:
    assert "har inte den form" in refused(forged({"publikationer": [], "raknare": broken}, version=3))


@pytest.mark.parametrize("publications", [{}, "", 0, [[]]])
def test_publications_beside_counters_are_a_list(publications: Any) -> None:
    assert "har inte den form" in refused(forged({"publikationer": publications, "raknare": GOOD}, version=3))


def test_each_format_has_its_own_shape() -> None:
    for content, version in (
        ({"raknare": GOOD}, 3),
        ({"publikationer": []}, 3),
        ({"publikationer": [own()], "raknare": GOOD}, 2),
        ({"raknare": GOOD}, 1),
    ):
        assert "har inte den form" in refused(forged(content, version=version))


def vectors() -> tuple[dict[str, Any], dict[str, Any]]:
    old, vector = (json.loads((VECTORS / name).read_text(encoding="utf-8")) for name in ("delivery.json", "delivery-3.json"))
    return old, vector


def test_the_known_delivery_of_format_3() -> None:
    """Written once; must stay readable by every later version."""
    old, vector = vectors()
    before = json.loads((VECTORS / "delivery-2.json").read_text(encoding="utf-8"))
    pinned, keys = PublicKeys.from_document(old["insats"]), Keys.from_document(old["kansli"])
    received = {1: old["innehall"], 2: before["innehall"]}
    result = unpack(base64.b64decode(vector["leverans"]), forbund_id="norra", keys=keys, pinned=lambda _: pinned, received=lambda _: received)
    assert [batch.to_document() for batch in result.batches] == vector["partier"]
    assert travel.to_document(result.counters) == vector["raknare"]
    assert [(one.counter.id, one.period.code, one.origin, len(one.values)) for one in result.counters] == [
        ("ko", "2027-01", "insats", 3),
        ("ko", "2027-02", "import", 0),
        ("utbildade", "2027", "insats", 2),
    ]
    secret = Keys.from_document(old["insats_hemligt"])
    about = {"number": 3, "previous": before["innehall"], "insats_id": pinned.id, "forbund_id": "norra", "keys": secret}
    assert content_hash(result.batches, counters=result.counters, **about) == vector["innehall"]


def test_a_second_reader_of_format_3() -> None:
    """Written from docs/leverans-format.md alone."""
    old, vector = vectors()
    data = base64.b64decode(vector["leverans"])
    assert data[:21] == b"nyckeltal leverans 3\n"
    end = 25 + int.from_bytes(data[21:25], "big")
    padded = hpke_open(data[end:-64], base64.b64decode(old["kansli"]["utbyte"]), data[:end])
    content = json.loads(padded[4 : 4 + int.from_bytes(padded[:4], "big")])["innehall"]
    assert (content["publikationer"], content["raknare"]) == ([], vector["raknare"])

    def dumped(value: Any) -> bytes:
        return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    hashes = [hashlib.sha256(dumped(one)).hexdigest() for one in content["raknare"]["definitioner"]]
    assert hashes == sorted(hashes)
    assert {one["definition"] for one in content["raknare"]["varden"]} == set(hashes)
    assert hashlib.sha256(dumped(content)).hexdigest() == json.loads(data[25:end])["innehall"] == vector["innehall"]
