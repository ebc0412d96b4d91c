"""Two periods beside each other: whether they are of the same insatser, and which are not in both."""

from __future__ import annotations

from typing import Final

from register.periods import Period
from register.presence import Presence, Standing
from register.reports.context import Context
from register.reports.pieces import listed, volume
from register.reports.spans import headed, named
from register.reports.values import words

_WHY: Final = {
    Presence.PART: "som bara har lämnat en del av {span}",
    Presence.MISSING: "som inte har lämnat {span}",
    Presence.ANNULLED: "vars leverans för {span} är annullerad och inte rättad",
    Presence.ACROSS: "som låser andra perioder än {span}",
    Presence.BEFORE: "som började räkna efter {span}",
}


def alike(context: Context, now: Period, before: Period) -> bool:
    """Whether the answers of two periods are of the same insatser, those that had not begun or have ended set aside."""
    return not _unlike(context, now, before)


def unlike(context: Context, now: Period, before: Period) -> str:
    """The insatser that have told of one alone of two periods and why; empty where there are none. ``Unga framåt, som inte har lämnat 2025``."""
    reasons: dict[str, list[str]] = {}
    for one in _unlike(context, now, before):
        span = before if not one.at(before).known else now
        reasons.setdefault(_WHY[one.at(span)].format(span=named(span)), []).append(one.name)
    return listed([f"{listed(names)}, {why}" for why, names in reasons.items()])


def _unlike(context: Context, now: Period, before: Period) -> list[Standing]:
    mine = [one for one in context.standings if context.insats is None or one.id == context.insats[0]]
    return [one for one in mine if one.at(now).known != one.at(before).known or Presence.PART in (one.at(now), one.at(before))]


def in_part(context: Context) -> tuple[str, ...]:
    """The insatser whose answers are of a part of the period."""
    mine = [one.name for one in context.standings if one.at(context.span) in (Presence.PART, Presence.ANNULLED)]
    return (f"Bara en del av {named(context.span)} är lämnad av {listed(mine)}.",) if mine else ()


def come_and_gone(context: Context, now: Period, before: Period) -> tuple[str, ...]:
    """The insatser that had not begun or had ended in one of two periods: they are in the other, which is true of the förbund."""
    if context.insats is not None:
        return ()
    new = [one.name for one in context.standings if one.at(before) is Presence.NOT_BEGUN and one.at(now).counted]
    gone = [one.name for one in context.standings if one.at(now) is Presence.ENDED and one.at(before).counted]
    said = [f"{listed(new)} hade inte börjat {named(before)} och är med bara {named(now)}."] if new else []
    return (*said, *([f"{listed(gone)} hade upphört och är med bara {named(before)}."] if gone else []))


def no_change(context: Context, now: Period, before: Period) -> str:
    """Why no change is told of the answers; empty where they can be compared. ``Ändringen mot 2024 visas inte: …``."""
    which = unlike(context, now, before)
    if not which:
        return ""
    of = "samma insatser" if context.insats is None else "lika mycket"
    return f"Ändringen mot {named(before)} visas inte: {named(now)} och {named(before)} gäller inte {of} ({which})."


def changes_of(context: Context, now: Period, before: Period) -> tuple[str, ...]:
    """On which insatser changes of the volumes are reckoned, where that is not all of them; and those that have come or gone."""
    which = unlike(context, now, before)
    if which and context.table(COMPARED) is None:
        return (no_change(context, now, before),)
    said = (f"Ändringen är räknad på de insatser som har lämnat båda perioderna. Det är inte {which}.",) if which else ()
    return (*said, *come_and_gone(context, now, before))


def beside(context: Context, now: Period, before: Period) -> tuple[str, ...]:
    """What has to be known where two periods stand side by side: which insatser are in one of them alone."""
    which = unlike(context, now, before)
    said = (f"{headed(now)} och {named(before)} gäller inte samma insatser ({which}).",) if which else ()
    return (*said, *come_and_gone(context, now, before))


NOT_COMPARED: Final = words("jämförs inte")
"""Stands for a change between periods that are not of the same insatser; the note under the table says why."""

COMPARED: Final = "volymer-jamfort"
"""The volumes of both periods of the insatser that have told of both."""

COMPARABLE: Final = "jämförbara insatser"


def change_heads(context: Context, now: Period, before: Period) -> tuple[str, str]:
    """What the columns of changes are called; the heading says where they are not the difference between the columns beside them."""
    some = context.table(COMPARED) is not None and not alike(context, now, before)
    return (f"Ändring, {COMPARABLE}", f"Ändring i procent, {COMPARABLE}") if some else ("Ändring", "Ändring i procent")


def both(context: Context, measure: str, kon: str, now: Period, before: Period) -> tuple[int | None, int | None]:
    """A volume now and before, of the same insatser; None where it is not known."""
    table = COMPARED if context.table(COMPARED) is not None else "volymer"
    if table == "volymer" and not alike(context, now, before):
        return None, None
    return volume(context, measure, kon, span=now.code, table=table), volume(context, measure, kon, span=before.code, table=table)
