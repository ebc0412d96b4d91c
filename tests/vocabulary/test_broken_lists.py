"""Faults in the shape of kodlistor.toml."""

from __future__ import annotations

from pathlib import Path

from tests.vocabulary.broken import Fault, by_name, refused

LISTS = [
    Fault(
        "version missing",
        "kodlistor.toml",
        "Nyckeln ”version” saknas.",
        """
        #! lists without a version
        [listor.omrade]
        label = "Område"
        koder = [{ id = "nord", label = "Nord" }]
        """,
    ),
    Fault(
        "version is no whole number",
        "kodlistor.toml",
        "”version” ska vara ett heltal.",
        """
        # the förbund's lists
        version = "1" #!
        """,
    ),
    Fault(
        "unknown key at the top",
        "kodlistor.toml",
        "Nyckeln ”lista” känns inte igen. Här får det stå version, listor.",
        """
        version = 1
        [lista.omrade] #!
        label = "Område"
        """,
    ),
    Fault(
        "unknown key in a list",
        "kodlistor.toml",
        "Nyckeln ”rubrik” känns inte igen. Här får det stå label, koder, hjalp, kalla.",
        """
        version = 1
        [listor.omrade]
        rubrik = "Område" #!
        koder = [{ id = "nord", label = "Nord" }]
        """,
    ),
    Fault(
        "unknown key in a code",
        "kodlistor.toml",
        "Nyckeln ”namn” känns inte igen. Här får det stå id, label, hjalp, utgatt, fran, till.",
        """
        version = 1
        [listor.omrade]
        label = "Område"
        koder = [
          { id = "nord", label = "Nord" },
          { id = "syd", namn = "Syd" }, #!
        ]
        """,
    ),
    Fault(
        "code without a label",
        "kodlistor.toml",
        "Nyckeln ”label” saknas för ”syd”.",
        """
        version = 1
        [listor.omrade]
        label = "Område"
        koder = [
          { id = "nord", label = "Nord" },
          { id = "syd" }, #!
        ]
        """,
    ),
    Fault(
        "codes missing",
        "kodlistor.toml",
        "Nyckeln ”koder” saknas.",
        """
        version = 1
        [listor.part]
        label = "Part"
        koder = [{ id = "af", label = "AF" }]
        [listor.omrade] #!
        label = "Område"
        """,
    ),
    Fault(
        "no codes",
        "kodlistor.toml",
        "”koder” är tom.",
        """
        version = 1
        [listor.omrade]
        label = "Område"
        koder = [] #!
        """,
    ),
    Fault(
        "code twice",
        "kodlistor.toml",
        "id ”nord” finns två gånger.",
        """
        version = 1
        [listor.omrade]
        label = "Område"
        koder = [
          { id = "nord", label = "Nord" },
          { id = "nord", label = "Nordost" }, #!
        ]
        """,
    ),
    Fault(
        "label twice",
        "kodlistor.toml",
        "Två koder har rubriken ”Nord”; de går inte att skilja åt i formuläret.",
        """
        version = 1
        [listor.omrade]
        label = "Område"
        koder = [
          { id = "nord", label = "Nord" }, #!
          { id = "norr", label = "nord" },
        ]
        """,
    ),
]


@by_name(LISTS)
def test_shape_of_lists(tmp_path: Path, fault: Fault) -> None:
    refused(tmp_path, fault)
