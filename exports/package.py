"""The data package: reports in every format in one zip file, with a manifest of what is in it and a checksum for each file."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from exports import audit, society
from exports.cubes import Cube, of_report
from exports.publishing import Publish, Ready
from exports.report import FORMATS, LABELS, Progress, checked, render_report
from exports.report_layout import file_stem, short_slug
from register.errors import BadInput
from register.reports.document import Report

MANIFEST: Final = "manifest.json"
CHECKSUMS: Final = "SHA256SUMS"
"""In the form that ``sha256sum --check`` reads."""

VERSION: Final = "nyckeltal-datapaket/1"


def write_package(
    reports: Sequence[Report],
    folder: Path,
    *,
    subject: str,
    span: str,
    publish: Publish | None = None,
    progress: Progress | None = None,
) -> list[Path]:
    """Write the reports, each in every format, as one zip file; returns its path, and that of ``granskning.json`` beside it (which it holds too).

    Args:
        reports: what goes in, each in a folder of its own in the package.
        folder: where the file is written; made where missing.
        subject: whose package it is, in its name and manifest.
        span: the period's code.
        publish: as of :func:`exports.report.write_report`.
        progress: told how many files of how many are made.

    Raises:
        BadInput: there is no report.
        ValueError: two reports would have the same files; a defect of the caller.
        CouldNot: the file could not be written; an earlier one is as before. Where it is published by then, the message says so.
        TypeError: something else than a Report, or a table that the gate did not make.
    """
    return ready_package(reports, subject=subject, span=span, progress=progress).write(folder, publish)


def ready_package(reports: Sequence[Report], *, subject: str, span: str, progress: Progress | None = None) -> Ready:
    """The package, ready to be written; see :func:`write_package`."""
    if not reports:
        raise BadInput("Det finns ingen rapport att lägga i datapaketet.", "", "Välj en period med räkningar.", field="period")
    reports = [checked(report) for report in reports]
    if len({file_stem(report) for report in reports}) < len(reports):
        raise ValueError("two reports of a package have the same name")
    contents: dict[str, bytes] = {}
    for number, report in enumerate(reports):
        files = render_report(report, FORMATS, progress=_within(progress, number, len(reports), report.title))
        contents |= {f"{file_stem(report)}/{name}": data for name, data in files.items()}
    made = max(report.made for report in reports)
    contents[audit.NAME] = audit.audit_file(audit.entries(reports))
    contents[MANIFEST] = _manifest(reports, contents, subject, span, made)
    contents[CHECKSUMS] = "".join(f"{_sha(data)}  {name}\n" for name, data in contents.items()).encode()
    name = "-".join(filter(None, ("datapaket", short_slug(subject), span))) + ".zip"
    return Ready("Datapaketet", {name: _zip(contents, made)}, audit.entries(reports))


def _within(progress: Progress | None, number: int, reports: int, title: str) -> Progress | None:
    """The progress of one report as a part of the whole."""
    if progress is None:
        return None
    return lambda done, total, what: progress(number * total + done, reports * total, f"{title}: {what}" if what else title)


def _sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _manifest(reports: Sequence[Report], contents: Mapping[str, bytes], subject: str, span: str, made: date) -> bytes:
    files = [{"namn": name, "byte": len(data), "sha256": _sha(data)} for name, data in contents.items()]
    manifest = {
        "version": VERSION,
        "amne": subject,
        "period": span,
        "framstallt": made.isoformat(),
        "format": LABELS,
        "rapporter": [_report(report) for report in reports],
        "filer": files,
    }
    return json.dumps(manifest, ensure_ascii=False, indent=1).encode() + b"\n"


def _report(report: Report) -> dict[str, Any]:
    return {
        "mapp": file_stem(report),
        "slag": report.kind,
        "titel": report.title,
        "amne": report.subject,
        "period": report.span,
        "att_veta": list(report.about),
        "ord": {term: {"ord": label, "betyder": text} for term, (label, text) in report.definitions.items()},
        "tabeller": [_table(one) for one in of_report(report)],
        "samhalle": society.manifest(report),
    }


def _table(one: Cube) -> dict[str, Any]:
    headings = [{"namn": h.name, "rubrik": h.label, "kategorier": dict(h.categories)} for h in one.headings]
    return {"id": one.name, "titel": one.title, "indelning": one.note, "skydd": one.protection, "granskning": one.audit, "rubriker": headings}


def _zip(contents: Mapping[str, bytes], made: date) -> bytes:
    """The archive; its entries carry the day of the reports, so that the same reports give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in contents.items():
            entry = zipfile.ZipInfo(name, (made.year, made.month, made.day, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # else the platform's own
            entry.external_attr = 0o600 << 16
            archive.writestr(entry, data)
    return out.getvalue()
