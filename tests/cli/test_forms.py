"""start, matning, avslut, ratta, angra and antal as JSON lines: what is given, what is answered, what is counted."""

from __future__ import annotations

import re
from typing import Any

import pytest

from register.insats.codes import ParticipantCode
from tests.cli.world import World

START = {"kon": "kvinna", "aldersgrupp": "25-29", "manad": "2026-03"}
SVAR = [1, 2, 3, 4, 5, None]


def handles(world: World) -> dict[str, str]:
    return {row["handtag"]: row["status"] for row in world.ok("lista", "--insats", "coach", "--json").document}


def volumes(world: World) -> dict[str, int]:
    """What the insats's own sheet would say, through the totals of kontroll's first line."""
    holds = world.ok("kontroll", "--insats", "coach", "--json").document
    numbers = re.findall(r"\d+", holds["kontroller"][0]["detalj"])
    return {"rader": int(numbers[0]), "enligt volymer": int(numbers[1])}


def test_start_gives_a_new_code_and_a_handle_in_the_order_of_the_lines(insats: World) -> None:
    ran = insats.ok("start", "--insats", "coach", "--json", lines=[START, {**START, "kon": "man"}, {**START, "utbildning": "gymnasium"}])
    assert [list(line) for line in ran.lines] == [["kod", "handtag"]] * 3
    assert len({line["kod"] for line in ran.lines}) == 3
    assert handles(insats) == {line["handtag"]: "oppen" for line in ran.lines}
    for line in ran.lines:
        assert ParticipantCode.parse(line["kod"]).text == line["kod"]


def test_start_takes_a_code_that_is_made_already_in_any_spelling(insats: World) -> None:
    code = insats.ok("kod", "--antal", "1").out.strip()
    (line,) = insats.ok("start", "--insats", "coach", "--json", lines=[{**START, "kod": code.lower().replace("-", " ")}]).lines
    assert line["kod"] == code


def test_start_takes_every_field_of_the_form_by_its_id(insats: World) -> None:
    document = insats.ok("kodlistor", "--json").document
    lists = {one["id"]: [code["id"] for code in one["koder"] if not code["utgatt"]] for one in document["listor"]}
    form = next(form for form in document["formular"] if form["id"] == "start")
    answers: dict[str, Any] = {}
    for item in form["falt"]:
        if item["typ"] in {"kod", "ja-nej"}:
            answers[item["id"]] = "arbete-med-stod" if item["id"] == "sysselsattning" else lists[item["lista"]][0]
    assert len(answers) > 10
    assert list(insats.ok("start", "--json", lines=[{**answers, "manad": "2026-03", "sen": False}]).lines[0]) == ["kod", "handtag"]


def test_null_and_empty_are_unanswered(insats: World) -> None:
    assert insats.ok("start", "--json", lines=[{**START, "utbildning": None, "omrade": "", "kod": None}]).code == 0


def test_matning_takes_answers_by_item_with_null_as_missing(insats: World) -> None:
    (code,) = insats.starts(1)
    line = {"kod": code, "instrument": "skapa", "skattare": "deltagare", "svar": SVAR, "manad": "2026-04", "parallell": "ingen"}
    (answer,) = insats.ok("matning", "--insats", "coach", "--json", lines=[line]).lines
    assert answer == {"handtag": next(iter(handles(insats)))}


def test_matning_uses_the_first_instrument_unless_one_is_named(insats: World) -> None:
    (code,) = insats.starts(1)
    line = {"kod": code, "skattare": "deltagare", "svar": SVAR, "manad": "2026-04"}
    insats.ok("matning", "--json", lines=[line])
    again = insats.run("matning", "--json", lines=[{**line, "instrument": "skapa"}])
    assert again.lines[0]["fel"] == "Det finns redan en mätning för 2026-04."


def test_avslut_with_code(insats: World) -> None:
    codes = insats.starts(2)
    line = {"avslutsanledning": "studier", "redo_for": "arbete-studier", "forsorjning": "studiestod", "sysselsattning": "studier", "omfattning": "50"}
    ran = insats.ok("avslut", "--json", lines=[{**line, "kod": codes[0], "manad": "2026-05", "vald_fragad": "ja"}])
    assert list(ran.lines[0]) == ["handtag"]
    assert handles(insats)[ran.lines[0]["handtag"]] == "avslutad"
    assert volumes(insats) == {"rader": 1, "enligt volymer": 1}


def test_avslut_with_handle_where_the_code_is_lost(insats: World) -> None:
    insats.starts(1)
    (handle,) = handles(insats)
    line = {"handtag": handle.upper(), "kon": "kvinna", "avslutsanledning": "flytt", "manad": "2026-05"}
    assert insats.ok("avslut", "--json", lines=[line]).lines == [{"handtag": handle}]
    assert handles(insats) == {handle: "avslutad"}


def test_felregistrering_takes_everything_back(insats: World) -> None:
    codes = insats.starts(2)
    insats.ends(codes[:1], reason="felregistrering")
    assert volumes(insats) == {"rader": 1, "enligt volymer": 1}


def test_angra_takes_back_the_latest_form_and_says_which(insats: World) -> None:
    (code,) = insats.starts(1)
    (handle,) = handles(insats)
    insats.ok("matning", "--json", lines=[{"kod": code, "skattare": "deltagare", "svar": SVAR, "manad": "2026-04"}])
    insats.ends([code])
    line = {"kod": code}
    ran = insats.run("angra", "--insats", "coach", "--json", lines=[line, line, line, line])
    assert ran.code == 2
    assert ran.lines[:3] == [{"handtag": handle, "angrat": kind} for kind in ("avslut", "matning", "start")]
    assert (ran.lines[3]["falt"], ran.lines[3]["rad"]) == ("kod", 4)
    assert handles(insats) == {}


def test_re_entry_with_the_same_code_is_a_new_deltagande(insats: World) -> None:
    (code,) = insats.starts(1)
    insats.ends([code])
    insats.ok("start", "--json", lines=[{**START, "manad": "2026-06", "kod": code}])
    assert sorted(handles(insats).values()) == ["avslutad", "oppen"]


def test_ratta_changes_named_fields_and_null_empties(insats: World) -> None:
    (code,) = insats.starts(1)
    (handle,) = handles(insats)
    lines = [
        {"kod": code, "formular": "start", "aldersgrupp": "30-39", "utbildning": "gymnasium"},
        {"kod": code, "formular": "start", "utbildning": None, "manad": "2026-01"},
    ]
    assert insats.ok("ratta", "--insats", "coach", "--json", lines=lines).lines == [{"handtag": handle}] * 2
    assert volumes(insats) == {"rader": 1, "enligt volymer": 1}


def test_ratta_finds_a_matning_by_its_number_or_the_latest(insats: World) -> None:
    (code,) = insats.starts(1)
    matning = {"kod": code, "skattare": "deltagare", "svar": SVAR}
    insats.ok("matning", "--json", lines=[{**matning, "manad": month} for month in ("2026-03", "2026-06")])
    lines: list[dict[str, Any]] = [
        {"kod": code, "formular": "matning", "nr": 1, "manad": "2026-04"},
        {"kod": code, "formular": "matning", "manad": "2026-04"},  # the latest, into the month of the first: refused
        {"kod": code, "formular": "matning", "svar": [5] * 6, "skattare": "handlaggare"},
        {"kod": code, "formular": "matning", "nr": 3, "svar": [5] * 6},
    ]
    ran = insats.run("ratta", "--json", lines=lines)
    assert [line.get("falt") for line in ran.lines] == [None, "manad", None, "nr"]
    assert ran.lines[1]["fel"] == "Det finns redan en mätning för 2026-04."
    assert ran.lines[3]["fel"] == "Mätning 3 finns inte."


def test_ratta_an_avslut(insats: World) -> None:
    (code,) = insats.starts(1)
    insats.ends([code])
    assert insats.ok("ratta", "--json", lines=[{"kod": code, "formular": "avslut", "avslutsanledning": "flytt"}]).code == 0


def test_antal_counts_a_strukturovergripande_insats(empty: World) -> None:
    empty.ok("insats", "ny", "guiden", "--namn", "Välfärdsguiden", "--typ", "struktur")
    lines = [{"manad": "2026-03", "kon": None, "antal": 40}, {"manad": "2026-03", "kon": "man", "antal": 2}, {"manad": "2026-03", "antal": -5}]
    ran = empty.ok("antal", "--insats", "guiden", "--json", lines=lines)
    assert ran.lines == [{"manad": "2026-03", "kon": kon, "antal": n} for kon, n in ((None, 40), ("man", 2), (None, -5))]
    refused = empty.run("start", "--insats", "guiden", "--json", lines=[START])
    assert (refused.code, refused.lines[0]["fel"]) == (2, "Insatsen har inga deltaganden.")


def test_antal_of_an_individinriktad_insats_is_endast_antal(insats: World) -> None:
    insats.starts(1)
    lines = [{"manad": "2026-03", "kon": "kvinna", "antal": 2}, {"manad": "2026-04", "kon": "kvinna", "antal": 1, "handelse": "avslut"}]
    insats.ok("antal", "--json", lines=lines)
    assert volumes(insats) == {"rader": 1, "enligt volymer": 1}


def test_a_late_form_is_taken_once_it_is_confirmed(delivered: World) -> None:
    lines = [START, {**START, "sen": True}, {**START, "sen": "ja"}, {**START, "sen": "nej"}]
    ran = delivered.run("start", "--insats", "coach", "--json", lines=lines)
    late = {
        "fel": "Månaden 2026-03 ligger i en låst period.",
        "falt": "manad",
        "varfor": "Formuläret kan räknas i 2026H2, den äldsta öppna perioden, och märks som sent.",
        "gor": "Bekräfta att det är rätt månad (sen = ja).",
    }
    assert ran.lines[0] == {**late, "rad": 1}
    assert list(ran.lines[1]) == list(ran.lines[2]) == ["kod", "handtag"]
    assert ran.lines[3] == {**late, "rad": 4}


def test_a_later_line_of_a_run_sees_an_earlier_one(insats: World) -> None:
    code = ParticipantCode.new().text
    ran = insats.run("start", "--json", lines=[{**START, "kod": code}, {**START, "kod": code}])
    assert ran.lines[0]["kod"] == code
    assert (ran.lines[1]["fel"], ran.lines[1]["falt"]) == ("Koden har redan ett öppet deltagande.", "kod")


def test_kod_makes_codes_and_warns_on_stderr(empty: World) -> None:
    ran = empty.ok("kod", "--antal", "3")
    assert len({ParticipantCode.parse(line).text for line in ran.out.splitlines()}) == 3
    assert ran.err.startswith("Koderna nedan är hemliga")
    assert [list(line) for line in empty.ok("kod", "--antal", "2", "--json").lines] == [["kod"]] * 2
    assert len(empty.ok("kod").out.splitlines()) == 1
    assert not empty.root.exists()
    assert empty.asked == []


@pytest.mark.parametrize("n", ["0", "-1", "1001"])
def test_kod_makes_neither_none_nor_thousands(empty: World, n: str) -> None:
    ran = empty.run("kod", f"--antal={n}")
    assert (ran.code, ran.out, ran.err) == (2, "", "Antalet koder går inte att använda. Det ska vara 1 till 1000. Ange ett annat antal.\n")


@pytest.mark.parametrize("command", ["start", "matning", "avslut", "ratta", "angra", "antal"])
def test_without_json_the_user_is_told_where_forms_are_filled_in(insats: World, command: str) -> None:
    ran = insats.run(command, "--insats", "coach", lines=[START])
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"Kommandot {command} läser JSON-rader. ")


@pytest.mark.parametrize("command", ["start", "matning", "avslut", "ratta", "angra", "antal"])
def test_no_lines_is_nothing_done(insats: World, command: str) -> None:
    assert insats.ok(command, "--json", lines=b"\n  \n").out == ""


def test_codes_stand_in_no_message(insats: World) -> None:
    (code,) = insats.starts(1)
    ran = insats.run("start", "--json", lines=[{**START, "kod": code}, {**START, "kod": code[:-1] + "?"}, {**START, code: "x"}])
    assert ran.code == 2
    assert code[:9] not in ran.out + ran.err
