"""What may be filled in: any values that a counter can have, and nothing else; places and files as text; definitions that follow one another."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.counters import entry, loader
from register.counters.model import Counter, Grid, Place
from register.counters.periods import parse
from register.errors import BadInput
from register.vocabulary.model import Code
from tests.counters.makers import counter_of
from tests.counters.strategies import counters, filled, values_of

H1 = parse("halvar", "2026H1")


@given(st.data())
def test_whatever_a_counter_can_hold_is_taken_and_what_is_not_named_stays(data: st.DataObject) -> None:
    counter = data.draw(counters())
    before = data.draw(values_of(counter))
    new = data.draw(values_of(counter, retired=False))
    after = entry.checked(counter, before, new)
    assert after == {**before, **new}
    assert entry.invalid(counter, after) == []
    blanked = entry.checked(counter, after, dict.fromkeys(after))
    assert blanked == {}


@given(filled())
def test_a_grid_has_every_place_once_with_its_value_and_retired_ones_last(found: tuple[Counter, dict[Place, int]]) -> None:
    counter, values = found
    cells = entry.cells(counter, values)
    assert {cell.place: cell.value for cell in cells if cell.value is not None} == values
    assert len({cell.place for cell in cells}) == len(cells)
    assert [cell.place for cell in cells if not cell.retired] == list(counter.places())
    assert [cell.retired for cell in cells] == sorted(cell.retired for cell in cells)


@given(filled())
def test_places_and_files_are_read_back(found: tuple[Counter, dict[Place, int]]) -> None:
    counter, values = found
    for place in counter.places(retired=True):
        assert entry.parse_place(counter, entry.place_text(counter, place)) == place
    grid = Grid(counter, H1, "", entry.cells(counter, values))
    read = entry.from_csv(counter, entry.to_csv(grid))
    assert {place: n for place, n in read.items() if n is not None} == values
    assert entry.checked(counter, values, read) == values


@given(counters())
def test_a_definition_is_read_back_and_its_hash_names_it(counter: Counter) -> None:
    again = loader.from_document(counter.document)
    assert again == counter
    assert again.hash == counter.hash != replace(counter, label="Annat").hash


@given(st.data())
def test_one_bad_value_refuses_all_of_them(data: st.DataObject) -> None:
    counter = data.draw(counters(pair=False))
    before = data.draw(values_of(counter))
    place = data.draw(st.sampled_from(list(counter.places())))
    bad = data.draw(st.sampled_from([-1, 10_000_001]).filter(lambda n: n != before.get(place)))
    with pytest.raises(BadInput) as caught:
        entry.checked(counter, before, {**dict.fromkeys(counter.places(), 1), place: bad})
    assert caught.value.field == entry.place_text(counter, place)


@pytest.fixture
def personal(tmp_path: Path) -> Counter:
    return counter_of(tmp_path, "personal")


@pytest.fixture
def pair(tmp_path: Path) -> Counter:
    return counter_of(tmp_path, "utbildade")


def said(counter: Counter, changes: entry.Changes, before: dict[Place, int] | None = None) -> list[str]:
    return [str(fault.error) for fault in entry.faults(counter, before or {}, changes)]


def test_every_fault_is_told_with_its_place(personal: Counter) -> None:
    faults = entry.faults(personal, {}, {Place(("staden", "man")): -1, Place(("fk", "man")): 3, Place(("x", "man")): 1, Place(("staden",)): 1})
    assert [fault.error.field for fault in faults] == ["staden/man", "x/man", "staden"]
    assert "Staden · Man: värdet går inte att använda. Ett värde är ett heltal från 0 till 10 000 000." in str(faults[0].error)
    assert "Koden ”x” finns inte i listan ”part”. De som finns är: staden, regionen, fk." in str(faults[1].error)
    assert "En ruta i personal skrivs part/kon." in str(faults[2].error)


@pytest.mark.parametrize("n", [True, 1.0, "1"])
def test_only_whole_numbers_are_numbers(personal: Counter, n: object) -> None:
    assert said(personal, {Place(("staden", "man")): n})  # type: ignore[dict-item]


def test_a_share_has_both_numbers_and_no_more_than_all(pair: Counter) -> None:
    part, base = Place((), "taljare"), Place((), "namnare")
    assert said(pair, {part: 12, base: 12}) == []
    assert said(pair, {part: 0, base: 0}) == []
    assert "Personal saknas" in said(pair, {part: 12})[0]
    assert "Utbildade saknas" in said(pair, {base: 12})[0]
    assert "Utbildade är fler än Personal. 13 är större än 12." in said(pair, {part: 13, base: 12})[0]
    assert "Utbildade är fler än Personal" in said(pair, {base: 5}, {part: 6, base: 7})[0]
    assert said(pair, {part: None, base: None}, {part: 6, base: 7}) == []


def test_kronor_may_be_more(personal: Counter) -> None:
    kronor = replace(personal, unit="kronor")
    assert said(kronor, {Place(("staden", "man")): 64_800_000}) == []
    assert said(kronor, {Place(("staden", "man")): 10**12 + 1})


def retired(counter: Counter, code: str) -> Counter:
    first = counter.dimensions[0]
    codes = tuple(replace(one, retired=one.id == code) for one in first.codes)
    return replace(counter, dimensions=(replace(first, codes=codes), *counter.dimensions[1:]))


def test_a_retired_code_keeps_its_value_and_takes_no_other(personal: Counter) -> None:
    counter, place = retired(personal, "fk"), Place(("fk", "man"))
    assert said(counter, {place: 3}, {place: 3}) == []
    assert said(counter, {place: None}, {place: 3}) == []
    assert "koden är utgången" in said(counter, {place: 4}, {place: 3})[0]
    assert entry.invalid(counter, {place: 3}) == []


def test_what_follows_may_have_more_codes_other_words_and_retired_ones(personal: Counter) -> None:
    more = replace(personal.dimensions[0], codes=(*personal.dimensions[0].codes, Code("af", "Arbetsförmedlingen")))
    for new in (
        retired(personal, "fk"),
        replace(personal, label="Annat", help="Ny", joining="senaste", retired=True),
        replace(personal, protected=True),
        replace(personal, dimensions=(more, personal.dimensions[1])),
    ):
        entry.check_successor(personal, new)


def test_what_would_make_values_unreadable_may_not_follow(personal: Counter, tmp_path: Path) -> None:
    fewer = replace(personal.dimensions[0], codes=personal.dimensions[0].codes[1:])
    for new, why in (
        (replace(personal, period_kind="kvartal"), "Perioden, enheten"),
        (replace(personal, unit="tillfallen"), "Perioden, enheten"),
        (replace(personal, entered_by="insats"), "Perioden, enheten"),
        (replace(personal, pair=("A", "B")), "Perioden, enheten"),
        (replace(personal, dimensions=personal.dimensions[::-1]), "Perioden, enheten"),
        (replace(personal, dimensions=(fewer, personal.dimensions[1])), "Koden ”staden” är borttagen ur listan ”part”."),
    ):
        with pytest.raises(BadInput, match="Räknaren ”personal” är ändrad") as caught:
            entry.check_successor(personal, new)
        assert why in str(caught.value)
    with pytest.raises(BadInput, match="skyddas"):
        entry.check_successor(replace(personal, protected=True), personal)
    ko = counter_of(tmp_path, "ko")
    wider = replace(ko.dimensions[0], codes=(replace(ko.dimensions[0].codes[0], last=3), *ko.dimensions[0].codes[1:]))
    with pytest.raises(BadInput, match="andra gränser"):
        entry.check_successor(ko, replace(ko, dimensions=(wider,)))


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "Filen har inte räknarens kolumner."),
        ("part;antal\nstaden;1\n", "Filen har inte räknarens kolumner."),
        ("part;kon;antal\nstaden;man\n", "Rad 2 har 2 kolumner."),
        ("part;kon;antal\nstaden;man;tre\n", "Rad 2, kolumn antal: värdet är inget heltal."),
        ("part;kon;antal\nstaden;man;-3\n", "Rad 2, kolumn antal: värdet är inget heltal."),
        ("part;kon;antal\nstaden;man;3,5\n", "Rad 2, kolumn antal: värdet är inget heltal."),
        ("part;kon;antal\n\nstaden;pojke;3\n", "Rad 3, kolumn kon: koden finns inte i listan ”kon”."),
        ("part;kon;antal\nstaden;man;3\nstaden;man;3\n", "Rad 3: rutan staden/man står två gånger."),
    ],
)
def test_a_file_that_cannot_be_read_is_told_with_its_row(personal: Counter, text: str, what: str) -> None:
    with pytest.raises(BadInput) as caught:
        entry.from_csv(personal, text)
    assert caught.value.what == what
    assert caught.value.field == "fil"


SECRET = "19850101-1236 Anna"


@pytest.mark.parametrize(
    "text",
    [
        f"part;kon;antal\n{SECRET};man;1\n",
        f"part;kon;antal\nstaden;{SECRET};1\n",
        f"part;kon;antal\nstaden;man;{SECRET}\n",
        f"part;kon;antal\nstaden;man;1;{SECRET}\n",
        f"{SECRET};kon;antal\nstaden;man;1\n",
        f"part;kon;antal\n{SECRET}{'x' * 200_000};man;1\n",
    ],
)
def test_what_stands_in_a_file_is_never_repeated(personal: Counter, text: str) -> None:
    """Anything may have been pasted into it, and a message ends up on a screen, in a mail or in a log."""
    with pytest.raises(BadInput) as caught:
        entry.from_csv(personal, text)
    said = f"{caught.value.what} {caught.value.why} {caught.value.remedy}"
    assert not any(part in said for part in ("1985", "1236", "Anna", "xx"))
    assert caught.value.field == "fil"


def test_files_as_spreadsheets_write_them_are_read(personal: Counter) -> None:
    """A byte order mark, commas, spaces between thousands, columns in another order, empty rows."""
    text = "\ufeffkon,antal,part\r\nman,4\N{NO-BREAK SPACE}006,staden\r\n,,\r\nkvinna,,staden\r\n"
    assert entry.from_csv(personal, text) == {Place(("staden", "man")): 4006, Place(("staden", "kvinna")): None}


def test_the_future_and_retired_counters_are_refused(personal: Counter) -> None:
    with pytest.raises(BadInput, match="har inte börjat"):
        entry.refuse_change(personal, H1, date(2025, 12, 31), closed="", remedy="")
    with pytest.raises(BadInput, match="används inte längre"):
        entry.refuse_change(replace(personal, retired=True), H1, date(2026, 12, 31), closed="", remedy="")
    entry.refuse_change(personal, H1, date(2026, 1, 1), closed="", remedy="")
