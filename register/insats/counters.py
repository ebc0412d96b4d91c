"""The counters that an insats owns: filling them in, and what of them travels with its next delivery.

A period of a counter is open until the insats has locked the period that its last month lies in. After that a value can still be given or put
right, but only on purpose (``late``): it then goes with the next delivery, in place of what was delivered before.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from sqlmodel import Session

from register import audit_log
from register.counters import book, entry, loader, periods
from register.counters.model import Counted, Counter, Counters, Figures, Grid, Origin
from register.counters.told import UNIVERSE, name_of
from register.insats import publications
from register.insats.session import Insats, standing
from register.periods import Period
from register.vocabulary.loader import load as load_vocabulary

_LATE: Final = "Ange att värdena är sena, så går de med nästa leverans i stället för det som har levererats."

_PRINTED: Final = "Räknaren räknar människor, och insatsens egen rapport har visat värdena."
_DELIVER: Final = "Leverera perioden först: det som sedan rättas hålls isär från det som är tryckt."


def definitions(insats: Insats) -> Counters:
    """The counters that insatser own, from ``raknare.toml``, and as retired those that only values in the vault have.

    Raises CountersError (a BadInput) where the file is broken, BadInput where it has changed so that values can't be read.
    """
    with insats.read() as session:
        return _definitions(insats, session)


def _definitions(insats: Insats, session: Session) -> Counters:
    # The förbund's files as they are now: counters wait for nothing that is open, as forms must.
    present = loader.load(insats.catalogue.root, load_vocabulary(insats.catalogue.vocabulary_folder))
    return book.in_use(session, Counters(tuple(one for one in present.counters if one.concerns(insats.id))))


def grid(insats: Insats, counter_id: str, period: str) -> Grid:
    """A counter in one period, ready to be filled in. Raises BadInput for an unknown counter or a period that is not of its kind."""
    with insats.read() as session:
        counter, span = _chosen(insats, session, counter_id, period)
        return book.grid(session, counter, span, insats.id, _closed(session, counter, span))


def set_values(
    insats: Insats,
    counter_id: str,
    period: str,
    changes: entry.Changes,
    *,
    origin: Origin = "insats",
    late: bool = False,
    today: date,
) -> Grid:
    """Give, change and blank (None) values of a counter in one period, all or none; returns the grid as it then is.

    Raises BadInput, with nothing changed: an unknown counter, place or period, a value that can't be accepted (its field is the place as
    :func:`register.counters.entry.place_text` writes it), a period that has not begun, or (without ``late``) one that is locked.
    """
    with insats.write() as session:
        counter, span = _chosen(insats, session, counter_id, period)
        before = book.present(session, insats.id, counter_id, span)
        closed = _closed(session, counter, span)
        printed = counter.protected and _printed(insats, counter, span, book.undelivered(session, insats.id, counter_id, span))
        entry.refuse_change(counter, span, today, closed=_PRINTED if printed else "" if late else closed, remedy=_DELIVER if printed else _LATE)
        after = entry.checked(counter, before.values if before else {}, changes)
        if after != dict(before.values if before else {}):
            book.keep(session, Figures(counter, span, insats.id, origin, after))
            audit_log.append(session, today, audit_log.AuditKind.IMPORT, slag="raknare", raknare=counter.id)
        return book.grid(session, counter, span, insats.id, closed)


def _printed(insats: Insats, counter: Counter, span: Period, number: int) -> bool:
    """Whether the insats's own report has shown values that no delivery has carried: changed, two reports of the same would give the difference.

    What a delivery has carried is told apart from what is put right after it (:class:`register.counters.model.Edition`), and no report shows both.
    """
    if not number:
        return False
    name, universe = name_of(insats.id, span, number), f"{UNIVERSE}{counter.id}"
    cells = (cell for document in publications.own(insats) for cell in document["celler"].get(universe, ()))
    return any(name in cell[4] for cell in cells)


def figures(insats: Insats, spans: Sequence[Period] = ()) -> list[Figures]:
    """All values of the insats's counters, or those whose period lies in one of the spans; by counter and period."""
    with insats.read() as session:
        found = book.figures(session)
    return [one for one in found if not spans or any(span.contains(one.period) for span in spans)]


def counted(insats: Insats) -> Counted:
    """The insats's own counters with the values of what is locked, for its own report. Raises BadInput as :func:`definitions` does."""
    with insats.read() as session:
        locked = standing(session).locked_through
        found = [one for one in book.editions(session) if locked is not None and one.figures.period.last <= locked.last]
        return Counted(_definitions(insats, session), tuple(found))


def not_given(insats: Insats, span: Period) -> list[tuple[Counter, Period]]:
    """The counters and periods inside a span of which nothing has been given, in the file's order: what to fill in before the span is locked."""
    with insats.read() as session:
        counters = _definitions(insats, session).of("insats")
        given = {(one.counter.id, one.period) for one in book.figures(session)}
    wanted = [(one, period) for one in counters for period in periods.ending_within(one.period_kind, span)]
    return [(one, period) for one, period in wanted if (one.id, period) not in given]


def pending(session: Session, insats_id: str) -> list[Figures]:
    """What the next delivery carries: values of locked periods that none has carried."""
    locked = standing(session).locked_through
    if locked is None:
        return []
    return [one for one in book.of_delivery(session, insats_id, 0) if one.period.last <= locked.last]


def _chosen(insats: Insats, session: Session, counter_id: str, period: str) -> tuple[Counter, Period]:
    counter = book.choose(_definitions(insats, session), counter_id, "insats")
    return counter, periods.parse(counter.period_kind, period)


def _closed(session: Session, counter: Counter, span: Period) -> str:
    locked = standing(session).locked_through
    if locked is None or span.last > locked.last:
        return ""
    return f"Insatsen har låst {locked.code}, och {periods.label(span)} är slut för räknaren ”{counter.label}”."
