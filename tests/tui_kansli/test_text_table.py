"""Tables as text: they keep within their width, say everything, and put what does not fit beside underneath."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui.widgets.text_table import TextRow, table_lines


def texts(head: str, columns: list[str], rows: list[TextRow], width: int) -> list[str]:
    return [line.text for line in table_lines(head, columns, rows, width)]


def test_numbers_stand_to_the_right_under_their_heading() -> None:
    rows = [TextRow("Deltagare", ("132", "54 %")), TextRow("Kvinnor", ("71", "··"), level=1)]
    assert texts("Mått", ["Antal", "Andel"], rows, 60) == [
        "Mått          Antal  Andel",
        "Deltagare       132   54 %",
        "  Kvinnor        71     ··",
    ]


def test_a_long_heading_wraps_and_stands_on_the_row() -> None:
    lines = texts("Svar", ["Antal", "Andel av de nya kvinnorna"], [TextRow("Ja", ("1", "2 %"))], 60)
    assert lines[-2].startswith("Svar")
    assert len(lines) > 2
    assert "Antal" in lines[-2]


def test_per_cent_is_never_alone_on_a_line() -> None:
    lines = texts("Svar", ["95 %-intervall"], [TextRow("Ja", ("17–55\N{NO-BREAK SPACE}%",))], 40)
    assert lines == ["Svar          95\N{NO-BREAK SPACE}%-intervall", "Ja                   17–55\N{NO-BREAK SPACE}%"]


def test_columns_that_do_not_fit_stand_underneath_with_their_labels() -> None:
    rows = [TextRow("Vägen vidare", tuple(str(n) for n in range(8)))]
    lines = table_lines("Insats", [f"Måttet {n}" for n in range(8)], rows, 50)
    assert [line.text.split()[0] for line in lines if line.row == 0] == ["Vägen", "Vägen"]
    assert [word for line in lines if line.row == 0 for word in line.text.split()[2:]] == [str(n) for n in range(8)]
    assert any(line.text == "" for line in lines)


def test_the_same_words_in_every_column_are_said_once() -> None:
    rows = [TextRow("Gröna steget", ("ej levererat",) * 3), TextRow("Vägen vidare", ("9", "30", "30 %"))]
    lines = texts("Insats", ["Nådde", "Av", "Andel"], rows, 60)
    assert lines[1] == "Gröna steget  ej levererat"
    assert lines[2].split() == ["Vägen", "vidare", "9", "30", "30", "%"]


def test_the_same_number_in_every_column_is_a_number_in_each() -> None:
    assert texts("", ["A", "B"], [TextRow("Alla", ("1000", "1000"))], 40)[1].split() == ["Alla", "1000", "1000"]
    assert texts("", ["A", "B"], [TextRow("Alla", ("··", "··"))], 40)[1].split() == ["Alla", "··", "··"]


labels = st.text("abcdefgåäö ", min_size=1, max_size=40).filter(lambda text: bool(text.strip()))
cells = st.sampled_from(["1", "··", "–", "3 238 500 kr", "17–55 %", "ryms inom vad slumpen brukar ge", ""])


@given(st.data(), st.integers(50, 120), st.integers(1, 9))
def test_no_line_is_wider_than_asked_and_no_row_is_lost(data: st.DataObject, width: int, columns: int) -> None:
    rows = [
        TextRow(data.draw(labels), tuple(data.draw(st.lists(cells, min_size=columns, max_size=columns))), data.draw(st.integers(0, 2)))
        for _ in range(data.draw(st.integers(1, 5)))
    ]
    lines = table_lines("Mått", [data.draw(labels) for _ in range(columns)], rows, width)
    assert max(cell_len(line.text) for line in lines) <= width
    assert {line.row for line in lines} - {None} == set(range(len(rows)))
    shown = "".join("".join(line.text.split()) for line in lines)
    for row in rows:
        assert all(text.split()[0] in shown for text in row.cells if text)
