"""Utfall as text: volumes, base, groups with intervals, progression. Pure: an outcome's frames in, lines out."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from textual.content import Content

from tui.screens.kansli_data import KansliData
from tui.screens.kansli_text import EMPTY, NARROW, TOTAL, bar_width, bold, clickable, head, joined, missing_in_span, muted, short_kon
from tui.widgets.charts import INTERVAL_LEGEND, fit, interval, per_cent, share_bar, three_parts

if TYPE_CHECKING:
    from register.kansli.outcomes import Outcome

MEASURES = {
    "deltagare": "Deltagare under perioden",
    "pagaende_start": "Pågående vid början",
    "nya": "Nya",
    "avslutade": "Avslutade",
    "felregistrerade": "Felregistrerade",
    "pagaende_slut": "Pågående vid slutet",
    "antal": "Antal (struktur)",
}
OF_WHICH = {"nya_endast_antal": "nya endast antal", "avslutade_endast_antal": "avslutade endast antal", "sen": "sena formulär"}
_NUMBERS = 29
"""Cells of the numbers between label and bar."""


def label_width(width: int) -> int:
    """Cells for the name of a measure, a group or an item."""
    return 28 if width < 100 else 44


def outcome_text(data: KansliData, width: int = NARROW) -> Content:
    """The whole section."""
    if data.empty:
        return Content(EMPTY)
    outcome = data.chosen
    lines = [head(data, what="Utfall"), _what(data), Content("")]
    missing = missing_in_span(data, data.choice.insats)
    notes = [*outcome.notes, *([f"Har inte levererat hela perioden: {', '.join(missing)}."] if missing else [])]
    lines += [Content.styled(f"Obs: {note}", "$text-warning") for note in notes]
    lines += _volumes(data, outcome, width)
    if outcome.totals.loc[TOTAL, "deltagare"]:
        lines += [Content(""), *_groups(data, outcome, width), Content(""), *_progression(data, outcome, width)]
    elif not outcome.totals.loc[TOTAL, "antal"]:
        lines += [Content(""), muted("Inget är levererat för perioden. Välj en annan med ← eller p.")]
    return joined(lines)


def _what(data: KansliData) -> Content:
    insats, grouping = data.name(data.choice.insats), data.chosen.grouping.label
    parts = (muted("Insats: "), clickable(f"{insats} (i)", "i"), muted("   Gruppering: "), clickable(f"{grouping} (g)", "g"))
    return Content("").join(parts)


def _kons(data: KansliData, outcome: Outcome) -> list[str]:
    return [TOTAL, *outcome.kon] if data.choice.by_kon else [TOTAL]


def _volumes(data: KansliData, outcome: Outcome, width: int) -> list[Content]:
    kons, labels = [TOTAL, *outcome.kon], data.labels["kon"]
    table: dict[str, dict[str, int]] = outcome.totals.to_dict()  # type: ignore[assignment]
    lines = [muted(fit("Volymer", label_width(width)) + "".join(f"{short_kon(labels, kon):>10}" for kon in kons))]
    for measure, label in MEASURES.items():
        values = [table[measure][kon] for kon in kons]
        if any(values) or measure in ("deltagare", "nya", "avslutade"):
            lines.append(Content(fit(label, label_width(width)) + "".join(f"{n or '·':>10}" for n in values)))
    parts = [f"{table[column][TOTAL]} {label}" for column, label in OF_WHICH.items() if table[column][TOTAL]]
    return [*lines, muted(f"varav {', '.join(parts)}")] if parts else lines


def base_text(base: dict[str, int]) -> str:
    """*redovisade x av y avslutade*, and what is behind the difference."""
    text = f"redovisade {base['redovisade']} av {base['avslutade']} avslutade, {base['vantar']} väntar"
    text += f", {base['endast_antal']} endast antal" if base["endast_antal"] else ""
    return text + (f", {base['ej_redovisade']} ej redovisade" if base["ej_redovisade"] else "")


def _with_earlier(base: dict[str, int]) -> bool:
    """Whether some that waited in earlier periods are among those reported."""
    return base["redovisade"] > base["avslutade"] - base["endast_antal"]


def _groups(data: KansliData, outcome: Outcome, width: int) -> list[Content]:
    bases: dict[str, dict[str, int]] = outcome.base.to_dict("index")  # type: ignore[assignment]
    labels = data.labels["kon"]
    lines = [bold("Avslut efter anledning"), Content.assemble("Bas: ", base_text(bases[TOTAL]))]
    if not bases[TOTAL]["redovisade"] and bases[TOTAL]["vantar"]:
        lines.append(muted("Svaren kommer när tillräckligt många av samma kön har slutat."))
    if _with_earlier(bases[TOTAL]):
        lines.append(muted("Bland de redovisade är några som slutade tidigare och har väntat."))
    if data.choice.by_kon:
        lines += [muted(f"  {short_kon(labels, kon)}: {base_text(bases[kon])}") for kon in outcome.kon]
    lines.append(muted(f"{fit('', label_width(width))}{'n':>5}{'andel':>7}{'95 %-intervall':>15}"))
    rows: dict[tuple[str, str], Any] = {(str(g.kon), str(g.grupp)): g for g in outcome.groups.itertuples()}
    for group in outcome.grouping.groups:
        for kon in _kons(data, outcome):
            label = group.label if kon == TOTAL else f"  {short_kon(labels, kon)}"
            lines.append(_group(label, rows[kon, group.id], width, total=kon == TOTAL))
    return [*lines, muted(INTERVAL_LEGEND)]


def _group(label: str, row: Any, width: int, *, total: bool) -> Content:
    share, low, high = (float(x) if row.bas else None for x in (row.andel, row.lag, row.hog))
    numbers = f"{fit(label, label_width(width))}{int(row.n) or '·':>5}{per_cent(share):>7}{interval(low, high):>15}  "
    bar = share_bar(share, low, high, bar_width(width, label_width(width) + _NUMBERS))
    return Content.assemble((numbers, "" if total else "$text-muted"), (bar, "$text-success" if total else "$text-muted"))


def _progression(data: KansliData, outcome: Outcome, width: int) -> list[Content]:
    frame = outcome.progression
    rows: list[Any] = list(frame.itertuples())
    if not any(row.n for row in rows):
        why = "Inget är redovisat än: minst fem av samma kön med två mätningar av samma instrument och skattare behövs."
        return [bold("Progression"), muted(why)]
    lines = [bold("Progression från första till senaste mätning")]
    wanted = _kons(data, outcome)
    series = sorted((row for row in rows if row.kon in wanted), key=lambda row: (row.instrument, row.version, row.skattare))
    for (instrument, version, rater), group in groupby(series, key=lambda row: (row.instrument, row.version, row.skattare)):
        title = f"{data.labels['instrument'].get(instrument, instrument)} {version}, {data.labels['skattare'].get(rater, rater).lower()}"
        lines.append(muted(f"{fit(title, label_width(width))}{'n par':>6}{'bättre':>8}{'lika':>6}{'sämre':>7}"))
        lines += _items(data, list(group), wanted, width)
    return [*lines, muted("█ bättre  ▒ lika  ░ sämre")]


def _items(data: KansliData, rows: Sequence[Any], kons: Sequence[str], width: int) -> list[Content]:
    lines, items = [], list(dict.fromkeys(row.omrade for row in rows))
    found = {(row.omrade, row.kon): row for row in rows}
    for item in items:
        for kon in kons:
            row = found.get((item, kon))
            if row is None:
                continue
            label = row.etikett if kon == TOTAL else f"  {short_kon(data.labels['kon'], kon)}"
            better, same, worse = int(row.forbattrad), int(row.lika), int(row.forsamrad)
            bar = three_parts(better, same, worse, bar_width(width, label_width(width) + _NUMBERS))
            text = f"{fit(label, label_width(width))}{int(row.n) or '·':>6}{better or '·':>8}{same or '·':>6}{worse or '·':>7}  "
            style = "" if kon == TOTAL else "$text-muted"
            colours = zip(bar, ("$text-success", "$text-muted", "$text-warning"), strict=True)
            lines.append(Content.assemble((text, style), *((part, colour) for part, colour in colours)))
    return lines
