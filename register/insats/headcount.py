"""Counting people who have no row: a strukturövergripande insats, and *endast antal* of an individinriktad one."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Literal

from sqlmodel import Session

from register.counts import UNDIVIDED, Tally
from register.errors import BadInput
from register.insats import ledger
from register.insats.counting import volume
from register.insats.dating import period_for
from register.insats.forms import KON_FIELD, MONTH_FIELD, StartForm
from register.insats.overview import volumes_by_period
from register.insats.session import Insats
from register.periods import Month


def antal(
    insats: Insats, *, month: Month, kon: str | None, antal: int, event: Literal["start", "avslut"] = "start", late: bool = False, today: date
) -> None:
    """Count people without a row: how many took part in a strukturövergripande insats, or *endast antal* of an individinriktad one.

    A negative number takes back what was counted too much in an open period.
    """
    if kon is not None and kon not in insats.vocabulary.lists["kon"].by_id:
        raise BadInput(
            "Kön har ett svar som inte går att välja.", "Svaret finns inte i listan.", "Välj kvinna, man eller annat, eller inget.", field=KON_FIELD
        )
    if type(antal) is not int or not 0 < abs(antal) <= 100_000:
        raise BadInput("Antalet går inte att använda.", "Det ska vara ett heltal som inte är noll.", "Ange hur många.", field="antal")
    if event not in ("start", "avslut") or (insats.typ == "struktur" and event == "avslut"):
        raise BadInput("Händelsen går inte att välja.", "Endast antal räknas vid start eller avslut.", "Ange start eller avslut.", field="handelse")
    if month > Month.of(today):
        raise BadInput(f"Månaden {month} har inte varit än.", "Det som räknas ska ha hänt.", "Kontrollera år och månad.", field=MONTH_FIELD)
    with insats.write() as session:
        period, is_late = period_for(insats, session, month, late)
        form = StartForm(month, period.code, is_late, {})
        rules = insats.rules(session)
        tally = Tally()
        if insats.typ == "struktur":
            tally.add(volume("antal", form, kon or UNDIVIDED, rules, antal))
        else:
            before_first = event == "start" and rules.is_before_first(form)
            name = "ingaende" if before_first else "nya" if event == "start" else "avslutade"
            tally.add(volume(name, form, kon or "annat", rules, antal))
            tally.add(volume(f"{name}.endast-antal", replace(form, late=False), kon or "annat", rules, antal))
        _refuse_negative(session, period.code, tally)
        _refuse_unstarted(session, tally)
        ledger.add(session, period.code, tally)


def _refuse_unstarted(session: Session, tally: Tally) -> None:
    """No more avslut without a row than there are people without a row, kön by kön."""
    held: Counter[str] = Counter()
    signs = {"nya.endast-antal": 1, "ingaende.endast-antal": 1, "avslutade.endast-antal": -1}
    for counted in (*volumes_by_period(session).values(), tally.volumes):
        for one, n in counted.items():
            held[one.kon] += signs.get(one.event, 0) * n
    if any(n < 0 for n in held.values()):
        raise BadInput(
            "Så många pågår inte som endast antal.",
            "Fler skulle avslutas än som har börjat utan egen rad.",
            "Kontrollera kön och antal; den som har en kod avslutas med koden.",
            field="antal",
        )


def _refuse_negative(session: Session, period: str, tally: Tally) -> None:
    held = ledger.volumes_of(session, period).get(period, Counter())
    held.update(tally.volumes)
    # What is left must still cover its marks: late ones can't be more than all.
    whole = {key: held[key._replace(event=key.event.split(".")[0])] for key in held}
    if any(n < 0 or n > whole[key] for key, n in held.items()):
        raise BadInput("Så många är inte räknade.", f"Perioden {period} har färre i den månaden.", "Kontrollera månad, kön och antal.", field="antal")
