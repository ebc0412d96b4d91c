"""Real files from Statistics Sweden's own example database, read in place where they are; they are not part of the project."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

FOLDER: Final = Path(__file__).resolve().parents[2].parent / "shared" / "px"
NAMES: Final = (
    "BE0101A1hierreg.px",
    "BE0101A1proc.px",
    "BE0101F1allakw.px",
    "BE0101F1datasymbols.px",
    "BE0101F1errorHeading.px",
    "BE0101F1errorTimeval.px",
    "BE0101F1errorValues.px",
    "BE0101F1langensvolikacelln.px",
    "BE0101F1missingData.px",
    "BE0101F1nildotsymbols.px",
    "BE0101F1symbnotkeys.px",
    "EXEMPEL1.PX",
    "HA0201E8.px",
    "PR0101B3.px",
)


def real(name: str) -> bytes:
    """The bytes of a real file; the test is skipped, and says of how many, where it is not there."""
    missing = [one for one in NAMES if not (FOLDER / one).is_file()]
    if name in missing:
        pytest.skip(f"{len(missing)} of {len(NAMES)} real PX files are not here")
    return (FOLDER / name).read_bytes()
