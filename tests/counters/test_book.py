"""The store of values against a plain model of it: whatever is kept, carried and blanked, what holds is what was said last."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlalchemy import Engine, create_engine, event
from sqlmodel import Session, SQLModel

from register.counters import book
from register.counters.model import Counter, Dimension, Figures, Place
from register.counters.periods import parse
from register.counters.tables import TABLES
from register.vocabulary.model import Code

WHO = Dimension("vem", "Vem", (Code("a", "A"), Code("b", "B")))
COUNTERS = tuple(Counter(id_, "Prov", "kvartal", "insats", "antal", protected=False, dimensions=(WHO,)) for id_ in ("ett", "tva"))
PERIODS = ("2026K1", "2026K2")
PLACES = [Place(("a",)), Place(("b",))]


def new_engine() -> Engine:
    engine = create_engine("sqlite://")
    event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA foreign_keys = ON"))
    SQLModel.metadata.create_all(engine, tables=[SQLModel.metadata.tables[str(table.__tablename__)] for table in TABLES])
    return engine


class Books(RuleBasedStateMachine):
    """An insats's book: values are kept, and deliveries carry what none has carried."""

    def __init__(self) -> None:
        super().__init__()
        self.session = Session(new_engine())
        self.holds: dict[tuple[str, str], dict[Place, int]] = {}
        self.waiting: dict[tuple[str, str], dict[Place, int]] = {}
        self.carried: list[dict[tuple[str, str], dict[Place, int]]] = []

    @rule(counter=st.sampled_from(COUNTERS), period=st.sampled_from(PERIODS), values=st.dictionaries(st.sampled_from(PLACES), st.integers(0, 9)))
    def keep(self, counter: Counter, period: str, values: dict[Place, int]) -> None:
        book.keep(self.session, Figures(counter, parse("kvartal", period), "coach", "insats", values))
        key = (counter.id, period)
        self.holds[key] = values
        was_carried = any(key in one for one in self.carried)
        if values or was_carried:
            self.waiting[key] = values
        else:
            self.waiting.pop(key, None)

    @precondition(lambda self: self.waiting)
    @rule()
    def deliver(self) -> None:
        number = len(self.carried) + 1
        book.carry(self.session, book.of_delivery(self.session, "coach", 0), number)
        self.carried.append(self.waiting)
        self.waiting = {}

    @invariant()
    def what_holds_is_what_was_said_last(self) -> None:
        found = {(one.counter.id, one.period.code): dict(one.values) for one in book.figures(self.session)}
        assert found == {key: values for key, values in self.holds.items() if values}

    @invariant()
    def every_delivery_keeps_what_it_carried(self) -> None:
        for number, told in enumerate([self.waiting, *self.carried]):
            found = {(one.counter.id, one.period.code): dict(one.values) for one in book.of_delivery(self.session, "coach", number)}
            assert found == told

    @invariant()
    def an_annulled_delivery_leaves_what_came_before(self) -> None:
        if self.waiting:
            return
        last = len(self.carried)
        before: dict[tuple[str, str], dict[Place, int]] = {}
        for told in self.carried[:-1]:
            before |= told
        found = {(one.counter.id, one.period.code): dict(one.values) for one in book.figures(self.session, lambda _, number: number != last)}
        assert found == {key: values for key, values in before.items() if values}

    @invariant()
    def nothing_is_wrong(self) -> None:
        assert book.faults(self.session) == []

    def teardown(self) -> None:
        self.session.close()


TestBooks = Books.TestCase
TestBooks.settings = settings(max_examples=30, stateful_step_count=15, deadline=None)


def of_many(number: int) -> list[Figures]:
    spans = [parse("kvartal", f"{2000 + n // 4}K{n % 4 + 1}") for n in range(number)]
    return [Figures(COUNTERS[n % 2], span, "coach", "import", {PLACES[0]: n, PLACES[1]: 0} if n % 5 else {}) for n, span in enumerate(spans)]


def test_a_whole_delivery_is_kept_as_one_by_one() -> None:
    """Two deliveries, of which the second takes back what the first brought."""
    found = []
    for whole in (True, False):
        with Session(new_engine()) as session:
            for delivery, many in ((1, of_many(24)), (2, [Figures(one.counter, one.period, "coach", "insats", {}) for one in of_many(30)])):
                if whole:
                    book.keep_delivered(session, many, delivery)
                for one in [] if whole else many:
                    book.keep(session, one, delivery)
            found.append((*(book.of_delivery(session, "coach", number) for number in (1, 2)), book.figures(session)))
    assert found[0] == found[1]
    assert [len(part) for part in found[0]] == [19, 19, 0]


def test_a_large_delivery_takes_no_more_statements_than_a_small_one() -> None:
    said = []
    for size in (10, 400):
        engine = new_engine()
        statements: list[str] = []
        event.listen(engine, "before_cursor_execute", lambda _c, _u, statement, *_, told=statements: told.append(statement))
        with Session(engine) as session:
            book.keep_delivered(session, of_many(size), 1)
            assert len(book.of_delivery(session, "coach", 1)) == size - size // 5
        said.append(len(statements))
    assert said[0] == said[1]
