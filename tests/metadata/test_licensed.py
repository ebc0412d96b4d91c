"""Licensed wording: it leaves only when asked for, and what comes in never replaces it."""

from __future__ import annotations

import tomllib
from pathlib import Path

from register.catalogue import Catalogue
from register.metadata.documents import check
from register.metadata.licensed import is_licensed, neutral_text
from register.metadata.moving import export, licensed_in, plan_import
from register.vocabulary.successor import meaning
from tests.cli.world import TODAY
from tests.metadata.folders import ALL, LICENSED, OWN_WORDING, WORDING, lay

SKAPA, BIP = LICENSED


def test_no_word_of_it_is_in_a_package_unless_asked_for(tmp_path: Path) -> None:
    lay(tmp_path, {**ALL, **LICENSED})
    without, with_it = export(tmp_path, namn="N").package, export(tmp_path, namn="N", wording=True).package
    for words in (b"Hemlig", b"inte alls", b"Med tillst"):
        assert words not in without.to_bytes()
        assert words in with_it.to_bytes()
    assert without.left_out == (BIP, SKAPA)
    assert (with_it.left_out, licensed_in(with_it)) == ((), (BIP, SKAPA))
    assert licensed_in(without) == ()
    assert without.utgava == with_it.utgava


def test_a_shipped_instrument_is_left_out_and_ones_own_has_neutral_labels(tmp_path: Path) -> None:
    package = export(lay(tmp_path, {**ALL, **LICENSED}), namn="N").package
    assert SKAPA not in package.texts, "the shipped labels hold"
    assert package.neutral == {BIP}
    ours, theirs = check({**ALL, **LICENSED}).instruments["bip"], check(package.texts).instruments["bip"]
    assert meaning(ours) == meaning(theirs)
    assert (ours.version, ours.minimum_pairs, ours.interval_months) == (theirs.version, theirs.minimum_pairs, theirs.interval_months)
    assert [item.label for item in theirs.items] == ["Fråga 1", "Fråga 2"]
    assert theirs.scale_labels == ()


def test_a_shipped_instrument_with_another_meaning_has_a_neutral_file_of_its_own(tmp_path: Path) -> None:
    other = {**ALL, SKAPA: WORDING.replace("version = 1", "version = 2").replace("hog = 5", "hog = 4").replace('"mycket", ', "")}
    package = export(lay(tmp_path, other), namn="N").package
    assert package.neutral == {SKAPA}
    assert check(package.texts).instruments["skapa"].high == 4


def test_signs_that_mean_something_in_toml_stay_signs() -> None:
    found = tomllib.loads(OWN_WORDING)
    found["label"] = 'BIP "i" \\ # [x]'
    assert tomllib.loads(neutral_text(found))["label"] == found["label"]


def test_only_what_is_marked_is_licensed() -> None:
    assert is_licensed(SKAPA, WORDING)
    assert not is_licensed(SKAPA, WORDING.replace("skyddad = true\n", ""))
    assert not is_licensed(SKAPA, WORDING.replace("skyddad = true", "skyddad = false"))
    assert not is_licensed("mal.toml", "skyddad = true")


def test_an_import_leaves_ones_own_wording_where_it_is(tmp_path: Path) -> None:
    package = export(lay(tmp_path / "a", {**ALL, **LICENSED}), namn="N").package
    lay(tmp_path / "b", {BIP: OWN_WORDING})
    plan = plan_import(package, Catalogue(tmp_path / "b"), today=TODAY)
    assert plan.kept == (BIP,)
    assert tmp_path / "b" / BIP not in plan.files
    assert plan.new.instruments["bip"].items[0].label == "Hemlig ordalydelse sju"


def test_wording_of_another_version_is_replaced_and_shown(tmp_path: Path) -> None:
    package = export(lay(tmp_path / "a", LICENSED | ALL), namn="N").package
    lay(tmp_path / "b", {BIP: OWN_WORDING.replace("version = 2", "version = 1")})
    plan = plan_import(package, Catalogue(tmp_path / "b"), today=TODAY)
    assert plan.kept == ()
    assert any(change.where == "instrument.bip.version" for change in plan.changes)
