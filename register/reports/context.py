"""What a report needs beside its protected tables: whose it is, of when, and against which goals. No count is in here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from register.counters.told import CounterTold
from register.disclosure.protected import ProtectedTable
from register.goals.model import Goals
from register.niofalt.model import Judged
from register.periods import Period
from register.presence import Standing
from register.society.published import PublishedTable
from register.vocabulary.model import Vocabulary


@dataclass(frozen=True)
class Context:
    """Who, when and against what.

    Args:
        forbund: the förbund's name.
        insats: id and name, for an insatsrapport.
        insatser: id and name of every individinriktad insats that may have tables, in order: those that had begun and not ended.
        spans: the period, and those that it is compared with.
        made: the day.
        tables: what the gate let through, by id.
        audit: the public part of its audit.
        society: what others have published of the förbund's municipalities.
        counters: counts that are no participations: what has been told of each, and the values of those that count nobody.
        standings: what every individinriktad insats has told of each of the spans.
    """

    forbund: str
    insats: tuple[str, str] | None
    insatser: tuple[tuple[str, str], ...]
    spans: tuple[Period, ...]
    made: date
    vocabulary: Vocabulary
    goals: Goals
    tables: Mapping[str, ProtectedTable]
    audit: Mapping[str, Any] = field(default_factory=dict)
    judged: Judged = field(default_factory=Judged)
    standings: tuple[Standing, ...] = ()
    society: tuple[PublishedTable, ...] = ()
    counters: tuple[CounterTold, ...] = ()

    @property
    def span(self) -> Period:
        """The report's own period."""
        return self.spans[0]

    def table(self, table_id: str) -> ProtectedTable | None:
        """A table, where the report has it."""
        return self.tables.get(table_id)
