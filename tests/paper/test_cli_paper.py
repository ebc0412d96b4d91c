"""``blankett``: which forms are written where, with a vault and without, and what is refused."""

from __future__ import annotations

import pytest

from tests.cli.world import Ran, World
from tests.paper.printed import pages


def test_it_writes_every_form_of_the_only_insats(insats: World) -> None:
    file = insats.root / "alla.pdf"
    answer = insats.ok("blankett", "alla", "--ut", str(file), "--json").document
    assert answer["fil"] == str(file)
    assert [one["rubrik"] for one in answer["blanketter"]] == ["Ny start", "Mätning: SKAPA", "Mätning: SWEMWBS", "Avslut"]
    found = pages(file.read_bytes())
    assert [len(page.fields) for page in found] == [one["falt"] for one in answer["blanketter"]]
    for page, one in zip(found, answer["blanketter"], strict=True):
        assert f"utgåva {one['utgava']}" in page.text
        assert "Coachingteamet" in page.text
    assert insats.asked == ["Lösenfras för insatsen coach: "]


def test_one_form_again_replaces_the_file(insats: World) -> None:
    insats.ok("blankett", "start", "--ut", str(insats.root / "b"))
    ran = insats.ok("blankett", "avslut", "--ut", str(insats.root / "b"))
    assert ran.out == f"Avslut: {insats.root / 'b.pdf'}\n"
    assert "Avslut" in pages((insats.root / "b.pdf").read_bytes())[0].text


def test_without_the_vault_it_follows_the_folders_lists_and_says_so(empty: World) -> None:
    empty.catalogue.vocabulary_folder.mkdir(parents=True)
    (empty.catalogue.vocabulary_folder / "formular.toml").write_text(
        'version = 1\n[insats."insteget"]\nutelamnas = ["flera_kallor"]\ninstrument = []\n', encoding="utf-8"
    )
    ran = empty.ok("blankett", "alla", "--insats", "insteget", "--ut", str(empty.root / "b.pdf"))
    assert "ligger inte här: blanketten följer listorna" in ran.err
    start, avslut = pages((empty.root / "b.pdf").read_bytes())
    assert "Flera försörjningskällor" not in [one.asks for one in start.fields]
    assert "insteget" in avslut.text
    assert empty.asked == []


def test_the_matning_of_one_instrument_by_two_skattare(insats: World) -> None:
    argv = ("blankett", "matning", "--instrument", "skapa", "--skattare", "deltagare,gemensam", "--ut", str(insats.root / "m.pdf"))
    insats.ok(*argv)
    assert len(pages((insats.root / "m.pdf").read_bytes())) == 2


def refused(ran: Ran, what: str) -> None:
    assert (ran.code, ran.out) == (2, ""), ran
    assert what in ran.err


@pytest.mark.parametrize(
    ("argv", "what"),
    [
        (("alla", "--ut", "form.docx"), "Blanketten skrivs som PDF."),
        (("matning", "--instrument", "bip", "--ut", "b.pdf"), "Insatsen använder inte det instrumentet."),
        (("matning", "--skattare", "granne", "--ut", "b.pdf"), "Skattaren finns inte."),
        (("intyg", "--ut", "b.pdf"), "Kommandot eller värdet finns inte."),
        (("alla",), "Det saknas något på kommandoraden."),
    ],
)
def test_what_is_refused(insats: World, argv: tuple[str, ...], what: str) -> None:
    refused(insats.run("blankett", *argv), what)


def test_a_folder_is_no_file_and_a_struktur_has_no_form(insats: World) -> None:
    refused(insats.run("blankett", "alla", "--ut", str(insats.root)), "Blanketten behöver ett filnamn.")
    insats.ok("insats", "ny", "massan", "--namn", "Mässan", "--typ", "struktur")
    refused(insats.run("blankett", "alla", "--insats", "massan", "--ut", str(insats.root / "b.pdf")), "Insatsen har inga blanketter.")
    assert not list(insats.root.rglob("*.pdf"))
