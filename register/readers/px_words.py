"""What a PX file says before its cells, looked up by keyword, language and dimension."""

from __future__ import annotations

from typing import Final, NoReturn

from register.readers.px_scan import Scanner, Statement
from register.readers.table import BrokenFile

SWEDISH: Final = "sv"
"""The language that is read where a file has several."""


class Words:
    """The statements of a file. A text in the language that is read goes before the one in the file's own language.

    Args:
        scanner: at the file's beginning; afterwards its cells come next.
    """

    def __init__(self, scanner: Scanner) -> None:
        self._name = scanner.name
        self._found: dict[tuple[str, str, tuple[str, ...]], Statement] = {}
        for one in scanner.statements():
            self._found.setdefault((one.keyword, one.language, one.subkeys), one)
        self._last = scanner.line(scanner.at)
        self.own = self._plain("LANGUAGE")
        languages = [one.lower() for one in self.texts(self.get("LANGUAGES"))]
        self.language = SWEDISH if SWEDISH in languages else self.own
        self.names = [*self._list("STUB"), *self._list("HEADING")]
        """The dimensions' names in the file's own language, by which its cells are laid out."""
        self.shown = self._shown()
        """Their names in the language that is read."""
        self.stub = len(self._list("STUB"))
        if not self.names:
            self.fail(None, "Filen har varken STUB eller HEADING: den säger inte vilka dimensioner tabellen har.")
        if len(set(self.names)) < len(self.names):
            self.fail(self.get("HEADING") or self.get("STUB"), "Samma dimension står två gånger i STUB och HEADING.")

    def fail(self, statement: Statement | None, reason: str) -> NoReturn:
        """Refuse the file, at a statement's line, or where the cells begin if what is wrong is that there is none."""
        raise BrokenFile(self._name, reason, statement.line if statement else self._last)

    def has(self, keyword: str) -> bool:
        """Whether the keyword stands anywhere, of whatever dimension."""
        return any(found == keyword for found, _, _ in self._found)

    def get(self, keyword: str, *subkeys: str, language: str = "") -> Statement | None:
        """A statement in a language; without one in the file's own, whether it is named there or not."""
        found = self._found.get((keyword, language, subkeys))
        if found is None and language in ("", self.own):
            found = self._found.get((keyword, "" if language else self.own, subkeys))
        return found

    def of(self, keyword: str, *subkeys: str) -> Statement | None:
        """A statement in the language that is read, else in the file's own."""
        return self.get(keyword, *subkeys, language=self.language) or self.get(keyword, *subkeys)

    def of_dimension(self, keyword: str, place: int) -> Statement | None:
        """A statement about a dimension, which has a name in each language."""
        return self.get(keyword, self.shown[place], language=self.language) or self.get(keyword, self.names[place])

    def text(self, keyword: str, *subkeys: str) -> str:
        """The one text of a keyword; empty where it is not there."""
        return next(iter(self.texts(self.of(keyword, *subkeys))), "")

    def number(self, keyword: str) -> int | None:
        """A small whole number; None where it is not there, or is something else."""
        found = self.of(keyword)
        value = found.tokens[0].value if found and found.tokens else ""
        return int(value) if value.isascii() and value.isdecimal() and len(value) < 3 else None

    def texts(self, statement: Statement | None) -> list[str]:
        """A list of texts with commas between."""
        if statement is None:
            return []
        values = statement.tokens[::2]
        commas = statement.tokens[1::2]
        if any(token.kind != "text" for token in values) or any(token.value != "," for token in commas) or len(commas) == len(values) > 0:
            self.fail(statement, f"{statement.keyword} ska vara texter inom citattecken med kommatecken emellan.")
        return [token.value for token in values]

    def every(self, keyword: str) -> list[Statement]:
        """All statements of a keyword in the language that is read; where it has none, in the file's own."""
        for language in (self.language, "", self.own):
            found = [one for (said, spoken, _), one in self._found.items() if said == keyword and spoken == language]
            if found:
                return found
        return []

    def _plain(self, keyword: str) -> str:
        statement = self._found.get((keyword, "", ()))
        return next(iter(self.texts(statement)), "").lower()

    def _list(self, keyword: str, language: str = "") -> list[str]:
        return self.texts(self.get(keyword, language=language))

    def _shown(self) -> list[str]:
        stub, heading = self._list("STUB", self.language), self._list("HEADING", self.language)
        if not stub + heading:
            self.language = self.own  # the language is named, but nothing is said in it
            return self.names
        if (len(stub), len(heading)) != (len(self._list("STUB")), len(self._list("HEADING"))):
            wrong = self.get("HEADING", language=self.language) or self.get("STUB", language=self.language)
            self.fail(wrong, "Tabellen har inte lika många dimensioner på båda språken.")
        return [*stub, *heading]
