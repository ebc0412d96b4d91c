"""What is wrong, damaged, strange or given twice is refused in a clear Swedish sentence, and nothing has changed afterwards."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from register.catalogue import Catalogue
from register.errors import BadInput, CouldNot, NyckeltalError, WrongPassphrase
from register.insats import acts, closing, opening
from register.insats.codes import ALPHABET, ParticipantCode
from register.insats.sealing import SealCost
from register.insats.session import Insats
from register.kansli import acts as kansli_acts
from register.vault import KdfCost
from tests.year.runner import INSATS, PASSPHRASE, Run, day
from tests.year.script import year

TODAY = day(2026 * 12 + 1)


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """A small year that every test here leaves as it was."""
    run = Run.make(tmp_path_factory.mktemp("ar"))
    run.play(year(3, 25))
    yield run
    run.close()


def files(run: Run) -> dict[str, bytes]:
    """Every byte of the folder and the state folders."""
    return {str(path.relative_to(run.root)): path.read_bytes() for path in sorted(run.root.rglob("*")) if path.is_file()}


def reopen(run: Run, passphrase: str = PASSPHRASE) -> Insats:
    return opening.open_insats(run.insats.catalogue, INSATS, passphrase, today=TODAY, seal_cost=SealCost.for_tests(), state=run.root / "state")


def refused(run: Run, act: Callable[[], object], kind: type[NyckeltalError], *parts: str, aside: str = "") -> str:
    """The sentence of a refusal that changed no file (``aside``: but one) and no count."""
    before, counts = files(run), (run.waiting(), run.received(), run.received_volumes())
    with pytest.raises(kind) as error:
        act()
    after = files(run)
    assert {name: data for name, data in after.items() if name != aside} == {name: data for name, data in before.items() if name != aside}
    assert (run.waiting(), run.received(), run.received_volumes()) == counts
    said = str(error.value)
    assert all(part in said for part in parts), said
    assert said[0].isupper()
    assert said.endswith(".")
    return said


def test_a_wrong_passphrase(lived: Run) -> None:
    counted = f"D/insats/{INSATS}.valv.misslyckade"
    said = refused(lived, lambda: reopen(lived, "fel fras helt och hållet"), WrongPassphrase, "Lösenfrasen stämmer inte.", aside=counted)
    assert "fel fras" not in said
    lived.insats.vault.path.with_name(f"{INSATS}.valv.misslyckade").unlink()


def test_a_code_that_nobody_has(lived: Run) -> None:
    keys = lived.insats.keys_for(ParticipantCode.new())
    for act in (acts.open_participation, lambda i, k: acts.angra(i, k, today=TODAY)):
        refused(lived, lambda act=act: act(lived.insats, keys), BadInput, "Koden har inget deltagande i den här insatsen.")  # type: ignore[misc]


def test_one_mistyped_symbol_anywhere(lived: Run) -> None:
    """Every other symbol at every place is refused, and no message repeats the code."""
    code = next(iter(lived.codes.values())).symbols
    for place in range(16):
        for symbol in ALPHABET.replace(code[place], ""):
            mistyped = code[:place] + symbol + code[place + 1 :]
            with pytest.raises(BadInput, match="Ett tecken stämmer inte") as error:
                ParticipantCode.parse(mistyped)
            assert mistyped not in str(error.value)


@pytest.mark.parametrize(
    ("typed", "what"),
    [
        ("", "Koden saknas."),
        ("K7MQ-4XW9", "Koden har 8 tecken för lite."),
        ("K7MQ-4XW9-2DHT-5P3C-AA", "Koden har 2 tecken för mycket."),
        ("K7MQ-4XW9-2DHT-5P3Å", "Koden innehåller ett tecken som inte finns i koder."),
    ],
)
def test_what_is_no_code(typed: str, what: str) -> None:
    with pytest.raises(BadInput) as error:
        ParticipantCode.parse(typed)
    assert str(error.value).startswith(what)


def damage(data: bytes) -> list[bytes]:
    """The file cut short at many places, and with one bit turned at many places."""
    rng = random.Random(4)
    cuts = [data[:n] for n in (0, 1, 14, 100, len(data) // 2, len(data) - 1)]
    for _ in range(40):
        place = rng.randrange(len(data))
        cuts.append(data[:place] + bytes([data[place] ^ 1 << rng.randrange(8)]) + data[place + 1 :])
    cuts += [data[:place] + bytes([data[place] ^ 4]) + data[place + 1 :] for place in range(0, 1200, 97)]
    return [*cuts, data + b"\0"]


def test_a_truncated_or_flipped_vault(lived: Run, tmp_path: Path) -> None:
    data = lived.insats.vault.path.read_bytes()
    catalogue = Catalogue(tmp_path)
    path = catalogue.insats_path(INSATS)
    path.parent.mkdir(parents=True)
    for damaged in damage(data):
        path.write_bytes(damaged)
        with pytest.raises(CouldNot) as error:
            opening.open_insats(catalogue, INSATS, PASSPHRASE, today=TODAY, state=tmp_path / "state")
        assert not isinstance(error.value, WrongPassphrase)
        assert "Valvet" in str(error.value)
        assert path.read_bytes() == damaged
    assert not path.with_name(path.name + ".misslyckade").exists()


def test_a_truncated_or_flipped_delivery(lived: Run) -> None:
    for damaged in damage(lived.deliveries[0]):
        said = refused(lived, lambda damaged=damaged: kansli_acts.ta_emot(lived.kansli, damaged, today=TODAY), CouldNot)  # type: ignore[misc]
        assert said.startswith(("Leveransen", "Filen är ingen leverans"))


def test_the_same_delivery_twice(lived: Run) -> None:
    before, counts = files(lived), (lived.received(), lived.received_volumes())
    for number, data in enumerate(lived.deliveries, 1):
        receipt = kansli_acts.ta_emot(lived.kansli, data, today=TODAY)
        assert (receipt.new, receipt.number) == (False, number)
    assert files(lived) == before
    assert (lived.received(), lived.received_volumes()) == counts


def stranger(root: Path, lived: Run, insats_id: str) -> bytes:
    """A delivery to this kansli from an insats made elsewhere."""
    catalogue = Catalogue(root)
    other = opening.create_insats(
        catalogue, insats_id, namn="En annan", typ="individ", first_period="2025H1", passphrase=PASSPHRASE, today=TODAY,
        vault_cost=KdfCost.for_tests(), seal_cost=SealCost.for_tests(), state=root / "state",
    )  # fmt: skip
    catalogue.public_path("forbund", "dalen").write_bytes(lived.insats.catalogue.public_path("forbund", "dalen").read_bytes())
    closing.las(other, "2025H1", passphrase=PASSPHRASE, today=TODAY)
    closing.leverera(other, root / "leverans", today=TODAY)
    other.close()
    return (root / "leverans").read_bytes()


def test_a_delivery_from_an_unknown_key(lived: Run, tmp_path: Path) -> None:
    data = stranger(tmp_path, lived, "okand")
    refused(lived, lambda: kansli_acts.ta_emot(lived.kansli, data, today=TODAY), CouldNot, "okänd nyckel", "okand")


def test_a_delivery_in_a_known_name_with_another_key(lived: Run, tmp_path: Path) -> None:
    data = stranger(tmp_path, lived, INSATS)
    refused(lived, lambda: kansli_acts.ta_emot(lived.kansli, data, today=TODAY), CouldNot, "en annan nyckel än den som är godkänd", "sex orden")


def test_a_delivery_of_another_kansli(lived: Run, tmp_path: Path) -> None:
    elsewhere = kansli_acts.create_forbund(
        Catalogue(tmp_path / "annat"), "dalen", namn="Dalen", passphrase=PASSPHRASE, today=TODAY, vault_cost=KdfCost.for_tests(), state=tmp_path / "s"
    )
    with pytest.raises(CouldNot, match="krypterad till en annan nyckel"):
        kansli_acts.ta_emot(elsewhere, lived.deliveries[0], today=TODAY)
    elsewhere.close()


def test_deliveries_out_of_order(lived: Run, tmp_path: Path) -> None:
    root = tmp_path / "annat"
    elsewhere = kansli_acts.create_forbund(
        Catalogue(root), "dalen", namn="Dalen", passphrase=PASSPHRASE, today=TODAY, vault_cost=KdfCost.for_tests(), state=tmp_path / "s"
    )
    other = opening.create_insats(
        Catalogue(root), "andra", namn="Andra", typ="individ", first_period="2025H1", passphrase=PASSPHRASE, today=TODAY,
        vault_cost=KdfCost.for_tests(), seal_cost=SealCost.for_tests(), state=tmp_path / "s",
    )  # fmt: skip
    for period in ("2025H1", "2025H2"):
        closing.las(other, period, passphrase=PASSPHRASE, today=TODAY)
        closing.leverera(other, tmp_path / period, today=TODAY)
    with pytest.raises(CouldNot, match="Leverans 1 från andra saknas"):
        kansli_acts.ta_emot(elsewhere, (tmp_path / "2025H2").read_bytes(), today=TODAY)
    assert kansli_acts.insatser(elsewhere) == []
    other.close()
    elsewhere.close()


def test_a_delivery_written_again_is_the_same(lived: Run) -> None:
    path = lived.root / "ut" / "2025H1.nyckeltal"
    assert closing.leverera(lived.insats, path, number=1, today=TODAY).periods == ("2025H1",)
    assert path.read_bytes() == lived.deliveries[0]


@pytest.mark.parametrize(
    ("where", "more", "message"),
    [
        ("ut", {}, "Leveransen behöver ett filnamn."),
        ("saknas/fil", {}, "Mappen finns inte."),
        ("annan.txt", {}, "Filen finns redan och är ingen leverans."),
        ("ny", {"number": 9}, "Leverans 9 finns inte."),
    ],
)
def test_a_delivery_that_can_not_be_written(lived: Run, where: str, more: dict[str, int], message: str) -> None:
    (lived.root / "annan.txt").write_text("anteckningar", encoding="utf-8")
    refused(lived, lambda: closing.leverera(lived.insats, lived.root / where, today=TODAY, **more), NyckeltalError, message)  # type: ignore[arg-type]


def test_a_target_that_can_not_be_read_is_told(lived: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    target = lived.root / "ut" / "2025H1.nyckeltal"
    real = Path.open

    def closed(self: Path, *args: Any, **more: Any) -> Any:
        if self == target:
            raise PermissionError(13, "Permission denied")
        return real(self, *args, **more)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "open", closed)
        with pytest.raises(CouldNot, match="Filen som redan finns går inte att läsa"):
            closing.leverera(lived.insats, target, number=1, today=TODAY)
