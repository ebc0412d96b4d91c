"""The outer form of a PX file: its encoding, its keywords with their values and lines, and the stream of its cells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NoReturn

from register.readers.table import BrokenFile

_ENCODINGS: Final = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "iso-8859-1": "cp1252",  # its control signs are never meant: real files have the dots and dashes of Windows there
    "latin1": "cp1252",
    "iso-8859-15": "iso-8859-15",
    "windows-1252": "cp1252",
    "cp1252": "cp1252",
    "1252": "cp1252",
    "ansi": "cp1252",
    "ibm850": "cp850",
    "cp850": "cp850",
    "850": "cp850",
    "cp437": "cp437",
    "437": "cp437",
}
"""The encodings that a file may name, and the one that it is read by."""

_HEAD: Final = 8192
_CODEPAGE: Final = re.compile(rb'CODEPAGE\s*=\s*"([^"\r\n]{0,40})"', re.IGNORECASE)
_CHARSET: Final = re.compile(rb'CHARSET\s*=\s*"ANSI"', re.IGNORECASE)
_TOKEN: Final = re.compile(r'[ \t\r\n\x1a]*(?:"(?P<text>[^"\r\n]*)"|(?P<word>[^\W_][\w.+-]*|-)|(?P<sign>[=,;:()\[\]])|(?P<bad>[^ \t\r\n\x1a]))')
_CELL: Final = re.compile(r'[\s,;\x1a]*(?:("[^"\r\n]*")|([^\s,;"]+)|("))')
_END: Final = " \t\r\n\x1a"


@dataclass(frozen=True)
class Token:
    """``text`` between quotation marks, a ``word`` outside them, or a ``sign``."""

    kind: str
    value: str
    at: int


@dataclass(frozen=True)
class Statement:
    """A keyword with its language and subkeys, what stands after the equals sign, and its line."""

    keyword: str
    language: str
    subkeys: tuple[str, ...]
    tokens: tuple[Token, ...]
    line: int


def decoded(data: bytes, name: str) -> str:
    """The file's text, by the encoding that it names. Raises BrokenFile where it names none that is known, or is not written in it."""
    if data.startswith(b"\xef\xbb\xbf"):
        return _decode(data, "utf-8-sig", name)
    if b"\x00" in data[:_HEAD]:
        raise BrokenFile(name, "Filen är ingen textfil.", 1)
    found = _CODEPAGE.search(data[:_HEAD])
    if found:
        said = found[1].decode("ascii", "replace").strip().lower()
        if said not in _ENCODINGS:
            raise BrokenFile(name, f"Teckenkodningen ”{said}” (CODEPAGE) känns inte igen.", data.count(b"\n", 0, found.start()) + 1)
        return _decode(data, _ENCODINGS[said], name)
    try:
        return data.decode("utf-8")  # without CODEPAGE: Swedish letters in another encoding are never right in this one by chance
    except UnicodeDecodeError:
        return _decode(data, "cp1252" if _CHARSET.search(data[:_HEAD]) else "cp850", name)  # the format's own rule: no CHARSET means DOS


def _decode(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise BrokenFile(name, f"Raden har tecken som inte finns i filens teckenkodning, {encoding.removesuffix('-sig')}.", line) from None


class Scanner:
    """Reads a PX file's text from the beginning: statement after statement, then the cells after ``DATA=``."""

    def __init__(self, text: str, name: str) -> None:
        self.text, self.name, self.at = text, name, 0

    def fail(self, reason: str, at: int | None = None) -> NoReturn:
        """Refuse the file, with the line where it is wrong."""
        place = self.at if at is None else at
        raise BrokenFile(self.name, reason, self.text.count("\n", 0, place) + 1)

    def line(self, at: int) -> int:
        """The line of a place in the text."""
        return self.text.count("\n", 0, at) + 1

    def statements(self) -> Iterator[Statement]:
        """Every statement before ``DATA=``; afterwards the cells come next. Refuses a file without cells."""
        line, counted = 1, 0
        while True:
            first = self.token()
            if first is None:
                self.fail("Filen tar slut utan DATA: den har inga tal.", len(self.text.rstrip(_END)))
            if first.kind != "word":
                self.fail(f"Här väntades ett nyckelord, men det står {_said(first)}.", first.at)
            line, counted = line + self.text.count("\n", counted, first.at), first.at
            language, subkeys = self._subject(first)
            if first.value.upper() == "DATA":
                return
            yield Statement(first.value.upper(), language, subkeys, tuple(self._values(first)), line)

    def token(self) -> Token | None:
        """The next token; None at the end of the file."""
        found = _TOKEN.match(self.text, self.at)
        if found is None:
            return None
        kind = str(found.lastgroup)
        at = found.start(kind)
        if kind == "bad":
            if found["bad"] == '"':
                self.fail("En text saknar sitt avslutande citattecken.", at)
            self.fail(f"Tecknet {found['bad']} kan inte stå här.", at)
        self.at = found.end()
        return Token(kind, found[kind], at)

    def _subject(self, keyword: Token) -> tuple[str, tuple[str, ...]]:
        """What stands between a keyword and its equals sign: a language in brackets, subkeys in parentheses."""
        language, subkeys = "", []
        token = self._some()
        if token.value == "[" and token.kind == "sign":
            language = self._expect("word", "en språkkod").value.lower()
            self._sign("]")
            token = self._some()
        if token.value == "(" and token.kind == "sign":
            while True:
                subkeys.append(self._some().value)
                after = self._some()
                if after.kind == "sign" and after.value in ",)":
                    if after.value == ")":
                        break
                else:
                    self.fail(f"Efter ”{subkeys[-1]}” väntades ett kommatecken eller en parentes, men det står {_said(after)}.", after.at)
            token = self._some()
        if token.kind != "sign" or token.value != "=":
            self.fail(f"Efter nyckelordet {keyword.value} väntades ett likhetstecken, men det står {_said(token)}.", token.at)
        return language, tuple(subkeys)

    def _values(self, keyword: Token) -> Iterator[Token]:
        """Everything to the semicolon; texts that follow on one another without a comma are one."""
        held: Token | None = None
        while True:
            token = self.token()
            if token is None:
                self.fail(f"Nyckelordet {keyword.value} saknar sitt avslutande semikolon.", keyword.at)
            if held and token.kind == "text":
                held = Token("text", held.value + token.value, held.at)
                continue
            if held and token.kind == "word" and token.value != "-":
                self.fail(f"Efter ”{_short(held.value)}” väntades ett kommatecken eller semikolon, men det står {_said(token)}.", token.at)
            if held:
                yield held
            if token.kind == "sign" and token.value == ";":
                return
            if token.kind == "sign" and token.value in "=[]":
                self.fail(f"Nyckelordet {keyword.value} saknar sitt avslutande semikolon: {_said(token)} kan inte stå här.", token.at)
            held = token if token.kind == "text" else None
            if held is None:
                yield token

    @property
    def is_ended(self) -> bool:
        """Whether the file ends with a semicolon, as it should: without one its last number may be cut off."""
        return self.text.rstrip(_END).endswith(";")

    def cells(self) -> Iterator[tuple[str, bool, int]]:
        """The cells after ``DATA=``: what stands there, whether it is quoted, and where."""
        for found in _CELL.finditer(self.text, self.at, len(self.text.rstrip(_END))):
            if found[3]:
                self.fail("En text bland talen saknar sitt avslutande citattecken.", found.start(3))
            yield (found[1][1:-1], True, found.start(1)) if found[1] else (found[2], False, found.start(2))

    def _some(self) -> Token:
        token = self.token()
        if token is None:
            self.fail("Filen tar slut mitt i ett nyckelord.", len(self.text.rstrip(_END)))
        return token

    def _expect(self, kind: str, what: str) -> Token:
        token = self._some()
        if token.kind != kind:
            self.fail(f"Här väntades {what}, men det står {_said(token)}.", token.at)
        return token

    def _sign(self, sign: str) -> None:
        token = self._some()
        if (token.kind, token.value) != ("sign", sign):
            self.fail(f"Här väntades {sign}, men det står {_said(token)}.", token.at)


def _said(token: Token) -> str:
    return f"texten ”{_short(token.value)}”" if token.kind == "text" else _short(token.value)


def _short(words: str) -> str:
    return words if len(words) <= 40 else f"{words[:39]}…"
