"""Programs that open what we wrote, where the machine has them; tests that need one are skipped elsewhere."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), "")
OFFICE = shutil.which("soffice") or ""

needs_chromium = pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed here")
needs_office = pytest.mark.skipif(not OFFICE, reason="LibreOffice is not installed here")

_PATIENCE = 900
"""Seconds: long enough for a machine that does much else; a test waits only as long as the program takes."""

_CSP = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')


def _chromium(folder: Path, *arguments: str) -> str:
    """Run Chromium once, with a profile of its own and without a network to speak of."""
    own = (
        f"--user-data-dir={folder / 'profil'}",
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--hide-scrollbars",
        "--disable-background-networking",
    )
    done = subprocess.run([CHROMIUM, *own, *arguments], capture_output=True, text=True, timeout=_PATIENCE, check=False)
    return done.stdout


def ask(folder: Path, page: bytes, script: str, *, width: int = 1280) -> Any:
    """What a script finds in the page at a width, as JSON. The page stands in a frame, since a window is never narrower than 500 pixels.

    The page's own policy allows no script, so it is left out here; another test holds it to its place.
    """
    safe = script.replace("</script", r"<\/script")
    asked = f"<script>{safe}</script>"
    path = folder / "sida.html"
    path.write_text(_CSP.sub("", page.decode()).replace("</body>", f"{asked}</body>"), encoding="utf-8")
    frame = f'<!DOCTYPE html><body><iframe src="sida.html" style="width:{width}px;height:1200px;border:0"></iframe><pre id="svar"></pre><script>'
    frame += "addEventListener('message', e => document.getElementById('svar').textContent = e.data)</script></body>"
    (folder / "ram.html").write_text(frame, encoding="utf-8")
    arguments = ("--allow-file-access-from-files", "--virtual-time-budget=60000", f"--window-size={max(width + 20, 520)},1300", "--dump-dom")
    out = _chromium(folder, *arguments, (folder / "ram.html").as_uri())
    found = re.search(r'<pre id="svar">(.*?)</pre>', out, re.DOTALL)
    assert found, out[-500:]
    assert found[1], "the script gave no answer"
    return json.loads(html.unescape(found[1]))


def print_page(folder: Path, page: bytes) -> bytes:
    """The page as Chromium prints it, a PDF."""
    path = folder / "sida.html"
    path.write_bytes(page)
    _chromium(folder, f"--print-to-pdf={folder / 'sida.pdf'}", "--no-pdf-header-footer", path.as_uri())
    return (folder / "sida.pdf").read_bytes()


def convert(folder: Path, path: Path, target: str, *options: str) -> Path:
    """The file as LibreOffice makes it into another, in a folder of its own."""
    folder = folder / "gjort"
    profile = f"-env:UserInstallation={(folder / 'profil').as_uri()}"
    subprocess.run(
        [OFFICE, profile, "--headless", "--convert-to", target, "--outdir", str(folder), *options, str(path)],
        capture_output=True,
        timeout=_PATIENCE,
        check=True,
    )
    (made,) = folder.glob(f"*.{target.partition(':')[0]}")
    return made
