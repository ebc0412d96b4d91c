"""How a report writes a period: one way in captions, heads of columns and sentences."""

from __future__ import annotations

from register.periods import Period


def named(span: Period) -> str:
    """``2026``, ``första halvåret 2026``, ``tertial 2 2026``."""
    return span.code if len(span.months) == 12 else span.label


def headed(span: Period) -> str:
    """The same at the head of a column or a series: ``Första halvåret 2026``."""
    return named(span).capitalize()
