"""Progression from pairs: first against latest of one instrument as one kind of skattare rated it. Never mixed with another series."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from register.reports.context import Context
from register.reports.document import Chart, Column, Row, Section, Series, Value, View
from register.reports.pieces import ZERO_DOT, Reading, alternative, bars, listed, minus, number, per_kon, protection, read
from register.reports.spans import named
from register.reports.values import EMPTY, HIDDEN, count, decimal, mean, share
from register.statistics import spread
from register.vocabulary.model import Instrument

BETTER, SAME, WORSE, NOT_BETTER = "forbattrad", "lika", "forsamrad", "inte-forbattrad"
PAIRS, FIRST, LATEST, SQUARES = "n", "forsta", "senaste", "kvadratsumma"
HUNDREDTHS: Final = 100
"""Scores are counted in hundredths."""

WHOLE_SCORE: Final = "par"
"""The item of an instrument whose score is followed instead of its areas."""

FEWEST_SPOKES: Final = 3


@dataclass(frozen=True)
class Measured:
    """A series: an instrument and who rated; its areas with what the gate let through of each.

    Args:
        areas: label, and the table of improved, same and worse.
        means: label, and the table of means; only areas that have one.
    """

    instrument: Instrument
    skattare: str
    label: str
    areas: tuple[tuple[str, str, Reading], ...]
    means: tuple[tuple[str, str, Reading], ...]

    @property
    def id(self) -> str:
        """``skapa-deltagare``."""
        return f"{self.instrument.id}-{self.skattare}"

    @property
    def divided(self) -> list[tuple[str, Reading]]:
        """The areas of which more than the number of pairs is printed."""
        return [(label, one) for _, label, one in self.areas if one.is_divided and one.at()]


def series(context: Context, suffix: str = "") -> list[Measured]:
    """Every series of which there are pairs, in the vocabulary's order.

    ``suffix`` is the insats of a row in the förbund's report: ``/vagen-vidare``.
    """
    found = []
    for instrument in context.vocabulary.instruments.values():
        items = [(WHOLE_SCORE, instrument.label)] if instrument.score is not None else [(one.id, one.label) for one in instrument.items]
        for rater in context.vocabulary.lists["skattare"].codes:
            start = f"{instrument.id}-{rater.id}"
            areas = _tables(context, [(item, label, f"{start}-{item}{suffix}") for item, label in items])
            means = _tables(context, [(item, label, f"medel-{start}-{item}{suffix}") for item, label in items])
            if areas:
                found.append(Measured(instrument, rater.id, f"{instrument.label} skattad av {rater.label.lower()}", areas, means))
    return found


def _tables(context: Context, wanted: Sequence[tuple[str, str, str]]) -> tuple[tuple[str, str, Reading], ...]:
    return tuple((item, label, one) for item, label, id_ in wanted if (one := read(context.table(id_))))


def improved(context: Context, one: Measured) -> Section | None:
    """Improved, same and worse of each area, with its pairs; None where no area can be divided."""
    found = one.divided
    if not found:
        return None
    verdicts = _verdicts_of(found)
    columns = [Column("Par", "par")]
    for label, term, _ in verdicts:
        columns += [Column(label, term), Column(f"Andel {label.lower()}", "andel")]
    rows = tuple(Row(label, _row(area, [codes for _, _, codes in verdicts])) for label, area in found)
    view = View(f"{one.label}: första mätningen mot den senaste, {named(context.span)}", "Område", tuple(columns), rows)
    return Section(one.id, f"Progression: {one.label}", _sentences(found), view, _verdict_bars(found), _shaped(found))


def _shaped(found: Sequence[tuple[str, Reading]]) -> str:
    """Why same and worse stand together, where they do in all rows for the sake of some."""
    joined = [label for label, area in found if not area.has([SAME, WORSE])]
    if not joined:
        return protection(*(area.table for _, area in found), kon=False)
    which = "" if len(joined) == len(found) else f" Det gäller {listed(joined)}; de andra visas på samma sätt."
    why = "Lika och försämrad visas tillsammans, eftersom de var för sig hade gett prickar i det som måste stå helt."
    zeros = protection(*(area.table for _, area in found)).endswith(ZERO_DOT)
    return f"{why}{which}{f' {ZERO_DOT}' if zeros else ''}"


def _verdicts_of(found: Sequence[tuple[str, Reading]]) -> list[tuple[str, str, tuple[str, ...]]]:
    """Improved, same and worse (label, term, codes) where every area has them; otherwise improved or not."""
    first = ("Förbättrad", "forbattrad", (BETTER,))
    if all(area.has([SAME, WORSE]) for _, area in found):
        return [first, ("Lika", "lika", (SAME,)), ("Försämrad", "forsamrad", (WORSE,))]
    return [first, ("Inte förbättrad", "inte-forbattrad", (SAME, WORSE))]


def _row(area: Reading, verdicts: Sequence[tuple[str, ...]]) -> tuple[Value, ...]:
    values = [count(area.answered())]
    for codes in verdicts:
        part = area.share_of(codes if area.has(codes) else [NOT_BETTER])
        values += [count(part[0]), share(*part)]
    return tuple(values)


def _verdict_bars(found: Sequence[tuple[str, Reading]]) -> Chart | None:
    """Improved, same and worse side by side where every area has them, otherwise the share improved alone."""
    verdicts = [one for one in _verdicts_of(found) if one[1] != NOT_BETTER]
    made = [Series(label, tuple(number(share(*area.share_of(codes))) for _, area in found)) for label, _, codes in verdicts]
    return bars("Förbättrad, lika och försämrad" if len(made) > 1 else "Förbättrad", [label for label, _ in found], made)


def _sentences(found: Sequence[tuple[str, Reading]]) -> tuple[str, ...]:
    """From the least to the greatest share improved among the areas shown; nothing of one area alone."""
    shares = [(value, label) for label, area in found if (value := share(*area.share_of([BETTER]))).number is not None]
    if len(shares) < 2:
        return ()
    least, most = min(shares, key=lambda one: one[0].number or 0), max(shares, key=lambda one: one[0].number or 0)
    if least[0].text == most[0].text:
        return (f"I varje område som visas har {most[0].text} av paren förbättrats.",)
    return (f"Av paren har från {least[0].text} ({least[1].lower()}) till {most[0].text} ({most[1].lower()}) förbättrats.",)


def by_kon(context: Context, one: Measured) -> Section | None:
    """The share improved of each area by kön, with its pairs; None where no area has kön."""
    with_kon = [(label, area) for label, area in one.divided if area.kons]
    found = [(label, area) for label, area in with_kon if any(area.at(BETTER, kon.code) is not None for kon in area.kons)]
    if not found:
        return None
    kons = found[0][1].kons
    columns = [column for kon in kons for column in (Column(f"Par, {kon.label.lower()}", "par"), *_kon_columns(kon.label))]
    rows = []
    for label, area in found:
        parts = [(area.answered(kon.code), area.share_of([BETTER], kon.code)) for kon in kons]
        rows.append(Row(label, tuple(value for n, part in parts for value in (count(n), count(part[0]), share(*part)))))
    made = [Series(kon.label, tuple(number(share(*area.share_of([BETTER], kon.code))) for _, area in found)) for kon in kons]
    shown = [label for label, _ in found]
    left_out = [label.lower() for label, _ in one.divided if label not in shown]
    why = "paren är för få eller uppdelningen kunde ha avslöjat enskilda"
    notes = (f"Visas inte efter kön, eftersom {why}: {listed(left_out)}.",) if left_out else ()
    view = View(f"{one.label}: förbättrad efter kön, {named(context.span)}", "Område", tuple(columns), tuple(rows), notes)
    told = all(any(value is not None for value in one.values) for one in made)
    chart = bars("Förbättrad efter kön", shown, made) if told else None  # a kön of dots alone is no picture
    return Section(f"{one.id}-kon", f"{one.label}: kvinnor och män", (), view, chart, protection(*(area.table for _, area in found)))


def _kon_columns(label: str) -> tuple[Column, Column]:
    return Column(f"Förbättrad, {label.lower()}", "forbattrad"), Column(f"Andel, {label.lower()}", "andel")


# -- Means -------------------------------------------------------------------------------------------------------------------------------------


def means(context: Context, one: Measured) -> Section | None:
    """Means of first and latest as a spider diagram, or of scores with their spread; None unless the means of every area stand."""
    if one.instrument.score is not None:
        return _scores(context, one)
    items = [item.id for item in one.instrument.items]
    if [item for item, _, _ in one.means] != items or not all(_stands(area) for _, _, area in one.means):
        return None
    offset = one.instrument.low - 1
    rows = []
    for _, label, area in one.means:
        rows += [
            Row(name if level else label, _mean_values(area, kon, offset), min(level, 1), strong=not level)
            for level, (name, kon) in enumerate(per_kon(area))
        ]
    columns = (Column("Första", "medel"), Column("Senaste", "medel"), Column("Förändring", "forandring"), Column("Par", "par"))
    better = "Högre är bättre." if one.instrument.higher_is_better else "Lägre är bättre."
    notes = (f"Skalan går från {one.instrument.low} till {one.instrument.high}. {better} Förändringen är räknad på oavrundade medelvärden.",)
    view = View(f"{one.label}: medelvärden, {named(context.span)}", "Område", columns, tuple(rows), notes)
    shaped = protection(*(area.table for _, _, area in one.means))
    return Section(f"{one.id}-medel", f"{one.label}: medelvärden", (), view, _spider(one, offset), shaped)


def _stands(area: Reading) -> bool:
    return None not in (area.at(PAIRS), area.at(FIRST), area.at(LATEST)) and bool(area.at(PAIRS))


def _mean_values(area: Reading, kon: str, offset: int) -> tuple[Value, ...]:
    n, first, latest = (area.at(code, kon) for code in (PAIRS, FIRST, LATEST))
    return mean(first, n, offset=offset), mean(latest, n, offset=offset), change(minus(latest, first), n), count(n)


def _scores(context: Context, one: Measured) -> Section | None:
    """Means of metric scores, and the standard deviation of the changes; None where the gate lets no mean stand."""
    area = next((area for _, _, area in one.means if _stands(area)), None)
    if area is None:
        return None
    rows = tuple(Row(name, _score_values(area, kon), min(level, 1), strong=not level) for level, (name, kon) in enumerate(per_kon(area)))
    columns = (
        Column("Första", "medel"),
        Column("Senaste", "medel"),
        Column("Förändring", "forandring"),
        Column("Spridning", "standardavvikelse"),
        Column("Par", "par"),
    )
    scores = sorted((one.instrument.score or {}).values())
    better = "Högre är bättre." if one.instrument.higher_is_better else "Lägre är bättre."
    notes = (
        f"Metriska poäng från {decimal(Fraction(scores[0], HUNDREDTHS), 0)} till {decimal(Fraction(scores[-1], HUNDREDTHS), 0)}. {better}",
        f"Medelvärden visas bara när paren är minst {one.instrument.minimum_pairs}. Spridningen är förändringens.",
    )
    view = View(f"{one.label}: medelvärden, {named(context.span)}", "Kön", columns, rows, notes)
    return Section(f"{one.id}-medel", f"{one.label}: medelvärden", (), view, None, protection(area.table))


def _score_values(area: Reading, kon: str) -> tuple[Value, ...]:
    n, first, latest, squares = (area.at(code, kon) for code in (PAIRS, FIRST, LATEST, SQUARES))
    moved = minus(latest, first)
    return (
        mean(first, n, unit=HUNDREDTHS),
        mean(latest, n, unit=HUNDREDTHS),
        change(moved, n, unit=HUNDREDTHS),
        deviation(moved, squares, n, unit=HUNDREDTHS),
        count(n),
    )


def deviation(total: int | None, squares: int | None, n: int | None, *, unit: int = 1) -> Value:
    """The standard deviation of n changes from their sum and their sum of squares; the formula is that of :func:`register.statistics.spread`."""
    if total is None or squares is None or n is None:
        return HIDDEN
    sd = spread(n, total, squares, unit=unit).sd
    return EMPTY if sd is None else Value("medel", decimal(sd, 1), sd)


def change(total: int | None, n: int | None, *, unit: int = 1) -> Value:
    """The mean change of n pairs whose changes sum to ``total``, with its sign; the formula is that of :func:`register.statistics.spread`."""
    if total is None or n is None:
        return HIDDEN
    moved = spread(n, total, unit=unit).mean
    if moved is None:
        return EMPTY
    text = decimal(Fraction(total, n * unit), 1)
    plain = text.strip("\N{MINUS SIGN}") == "0,0"
    return Value("medel", "0,0" if plain else text if total < 0 else f"+{text}", moved)


def _spider(one: Measured, offset: int) -> Chart | None:
    if len(one.means) < FEWEST_SPOKES:
        return None
    labels = tuple(label for _, label, _ in one.means)
    made = [
        Series(name, tuple(number(mean(area.at(code), area.at(PAIRS), offset=offset)) for _, _, area in one.means))
        for code, name in ((FIRST, "Första mätningen"), (LATEST, "Senaste mätningen"))
    ]
    low, high = float(one.instrument.low), float(one.instrument.high)
    said = alternative(labels, made, "medel")
    return Chart("spindel", f"{one.label}: medelvärden av första och senaste mätningen", said, labels, tuple(made), "medel", low, high)
