"""Canonical JSON: one byte string for one value, so that a hash of it names the value."""

from __future__ import annotations

import hashlib
import json
from typing import Any


def dump(value: Any) -> bytes:
    """UTF-8 JSON with sorted keys and no white space; refuses floats' NaN and infinities."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def digest(value: Any) -> str:
    """SHA-256 of the canonical form, as 64 hex digits."""
    return hashlib.sha256(dump(value)).hexdigest()
