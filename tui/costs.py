"""What key derivation costs and where the state folder lies: a test asks for other ones than the real. Light: loads nothing of the store."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from register.insats.sealing import SealCost
    from register.vault import KdfCost


@dataclass(frozen=True)
class Costs:
    """Key derivation costs and the state folder; None is the real one of each."""

    vault: KdfCost | None = None
    seal: SealCost | None = None
    state: Path | None = None
