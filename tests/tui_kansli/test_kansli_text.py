"""The kansli's texts from figures made by hand: every line fits its width, nothing is hidden, and each empty state says what to do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from rich.cells import cell_len
from textual.content import Content

from register.kansli.acts import DeliveryOverview, MissingRow, Receipt, ReceivedRow, WaitingRow
from register.kansli.outcomes import BASE_COLUMNS, OTHER_COLUMNS, VOLUME_COLUMNS, Outcome
from register.periods import Month, Period
from register.statistics import wilson
from register.vocabulary.loader import load
from tui.screens.kansli_data import Choice, KansliData, MonthRow, flows
from tui.screens.kansli_files import receipt_text
from tui.screens.kansli_outcome_text import outcome_text
from tui.screens.kansli_text import clickable, deliveries_text, delivery_rows, overview, short_kon, tasks
from tui.screens.kansli_words import DEFINITIONS, HELP_NOTES, WORDS

KON = ("kvinna", "man", "annat")
COLUMNS = (*VOLUME_COLUMNS, *OTHER_COLUMNS)
VOCABULARY = load()
GROUPING = VOCABULARY.groupings[VOCABULARY.default_grouping]
LABELS = {
    "kon": {code.id: code.label for code in VOCABULARY.lists["kon"].codes},
    "skattare": {"deltagare": "Deltagaren", "handlaggare": "Handläggaren"},
    "annulleringsorsak": {"dubblett": "Dubblett"},
    "instrument": {"skapa": "SKAPA"},
}


def volumes(rows: dict[tuple[str, str, str], dict[str, int]]) -> pd.DataFrame:
    """Rows by (insats, period, kön); what is not given is 0."""
    return pd.DataFrame(
        [{"insats": i, "period": p, "kon": k, **dict.fromkeys(COLUMNS, 0), **given} for (i, p, k), given in rows.items()],
        columns=["insats", "period", "kon", *COLUMNS],
    )


def groups(counts: dict[str, tuple[int, int, int]]) -> pd.DataFrame:
    rows = []
    for kon in ("totalt", *KON):
        given = counts.get(kon, (0, 0, 0))
        base = sum(given)
        for group, n in zip(GROUPING.groups, given, strict=True):
            low, high = wilson(n, base) or (None, None)
            rows.append((kon, group.id, group.label, n, base, n / base if base else None, low, high))
    return pd.DataFrame(rows, columns=["kon", "grupp", "etikett", "n", "bas", "andel", "lag", "hog"])


def progression(n: tuple[int, int, int]) -> pd.DataFrame:
    better, same, worse = n
    rows = [
        (kon, "skapa", "1", rater, "halsa", "Hälsa", sum(n), better, same, worse, 0.5)
        for kon in ("totalt", *KON)
        for rater in ("deltagare", "handlaggare")
    ]
    columns = ["kon", "instrument", "version", "skattare", "omrade", "etikett", "n", "forbattrad", "lika", "forsamrad", "medel"]
    return pd.DataFrame(rows, columns=columns)


def outcome(**changes: object) -> Outcome:
    totals = pd.DataFrame(0, index=pd.Index(["totalt", *KON], name="kon"), columns=list(COLUMNS))
    totals.loc["totalt", ["deltagare", "nya", "avslutade", "pagaende_slut"]] = [40, 30, 20, 20]
    base = pd.DataFrame(0, index=pd.Index(["totalt", *KON], name="kon"), columns=list(BASE_COLUMNS))
    base.loc["totalt"] = [20, 15, 4, 1, 0]
    given: dict[str, object] = {
        "span": Period.parse("2026H1"),
        "insats_id": None,
        "grouping": GROUPING,
        "kon": KON,
        "volumes": volumes({("a", "2026H1", "kvinna"): {"nya": 30, "pagaende_start": 10, "pagaende_slut": 20, "avslutade": 20, "deltagare": 40}}),
        "totals": totals,
        "base": base,
        "groups": groups({"totalt": (6, 5, 4), "kvinna": (6, 5, 4)}),
        "progression": progression((5, 3, 2)),
    }
    return Outcome(**(given | changes))  # type: ignore[arg-type]


def received(insats: str = "a", namn: str = "Alfa", *, number: int = 1, state: str = "mottagen", reason: str | None = None) -> ReceivedRow:
    return ReceivedRow(insats, namn, number, ("2026H1",), date(2026, 7, number), state, reason)


def data(one: Outcome | None = None, *, deliveries: DeliveryOverview | None = None, choice: Choice | None = None) -> KansliData:
    chosen = one or outcome()
    got = deliveries or DeliveryOverview((received(),), (), (WaitingRow("a", "Alfa", 0),))
    names = {row.insats_id: row.namn for row in got.received}
    months = tuple(MonthRow(Month(2025, 1).plus(i), i, 24 - i) for i in range(24))
    typ = {insats: "struktur" if insats == "s" else "individ" for insats in names}
    return KansliData(choice or Choice(Month(2026, 1)), got, names, typ, chosen, chosen, months, LABELS)


def lines(content: Content) -> list[str]:
    return str(content).splitlines()


def line(content: Content, start: str) -> str:
    return next(text for text in lines(content) if text.startswith(start))


@pytest.mark.parametrize("width", [77, 117])
@pytest.mark.parametrize("by_kon", [False, True])
def test_no_line_is_wider_than_the_screen(width: int, by_kon: bool) -> None:
    seen = data(choice=Choice(Month(2026, 1), by_kon=by_kon))
    for content in (overview(seen, width), outcome_text(seen, width)):
        assert max(cell_len(text) for text in lines(content)) <= width


def test_the_first_line_says_internal_and_which_span() -> None:
    for content in (overview(data()), outcome_text(data())):
        assert lines(content)[0].strip().startswith("INTERNT")
        assert "första halvåret 2026 (2026H1)" in lines(content)[0]


def test_an_insats_that_had_ended_is_not_told_of_as_late() -> None:
    given = data(deliveries=DeliveryOverview((received(), received("b", "Bryggan")), (), ()))
    assert "inte levererat" in line(overview(given), "Bryggan")
    for last, word in ((Month(2025, 12), "hade upphört"), (Month(2026, 1), "inte levererat")):
        assert line(overview(replace(given, ended={"b": last})), "Bryggan").endswith(word)


def test_small_numbers_are_shown_as_they_are() -> None:
    one = outcome(groups=groups({"totalt": (1, 2, 0), "kvinna": (1, 0, 0), "man": (0, 2, 0)}))
    text = outcome_text(data(one, choice=Choice(Month(2026, 1), by_kon=True)))
    assert " 1 " in line(text, GROUPING.groups[0].label[:20])
    assert "33 %" in line(text, GROUPING.groups[0].label[:20])


def test_a_group_that_nobody_is_in_has_a_share_of_zero_with_its_interval() -> None:
    one = outcome(groups=groups({"totalt": (10, 5, 0)}))
    last = line(outcome_text(data(one)), GROUPING.groups[2].label[:20])
    assert "0 %" in last
    assert "0–20 %" in last


def test_no_base_has_a_dash_and_says_why() -> None:
    base = outcome().base.copy()
    base.loc["totalt"] = [4, 0, 4, 0, 0]
    text = outcome_text(data(outcome(base=base, groups=groups({}))))
    assert "–" in line(text, GROUPING.groups[0].label[:20])
    assert "Svaren kommer när tillräckligt många av samma kön har slutat." in str(text)


def test_those_who_waited_from_earlier_are_explained() -> None:
    base = outcome().base.copy()
    base.loc["totalt"] = [20, 22, 0, 0, 0]
    assert "slutade tidigare och har väntat" in str(outcome_text(data(outcome(base=base))))
    assert "slutade tidigare" not in str(outcome_text(data()))


def test_raters_are_never_summed() -> None:
    text = str(outcome_text(data()))
    assert "SKAPA 1, deltagaren" in text
    assert "SKAPA 1, handläggaren" in text
    assert text.count("Hälsa ") == 2


def test_no_pairs_is_said() -> None:
    assert "Inget är redovisat än: minst fem av samma kön" in str(outcome_text(data(outcome(progression=progression((0, 0, 0))))))


def test_notes_and_missing_deliveries_stand_before_the_figures() -> None:
    missing = DeliveryOverview((received(),), (MissingRow("a", "Alfa", "2026H1"), MissingRow("a", "Alfa", "2026H2")), ())
    text = str(outcome_text(data(outcome(notes=("Delad period.",)), deliveries=missing)))
    assert text.index("Obs: Delad period.") < text.index("Volymer")
    assert "Har inte levererat hela perioden: Alfa." in text


def test_a_span_without_figures_says_what_to_do() -> None:
    totals = outcome().totals * 0
    assert "Inget är levererat för perioden. Välj en annan" in str(outcome_text(data(outcome(totals=totals))))


def test_of_which_is_told_where_there_is_any() -> None:
    totals = outcome().totals.copy()
    totals.loc["totalt", ["sen", "nya_endast_antal"]] = [2, 3]
    assert "varav 3 nya endast antal, 2 sena formulär" in str(outcome_text(data(outcome(totals=totals))))
    assert "varav" not in str(outcome_text(data()))


def test_periods_of_an_insats_are_joined_to_the_span() -> None:
    """Pågående is that of the last period, deltagare the first period's pågående plus all nya; kön are summed to all."""
    two = volumes(
        {
            ("a", "2026K1", "kvinna"): {"nya": 3, "pagaende_start": 2, "avslutade": 1, "pagaende_slut": 4, "deltagare": 5},
            ("a", "2026K2", "kvinna"): {"nya": 1, "pagaende_start": 4, "avslutade": 3, "pagaende_slut": 2, "deltagare": 5},
            ("a", "2026K1", "man"): {"nya": 1, "pagaende_slut": 1, "deltagare": 1},
            ("a", "2026K2", "man"): {"pagaende_start": 1, "felregistrerade": 1},
        }
    )
    found = flows(outcome(volumes=two))
    assert found["a", "kvinna"] == (6, 4, 4, 0, 2, 0)
    assert found["a", "man"] == (1, 1, 0, 1, 0, 0)
    assert found["a", None] == (7, 5, 4, 1, 2, 0)


def test_nothing_delivered_gives_no_flows() -> None:
    assert flows(outcome(volumes=volumes({}))) == {}


def test_an_insats_that_has_not_delivered_is_a_dash_and_no_zero() -> None:
    both = DeliveryOverview((received(), received("b", "Beta")), (MissingRow("b", "Beta", "2026H1"),), ())
    text = overview(data(deliveries=both))
    assert line(text, "Beta").split()[1:5] == ["–"] * 4
    assert line(text, "Alfa").split()[1:5] == ["40", "30", "20", "20"]
    assert line(text, "Alla").split()[1:5] == ["40", "30", "20", "20"]


def test_strukturovergripande_stand_by_themselves() -> None:
    one = outcome(volumes=volumes({("s", "2026H1", "kvinna"): {"antal": 9}, ("s", "2026H1", "man"): {"antal": 2}}))
    text = overview(data(one, deliveries=DeliveryOverview((received("s", "Sigma"),), (), ())))
    assert line(text, "Sigma").split()[1] == "11"
    assert "Deltagare" not in str(text)


@pytest.mark.parametrize(
    ("missing", "waiting", "expected"),
    [
        ((), (), ["Inget saknas och inget väntar."]),
        ((MissingRow("a", "Alfa", "2025H2"), MissingRow("a", "Alfa", "2026H1")), (), ["→ Alfa: 2025H2, 2026H1 har inte kommit (F4)"]),
        ((), (WaitingRow("a", "Alfa", 3), WaitingRow("b", "Beta", 0)), ["Avslut som väntar på att bli fler: Alfa\N{NO-BREAK SPACE}3"]),
    ],
)
def test_tasks(missing: tuple[MissingRow, ...], waiting: tuple[WaitingRow, ...], expected: list[str]) -> None:
    assert [str(one) for one in tasks(data(deliveries=DeliveryOverview((received(),), missing, waiting)))] == expected


def test_deliveries_the_latest_first_annulled_with_their_reason() -> None:
    got = (received(number=1), received(number=2, state="annullerad", reason="dubblett"))
    rows = delivery_rows(data(deliveries=DeliveryOverview(got, (), ())))
    assert [row for row, _ in rows] == ["a/2", "a/1"]
    assert rows[0][1].endswith("annullerad: Dubblett")
    assert "annullerad" not in rows[1][1]


def test_an_empty_register_says_what_to_do_everywhere() -> None:
    empty = data(deliveries=DeliveryOverview((), (), ()))
    assert empty.empty
    for content in (overview(empty), outcome_text(empty), deliveries_text(empty)):
        assert "Inget har kommit än" in str(content)
        assert "m" in str(content)


def test_kon_as_headings() -> None:
    assert [short_kon(LABELS["kon"], kon) for kon in ("totalt", *KON)] == ["Alla", "Kvinna", "Man", "Annat"]


def test_a_clickable_text_presses_its_key() -> None:
    content = clickable("Insats (i)", "i")
    assert str(content) == "Insats (i)"
    assert any("simulate_key('i')" in str(span.style) for span in content.spans)


def test_a_receipt_says_the_words_at_the_first_delivery_alone() -> None:
    first = Receipt("a", "Alfa", 1, ("2026H1",), new=True, words="ett-två-tre-fyra-fem-sex")
    again = Receipt("a", "Alfa", 1, ("2026H1",), new=False)
    assert "ett-två-tre-fyra-fem-sex" in receipt_text([first])
    assert "annullera leveransen" in receipt_text([first])
    assert receipt_text([again]) == "Alfa, leverans 1 (2026H1): redan mottagen, inget ändrades"
    assert receipt_text([replace(first, words=None)]) == "Alfa, leverans 1 (2026H1)"


def test_every_word_of_the_screens_is_defined() -> None:
    assert {"Deltagande", "Bas", "Sen", "Start okänd", "Endast antal", "Väntar", "Redovisade", "Ej redovisade", "Internt"} <= set(DEFINITIONS)
    assert all(meaning.endswith(".") and len(meaning) < 160 for meaning in DEFINITIONS.values())
    assert "anonym" not in HELP_NOTES.lower()
    assert HELP_NOTES.endswith(WORDS)
