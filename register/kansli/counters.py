"""The counters at the kansli: its own, which it fills in, and what the insatser have delivered of theirs.

A period of the kansli's own counter is open until a report of the förbund is published that covers it, or shows it as the period before its own.
After that a value is put right only on purpose (``late``), and where people are counted only once the report has been withdrawn: what was printed and
what is printed next would else give the difference.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from sqlmodel import Session, col, select

from register import audit_log
from register.counters import book, entry, loader, periods
from register.counters.figures import Joined, over
from register.counters.model import Counted, Counter, Counters, Figures, Grid, Origin
from register.counters.told import UNIVERSE, name_of
from register.errors import BadInput, CouldNot
from register.goals import loader as goals_loader
from register.goals.from_counter import filled
from register.goals.model import Goals
from register.kansli import publications
from register.kansli.models import ANNULLED, KansliPublication, ReceivedBatch, ReceivedDelivery
from register.kansli.session import Kansli
from register.periods import Month, Period
from register.vocabulary.loader import load as load_vocabulary

_LATE: Final = "Ange att värdena är sena, så ändras de ändå; det som är publicerat står kvar som det trycktes."
_WITHDRAW: Final = "Räknaren räknar människor: dra tillbaka rapporten först, annars visar två rapporter skillnaden."


def definitions(kansli: Kansli) -> Counters:
    """All counters of ``raknare.toml``, the insatser's too, and as retired those that only stored values have.

    Raises CountersError (a BadInput) where the file is broken, BadInput where it has changed so that values can't be read.
    """
    with kansli.store.read() as session:
        return _definitions(kansli, session)


def _definitions(kansli: Kansli, session: Session) -> Counters:
    return book.in_use(session, loader.load(kansli.catalogue.root, load_vocabulary(kansli.catalogue.vocabulary_folder)))


def grid(kansli: Kansli, counter_id: str, period: str) -> Grid:
    """One of the kansli's own counters in one period, ready to be filled in. Raises BadInput as :func:`set_values` does."""
    with kansli.store.read() as session:
        counter, span = _chosen(kansli, session, counter_id, period)
        return _grid(session, counter, span, _closed(kansli, session, counter, span))


def _grid(session: Session, counter: Counter, span: Period, closed: str) -> Grid:
    found = book.grid(session, counter, span, "", closed)
    return replace(found, late=not (counter.protected and found.given))


def set_values(
    kansli: Kansli,
    counter_id: str,
    period: str,
    changes: entry.Changes,
    *,
    origin: Origin = "kansli",
    late: bool = False,
    today: date,
) -> Grid:
    """Give, change and blank (None) values of one of the kansli's own counters in one period, all or none; returns the grid as it then is.

    Raises BadInput, with nothing changed: an unknown counter, place or period, a value that can't be accepted (its field is the place as
    :func:`register.counters.entry.place_text` writes it), a period that has not begun, or one of which a report is published (without
    ``late``; where the counter counts people, with it too).
    """
    with kansli.store.write() as session:
        counter, span = _chosen(kansli, session, counter_id, period)
        before = book.present(session, "", counter_id, span)
        closed = _closed(kansli, session, counter, span)
        printed = counter.protected and before is not None
        entry.refuse_change(counter, span, today, closed="" if late and not printed else closed, remedy=_WITHDRAW if printed else _LATE)
        after = entry.checked(counter, before.values if before else {}, changes)
        if after != dict(before.values if before else {}):
            book.keep(session, Figures(counter, span, "", origin, after))
            audit_log.append(session, today, audit_log.AuditKind.IMPORT, slag="raknare", raknare=counter.id)
        return _grid(session, counter, span, closed)


def not_given(kansli: Kansli, today: date) -> list[tuple[Counter, Period]]:
    """The kansli's own counters and their periods that are over of which nothing has been given, in the file's order.

    From the first period that ever was given; of a counter that none has, the latest alone.
    """
    with kansli.store.read() as session:
        counters = _definitions(kansli, session).of("kansli")
        given = {(one.counter.id, one.period) for one in book.figures(session) if not one.insats_id}
    found: list[tuple[Counter, Period]] = []
    for one in counters:
        latest = periods.preceding(one.period_kind, periods.containing(one.period_kind, Month.of(today)))
        first = min((period for id_, period in given if id_ == one.id), default=latest)
        owed = periods.within(one.period_kind, Period(first.first, latest.last, "")) if first <= latest else ()
        found += [(one, period) for period in owed if (one.id, period) not in given]
    return found


def figures(kansli: Kansli, spans: Sequence[Period] = ()) -> list[Figures]:
    """All values that hold, the kansli's own and those delivered, or those whose period lies in one of the spans; by owner, counter and period.

    What came with an annulled delivery is left out; what an earlier one had brought holds then.
    """
    with kansli.store.read() as session:
        found = book.figures(session, _counts(session))
    return [one for one in found if not spans or any(span.contains(one.period) for span in spans)]


def counted(kansli: Kansli) -> Counted:
    """All counters with the values that hold, for reports. Raises BadInput as :func:`definitions` does."""
    with kansli.store.read() as session:
        return Counted(_definitions(kansli, session), book.editions(session, _counts(session)), ended(session))


def joined(kansli: Kansli, counter_id: str, span: Period) -> Joined:
    """A counter over a span, all its owners together (see :func:`register.counters.figures.over`)."""
    with kansli.store.read() as session:
        counter = book.choose(_definitions(kansli, session), counter_id)
        return over(counter, book.figures(session, _counts(session)), span, ended(session))


def ended(session: Session) -> dict[str, Month]:
    """The last month of each insats that has ended."""
    query = select(ReceivedBatch).where(col(ReceivedBatch.final))
    return {row.insats_id: Period.parse(row.period).last for row in session.exec(query)}


def _counts(session: Session) -> Callable[[str, int], bool]:
    annulled = {(row.insats_id, row.number) for row in session.exec(select(ReceivedDelivery).where(ReceivedDelivery.state == ANNULLED))}
    return lambda insats_id, number: (insats_id, number) not in annulled


def _chosen(kansli: Kansli, session: Session, counter_id: str, period: str) -> tuple[Counter, Period]:
    counter = book.choose(_definitions(kansli, session), counter_id, "kansli")
    return counter, periods.parse(counter.period_kind, period)


def _closed(kansli: Kansli, session: Session, counter: Counter, span: Period) -> str:
    """Why a period's values stand as they are: a report of the förbund has shown them, as its own period's or as the one's before it."""
    query = select(KansliPublication).where(KansliPublication.made_by == kansli.id, col(KansliPublication.withdrawn).is_(None))
    for row in session.exec(query.order_by(col(KansliPublication.nr))):
        shown = Period.parse(row.span)
        whole = not row.subject and row.report != "progression"
        if (whole and (shown.contains(span) or shown.previous().contains(span))) or _printed(row, counter, span):
            return f"Rapporten {row.report} för {row.span} är publicerad ({row.id})."
    return ""


def _printed(row: KansliPublication, counter: Counter, span: Period) -> bool:
    """Whether a publication has cells of people that the counter has counted in the period."""
    if not counter.protected:
        return False
    name = name_of("", span, 1)  # what the kansli fills in has no editions
    return any(name in cell[4] for cell in publications.document_of(row)["celler"].get(f"{UNIVERSE}{counter.id}", ()))


def check_received(kansli: Kansli, session: Session, received: Sequence[Figures], locked: Period | None) -> None:
    """Raise CouldNot where values that came with a delivery are of no counter that is known here and the insats's, or not what it allows.

    ``locked``: the last period that the insats has locked, with this delivery; a delivery carries no value of a counter's period that ends later.

    The definition that came is kept with them, so the present one must be able to follow it: else nothing could be read afterwards.
    """
    known = {one.id: (one, stored) for one, stored in _known(kansli, session)} if received else {}
    for definition in {one.counter.hash: one.counter for one in received}.values():
        _check_definition(kansli, definition, *known.get(definition.id, (None, [])))
    for one in received:
        _check_whose(kansli, known[one.counter.id][0], one, locked)
        wrong = entry.invalid(one.counter, one.values)
        if wrong:
            raise CouldNot(
                f"Leveransen har ett värde i räknaren {one.counter.id} som inte går att använda.", wrong[0].error.what, "Be insatsen rätta värdet."
            )


def _check_whose(kansli: Kansli, present: Counter, one: Figures, locked: Period | None) -> None:
    if locked is None or one.period.last > locked.last:
        what = f"Leveransen har värden i räknaren {present.id} för {one.period.code}, som insatsen inte har låst."
        raise CouldNot(what, f"Det sista som är låst är {locked.code if locked else 'ingenting'}.", "Be insatsen skriva leveransen på nytt.")
    if not present.concerns(one.insats_id):
        what = f"Leveransen har värden i räknaren {present.id}, som inte är insatsens."
        why = f"I raknare.toml förs den av: {', '.join(present.insatser)}."
        remedy = f"Ska {one.insats_id} föra den, lägg till insatsen i filen i mappen {kansli.catalogue.root} och ta emot leveransen igen."
        raise CouldNot(what, why, remedy)


def _check_definition(kansli: Kansli, came: Counter, present: Counter | None, stored: Sequence[Counter]) -> None:
    remedy = f"Jämför filen raknare.toml i mappen {kansli.catalogue.root} med insatsens och ta emot leveransen igen."
    what = f"Leveransen har värden i räknaren {came.id} som kansliet inte har, eller har på ett annat sätt."
    same = (one for one in (*([present] if present else []), *stored) if entry.alike(one, came) and one.protected <= came.protected)
    if present is None or not any(same):
        raise CouldNot(what, "Insatsens raknare.toml eller kodlistor är andra än förbundets.", remedy)
    try:
        entry.check_successor(came, present)
    except BadInput as error:
        raise CouldNot(what, f"Jämfört med insatsens definition: {error.why} Inget har tagits emot.", remedy) from None


def _known(kansli: Kansli, session: Session) -> list[tuple[Counter, list[Counter]]]:
    stored = book.definitions(session)
    return [(one, stored.get(one.id, [])) for one in _definitions(kansli, session).counters]


def keep_received(session: Session, received: Sequence[Figures], delivery: int) -> None:
    """Keep what came with a delivery, beside what earlier ones brought."""
    if received:
        book.keep_delivered(session, received, delivery)


def received_with(session: Session, insats_id: str, delivery: int) -> int:
    """How many sets of values came with a delivery."""
    return len(book.of_delivery(session, insats_id, delivery))


def goals(kansli: Kansli) -> Goals:
    """The förbund's goals, with the counters' numbers in those of its own volumes that name one. Raises GoalsError where ``mal.toml`` is broken."""
    found = goals_loader.load(kansli.catalogue.root, kansli.vocabulary)
    if not any(one.source for one in found.tallies) and not any(one.source for one in found.indicators):
        return found
    with kansli.store.read() as session:
        return filled(found, _definitions(kansli, session), book.figures(session, _counts(session)), ended(session))
