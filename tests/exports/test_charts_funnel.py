"""The funnel of insatser: its scale, its lines, and names or numbers that can be told apart however close the points are."""

from __future__ import annotations

import math
import re
import xml.etree.ElementTree as ET
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from exports.charts import NARROW, WIDE, draw
from exports.svg import INK, width_of
from register.reports.document import Chart, Series
from tests.exports.reports import INSATSER, funnel
from tests.exports.test_charts import SVG, WIDTHS, at, picture, points, texts


def test_a_funnels_scale_comes_from_shown_bases_and_limits_only() -> None:
    chart = funnel().chart
    assert chart
    enormous = replace(chart, sizes=(*chart.sizes[:-1], 90_000))
    assert draw(chart, name="b") == draw(enormous, name="b")  # the last one is hidden


@WIDTHS
def test_a_funnel_has_the_forbunds_share_as_a_line_with_its_name(width: int) -> None:
    chart = funnel().chart
    assert chart
    root = picture(chart, width)
    across = [e for e in root if e.tag == f"{SVG}line" and e.get("stroke") == INK]
    assert len(across) == 1
    (y, other), (right,) = at(across[0], "y1", "y2"), at(across[0], "x2")
    assert y == other
    named = [e for e in root.iter(f"{SVG}text") if e.text in {"förbundet", "37\u00a0%"}]
    assert [e.text for e in named] == ["förbundet", "37\u00a0%"]
    assert all(at(e, "x")[0] > right for e in named)
    assert at(named[0], "y")[0] < y + 4 < at(named[1], "y")[0] + 4
    assert "streckat: slumpens gränser" in texts(root)
    alone = picture(replace(chart, whole=None, limits=()), width)
    assert "förbundet" not in texts(alone)
    assert "streckat: slumpens gränser" not in texts(alone)


def test_a_funnel_names_its_insatser_beside_their_points_or_in_a_key() -> None:
    chart = funnel().chart
    assert chart
    said = texts(picture(chart))
    assert set(INSATSER[:5]) <= set(said)
    assert f"·· {INSATSER[5]}" in said
    crowded = replace(chart, series=(Series("Andel", (0.42, 0.42, 0.42, 0.42, 0.42, None)),), sizes=(48, 49, 50, 51, 52, 0))
    said = texts(picture(crowded))
    assert {f"{n + 1} {INSATSER[n]}" for n in range(5)} <= set(said)
    assert {"1", "2", "3", "4", "5", f"·· {INSATSER[5]}"} <= set(said)
    assert not set(INSATSER) & set(said)


def test_the_key_of_many_insatser_stands_beside_the_funnel_where_there_is_room() -> None:
    chart = funnel().chart
    assert chart
    many = tuple(f"Insats {n}" for n in range(1, 21))
    shares = tuple(None if n in {4, 11} else 0.4 for n in range(20))
    crowded = replace(chart, categories=many, series=(Series("Andel", shares),), sizes=tuple(40 + n for n in range(20)))
    wide, narrow = picture(crowded), picture(crowded, NARROW)
    keys = [[e.text for e in root.iter(f"{SVG}text") if re.match(r"(\d+|··) Insats", e.text or "")] for root in (wide, narrow)]
    assert keys[0] == keys[1]
    assert keys[0][:5] == ["1 Insats 1", "2 Insats 2", "3 Insats 3", "4 Insats 4", "5 Insats 6"]  # the hidden ones have no number
    assert keys[0][-3:] == ["18 Insats 20", "·· Insats 5", "·· Insats 12"]
    assert [e.get("transform") is not None for e in wide.iter(f"{SVG}g")] == [True]
    assert not list(narrow.iter(f"{SVG}g"))
    assert {"1", "18"} <= set(texts(wide))
    assert float(wide.get("height") or 0) < float(narrow.get("height") or 0)


def test_a_point_without_a_name_is_a_point() -> None:
    chart = funnel().chart
    assert chart
    few = replace(chart, categories=("", INSATSER[1], "", "", "", ""))
    root = picture(few)
    assert len(points(root)) == 5
    assert [one for one in texts(root) if one in INSATSER or not one] == [INSATSER[1]]
    assert "·· " not in texts(root)
    same = replace(few, categories=("", *(f"Namn {n}" for n in "ABCDE")), series=(Series("Andel", (0.4,) * 6),), sizes=(50,) * 6)
    said = texts(picture(same))
    assert [one for one in said if "Namn" in one] == ["1 Namn A", "2 Namn B", "3 Namn C", "4 Namn D", "5 Namn E"]
    assert {"1", "2", "3", "4", "5"} <= set(said)
    assert "6" not in said


def crowd(shares: tuple[float | None, ...], sizes: tuple[int, ...]) -> Chart:
    chart = funnel().chart
    assert chart
    names = tuple(f"En insats med ett långt namn {n}" for n in range(1, len(sizes) + 1))
    return replace(chart, categories=names, series=(Series("Andel", shares),), sizes=sizes, limits=((30, 0.1, 0.6), (95, 0.2, 0.5)))


def figures(root: ET.Element) -> dict[str, tuple[float, float, float, float]]:
    """The boxes of the numbers at the points, those of the scales left out."""
    found = {}
    for one in root:
        if one.tag == f"{SVG}text" and one.get("font-size") == "10.5":
            (x, y), wide = at(one, "x", "y"), width_of(one.text or "", 10.5)
            left = x - {"middle": wide / 2, "end": wide}.get(one.get("text-anchor", "start"), 0.0)
            found[one.text or ""] = (left, y - 8, left + wide, y)
    return found


def test_no_name_is_struck_by_a_line_where_there_is_room_beside_it() -> None:
    """A point on the förbund's own share: its name stands over or under the line."""
    chart = funnel().chart
    assert chart
    names = ("På linjen", "Över", "Under")
    near = replace(chart, categories=names, series=(Series("Andel", (0.4, 0.6, 0.2)),), sizes=(60, 70, 40), whole=0.4)
    root = picture(replace(near, limits=((30, 0.05, 0.9), (75, 0.05, 0.9))))
    (line,) = {at(one, "y1")[0] for one in root if one.tag == f"{SVG}line" and one.get("stroke-width") == "1.5" and one.get("y1") == one.get("y2")}
    (label,) = (one for one in root if one.tag == f"{SVG}text" and one.text == "På linjen")
    under = at(label, "y")[0]
    assert under < line or under - 10 > line


REAL = (27, 24, 24, 22, 24, 21, 23, 28, 19, 30, 20, 27, 19, 25, 30, 16, 23, 25, 24, 24)
BASES = (60, 67, 74, 81, 88, 59, 66, 74, 79, 87, 60, 65, 73, 80, 88, 59, 67, 74, 81, 87)


@WIDTHS
def test_numbers_of_twenty_insatser_close_together_can_all_be_read(width: int) -> None:
    root = picture(crowd(tuple(n / of for n, of in zip(REAL, BASES, strict=True)), BASES), width)
    boxes = figures(root)
    assert set(boxes) == {str(n) for n in range(1, 21)}
    for one, (left, upper, right, lower) in boxes.items():
        for other, (a, b, c, d) in boxes.items():
            assert one == other or left >= c or a >= right or upper >= d or b >= lower, (one, other)
    assert len(points(root)) == 20


def test_numbers_stand_in_their_points_where_those_are_apart() -> None:
    root = picture(crowd((0.2, 0.4, 0.6, 0.8, 0.3, 0.5), (20, 40, 60, 80, 100, 120)), NARROW)
    centres = [at(one, "cx", "cy") for one in points(root)]
    boxes = figures(root)
    assert len(boxes) == 6
    for left, upper, right, lower in boxes.values():
        assert min(math.dist(((left + right) / 2, (upper + lower) / 2), centre) for centre in centres) < 2


@given(st.lists(st.tuples(st.sampled_from([0.4, 0.41, 0.6]), st.integers(40, 44)), min_size=2, max_size=24), st.sampled_from([WIDE, NARROW]))
def test_no_number_is_lost_and_none_leaves_the_picture_however_close(places: list[tuple[float, int]], width: int) -> None:
    shares, sizes = zip(*places, strict=True)
    root = picture(crowd(shares, sizes), width)
    if len(texts(root)) and not figures(root):  # few enough for their names
        return
    assert len(points(root)) == len(places)
    assert set(figures(root)) == {str(n) for n in range(1, len(places) + 1)}
    assert all(left >= 0 and right <= width for left, _, right, _ in figures(root).values())
