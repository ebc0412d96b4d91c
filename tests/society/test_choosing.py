"""What is kept of a published table: municipalities, totals, chosen values, times; and what is said where the choice does not fit."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.errors import BadInput
from register.readers.px import read_px
from register.readers.table import Category, Dimension, Table
from register.society.choosing import MOST_SERIES, Choice, choose
from register.society.times import Time, bound, time_of, within
from tests.society.files import BORLANGE, BOTH, FALUN, monthly, yearly


def whole(data: bytes | None = None) -> Table:
    return read_px(data or yearly(), "fil.px")


def refused(choice: Choice, data: bytes | None = None) -> BadInput:
    with pytest.raises(BadInput) as error:
        choose(whole(data), choice)
    return error.value


def test_municipalities_in_the_order_asked_for_and_the_total_of_what_nobody_chose() -> None:
    found = choose(whole(), Choice(regions=(BORLANGE, FALUN)))
    assert [one.codes for one in found.dimensions] == [(BORLANGE, FALUN), ("totalt",), ("2022", "2023", "2024", "2025")]
    assert found.cells == (3500, 3450, 3400, 3390, 5100, 5050, 5010, 4990)
    assert [one.label for one in found.dimensions[0].categories] == ["Borlänge", "Falun"]


def test_chosen_values_by_code_or_word_in_whatever_case() -> None:
    found = choose(whole(), Choice((FALUN,), {"KÖN": ("Kvinnor", "män")}))
    assert found.dimensions[1].codes == ("kvinnor", "män")
    assert found.cells == (3000, 2990, 2980, 2970, 2100, 2060, 2030, 2020)
    assert found.dimensions[1].total == ""


def test_the_country_to_compare_with() -> None:
    assert choose(whole(), Choice(("00", FALUN))).cells[:4] == (9000, 9100, 9200, 9300)


@pytest.mark.parametrize(
    ("first", "last", "kept"),
    [
        ("", "", ("2022", "2023", "2024", "2025")),
        ("2024", "", ("2024", "2025")),
        ("", "2022", ("2022",)),
        ("2023", "2024", ("2023", "2024")),
        ("1990", "2099", ("2022", "2023", "2024", "2025")),
    ],
)
def test_times(first: str, last: str, kept: tuple[str, ...]) -> None:
    assert choose(whole(), Choice((FALUN,), {}, first, last)).dimensions[2].codes == kept


def test_a_year_has_all_its_months() -> None:
    found = choose(whole(monthly()), Choice((FALUN,), {"mått": ("sysselsatta",)}, "2026"))
    assert found.dimensions[2].codes == tuple(f"2026M{n:02d}" for n in range(1, 13))
    assert found.dimensions[2].categories[0].label == "jan 2026"
    part = choose(whole(monthly()), Choice((FALUN,), {"mått": ("sysselsatta",)}, "2025M11", "2026M01"))
    assert part.dimensions[2].codes == ("2025M11", "2025M12", "2026M01")


def test_every_measure_is_kept_unless_chosen() -> None:
    found = choose(whole(monthly()), BOTH)
    assert found.dimensions[1].codes == ("sysselsatta", "sysselsättningsgrad")
    assert found.at(BORLANGE, "sysselsättningsgrad", "2025M02") == Decimal("78.1")


def plain(names: dict[str, list[str]], cells: int) -> Table:
    dimensions = tuple(Dimension(name, name, tuple(Category(one, one) for one in codes)) for name, codes in names.items())
    return Table("t", "c", "m", "k", "", "sv", "", dimensions, tuple(range(cells)))


def test_a_file_that_does_not_say_what_is_what() -> None:
    """Regions are known by their codes, also in front of the name, and times by how they are written; times come in order."""
    table = plain({"Var": ["2080 Falun", "2081 Borlänge"], "Hur": ["Samtliga", "Några"], "När": ["2024", "2023"]}, 8)
    found = choose(table, BOTH)
    assert [one.role for one in found.dimensions] == ["region", "", "tid"]
    assert [(one.code, one.label) for one in found.dimensions[0].categories] == [("2080", "Falun"), ("2081", "Borlänge")]
    assert found.cells == (1, 0, 5, 4)


def test_a_table_of_one_municipality_alone_needs_no_region() -> None:
    assert choose(plain({"mått": ["a", "b"], "år": ["2023", "2024"]}, 4), Choice()).cells == (0, 1, 2, 3)


def test_what_does_not_fit_is_said_with_what_there_is() -> None:
    assert "mal.toml" in refused(Choice()).remedy
    missing = refused(Choice((FALUN, "2082")))
    assert ("2082" in missing.what, FALUN in missing.why) == (True, True)
    assert "region, kön, år" in refused(Choice((FALUN,), {"ålder": ("20",)})).why
    assert "totalt, kvinnor, män" in refused(Choice((FALUN,), {"kön": ("annat",)})).why
    assert "2022 till 2025" in refused(Choice((FALUN,), {}, "2030")).why
    assert refused(Choice((FALUN,), {}, "i fjol")).field == "fran"
    assert refused(Choice((FALUN,), {}, "", "2024X1")).field == "till"


def test_no_time_no_table() -> None:
    with pytest.raises(BadInput, match="inga tider"):
        choose(plain({"a": ["x"], "b": ["y"]}, 1), Choice())


def test_times_of_two_kinds_are_refused() -> None:
    with pytest.raises(BadInput, match="går inte att läsa"):
        choose(plain({"år": ["2024", "2024K1"]}, 2), Choice())


def test_so_much_that_no_report_could_show_it() -> None:
    many = plain({"kommun": [f"20{n:02d}" for n in range(60)], "år": ["2024"]}, 60)
    with pytest.raises(BadInput, match=re.escape("kommun (41)")):
        choose(many, Choice(tuple(f"20{n:02d}" for n in range(MOST_SERIES + 1))))
    long = plain({"a": [f"v{n}" for n in range(40)], "månad": [f"{1900 + n // 12}M{n % 12 + 1:02d}" for n in range(130)]}, 5200)
    with pytest.raises(BadInput, match="--fran"):
        choose(long, Choice())


@given(
    st.lists(st.sampled_from(["00", "2080", "2081"]), min_size=1, unique=True), st.lists(st.sampled_from(["totalt", "kvinnor", "män"]), min_size=1)
)
def test_every_kept_cell_is_the_files_own(regions: list[str], kons: list[str]) -> None:
    table = whole()
    found = choose(table, Choice(tuple(regions), {"kön": tuple(kons)}))
    for region in regions:
        for kon in kons:
            for year in ("2022", "2025"):
                assert found.at(region, kon, year) == table.at(region, kon, year)


class TestTimes:
    @pytest.mark.parametrize(
        ("text", "time", "label"),
        [
            ("2024", Time(2024, 0, ""), "2024"),
            ("2024M05", Time(2024, 5, "M"), "maj 2024"),
            ("2024-05", Time(2024, 5, "M"), "maj 2024"),
            ("2024K2", Time(2024, 2, "K"), "kv 2 2024"),
            ("2024q2", Time(2024, 2, "K"), "kv 2 2024"),
            ("2024H1", Time(2024, 1, "H"), "halvår 1 2024"),
            ("2024T3", Time(2024, 3, "T"), "tertial 3 2024"),
            ("2024V07", Time(2024, 7, "V"), "v 7 2024"),
            ("2022-2024", Time(2024, 0, ""), "2024"),
            ("2022–2024", Time(2024, 0, ""), "2024"),
        ],
    )
    def test_written_in_many_ways(self, text: str, time: Time, label: str) -> None:
        assert time_of("inget", text) == time
        assert time.label == label

    @pytest.mark.parametrize("text", ["", "24", "2024M13", "2024M0", "2024K5", "2024H3", "20245", "maj 2024", "2024X1"])
    def test_what_is_no_time(self, text: str) -> None:
        assert time_of(text) is None

    def test_when_they_end(self) -> None:
        ends = {text: time.last_month for text in ("2024", "2024M05", "2024K2", "2024T2", "2024H1", "2024V01", "2024V52") if (time := time_of(text))}
        assert ends == {"2024": 12, "2024M05": 5, "2024K2": 6, "2024T2": 8, "2024H1": 6, "2024V01": 1, "2024V52": 12}

    @given(st.integers(1990, 2040), st.integers(1, 12), st.integers(1990, 2040))
    def test_within_a_year_is_within_its_months(self, year: int, month: int, limit: int) -> None:
        one = Time(year, month, "M")
        assert within(one, bound(str(limit), "fran"), None) is (year >= limit)
        assert within(one, None, bound(str(limit), "till")) is (year <= limit)
        assert within(one, one, one)


@pytest.mark.parametrize("label", ["totalt", "Total", "Samtliga ersättningar", "alla åldrar", "båda könen", "kvinnor och män", "totalt 16–64 år"])
def test_what_is_called_all(label: str) -> None:
    assert choose(plain({"a": ["x", label], "år": ["2024"]}, 2), Choice()).cells == (1,)


@pytest.mark.parametrize("label", ["totalt exkl. studerande", "alla utom män", "totaliserat", "allmänt", "kvinnor", "samtliga ej inskrivna"])
def test_what_only_sounds_like_all(label: str) -> None:
    assert choose(plain({"a": ["x", label], "år": ["2024"]}, 2), Choice()).cells == (0, 1)


def test_a_municipality_named_twice_is_kept_once() -> None:
    assert choose(whole(), Choice((FALUN, FALUN))).dimensions[0].codes == (FALUN,)
