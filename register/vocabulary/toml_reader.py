"""Reading one TOML file of the förbund's: text, syntax errors, and on which line an entry stands."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar, Final

from register.errors import BadInput

TomlPath = tuple[str | int, ...]
"""Where a value stands: keys and positions in arrays, from the top of the file."""

_AT_LINE = re.compile(r"\(at line (\d+), column \d+\)")
_COMMENT_LINE = re.compile(r"^[ \t]*#.*$", re.MULTILINE)
_HEADER_LINE = re.compile(r"^[ \t]*\[", re.MULTILINE)
_BRACKET = re.compile(r""""[^"\n]*"|'[^'\n]*'|[\[\]{}]""")
_DEEPEST: Final = 20
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


class FileError(BadInput):
    """A file that can't be used. Names the file, the line (None where there is no file text) and the reason."""

    subject: ClassVar[str]
    """What the file is about, as the message says it."""

    def __init__(self, file: str, line: int | None, reason: str, remedy: str = _REMEDY) -> None:
        self.file, self.line, self.reason = file, line, reason
        where = f"{file}, rad {line}," if line is not None else file
        super().__init__(f"Fel i {self.subject}: {where} kan inte användas.", reason, remedy)


class VocabularyError(FileError):
    """A vocabulary that can't be used."""

    subject = "vokabulären"


@dataclass(frozen=True)
class Source:
    """One file by the name that messages give it; ``text`` is None for what does not come from a file. ``fault`` is the error that it raises."""

    name: str
    text: str | None = field(default=None, repr=False)
    fault: type[FileError] = VocabularyError

    @cached_property
    def _searched(self) -> str:
        return _COMMENT_LINE.sub(lambda found: " " * len(found[0]), self.text or "")

    def parse(self) -> dict[str, Any]:
        """The data of the file; raises FileError with line and reason where it is not TOML."""
        text = self.text or ""
        try:
            data = tomllib.loads(text)
        except (ValueError, RecursionError) as error:  # TOMLDecodeError is a ValueError; so is a number of thousands of digits
            message = str(error)
            found = _AT_LINE.search(message)
            line = int(found[1]) if found else text.rstrip("\n").count("\n") + 1
            reason = next((said for start, said in _SYNTAX_REASONS if message.startswith(start)), "Raden följer inte reglerna för TOML.")
            raise self.fault(self.name, line, reason) from None
        self._check_size(data)
        return data

    def _check_size(self, data: dict[str, Any]) -> None:
        """No number beyond TOML's 64 bits, and nothing nested so deep that it can't be looked through or shown."""
        pending: list[tuple[TomlPath, Any]] = [((), data)]
        while pending:
            path, value = pending.pop()
            if isinstance(value, int) and not -(2**63) <= value < 2**63:
                raise self.error(path, "Talet är för stort.")
            if len(path) > _DEEPEST:
                raise self.error(path, "För många nivåer ligger i varandra.")
            inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
            pending.extend(((*path, key), child) for key, child in inner)

    def error(self, path: TomlPath, reason: str) -> FileError:
        """The error for what stands at the path."""
        return self.fault(self.name, self.line_of(path), reason)

    def line_of(self, path: TomlPath) -> int | None:
        """The line of the entry at the path, or of the nearest thing around it that the text shows; 1 where nothing does."""
        if self.text is None:
            return None
        at, end = 0, len(self.text)
        names: list[str] = []
        for part in path:
            if isinstance(part, int):
                at, end = self._element(names, part, at, end)
            else:
                at = self._key(names, part, at, end)
                names.append(part)
        return self.text.count("\n", 0, at) + 1

    def _key(self, names: list[str], part: str, at: int, end: int) -> int:
        """Where the key stands inside what begins at ``at``; there itself where it is not found."""
        line_start = self._searched.rfind("\n", 0, at) + 1
        header = re.compile(_header(r"\[{1,2}", [*names, part], r"[\].]"), re.MULTILINE).search(self._searched, line_start, end)
        if header:
            return _skip_space(self._searched, header.start())
        if self._searched[at : at + 1] == "{":
            line_end = self._searched.find("\n", at)
            end = line_end if line_end >= 0 else end
        else:
            first_line = self._searched.find("\n", line_start)
            following = _HEADER_LINE.search(self._searched, first_line if first_line > 0 and names else line_start, end)
            end = following.start() if following else end
        key = rf"""["']?{re.escape(part)}["']?[ \t]*[=.]"""
        at_line_start = re.compile(rf"(?<=\n)[ \t]*{key}").search(self._searched, at, end)
        found = at_line_start or re.compile(rf"(?<![\w.-]){key}").search(self._searched, at, end)
        return _skip_space(self._searched, found.start()) if found else at

    def _element(self, names: list[str], number: int, at: int, end: int) -> tuple[int, int]:
        """Where the element of an array begins, and where its tables end; the array itself where it is not found."""
        line_start = self._searched.rfind("\n", 0, at) + 1
        headers = list(re.compile(_header(r"\[\[", names, r"\]\]"), re.MULTILINE).finditer(self._searched, line_start, end))
        if headers:
            starts = [*(header.start() for header in headers), end]
            return (_skip_space(self._searched, starts[number]), starts[number + 1]) if number < len(headers) else (at, end)
        depth = 0
        for token in _BRACKET.finditer(self._searched, at, end):
            if token[0] == "{" and depth == 1:
                if number == 0:
                    return token.start(), end
                number -= 1
            depth += (token[0] in "[{") - (token[0] in "]}")
            if token[0] == "]" and depth == 0:
                break
        return at, end


def _header(opening: str, names: list[str], closing: str) -> str:
    quoted = r"[ \t]*\.[ \t]*".join(rf"""["']?{re.escape(name)}["']?""" for name in names)
    return rf"^[ \t]*{opening}[ \t]*{quoted}[ \t]*{closing}"


def _skip_space(text: str, at: int) -> int:
    while text[at] in " \t":
        at += 1
    return at


def read(path: Path, name: str, fault: type[FileError] = VocabularyError) -> Source:
    """Read a file as UTF-8 (a byte order mark is accepted); raises the fault where it isn't."""
    data = path.read_bytes()
    try:
        return Source(name, data.decode("utf-8-sig"), fault)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise fault(name, line, "Filen är inte sparad som UTF-8. Spara den igen med teckenkodningen UTF-8.") from None
