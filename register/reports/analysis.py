"""A few sentences for the board, made of the printed figures and their uncertainty, and of nothing else: no cause, no proof, no *unchanged*."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from register.reports import funnel, goal_table, presence
from register.reports.context import Context
from register.reports.flow import since
from register.reports.groups import first_share, grouping_of
from register.reports.pieces import ShareOf, volume
from register.reports.spans import named
from register.reports.values import grouped, interval, per_cent, share
from register.statistics import WITHIN, change_word

MOST: Final = 3
NOTHING: Final = "Ingen insats har levererat för hela perioden ännu, så det finns inget att säga om den."


def sentences(context: Context) -> tuple[str, ...]:
    """Three at most: how many, what came of it, and goals; where one of them can't be told, how kvinnor and män or the insatser stand."""
    found = [said for said in (_volumes(context), _outcome(context), _goals(context), _kon(context), _funnel(context)) if said]
    return tuple(found[:MOST]) or (NOTHING,)


def _volumes(context: Context) -> str:
    now, still = volume(context, "deltagare"), volume(context, "pagaende")
    if now is None:
        return ""
    said = f"{grouped(now)} deltagare {named(context.span)}{since(context)}"
    return said + (f", och {grouped(still) if still else 'ingen'} var pågående vid periodens slut." if still is not None else ".")


def _outcome(context: Context) -> str:
    """The share in the first group, how far chance swings it, and the change from the period before."""
    now = first_share(context)
    if now[0] is None or not now[1]:
        return ""
    value, group = share(*now), grouping_of(context).groups[0].label.lower()
    said = f"{value.text} av avsluten ({grouped(now[0])} av {grouped(now[1])}) gick till {group}; slumpen brukar ge {interval(value).text}"
    comparable = len(context.spans) > 1 and presence.alike(context, context.span, context.spans[1])
    before = first_share(context, suffix=f"@{context.spans[1].code}") if comparable else (None, None)
    return f"{said}{_changed(now, before, named(context.spans[1]) if before[1] else '')}."


def _changed(now: ShareOf, before: ShareOf, when: str) -> str:
    if None in (*now, *before) or not now[1] or not before[1]:
        return ""
    chance = change_word(now[0] or 0, now[1], before[0] or 0, before[1])
    verb = f"ändringen från {per_cent(Fraction(before[0] or 0, before[1]))} {when}"
    return f", och {verb} {WITHIN if chance == WITHIN else f'är {chance}'}"


def _goals(context: Context) -> str:
    return " ".join(goal_table.goal_sentences([one for one in goal_table.outcomes(context) if one.standing != "annan-rapport"])[:1])


def _kon(context: Context) -> str:
    """Kvinnor beside män, where both are printed."""
    women, men = first_share(context, kon="kvinna"), first_share(context, kon="man")
    if women[0] is None or men[0] is None or not women[1] or not men[1]:
        return ""
    chance = change_word(women[0], women[1], men[0], men[1])
    group = grouping_of(context).groups[0].label.lower()
    shares = f"{share(*women).text} av kvinnornas och {share(*men).text} av männens avslut gick till {group}"
    return f"{shares}; skillnaden {WITHIN if chance == WITHIN else f'är {chance}'}."


def _funnel(context: Context) -> str:
    found = funnel.funnel(context)
    return funnel.sentences(found)[0] if found else ""
