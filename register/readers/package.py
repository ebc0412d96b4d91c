"""The zip file that a workbook is: is it one, is it of a reasonable size, and which parts does it have.

Nothing is unpacked before its size is known, and nothing that can't be looked through is let past.
"""

from __future__ import annotations

import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Final
from xml.parsers import expat  # doctypes are refused at their first character, and with them every entity

from register.readers.cells import Odd, Oddity, unreadable
from register.readers.delimited import cannot_open

MOST_BYTES: Final = 60 << 20
MOST_UNPACKED: Final = 600 << 20
MOST_TEXTS_UNPACKED: Final = 100 << 20
"""The list of shared texts is held in memory, each text many times its size; twenty thousand rows of sixty columns need no more than half of this."""

MOST_PARTS: Final = 2000
STEEPEST: Final = 400
"""Unpacked bytes for each packed one: text packs some ten to a hundred times, a bomb a thousand times."""

TEXTS: Final = "xl/sharedStrings.xml"
UNREADABLE: Final = (
    expat.ExpatError, zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, EOFError, RuntimeError, ValueError, LookupError, TypeError,
    AttributeError, ArithmeticError, SyntaxError,
)  # fmt: skip
"""What a damaged file makes the readers of zip and XML, and openpyxl, raise."""

_OLE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_SEARCHED: Final = re.compile(
    r"\[Content_Types\]\.xml|.*\.rels|docProps/(core|app|custom)\.xml|docMetadata/.*\.xml"
    r"|xl/(workbook|styles|sharedStrings|calcChain|metadata)\.xml|xl/theme/.*\.xml|xl/worksheets/[^/]+\.xml|xl/tables/[^/]+\.xml"
    r"|xl/comments.*\.xml|xl/threadedComments/.*\.xml|xl/persons/.*\.xml|xl/drawings/[^/]+\.(xml|vml)|xl/printerSettings/.*|xl/featurePropertyBag/[^/]+\.xml|customXml/[^/]+\.xml"
    r"|mimetype"
)
_KINDS: Final[tuple[tuple[re.Pattern[str], Oddity, str], ...]] = (
    (re.compile(r".*vbaProject.*|xl/macrosheets/.*|xl/dialogsheets/.*"), "makro", "ett makro"),
    (re.compile(r"xl/media/.*|docProps/thumbnail.*"), "bild", "en bild"),
    (re.compile(r"xl/externalLinks/.*|xl/connections\.xml|xl/queryTables/.*"), "lank", "en länk till en annan fil eller databas"),
    (re.compile(r"xl/embeddings/.*|xl/activeX/.*|xl/ctrlProps/.*"), "inbaddat", "ett inbäddat objekt"),
    (re.compile(r"xl/pivot.*"), "inbaddat", "en pivottabell, som har en kopia av sina rader"),
    (re.compile(r"xl/(charts|chartsheets)/.*"), "inbaddat", "ett diagram"),
)


class Package:
    """An opened zip file whose parts have reasonable sizes. ``file`` is the one handle to it, for whoever else reads it."""

    def __init__(self, path: Path) -> None:
        try:
            size = path.stat().st_size
            if size > MOST_BYTES:
                raise unreadable("Filen är för stor.", f"En arbetsbok får vara högst {MOST_BYTES >> 20} MB.", "Dela upp den, eller spara som CSV.")
            self.file: Final = path.open("rb")
        except OSError as error:
            raise cannot_open(error) from None
        with ExitStack() as undo:
            undo.callback(self.close)
            self._zip = self._opened()
            self._check_sizes()
            self.names = tuple(info.filename for info in self._zip.infolist() if not info.is_dir())
            if "xl/workbook.xml" not in self.names:
                raise unreadable("Filen är ingen arbetsbok.", "Den är ett annat slags zip-fil.", "Spara formulären som .xlsx eller .csv.")
            undo.pop_all()

    def _opened(self) -> zipfile.ZipFile:
        try:
            if self.file.read(8) == _OLE:
                what = "Filen är lösenordsskyddad eller i det gamla formatet .xls."
                raise unreadable(what, "Den går inte att söka igenom.", "Spara den utan lösenord som .xlsx.")
            return zipfile.ZipFile(self.file)
        except OSError as error:
            raise cannot_open(error) from None
        except UNREADABLE:
            raise _damaged() from None

    def _check_sizes(self) -> None:
        infos = self._zip.infolist()
        unpacked = sum(info.file_size for info in infos)
        steep = any(info.file_size > (1 << 20) and info.file_size > STEEPEST * max(info.compress_size, 1) for info in infos)
        texts = max((info.file_size for info in infos if info.filename == TEXTS), default=0)
        if (
            len(infos) > MOST_PARTS
            or texts > MOST_TEXTS_UNPACKED
            or unpacked > MOST_UNPACKED
            or steep
            or len({info.filename for info in infos}) < len(infos)
        ):
            raise unreadable("Filen packas upp till något orimligt stort.", "Så ser ingen arbetsbok ut.", "Spara om den i ett kalkylprogram.")
        if any(info.flag_bits & 1 for info in infos):
            raise unreadable("Filen är krypterad.", "Den går inte att söka igenom.", "Spara den utan lösenord.")

    def odd_parts(self) -> Iterator[Odd]:
        """Parts that can't be searched, one of each kind."""
        told: set[str] = set()
        for name in self.names:
            if _SEARCHED.fullmatch(name):
                continue
            kind, what = next(((kind, what) for pattern, kind, what in _KINDS if pattern.fullmatch(name)), ("okand-del", "en del av okänt slag"))
            if what not in told:
                told.add(what)
                yield Odd(kind, what)

    def parts(self, pattern: str) -> list[str]:
        """The names of the parts that match, as they stand in the file."""
        return [name for name in self.names if re.fullmatch(pattern, name)]

    def parse(self, name: str, handler: Handler) -> None:
        """Give the elements and the text of a part to a handler; CouldNot where it is no well-formed XML, or has a doctype."""
        parser = expat.ParserCreate(namespace_separator=None)
        parser.buffer_text = True
        parser.StartElementHandler = lambda tag, attributes: handler.start(_local(tag), {_local(key): value for key, value in attributes.items()})
        parser.EndElementHandler = lambda tag: handler.end(_local(tag))
        parser.CharacterDataHandler = handler.text
        parser.StartDoctypeDeclHandler = _refuse_doctype
        try:
            with self._zip.open(name) as stream:
                parser.ParseFile(stream)
        except UNREADABLE:
            raise _damaged() from None

    def close(self) -> None:
        """Let go of the file, even where an error that is being shown still has a part of it open: Windows lets nobody save over a file held."""
        self.file.close()


class Handler:
    """What is told of the elements of a part. Tags and attributes come without their namespace."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def end(self, tag: str) -> None:
        """An element ends."""

    def text(self, text: str) -> None:
        """Text inside the element begun last (or after one inside it)."""


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _refuse_doctype(*_: object) -> None:
    raise unreadable("Filen har en dokumenttypsdeklaration.", "Ingen arbetsbok har en sådan.", "Spara om den i ett kalkylprogram.")


def _damaged() -> Exception:
    return unreadable(
        "Filen är skadad eller ingen arbetsbok.", "Den går inte att läsa.", "Öppna den i ett kalkylprogram och spara den igen som .xlsx."
    )
