"""What a form refuses, in the words that stand under the field."""

from __future__ import annotations

from datetime import date

import pytest

from register.errors import BadInput
from register.insats.forms import AvslutForm, MatningForm, Participation, StartForm, check_order, is_asked, validate, validate_items
from register.periods import Month
from register.vocabulary.loader import load

VOCABULARY = load(None)
TODAY = date(2026, 11, 22)
START = {"kon": "kvinna", "aldersgrupp": "25-29", "manad": "2026-03"}
AVSLUT = {"avslutsanledning": "studier", "manad": "2026-03"}
SKAPA, SWEMWBS = VOCABULARY.instruments["skapa"], VOCABULARY.instruments["swemwbs"]


def errors(kind: str, answers: dict[str, str | None]) -> list[tuple[str, str]]:
    form = VOCABULARY.forms[kind]  # type: ignore[index]
    return [(found.field, str(found.error)) for found in validate(form, VOCABULARY, answers, today=TODAY)]


def test_required_fields_are_enough() -> None:
    assert errors("start", dict(START)) == []
    assert errors("avslut", dict(AVSLUT)) == []
    assert errors("matning", {"skattare": "deltagare", "manad": "2026-03"}) == []


BAD = [
    ("start", {**START, "kon": None}, "kon", "Kön saknas. Fältet måste fyllas i. Välj ett svar."),
    ("start", {**START, "kon": ""}, "kon", "Kön saknas. Fältet måste fyllas i. Välj ett svar."),
    (
        "start",
        {**START, "kon": "Kvinna"},
        "kon",
        "Kön har ett svar som inte går att välja. Svaret finns inte i listan. Välj ett av: kvinna, man, annat.",
    ),
    ("start", {**START, "flera_kallor": "true"}, "flera_kallor", "Flera försörjningskällor har ett svar som inte går att välja."),
    ("start", {**START, "manad": None}, "manad", "Startmånad saknas. Fältet måste fyllas i. Ange månaden, till exempel 2026-03."),
    ("start", {**START, "manad": "mars"}, "manad", "Månaden går inte att läsa."),
    (
        "start",
        {**START, "manad": "2026-12"},
        "manad",
        "Månaden 2026-12 har inte varit än. Ett formulär gäller något som har hänt. Kontrollera år och månad.",
    ),
    (
        "start",
        {**START, "omfattning": "50"},
        "omfattning",
        "Omfattning gäller inte här. Det frågas bara när Sysselsättning är ”Förvärvsarbete utan stöd”, ”Förvärvsarbete med stöd” eller ”Studier”.",
    ),
    ("start", {**START, "sysselsattning": "ingen", "omfattning": "50"}, "omfattning", "Omfattning gäller inte här."),
    ("start", {**START, "namn": "Anna"}, "namn", "Fältet finns inte i formuläret. Formuläret har fälten kon, aldersgrupp,"),
    ("start", {**START, "redo_for": "inget"}, "redo_for", "Fältet finns inte i formuläret."),
    ("avslut", {**AVSLUT, "avslutsanledning": None}, "avslutsanledning", "Avslutsanledning saknas. Fältet måste fyllas i. Välj ett svar."),
    ("avslut", {**AVSLUT, "avslutsanledning": "slut"}, "avslutsanledning", "Avslutsanledning har ett svar som inte går att välja."),
    ("matning", {"manad": "2026-03"}, "skattare", "Skattare saknas. Fältet måste fyllas i. Välj ett svar."),
]


@pytest.mark.parametrize(("kind", "answers", "field", "message"), BAD)
def test_a_bad_answer_is_refused_under_its_field(kind: str, answers: dict[str, str | None], field: str, message: str) -> None:
    found = errors(kind, answers)
    assert [name for name, _ in found] == [field]
    assert found[0][1].startswith(message)


def test_every_error_is_found_at_once_in_screen_order() -> None:
    found = errors("start", {"kon": "x", "aldersgrupp": "y", "manad": "2027-01"})
    assert [name for name, _ in found] == ["kon", "aldersgrupp", "manad"]


def test_an_answer_that_is_no_text_is_refused() -> None:
    found = validate(VOCABULARY.forms["start"], VOCABULARY, {**START, "aldersgrupp": 25}, today=TODAY)  # type: ignore[dict-item]
    assert str(found[0].error) == "Åldersgrupp ska vara en kod. Svaret är inte text. Ange svarets id som text."


def test_no_message_repeats_what_was_typed() -> None:
    """Somebody may have typed a name or a personnummer where it does not belong."""
    for answer in ("Anna Ek", "19800101-1234"):
        assert all(answer not in message for _, message in errors("start", {**START, "utbildning": answer}))


def test_this_month_is_no_future() -> None:
    assert errors("start", {**START, "manad": "2026-11"}) == []


def test_a_conditional_field_is_asked_where_its_answer_is_given() -> None:
    field = VOCABULARY.forms["start"].by_id["omfattning"]
    assert is_asked(field, {"sysselsattning": "studier"})
    assert not is_asked(field, {"sysselsattning": "ingen"})
    assert not is_asked(field, {})


@pytest.mark.parametrize(
    ("svar", "fields", "message"),
    [
        ((1, 2, 3, 4, 5), ["svar"], "SKAPA har 6 svar, inte 5. Varje område ska ha ett svar eller vara tomt. Ange ett svar per område."),
        ((1, 2, 3, 4, 5, 5, 5), ["svar"], "SKAPA har 6 svar, inte 7."),
        ((0, 2, 3, 4, 5, 5), ["svar.1"], "Nå ett arbete: svaret ligger utanför skalan. Skalan går från 1 till 5."),
        ((1, 2, 3, 4, 5, 6), ["svar.6"], "Hälsa: svaret ligger utanför skalan."),
        ((1, 2, 3, 4, 9, -1), ["svar.5", "svar.6"], "Vardag och nätverk: svaret ligger utanför skalan."),
        ((True, 2, 3, 4, 5, 5), ["svar.1"], "Nå ett arbete: svaret ligger utanför skalan."),
        ((1.0, 2, 3, 4, 5, 5), ["svar.1"], "Nå ett arbete: svaret ligger utanför skalan."),
        ((None,) * 6, ["svar"], "Mätningen är tom. Inget område har något svar. Ange minst ett svar."),
    ],
)
def test_items_outside_the_scale_are_refused(svar: tuple[int | None, ...], fields: list[str], message: str) -> None:
    found = validate_items(SKAPA, svar)
    assert [error.field for error in found] == fields
    assert str(found[0].error).startswith(message)


def test_missing_items_are_allowed() -> None:
    assert validate_items(SKAPA, (None, None, 5, None, None, None)) == []
    assert validate_items(SWEMWBS, (1, 2, 3, 4, 5, None, 1)) == []


def matning(month: str, skattare: str = "deltagare") -> MatningForm:
    return MatningForm(Month.parse(month), "2026H1", False, "skapa", "1", skattare, (1, None, 3, 4, 5, 5), {"parallell": "ingen"})


def participation(*forms: MatningForm, start: str = "2026-02", avslut: str | None = None) -> Participation:
    first = StartForm(Month.parse(start), "2026H1", False, {"kon": "man", "aldersgrupp": "20-24"})
    last = (AvslutForm(Month.parse(avslut), "2026H1", True, {"avslutsanledning": "studier"}),) if avslut else ()
    return Participation((first, *forms, *last))


def test_forms_survive_their_bytes() -> None:
    whole = participation(matning("2026-02"), matning("2026-02", "handlaggare"), avslut="2026-06")
    assert Participation.decode(whole.encode()) == whole
    assert whole.avslut is not None
    assert whole.avslut.late


@pytest.mark.parametrize(
    ("whole", "message"),
    [
        (participation(avslut="2026-01"), "Avslutet ligger före starten. Deltagandet startade 2026-02."),
        (participation(matning("2026-01")), "Mätningen ligger före starten. Deltagandet startade 2026-02."),
        (participation(matning("2026-05"), avslut="2026-04"), "Avslutet ligger före en mätning. Deltagandet har en mätning 2026-05."),
        (participation(matning("2026-05"), matning("2026-05")), "Det finns redan en mätning för 2026-05. Den har samma instrument och skattare."),
    ],
)
def test_months_that_can_not_be_true_together_are_refused(whole: Participation, message: str) -> None:
    with pytest.raises(BadInput) as refused:
        check_order(whole)
    assert str(refused.value).startswith(message)
    assert refused.value.field == "manad"


def test_all_in_one_month_is_possible() -> None:
    check_order(participation(matning("2026-02"), matning("2026-02", "handlaggare"), avslut="2026-02"))
