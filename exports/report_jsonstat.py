"""Protected tables as JSON-stat 2.0 datasets, one file each (https://json-stat.org/full/): a hidden value is null with a status of its own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from exports import society
from exports.cubes import Cube, of_report
from exports.report_layout import HIDDEN_MEANS
from register.reports.document import BLANK_MARK, HIDDEN_MARK

if TYPE_CHECKING:
    from register.disclosure.drafts import Heading
    from register.reports.document import Report

NOT_PRINTED: Final = "."
NOT_FOLLOWED_UP: Final = "..."
_STATUS: Final = {"dold": HIDDEN_MARK, "ej-tryckt": NOT_PRINTED, "ej-uppfoljd": NOT_FOLLOWED_UP}


def render_jsonstat(report: Report) -> dict[str, bytes]:
    """The files' bytes by name without ending; keys stand in the order of the specification."""
    own = {one.name: json.dumps(_dataset(report, one), ensure_ascii=False, indent=1).encode() + b"\n" for one in of_report(report)}
    return own | society.jsonstat_files(report)


def _dataset(report: Report, one: Cube) -> dict[str, Any]:
    """The table as a dataset, in the format's own words."""
    status = {str(place): _STATUS[cell] for place, cell in enumerate(one.cells) if not isinstance(cell, int)}
    times = [heading.name for heading in one.headings if heading.name == "period"]
    meanings = {HIDDEN_MARK: HIDDEN_MEANS, NOT_PRINTED: "finns inte i tabellen", NOT_FOLLOWED_UP: BLANK_MARK}
    said: dict[str, Any] = {
        "version": "2.0",
        "class": "dataset",
        "label": f"{one.title} – {report.subject}, {report.span}",
        "source": report.subject,
        "updated": report.made.isoformat(),
        "note": [note for note in (one.note, one.protection, *report.about) if note],
        "id": [heading.name for heading in one.headings],
        "size": list(one.shape),
        "role": {"time": times} if times else {},
        "dimension": {heading.name: _dimension(heading) for heading in one.headings},
        "value": [cell if isinstance(cell, int) else None for cell in one.cells],
        "status": status,
        "extension": {"status": {"label": {mark: meanings[mark] for mark in dict.fromkeys(status.values())}}, "matrix": one.name},
    }
    return {key: value for key, value in said.items() if value != {}}


def _dimension(heading: Heading) -> dict[str, Any]:
    return {
        "label": heading.label,
        "category": {
            "index": {category.code: place for place, category in enumerate(heading.categories)},
            "label": {category.code: category.label for category in heading.categories},
        },
    }
