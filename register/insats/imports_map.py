"""The column map: how a förbund's own sheet is read. A TOML file that the förbund writes once and the register keeps (docs/import.md)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from register.catalogue import Catalogue
from register.insats.imports_columns import ColumnMap
from register.platform import atomic_write
from register.readers.delimited import cannot_open
from register.readers.personal import trace_in
from register.templates import FormColumn
from register.vocabulary.toml_reader import FileError, Source, TomlPath, read

_KEYS: Final = frozenset({"version", "blad", "rubrikrad", "utan", "texter", "kolumner", "ord"})
_LAST_HEADING_ROW: Final = 50
MOST_BYTES: Final = 200_000


class ColumnMapError(FileError):
    """A column map that can't be used."""

    subject = "kolumnkartan"


def load_map(path: Path, columns: Sequence[FormColumn]) -> ColumnMap:
    """The map of a file; ColumnMapError with line and reason where it can't be used. ``columns`` are those of the insats."""
    try:
        source = read(path, path.name, ColumnMapError)
    except OSError as error:
        raise cannot_open(error) from None
    if len(source.text or "") > MOST_BYTES:
        raise source.error((), "Filen är för stor.")
    data = source.parse()
    for key in data:
        if key not in _KEYS:
            raise source.error((key,), f"Nyckeln känns inte igen. Det som får stå är {', '.join(sorted(_KEYS))}.")
    if data.get("version") != 1:
        raise source.error(("version",), "Filen ska börja med version = 1.")
    row = data.get("rubrikrad", 1)
    if type(row) is not int or not 1 <= row <= _LAST_HEADING_ROW:
        raise source.error(("rubrikrad",), f"rubrikrad ska vara ett radnummer från 1 till {_LAST_HEADING_ROW}.")
    sheet = data.get("blad")
    if sheet is not None and not isinstance(sheet, str):
        raise source.error(("blad",), "blad ska vara bladets namn inom citattecken.")
    found = ColumnMap(
        sheet=sheet,
        heading_row=row,
        columns=_columns(source, data.get("kolumner", {}), columns),
        without=_texts(source, data, "utan"),
        texts=_texts(source, data, "texter"),
        words=_words(source, data.get("ord", {}), columns),
    )
    if any(trace_in(text) for text in found.all_texts()):
        raise source.error((), "Kartan har något som ser ut som ett personnummer eller ett födelsedatum.")
    return found


def _columns(source: Source, data: Any, columns: Sequence[FormColumn]) -> dict[str, str]:
    keys = {column.key for column in columns}
    found = _table(source, data, ("kolumner",))
    for heading, key in found.items():
        if key not in keys:
            raise source.error(("kolumner", heading), f"Kolumnen finns inte. Det som finns är {', '.join(sorted(keys))}.")
    if len(set(found.values())) < len(found):
        raise source.error(("kolumner",), "Två rubriker pekar på samma kolumn.")
    return found


def _words(source: Source, data: Any, columns: Sequence[FormColumn]) -> dict[str, dict[str, str]]:
    codes: dict[str, set[str]] = {}
    for column in columns:
        if column.field.code_list:
            ids = {code.id for code in (*column.choices, *column.retired)}
            codes |= {column.key: ids, column.field.code_list: ids}
    if not isinstance(data, dict):
        raise source.error(("ord",), "ord ska ha en tabell för varje kolumn eller lista.")
    found = {}
    for name, words in data.items():
        if name not in codes:
            raise source.error(("ord", name), f"Varken kolumn eller lista heter så. Det som finns är {', '.join(sorted(codes))}.")
        found[name] = _table(source, words, ("ord", name))
        for word, code in found[name].items():
            if code not in codes[name]:
                raise source.error(("ord", name, word), f"Koden finns inte i listan. Det som finns är {', '.join(sorted(codes[name]))}.")
    return found


def _table(source: Source, data: Any, path: TomlPath) -> dict[str, str]:
    if not isinstance(data, Mapping) or not all(isinstance(value, str) for value in data.values()):
        raise source.error(path, "Här ska varje rad vara ett eget ord och ett id, båda inom citattecken.")
    return dict(data)


def _texts(source: Source, data: Mapping[str, Any], key: str) -> tuple[str, ...]:
    texts = data.get(key, [])
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise source.error((key,), f"{key} ska vara en lista av texter.")
    return tuple(texts)


def kept_map(catalogue: Catalogue, insats_id: str) -> Path:
    """Where the register keeps the map of an insats for next time."""
    return catalogue.root / "import" / f"{insats_id}.toml"


def keep_map(catalogue: Catalogue, insats_id: str, column_map: ColumnMap) -> Path:
    """Keep the map that a file was read by for next time, in place of any earlier one; returns where.

    It is written anew from what was read: comments of the file may say anything, and the file may have changed since.
    """
    target = kept_map(catalogue, insats_id)
    target.parent.mkdir(parents=True, exist_ok=True)
    atomic_write(target, map_text(column_map).encode("utf-8"))
    return target


def map_text(column_map: ColumnMap) -> str:
    """The map as TOML. Its texts are its own, never a comment."""
    lines = ["version = 1"]
    if column_map.sheet is not None:
        lines.append(f"blad = {_quoted(column_map.sheet)}")
    lines.append(f"rubrikrad = {column_map.heading_row}")
    lines += [f"{name} = [{', '.join(map(_quoted, texts))}]" for name, texts in (("utan", column_map.without), ("texter", column_map.texts))]
    lines += _table_lines("kolumner", column_map.columns)
    for name, words in column_map.words.items():
        lines += _table_lines(f"ord.{_quoted(name)}", words)
    return "\n".join([*lines, ""])


def _table_lines(name: str, words: Mapping[str, str]) -> list[str]:
    return ["", f"[{name}]", *(f"{_quoted(word)} = {_quoted(id_)}" for word, id_ in words.items())]


def _quoted(text: str) -> str:
    """A TOML basic string: JSON's escapes are among TOML's, and DEL is the one control character that JSON leaves as it is."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
