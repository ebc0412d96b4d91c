"""Short ways to read a file in a test."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from register.insats.imports import Reading, read_forms
from register.insats.imports_act import ImportReceipt, NewCode, importera
from register.insats.session import Insats
from register.readers.opening import open_table
from tests.imports.recount import Counted
from tests.insats.world import TODAY, World


def read(insats: Insats, path: Path, **more: Any) -> Reading:
    with open_table(path) as table:
        return read_forms(insats, table, more.pop("column_map", None), today=TODAY, **more)


def read_in(insats: Insats, path: Path, codes: list[NewCode] | None = None, **more: Any) -> ImportReceipt:
    def keep(made: Sequence[NewCode]) -> None:
        if codes is not None:
            codes.extend(made)

    return importera(insats, read(insats, path, **more), slips=keep, today=TODAY)


def cells_of(reading: Reading) -> dict[str, set[str]]:
    """The kinds of fault by cell of the sheet that is read; by place for those elsewhere."""
    found: dict[str, set[str]] = {}
    for fault in reading.faults:
        where = fault.place.a1 if fault.place and fault.place.sheet == 1 else fault.where
        found.setdefault(where, set()).add(fault.kind)
    return found


def counted(world: World, periods: Sequence[str]) -> Counted:
    """What the vault has counted in open periods, in the recount's shape."""
    all_ = Counted()
    for period in periods:
        tally = world.tally(period)
        for volume, n in tally.volumes.items():
            all_.volumes[period, volume.event, volume.month, volume.kon] += n
        for place, details in tally.details.items():
            all_.people[period, place.unit, place.kon] += details.people
            for cell, n in details.cells.items():
                all_.cells[period, place.unit, place.kon, cell.table, cell.values] += n
    return all_
