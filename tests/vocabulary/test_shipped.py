"""The vocabulary that follows with the program."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from register import counts
from register.vocabulary import variables
from register.vocabulary.loader import DATA, VocabularyError, from_document, load, shipped_files
from register.vocabulary.model import PlanTable, Vocabulary

CODES = {
    "kon": "kvinna man annat",
    "ja-nej": "ja nej",
    "aldersgrupp": "16-19 20-24 25-29 30-39 40-49 50-59 60-67",
    "utbildning": "ej-grundskola grundskola gymnasium eftergymnasial saknas",
    "tid_forsorjning": "ingen under-1 1-3 4-6 7-9 10-eller-mer saknas",
    "forsorjning": "sjukpenning sjukersattning arbetsloshet ekonomiskt-bistand etablering studiestod lon annan ingen saknas",
    "sysselsattning": "arbete-utan-stod arbete-med-stod studier arbetssokande arbetstraning ingen saknas",
    "omfattning": "25 50 75 100 saknas",
    "part": "af fk region kommun",
    "remitterande_part": "af fk region kommun egen annan",
    "omrade": "hela",
    "parallell": "ingen annan-finsam part-af part-fk part-region part-kommun",
    "skattare": "deltagare handlaggare gemensam",
    "avslutsanledning": "arbete-utan-stod arbete-med-stod eget-foretag studier forstarkt-samarbete insats-af kommunal-verksamhet annan-finsam-insats "
    "arbetstraning medicinsk-behandling sjukersattning foraldraledighet flytt egen-begaran uteblivit fel-malgrupp insatsen-upphorde avliden annat "
    "felregistrering",
    "redo_for": "arbete-studier forstarkt-samarbete kommunal-verksamhet insats-af inget",
    "tid_i_insats": "0-2 3-5 6-11 12-23 24-",
    "antal_matningar": "0 1 2 3 4-",
    "arbete_studier": "borjade okade oforandrat minskade varken saknas",
    "annulleringsorsak": "fel-insats dubblett felaktiga-uppgifter provleverans annan-orsak",
    "avslutsgrupp": "arbete-studier rehabilitering ovrigt",
    "aldersgrupp_3": "16-29 30-49 50-67",
    "tid_3": "0-5 6-11 12-",
}


@pytest.fixture(scope="module")
def shipped() -> Vocabulary:
    return load()


def test_lists_and_codes(shipped: Vocabulary) -> None:
    assert {id_: " ".join(code.id for code in code_list.codes) for id_, code_list in shipped.lists.items()} == CODES


@pytest.mark.parametrize(
    ("kind", "fields", "required"),
    [
        (
            "start",
            (
                "kon aldersgrupp utbildning tid_forsorjning forsorjning flera_kallor sysselsattning omfattning remitterande_part omrade "
                "ny_i_forbundet parallell manad"
            ),
            "kon aldersgrupp manad",
        ),
        ("matning", "skattare parallell manad", "skattare manad"),
        ("avslut", "avslutsanledning redo_for forsorjning sysselsattning omfattning vald_fragad parallell manad", "avslutsanledning manad"),
    ],
)
def test_forms(shipped: Vocabulary, kind: str, fields: str, required: str) -> None:
    form = next(form for form in shipped.forms.values() if form.kind == kind)
    assert " ".join(field.id for field in form.fields) == fields
    assert " ".join(field.id for field in form.fields if field.required) == required
    assert all(field.help.endswith((".", "?")) for field in form.fields)


def test_omfattning_is_asked_of_work_and_studies(shipped: Vocabulary) -> None:
    for kind in ("start", "avslut"):
        assert shipped.forms[kind].by_id["omfattning"].only_if == ("sysselsattning", ("arbete-utan-stod", "arbete-med-stod", "studier"))


def test_every_coded_field_is_counted_and_nothing_else(shipped: Vocabulary) -> None:
    counted = {(t.event, t.variables[0]) for t in shipped.plan.tables if len(t.variables) == 1 and t.variables[0] not in variables.DERIVED}
    fields = {(kind, f.id) for kind, form in shipped.forms.items() for f in form.fields if f.code_list}
    assert counted == fields - {("start", "kon"), ("matning", "skattare")}


def test_tables_that_cross(shipped: Vocabulary) -> None:
    crossing = {t.id: (t.variables, t.minimum) for t in shipped.plan.tables if len(t.variables) > 1}
    assert crossing == {
        "avslut.forsorjning_fore_efter": (("forsorjning_fore", "forsorjning"), None),
        "avslut.sysselsattning_fore_efter": (("sysselsattning_fore", "sysselsattning"), None),
        "for-vem.parallell": (("avslutsgrupp", "parallell"), 30),
        "for-vem.aldersgrupp": (("avslutsgrupp", "aldersgrupp_3"), 30),
        "for-vem.tid": (("avslutsgrupp", "tid_3"), 30),
    }


def test_every_table_has_its_purpose_and_variables_have_labels(shipped: Vocabulary) -> None:
    assert shipped.plan.pair_purpose
    assert shipped.plan.level_purpose
    for table in shipped.plan.tables:
        assert table.purpose.endswith(".")
        for variable in table.variables:
            for code in variables.list_of(shipped, table.event, variable).codes:
                assert variables.value_label(shipped, table.event, variable, code.id) == code.label


def test_labels_of_what_is_missing_or_unknown(shipped: Vocabulary) -> None:
    assert variables.value_label(shipped, "avslut", "redo_for", counts.MISSING) == "Uppgift saknas"
    assert variables.value_label(shipped, "avslut", "forsorjning_fore", counts.UNKNOWN_START) == "Start okänd"
    assert variables.value_label(shipped, "avslut", "redo_for", "okant") == "okant"
    with pytest.raises(KeyError):
        variables.list_of(shipped, "start", "tid_i_insats")


@pytest.mark.parametrize(
    ("list_id", "number", "band"),
    [
        ("tid_i_insats", 0, "0-2"),
        ("tid_i_insats", 2, "0-2"),
        ("tid_i_insats", 3, "3-5"),
        ("tid_i_insats", 23, "12-23"),
        ("tid_i_insats", 24, "24-"),
        ("tid_i_insats", 400, "24-"),
        ("tid_3", 5, "0-5"),
        ("tid_3", 6, "6-11"),
        ("tid_3", 99, "12-"),
        ("antal_matningar", 3, "3"),
        ("antal_matningar", 4, "4-"),
        ("aldersgrupp", 67, "60-67"),
        ("aldersgrupp_3", 29, "16-29"),
    ],
)
def test_bands(shipped: Vocabulary, list_id: str, number: int, band: str) -> None:
    assert variables.band_of(shipped.lists[list_id], number) == band


def test_no_band_outside(shipped: Vocabulary) -> None:
    with pytest.raises(KeyError):
        variables.band_of(shipped.lists["aldersgrupp"], 68)


def test_groupings(shipped: Vocabulary) -> None:
    assert shipped.default_grouping == "goteborg"
    coarse = {"aldersgrupp-2", "utbildning-2", "tid-forsorjning-2", "forsorjning-3", "forsorjning-2", "sysselsattning-3", "sysselsattning-2"}
    coarse |= {"parallell-2", "redo-2", "tid-2", "arbete-studier-2", "antal-matningar-2", "remitterande-2"}
    assert coarse < set(shipped.groupings)
    assert {g.id: len(g.groups) for g in shipped.groupings.values() if g.id not in coarse} == {
        "goteborg": 3,
        "fem-grupper": 5,
        "anledning": 19,
        "aldersgrupp-3": 3,
        "tid-3": 3,
    }
    assert shipped.groupings["goteborg"].label == "Tre grupper"
    assert variables.grouping_of(shipped, "avslutsgrupp") is shipped.groupings["goteborg"]
    assert variables.grouping_of(shipped, "tid_3") is shipped.groupings["tid-3"]


def test_a_coarse_grouping_goes_when_its_list_has_changed() -> None:
    document = load().document
    ages = document["kodlistor"]["listor"]["aldersgrupp"]["koder"]
    codes = [*ages, {"id": "67-70", "label": "67–70 år", "fran": 68, "till": 70}]
    three = {**document["grupperingar"]["grupperingar"]["aldersgrupp-3"]}
    three["grupper"] = [*three["grupper"][:2], {**three["grupper"][2], "koder": ["50-59", "60-67", "67-70"]}]
    lists = {**document["kodlistor"]["listor"], "aldersgrupp": {"label": "Ålder", "koder": codes}}
    groupings = {**document["grupperingar"]["grupperingar"], "aldersgrupp-3": three}
    changed = from_document(
        {**document, "kodlistor": {**document["kodlistor"], "listor": lists}, "grupperingar": {**document["grupperingar"], "grupperingar": groupings}}
    )
    assert "aldersgrupp-2" not in changed.groupings
    assert "utbildning-2" in changed.groupings


def test_table_by_its_variables(shipped: Vocabulary) -> None:
    found = variables.table_of(shipped, "avslut", "avslutsanledning")
    assert isinstance(found, PlanTable)
    assert found.id == "avslut.avslutsanledning"
    assert variables.table_of(shipped, "start", "avslutsanledning") is None


def test_skapa(shipped: Vocabulary) -> None:
    skapa = shipped.instruments["skapa"]
    assert (skapa.key, skapa.low, skapa.high, skapa.interval_months, skapa.score) == ("skapa.1", 1, 5, 3, None)
    assert [item.id for item in skapa.items] == ["na-arbete", "klara-arbete", "kompetenser", "samarbete", "vardag-natverk", "halsa"]


def test_swemwbs_has_its_score_and_no_wording(shipped: Vocabulary) -> None:
    swemwbs = shipped.instruments["swemwbs"]
    assert [item.label for item in swemwbs.items] == [f"Fråga {n}" for n in range(1, 8)]
    assert swemwbs.minimum_pairs == 30
    assert swemwbs.score is not None
    assert list(swemwbs.score) == list(range(7, 36))
    assert [swemwbs.score[raw] for raw in (7, 8, 20, 21, 34, 35)] == [700, 951, 1859, 1925, 3255, 3500]
    assert list(swemwbs.score.values()) == sorted(set(swemwbs.score.values()))


def test_first_instrument_is_skapa(shipped: Vocabulary) -> None:
    assert [i.id for i in shipped.instruments_of("any")] == ["skapa", "swemwbs"]


@pytest.mark.parametrize("name", sorted(shipped_files()))
def test_each_file_says_whose_it_is(name: str) -> None:
    text = shipped_files()[name].decode()
    assert "Nyckeltals egna" in text or "Nyckeltals räkneplan" in text
    assert "förbundet" in text.lower()
    assert tomllib.loads(text)["version"] == 1
    assert (DATA / name).is_file()


def test_copies_of_the_shipped_files_change_nothing(shipped: Vocabulary, tmp_path: Path) -> None:
    for name, data in shipped_files().items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    copied = load(tmp_path)
    assert copied == shipped
    assert copied.hash == shipped.hash


@pytest.mark.parametrize(
    ("file", "old", "new", "reason"),
    [
        ("kodlistor.toml", "[listor.kon]", "[listor.konet]", "Listan ”kon” saknas, men måste finnas."),
        ("kodlistor.toml", "[listor.tid_i_insats]", "[listor.tid]", "Listan ”tid_i_insats” saknas, men måste finnas."),
        (
            "grupperingar.toml",
            "grupperingar.tid-3",
            "grupperingar.tid",
            "Grupperingen ”tid-3” av listan ”tid_i_insats” saknas, men används av räkneplanen.",
        ),
        ("formular.toml", 'id = "skattare"', 'id = "vem"', "Fältet ”skattare” saknas i formuläret ”matning”, men måste finnas."),
        ("rakneplan.toml", "syfte_par", "#", "”syfte_par” eller ”syfte_nivaer” saknas i räkneplanen."),
    ],
)
def test_damaged_installation(tmp_path: Path, file: str, old: str, new: str, reason: str) -> None:
    for name, data in shipped_files().items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    text = (tmp_path / file).read_text(encoding="utf-8")
    assert old in text
    (tmp_path / file).write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(VocabularyError) as caught:
        load(shipped=tmp_path)
    assert caught.value.reason == reason


def test_missing_shipped_file(tmp_path: Path) -> None:
    with pytest.raises(VocabularyError, match=r"kodlistor\.toml kan inte användas. Filen saknas"):
        load(shipped=tmp_path)


def test_loading_is_light() -> None:
    heavy = "sqlmodel sqlalchemy pandas numpy cryptography textual"
    code = (
        "import sys; from register.vocabulary import loader, describe; describe.kodlistor(loader.load()); "
        f"print(*[m for m in {heavy.split()!r} if m in sys.modules])"
    )
    loaded = subprocess.run([sys.executable, "-c", code], cwd=DATA.parents[2], capture_output=True, text=True, check=True).stdout.strip()
    assert loaded == ""
