"""Publications to try with: a few by hand, and any at all."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import strategies as st

from register.disclosure.boxes import Box, Known, SumCell
from register.disclosure.publication import Publication

DAY = date(2026, 9, 1)
AUDIT = {
    "tabeller": 1,
    "celler": 3,
    "prickar": 1,
    "troskel": 5,
    "angripare": ["K0", "K1"],
    "omdome": "haller",
    "monster": "ab" * 32,
    "mening": "Ett tal är dolt i 1 tabell, och en oberoende granskning har prövat att det inte går att räkna ut.",
}


def box(omgang: str, kon: str, svar: str, *, dot: bool = False) -> Known:
    """A printed box; each part is words with spaces between."""
    return Known(Box(frozenset(omgang.split()), frozenset(kon.split()), frozenset(svar.split())), dot)


def report(
    by: str = "vagen", subject: str | None = None, omgang: str = "vagen#1", span: str = "2026H1", kind: str = "insatsrapport", made: date = DAY
) -> Publication:
    """A small report of some omgångar: a base, a part of it, and a dot."""
    cells = (
        box(omgang, "kvinna man", "studier flytt saknas"),
        box(omgang, "kvinna", "studier"),
        box(omgang, "man", "studier", dot=True),
        Known(SumCell(frozenset(omgang.split()), frozenset({"kvinna"}), "forsta"), dot=False),
    )
    return Publication(kind, by if subject is None else subject, span, made, by, {"avslut:utfall": cells}, {"avslut:utfall": "oppna"}, AUDIT)


def own(insats: str = "vagen", *locks: int, span: str = "2026H1", made: date = DAY) -> dict[str, Any]:
    """The document of a report that an insats has published of some of its locks (of the first unless said)."""
    return report(insats, insats, " ".join(f"{insats}#{n}" for n in locks or (1,)), span, made=made).to_document()


_insats = st.sampled_from(["vagen", "coach", "massan"])
_name = st.text("abcxyz019._:|/>+~=-", min_size=1, max_size=8)
_word = st.text("abcxyz019._-", min_size=1, max_size=8)
_omgang = st.frozensets(st.builds("{}#{}".format, _insats, st.integers(1, 99)), max_size=4)
_kon = st.frozensets(_word, max_size=3)
_cell = st.builds(Box, _omgang, _kon, st.frozensets(_name, max_size=4)) | st.builds(SumCell, _omgang, _kon, _name)
_audit = st.dictionaries(
    st.text("abc_", min_size=1, max_size=8),
    st.integers(0, 2**40) | st.text("abcåäö .,", max_size=20) | st.lists(_word, max_size=3),
    max_size=4,
)


@st.composite
def publications(draw: st.DrawFn) -> Publication:
    """Any publication."""
    cells = draw(st.dictionaries(_name, st.lists(st.builds(Known, _cell, st.booleans()), max_size=6).map(tuple), max_size=3))
    return Publication(
        report=draw(st.sampled_from(["insatsrapport", "oversikt", "arsredovisning"])),
        subject=draw(st.just("") | _insats),
        span=draw(_word),
        made=draw(st.dates()),
        by=draw(_insats | st.just("norra")),
        cells=cells,
        zeros={universe: draw(st.sampled_from(["oppna", "dolda"])) for universe in cells},
        audit=draw(_audit),
    )
