"""Which period a form is counted in, and when that makes it late."""

from __future__ import annotations

from sqlmodel import Session

from register.errors import BadInput
from register.insats.forms import MONTH_FIELD
from register.insats.session import Insats, Standing, standing
from register.periods import Month, Period, PeriodKind


class LateForm(BadInput):
    """The form is dated in a locked period. Repeat with ``late=True`` once the user has agreed to count it in ``period``."""

    def __init__(self, month: Month, period: Period) -> None:
        self.period = period
        super().__init__(
            f"Månaden {month} ligger i en låst period.",
            f"Formuläret kan räknas i {period.code}, den äldsta öppna perioden, och märks som sent.",
            "Bekräfta att det är rätt månad (sen = ja).",
            field=MONTH_FIELD,
        )


def counted_in(insats: Insats, month: Month, *, late: bool = False) -> tuple[Period, bool]:
    """Where a form of that month would be counted now, and whether that makes it late: asked before anything is made.

    Raises:
        LateForm: the month is in a locked period, and the user has not agreed.
    """
    with insats.read() as session:
        return period_for(insats, session, month, late)


def period_for(insats: Insats, session: Session, month: Month, late: bool) -> tuple[Period, bool]:
    """Where a form of that month is counted, and whether that makes it late. Raises LateForm where the user has not agreed."""
    now = standing(session)
    return period_in(now, insats.rules_by(now).first_period, insats.period_kind, month, late=late)


def period_in(now: Standing, first: Period | None, kind: PeriodKind, month: Month, *, late: bool) -> tuple[Period, bool]:
    """As :func:`period_for`, for a standing that is read already and the first period that is to hold. Pure."""
    if now.ended:
        raise BadInput("Insatsen har upphört.", "Dess sista period är låst.", "Skapa en ny insats om arbetet fortsätter.")
    own = Period.containing(month, kind)
    locked = now.locked_through
    if locked and own <= locked:
        if not late:
            raise LateForm(month, locked.next())
        return locked.next(), True
    return (first, False) if first and own < first else (own, False)
