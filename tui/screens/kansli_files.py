"""Delivery files in a folder, as a list to choose from; and receiving them. Runs in the store's thread."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from register import delivery
from register.errors import CouldNot, NyckeltalError
from register.kansli import acts, publications
from register.platform import system_reason

if TYPE_CHECKING:
    from register.kansli.acts import Kansli, Receipt

MOST: Final = 300
"""Files of a folder that are looked into, the latest first."""


@dataclass(frozen=True)
class FoundFile:
    """A file that looks like a delivery. What it says of itself is trusted for the list alone."""

    path: Path
    insats: str
    number: int
    received: bool


def find_deliveries(folder: Path, received: Collection[tuple[str, int]]) -> list[FoundFile]:
    """The delivery files of a folder, those not received first, each insats's in order. Raises CouldNot where the folder can't be read."""
    found = []
    try:
        files = sorted((p for p in folder.iterdir() if p.is_file()), key=lambda p: p.stat().st_mtime, reverse=True)
    except OSError as error:
        raise CouldNot("Mappen går inte att läsa.", f"{folder}: {system_reason(error)}.", "Välj en annan mapp.") from error
    for path in files[:MOST]:
        try:
            header = delivery.read_header(read_file(path))
        except NyckeltalError:
            continue  # something else, or damaged: whoever names it outright is told why
        found.append(FoundFile(path, header.insats_id, header.number, (header.insats_id, header.number) in received))
    return sorted(found, key=lambda f: (f.received, f.insats, f.number))


def read_file(path: Path) -> bytes:
    """The bytes of a file, no more than a delivery can have (and one, so that more is noticed)."""
    try:
        with path.open("rb") as file:
            start = file.read(delivery.MAGIC_BYTES)
            return start + file.read(delivery.MAX_BYTES) if delivery.begins_delivery(start) else start
    except OSError as error:
        raise CouldNot("Leveransen går inte att läsa.", f"{path}: {system_reason(error)}.", "Kontrollera sökvägen.", field="fil") from None


def receive(kansli: Kansli, paths: Iterable[Path], today: date) -> tuple[list[Receipt], NyckeltalError | None]:
    """Receive files in order until one is refused; what came, and the refusal. What each insats has to know of publications is then written."""
    receipts: list[Receipt] = []
    refusal: NyckeltalError | None = None
    for path in paths:
        try:
            receipts.append(acts.ta_emot(kansli, read_file(path), today=today))
        except NyckeltalError as error:
            refusal = error
            break
    try:
        publications.write_lists(kansli, today)
    except NyckeltalError as error:
        refusal = refusal or error
    return receipts, refusal


def receipt_text(receipts: Iterable[Receipt]) -> str:
    """What came, for reading; with the six words of every insats seen for the first time."""
    lines = []
    for one in receipts:
        periods = ", ".join(one.periods) or "bara publikationer"
        lines.append(f"{one.namn}, leverans {one.number} ({periods})" + ("" if one.new else ": redan mottagen, inget ändrades"))
        if one.words:
            lines += [
                "",
                f"{one.namn} är godkänd vid sin första leverans. Ring samordnaren och jämför nyckelns sex ord:",
                "",
                f"    {one.words}",
                "",
                "Stämmer de inte: annullera leveransen med a.",
                "",
            ]
    return "\n".join(lines).rstrip()
