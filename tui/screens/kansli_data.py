"""What the kansli's sections show, read in one go in the store's thread; and which period, insats and grouping are chosen."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, get_args

from register.errors import BadInput
from register.kansli import acts, counters, figures, publications
from register.periods import Month, Period
from tui.screens.raknare_source import lacking_text

if TYPE_CHECKING:
    from register.kansli.acts import DeliveryOverview, Kansli
    from register.kansli.outcomes import Outcome
    from register.kansli.publications import PublicationRow

Length = Literal["halvar", "tertial", "kvartal", "ar", "allt"]
LENGTHS: Final[tuple[Length, ...]] = get_args(Length)
"""Lengths of a span in the order that a key goes through them."""

SHOWN_MONTHS: Final = 24
_REASONS: Final = "avslutsanledning"


@dataclass(frozen=True)
class Choice:
    """What is looked at: the span of a length that holds the month. ``insats`` None is all, ``grouping`` None the förbund's default."""

    month: Month
    length: Length = "halvar"
    insats: str | None = None
    grouping: str | None = None
    by_kon: bool = False

    @classmethod
    def at_first(cls, today: date) -> Choice:
        """The latest halvår that is over."""
        return cls(Month.of(today)).stepped(-1)

    @property
    def span(self) -> Period | None:
        """The period; None is everything."""
        if self.length == "allt":
            return None
        return Period.parse(str(self.month.year)) if self.length == "ar" else Period.containing(self.month, self.length)

    def stepped(self, steps: int) -> Choice:
        """The span so many of its length later (earlier where negative)."""
        if self.span is None:
            return self
        return replace(self, month=self.span.first.plus(steps * len(self.span.months)))

    def next_length(self) -> Choice:
        """The span of the next length in which the present one begins."""
        month = self.span.first if self.span else self.month
        return replace(self, month=month, length=LENGTHS[(LENGTHS.index(self.length) + 1) % len(LENGTHS)])

    def at(self, code: str) -> Choice:
        """The span of a period's code; everything for an empty one."""
        if not code:
            return replace(self, length="allt")
        lengths: dict[str, Length] = {"H": "halvar", "T": "tertial", "K": "kvartal"}
        return replace(self, month=Period.parse(code).first, length=lengths.get(code[4:5], "ar"))

    def codes(self, today: date) -> list[str]:
        """Codes to choose among: years, halvår, tertial and kvartal of the latest four years, those not begun left out."""
        now = Month.of(today)
        codes = [f"{year}{part}" for year in range(now.year, now.year - 4, -1) for part in ("", *_PARTS)]
        return [code for code in codes if Period.parse(code).first <= now]


_PARTS: Final = ("H2", "H1", "T3", "T2", "T1", "K4", "K3", "K2", "K1")


class MonthRow(NamedTuple):
    """One month of all insatser: nya and avslutade."""

    month: Month
    nya: int
    avslutade: int


@dataclass(frozen=True)
class KansliData:
    """The figures as they are now. ``whole`` is the outcome of all insatser in the span, ``chosen`` that of the chosen insats."""

    choice: Choice
    deliveries: DeliveryOverview
    names: dict[str, str]
    typ: dict[str, str]
    whole: Outcome
    chosen: Outcome
    months: tuple[MonthRow, ...]
    labels: dict[str, dict[str, str]] = field(default_factory=dict)
    """Labels by list and code, for what is shown."""
    publications: tuple[PublicationRow, ...] = ()
    """In the order that they became known here."""
    counters_lacking: str = ""
    """A sentence of the kansli's own counters without values; or what is wrong with their file."""
    ended: dict[str, Month] = field(default_factory=dict)
    """The last month of each insats that has ended."""

    @property
    def empty(self) -> bool:
        """Whether nothing has been received yet."""
        return not self.deliveries.received

    def is_over(self, insats: str) -> bool:
        """Whether an insats had ended before what is looked at began."""
        span, last = self.choice.span, self.ended.get(insats)
        return span is not None and last is not None and last < span.first

    def name(self, insats: str | None) -> str:
        """An insats's name; *alla insatser* for None."""
        return "alla insatser" if insats is None else self.names.get(insats, insats)

    def with_reports(self) -> list[tuple[str, str]]:
        """Id and name of the insatser that an insatsrapport can be of, by name: those where people take part."""
        return sorted(((one, name) for one, name in self.names.items() if self.typ.get(one) != "struktur"), key=lambda pair: pair[1].casefold())

    def span_label(self) -> str:
        """The span in words, with its code."""
        span = self.choice.span
        return "allt som har levererats" if span is None else f"{span.label} ({span.code})"


def read(kansli: Kansli, choice: Choice, today: date) -> KansliData:
    """Everything the sections show. Raises NyckeltalError."""
    deliveries = acts.leveranser(kansli, today)
    names = {row.insats_id: row.namn for row in deliveries.received}
    insats = choice.insats if choice.insats in names else None
    choice = replace(choice, insats=insats)
    whole = acts.utfall(kansli, span=choice.span, grouping=choice.grouping)
    chosen = whole if insats is None else acts.utfall(kansli, span=choice.span, insats_id=insats, grouping=choice.grouping)
    with kansli.store.read() as session:
        selection = figures.choose(session, None, None)
        volumes = figures.volumes(session, selection)
        ended = counters.ended(session)
    typ: dict[str, Any] = dict(zip(selection.batches["insats"], selection.batches["typ"], strict=True))
    lists = kansli.vocabulary.lists
    labels: dict[str, dict[str, str]] = {
        name: {code.id: code.label for code in lists[name].codes} for name in ("kon", "skattare", "annulleringsorsak") if name in lists
    }
    labels["instrument"] = {i.id: i.label for i in kansli.vocabulary.instruments.values()}
    return KansliData(
        choice,
        deliveries,
        names,
        typ,
        whole,
        chosen,
        _months(volumes, today),
        labels,
        tuple(publications.publikationer(kansli)),
        _lacking(kansli, today),
        ended,
    )


def _lacking(kansli: Kansli, today: date) -> str:
    """Which counters lack values; what is wrong where ``raknare.toml`` is broken, so that everything else is shown all the same."""
    try:
        found = lacking_text(counters.not_given(kansli, today))
        return f"Räknare utan värden: {found}" if found else ""
    except BadInput as error:
        return str(error)


def groupings(kansli: Kansli) -> list[str]:
    """Ids of the groupings of avslutsanledningar, the default first."""
    vocabulary = kansli.vocabulary
    ids = [g.id for g in vocabulary.groupings.values() if g.code_list == _REASONS]
    return sorted(ids, key=lambda one: one != vocabulary.default_grouping)


def _months(volumes: Any, today: date) -> tuple[MonthRow, ...]:
    """The latest months in which anything can have happened."""
    by_event = volumes[volumes["event"].isin(["nya", "avslutade"])].groupby(["event", "month"])["n"].sum().to_dict()
    now = Month.of(today)
    months = [now.plus(i - SHOWN_MONTHS + 1) for i in range(SHOWN_MONTHS)]
    return tuple(MonthRow(m, int(by_event.get(("nya", m.index), 0)), int(by_event.get(("avslutade", m.index), 0))) for m in months)


class InsatsFlow(NamedTuple):
    """An insats's volumes in the span, of one kön or all."""

    deltagare: int
    nya: int
    avslutade: int
    felregistrerade: int
    pagaende: int
    antal: int


def flows(outcome: Outcome) -> dict[tuple[str, str | None], InsatsFlow]:
    """Volumes by insats and kön (None: all) over the outcome's whole span, from its periods."""
    frame = outcome.volumes
    sums = {"nya": "sum", "avslutade": "sum", "felregistrerade": "sum", "antal": "sum", "pagaende_start": "first", "pagaende_slut": "last"}
    found: dict[tuple[str, str | None], InsatsFlow] = {}
    rows: Any = frame.groupby(["insats", "kon"], sort=False).agg(sums).reset_index() if len(frame) else frame
    for row in rows.itertuples():
        insats, kon, nya, start = row.insats, row.kon, int(row.nya), int(row.pagaende_start)
        mine = InsatsFlow(start + nya, nya, int(row.avslutade), int(row.felregistrerade), int(row.pagaende_slut), int(row.antal))
        found[insats, kon] = mine
        before = found.get((insats, None), InsatsFlow(0, 0, 0, 0, 0, 0))
        found[insats, None] = InsatsFlow(*(a + b for a, b in zip(before, mine, strict=True)))
    return found
