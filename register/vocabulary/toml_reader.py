"""Reading one TOML file of the vocabulary: text, syntax errors, and on which line an entry stands."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from register.errors import BadInput

TomlPath = tuple[str | int, ...]
"""Where a value stands: keys and positions in arrays, from the top of the file."""

_AT_LINE = re.compile(r"\(at line (\d+), column \d+\)")
_COMMENT_LINE = re.compile(r"^[ \t]*#.*$", re.MULTILINE)
_HEADER_LINE = re.compile(r"^[ \t]*\[", re.MULTILINE)
_REMEDY: Final = "Rätta filen och försök igen. Inget har ändrats."

_SYNTAX_REASONS: Final = (
    ("Cannot declare", "Samma rubrik står två gånger."),
    ("Cannot overwrite", "Samma nyckel står två gånger."),
    ("Duplicate", "Samma nyckel står två gånger."),
    ("Cannot mutate", "Samma rubrik står två gånger."),
    ("Invalid value", "Värdet går inte att läsa. En text ska stå inom citattecken; sant och falskt skrivs true och false."),
    ("Expected '='", "Det saknas ett likhetstecken efter nyckeln."),
    ("Invalid statement", "Raden går inte att läsa. En rad är en rubrik, en nyckel med ett värde eller en kommentar."),
    ("Invalid initial character", "Nyckeln går inte att läsa. Den skrivs med a–z, 0–9, bindestreck och understreck, eller inom citattecken."),
    ("Unterminated", "En text saknar sitt avslutande citattecken."),
    ("Illegal character", "En text innehåller ett tecken som inte får stå där, eller saknar sitt avslutande citattecken."),
    ("Unclosed array", "En lista saknar sin avslutande hakparentes, eller så saknas ett kommatecken mellan två värden."),
    ("Unclosed inline table", "En klammer saknar sitt slut, eller så saknas ett kommatecken."),
    ("Expected ']", "En rubrik saknar sin avslutande hakparentes."),
    ("Expected newline or end of document", "Det står något efter värdet på samma rad."),
)


class VocabularyError(BadInput):
    """A vocabulary that can't be used. Names the file, the line (None where there is no file text) and the reason."""

    def __init__(self, file: str, line: int | None, reason: str, remedy: str = _REMEDY) -> None:
        self.file, self.line, self.reason = file, line, reason
        where = f"{file}, rad {line}," if line is not None else file
        super().__init__(f"Fel i vokabulären: {where} kan inte användas.", reason, remedy)


@dataclass(frozen=True)
class Source:
    """One file of the vocabulary by the name that messages give it; ``text`` is None for what does not come from a file."""

    name: str
    text: str | None = field(default=None, repr=False)

    @cached_property
    def _searched(self) -> str:
        return _COMMENT_LINE.sub(lambda found: " " * len(found[0]), self.text or "")

    def parse(self) -> dict[str, Any]:
        """The data of the file; raises VocabularyError with line and reason where it is not TOML."""
        text = self.text or ""
        try:
            return tomllib.loads(text)
        except (ValueError, RecursionError) as error:  # TOMLDecodeError is a ValueError; so is a number of thousands of digits
            message = str(error)
            found = _AT_LINE.search(message)
            line = int(found[1]) if found else text.rstrip("\n").count("\n") + 1
            reason = next((said for start, said in _SYNTAX_REASONS if message.startswith(start)), "Raden följer inte reglerna för TOML.")
            raise VocabularyError(self.name, line, reason) from None

    def error(self, path: TomlPath, reason: str) -> VocabularyError:
        """The error for what stands at the path."""
        return VocabularyError(self.name, self.line_of(path), reason)

    def line_of(self, path: TomlPath) -> int | None:
        """The line of the entry at the path, or of the nearest thing around it that the text shows; 1 where nothing does."""
        if self.text is None:
            return None
        at = 0
        names: list[str] = []
        for part in path:
            found = self._element(names, part, at) if isinstance(part, int) else self._key(names, part, at)
            if isinstance(part, str):
                names.append(part)
            if found is not None:
                at = found
        return self.text.count("\n", 0, at) + 1

    def _key(self, names: list[str], part: str, at: int) -> int | None:
        header = re.search(_header(r"\[{1,2}", [*names, part], r"[\].]"), self._searched, re.MULTILINE)
        if header and header.start() >= at:
            return _skip_space(self._searched, header.start())
        line_start = self._searched.rfind("\n", 0, at) + 1
        if self._searched[at : at + 1] == "{":
            end = self._searched.find("\n", at)
        else:
            first_line = self._searched.find("\n", line_start)
            following = _HEADER_LINE.search(self._searched, first_line if first_line > 0 and names else line_start)
            end = following.start() if following else len(self._searched)
        end = end if end >= 0 else len(self._searched)
        key = rf"""["']?{re.escape(part)}["']?[ \t]*[=.]"""
        at_line_start = re.compile(rf"(?<=\n)[ \t]*{key}").search(self._searched, at, end)
        found = at_line_start or re.compile(rf"(?<![\w.-]){key}").search(self._searched, at, end)
        return _skip_space(self._searched, found.start()) if found else None

    def _element(self, names: list[str], number: int, at: int) -> int | None:
        headers = list(re.finditer(_header(r"\[\[", names, r"\]\]"), self._searched, re.MULTILINE))
        if headers:
            return _skip_space(self._searched, headers[number].start()) if number < len(headers) else None
        braces = re.finditer(r"\{", self._searched[at:])
        for i, brace in enumerate(braces):
            if i == number:
                return at + brace.start()
        return None


def _header(opening: str, names: list[str], closing: str) -> str:
    quoted = r"[ \t]*\.[ \t]*".join(rf"""["']?{re.escape(name)}["']?""" for name in names)
    return rf"^[ \t]*{opening}[ \t]*{quoted}[ \t]*{closing}"


def _skip_space(text: str, at: int) -> int:
    while text[at] in " \t":
        at += 1
    return at


def read(path: Path, name: str) -> Source:
    """Read a file as UTF-8 (a byte order mark is accepted); raises VocabularyError where it isn't."""
    data = path.read_bytes()
    try:
        return Source(name, data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise VocabularyError(name, line, "Filen är inte sparad som UTF-8. Spara den igen med teckenkodningen UTF-8.") from None
