"""Any order of filling, changing, emptying and renaming: the register holds what a plain list of everything that was done would hold."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from register.audit_log import AuditKind, details
from register.errors import BadInput
from register.kansli import judgements
from register.niofalt import loader
from register.niofalt.model import Definitions
from register.periods import Period
from tests.kansli.helpers import reopen
from tests.niofalt.sheets import ALL, TODAY, forbund, write

COLUMNS = ("Behovet", "Behoven", "Nyttan")
PERIODS = ("2025H2", "2026H1", "2026H2")
ANSWERS = st.dictionaries(st.sampled_from([f"r{row}k{column}" for row in (1, 2, 3) for column in (1, 2, 3)]), st.sampled_from(["svag", "stark"]))


class Filling(RuleBasedStateMachine):
    """A förbund that fills one grid of one insats, and a list that remembers everything."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.kansli = forbund(Path(self.folder.name))
        self.day: date = TODAY
        self.column = COLUMNS[0]
        self.done: list[tuple[str, date, str, dict[str, str]]] = []
        """Period, day, name of the first column then, answers."""

    def teardown(self) -> None:
        self.kansli.close()
        self.folder.cleanup()

    def last(self, period: str) -> tuple[str, dict[str, str]] | None:
        return next(((column, answers) for one, _, column, answers in reversed(self.done) if one == period), None)

    @rule(period=st.sampled_from(PERIODS), answers=ANSWERS)
    def fill(self, period: str, answers: dict[str, str]) -> None:
        before = self.last(period)
        try:
            found = judgements.fyll(self.kansli, "nio", "vagen", period, answers, self.day)
        except BadInput:
            assert not answers
            assert before is None
            return
        if before != (self.column, answers):
            self.done.append((period, self.day, self.column, dict(answers)))
        assert dict(found.answers) == answers

    @rule(days=st.integers(1, 40))
    def later(self, days: int) -> None:
        self.day += timedelta(days=days)

    @rule(column=st.sampled_from(COLUMNS))
    def rename(self, column: str) -> None:
        self.column = column
        write(self.kansli, ALL.replace('"Behovet"', f'"{column}"'))

    @precondition(lambda self: len(self.done) > 2)
    @rule()
    def close_and_open(self) -> None:
        self.kansli.close()
        self.kansli = reopen(self.kansli)

    @invariant()
    def history_is_everything_that_was_done(self) -> None:
        found = judgements.historik(self.kansli, "nio", "vagen")
        assert [(one.period, one.day, one.sheet.columns[0], dict(one.answers)) for one in found] == self.done
        assert [one.nr for one in found] == list(range(1, len(self.done) + 1))

    @invariant()
    def what_holds_is_what_was_done_last(self) -> None:
        held = {one.period: (one.sheet.columns[0], dict(one.answers)) for one in judgements.judged(self.kansli).filled}
        assert held == {period: last for period in PERIODS if (last := self.last(period)) is not None and last[1]}

    @invariant()
    def what_is_shown_means_the_same_as_when_it_was_chosen(self) -> None:
        for period in PERIODS:
            last = self.last(period)
            column, answers = last or (self.column, {})
            shown = judgements.visa(self.kansli, "nio", "vagen", period)
            kept = {field: choice for field, choice in answers.items() if column == self.column or not field.endswith("k1")}
            assert (shown.answers, shown.lost) == (kept, len(answers) - len(kept))

    @invariant()
    def the_log_has_an_entry_for_each_and_no_answer(self) -> None:
        from sqlmodel import select

        from register.audit_log import AuditEntry

        with self.kansli.store.read() as session:
            mine = [one for one in session.exec(select(AuditEntry)) if one.kind == AuditKind.BEDOMNING]
        assert [details(one)["period"] for one in mine] == [period for period, *_ in self.done]
        assert not any(word in json.dumps([one.detail for one in mine]) for word in ("svag", "stark", "r1k1", "Beho"))


Filling.TestCase.settings = settings(max_examples=12, stateful_step_count=15, suppress_health_check=list(HealthCheck))
TestFilling: Any = Filling.TestCase


def test_definitions_are_read_anew_each_time(tmp_path: Path) -> None:
    """Whoever edits the file while the register is open sees it at once."""
    kansli = forbund(tmp_path)
    assert len(judgements.definitions(kansli).sheets) == 3
    (tmp_path / loader.FILE_NAME).unlink()
    assert judgements.definitions(kansli) == Definitions()
    kansli.close()


def test_a_period_is_told_by_its_code_however_it_is_typed(tmp_path: Path) -> None:
    kansli = forbund(tmp_path)
    judgements.fyll(kansli, "nio", "vagen", " 2026h1 ", {"r1k1": "svag"}, TODAY)
    assert judgements.visa(kansli, "nio", "vagen", "2026H1").period == Period.parse("2026H1")
    assert len(judgements.historik(kansli, "nio", "vagen", "2026h1")) == 1
    kansli.close()
