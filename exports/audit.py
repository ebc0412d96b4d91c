"""``granskning.json``: what is public of the gate's audits, beside the reports that they are about, by the reports' file names."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NoReturn

from exports.report_layout import file_stem
from register.errors import CouldNot
from register.platform import system_reason
from register.reports.document import Report

NAME: Final = "granskning.json"

Entries = Mapping[str, Mapping[str, Any]]
"""An audit by the name, without ending, of the files that it is about."""

_MOST_BYTES: Final = 10_000_000


def entries(reports: Sequence[Report]) -> Entries:
    """The audits of reports."""
    return {file_stem(report): dict(report.audit) for report in reports}


def audit_file(of: Entries, earlier: Entries | None = None) -> bytes:
    """The file: a JSON object, its names sorted, earlier entries kept where the name is not among the new ones."""
    return json.dumps({**(earlier or {}), **of}, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False).encode() + b"\n"


def earlier_entries(folder: Path) -> Entries:
    """What a folder's file says of reports written there before; nothing where there is no file.

    Raises:
        CouldNot: there is one that can't be read or is something else; it would else be lost.
    """
    path = folder / NAME
    try:
        with path.open("rb") as file:
            found = json.loads(file.read(_MOST_BYTES + 1), parse_constant=_no_number)
            audit_file({}, found)
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise _broken(path, f"Systemet svarar: {system_reason(error)}.") from error
    except (ValueError, TypeError, RecursionError):
        found = None
    if not isinstance(found, dict) or not all(isinstance(one, dict) for one in found.values()):
        raise _broken(path, "Den är skadad, eller hör till något annat.")
    return found


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number in JSON")


def _broken(path: Path, why: str) -> CouldNot:
    return CouldNot(f"Mappen har redan en {NAME} som inte går att läsa.", why, f"Flytta undan {path}, eller välj en annan mapp.")
