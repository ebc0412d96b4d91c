"""Slips for participants' dossiers: the code in clear and as a QR code, the handle and the insats's name. No date.

One printable HTML file that needs nothing else. It is a secret in clear, made only when asked for, and never inside the register's folder.
"""

from __future__ import annotations

import html
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import segno

from register.errors import BadInput, CouldNot
from register.platform import sync_folder, system_reason

_PAGE: Final = """<!DOCTYPE html>
<html lang="sv"><head><meta charset="utf-8"><meta name="robots" content="noindex"><title>Lapp till akten</title>
<style>body{{font-family:sans-serif;margin:2cm;color:#000;background:#fff}}.k{{font-family:monospace;font-size:22pt;font-weight:bold;letter-spacing:.08em}}
svg{{width:4cm;height:4cm}}p{{max-width:14cm}}</style></head><body>
<h1>{namn}</h1>
<p>Deltagarkod</p><p class="k">{code}</p>
{qr}
<p>Handtag: <strong>{handle}</strong></p>
<p>Koden öppnar deltagandets uppgifter i insatsens valv och finns ingen annanstans.
Förvara lappen i deltagarens akt. Radera filen när lappen är utskriven.</p>
</body></html>
"""


def slip_html(*, code: str, handle: str, namn: str) -> str:
    """The page; ``code`` is the participant code as it is written, ``handle`` may be empty for an unused code."""
    return _PAGE.format(namn=html.escape(namn), code=html.escape(code), qr=_qr(code), handle=html.escape(handle or "—"))


@dataclass(frozen=True)
class Slip:
    """One slip of several: ``code`` as it is written, and the row of the file that the deltagande was read from. Secret."""

    code: str = field(repr=False)
    handle: str
    row: int


_SLIPS: Final = """<!DOCTYPE html>
<html lang="sv"><head><meta charset="utf-8"><meta name="robots" content="noindex"><title>Lappar till akterna</title>
<style>body{{font-family:sans-serif;margin:1cm;color:#000;background:#fff}}.k{{font-family:monospace;font-size:16pt;font-weight:bold}}
section{{border:1px dashed #000;padding:.5cm;margin:0 0 .4cm;break-inside:avoid;overflow:hidden}}
svg{{width:3cm;height:3cm;float:right}}p{{margin:.2cm 0}}</style></head><body>
<h1>{namn}</h1>
<p>Varje kod öppnar ett deltagandes uppgifter i insatsens valv och finns ingen annanstans. Klipp isär lapparna, lägg var och en i den akt vars
formulär stod på raden, och radera filen.</p>
{slips}
</body></html>
"""
_ONE: Final = """<section>{qr}<h2>Rad {row} i filen</h2><p>{namn}</p><p class="k">{code}</p><p>Handtag: <strong>{handle}</strong></p></section>"""


def slips_html(slips: Sequence[Slip], *, namn: str) -> str:
    """A page of slips to cut apart, in the order of the file's rows."""
    each = (
        _ONE.format(qr=_qr(slip.code), row=slip.row, namn=html.escape(namn), code=html.escape(slip.code), handle=html.escape(slip.handle))
        for slip in slips
    )
    return _SLIPS.format(namn=html.escape(namn), slips="\n".join(each))


def check_slip_path(path: Path, *, register_folder: Path) -> Path:
    """Where slips may be written: the path, ending in .html where no ending was given. BadInput where it may not be."""
    if path.is_dir():
        raise BadInput("Lappen behöver ett filnamn.", f"{path} är en mapp.", "Skriv ett filnamn efter mappen.", field="fil")
    path = path if path.suffix else path.with_name(f"{path.name}.html")
    if path.resolve().is_relative_to(register_folder.resolve()):
        raise BadInput("Lappen får inte ligga i registrets mapp.", "Då låge koden bredvid det som den öppnar.", "Välj en annan mapp.", field="fil")
    if path.exists():
        raise _there_already(path)
    return path


def write_slip(path: Path, *, code: str, handle: str, namn: str, register_folder: Path) -> Path:
    """Write the slip, readable by its owner alone; returns its path, which ends in .html where no ending was given.

    Raises:
        BadInput: the path lies in the register's folder, is a folder, or there is a file already.
        CouldNot: the file can't be written; then there is none.
    """
    path = check_slip_path(path, register_folder=register_folder)
    return _write(path, slip_html(code=code, handle=handle, namn=namn))


def write_slips(path: Path, slips: Sequence[Slip], *, namn: str, register_folder: Path) -> Path:
    """Write many slips in one file, as :func:`write_slip` writes one."""
    return _write(check_slip_path(path, register_folder=register_folder), slips_html(slips, namn=namn))


def _write(path: Path, page: str) -> Path:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise _there_already(path) from None
    except OSError as error:
        raise _not_written(error) from None
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(page)
            file.flush()
            os.fsync(file.fileno())
        sync_folder(path.parent)
    except OSError as error:
        path.unlink(missing_ok=True)  # half a slip may hold the whole code
        raise _not_written(error) from None
    return path


def _qr(code: str) -> str:
    return segno.make(code, error="m").svg_inline(scale=4, title="Deltagarkoden som QR-kod")


def _there_already(path: Path) -> BadInput:
    return BadInput(f"Det finns redan en fil {path.name}.", "Den skrivs inte över.", "Välj ett annat namn.", field="fil")


def _not_written(error: OSError) -> CouldNot:
    return CouldNot("Lappen gick inte att skriva.", f"Systemet svarade: {system_reason(error)}.", "Välj en annan mapp.", field="fil")
