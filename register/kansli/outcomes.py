"""Outcomes: what the insatser led to, as pandas frames computed from counts alone.

Exact figures for the kansli's own eyes. A batch belongs to the period that sent it; details that have waited count where they were sent, and so
every share stands beside *redovisade x av y avslutade*.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd
from sqlmodel import Session, select

from register.counts import MISSING, OPEN_CHANGE, UNDIVIDED
from register.errors import BadInput
from register.kansli import figures
from register.kansli.schema import PAIRS, SCORE, SCORE_PAIRS
from register.kansli.session import Kansli
from register.periods import Period
from register.statistics import wilson
from register.vocabulary.model import Grouping, Instrument, Vocabulary
from register.vocabulary.variables import table_of

TOTAL: Final = "totalt"
VOLUME_COLUMNS: Final = ("nya", "pagaende_start", "pagaende_slut", "avslutade", "felregistrerade", "deltagare")
OTHER_COLUMNS: Final = ("nya_endast_antal", "avslutade_endast_antal", "sen", "antal")
BASE_COLUMNS: Final = ("avslutade", "redovisade", "vantar", "endast_antal", "ej_redovisade")
VERDICTS: Final = ("forbattrad", "lika", "forsamrad")
SERIES: Final = ("instrument", "version", "skattare", "omrade")


@dataclass(frozen=True)
class Outcome:
    """The figures of a span and an insats (None: everything, all).

    Attributes:
        volumes: by insats, period and kon: nya, pagaende_start, pagaende_slut, avslutade, felregistrerade, deltagare, and of them nya_endast_antal,
            avslutade_endast_antal and sen; antal for strukturövergripande.
        totals: the same of the whole span, by kon (``totalt`` first).
        base: by kon: avslutade, redovisade, vantar, endast_antal, ej_redovisade.
        groups: by kon and grupp: etikett, n, bas, andel, lag, hog (Wilson, 95 %); NaN where the base is 0.
        progression: by kon, instrument, version, skattare and omrade: etikett, n, forbattrad, lika, forsamrad, medel (mean change in scale steps;
            NaN below the instrument's fewest pairs).
        notes: what a reader must know, in Swedish.
    """

    span: Period | None
    insats_id: str | None
    grouping: Grouping
    kon: tuple[str, ...]
    volumes: pd.DataFrame
    totals: pd.DataFrame
    base: pd.DataFrame
    groups: pd.DataFrame
    progression: pd.DataFrame
    notes: tuple[str, ...] = ()


def utfall(kansli: Kansli, *, span: Period | None = None, insats_id: str | None = None, grouping: str | None = None) -> Outcome:
    """The outcome of a span (a halvår, tertial, kvartal or year; None is everything).

    Batches whose period lies in the span give details; annulled deliveries give nothing. Raises BadInput for a grouping or insats that is not known.
    """
    vocabulary = kansli.vocabulary
    chosen = _grouping(vocabulary, grouping)
    with kansli.store.read() as session:
        _check_insats(session, insats_id)
        known = [vocabulary, *kansli.vocabularies(session).values()]
        selection, annulled = figures.choose(session, span, insats_id), figures.annulled(session, span, insats_id)
        origins = _origins(session, selection)
        volume, gone = figures.volumes(session, selection), figures.people(session, selection)
        tables = sorted({t.id for v in known if (t := table_of(v, "avslut", chosen.code_list)) is not None})
        reasons = figures.cells(session, selection, unit=figures.AVSLUT, tables=tables)
        pairs = figures.cells(session, selection, unit="avslut.par.%", tables=(PAIRS, SCORE_PAIRS))
    kon = tuple(vocabulary.lists["kon"].by_id)
    totals = _totals(volume, kon)
    return Outcome(
        span=span,
        insats_id=insats_id,
        grouping=chosen,
        kon=kon,
        volumes=_volumes(volume, selection, kon),
        totals=totals,
        base=_base(totals, gone, figures.waiting(volume, gone, selection), kon),
        groups=_groups(reasons, chosen, kon),
        progression=_progression(pairs, known, kon),
        notes=(*_notes(selection, annulled), *origins, *_undivided(gone)),
    )


def _grouping(vocabulary: Vocabulary, grouping: str | None) -> Grouping:
    ids = [g.id for g in vocabulary.groupings.values() if g.code_list == "avslutsanledning"]
    chosen = grouping or vocabulary.default_grouping
    if chosen not in ids:
        raise BadInput(f"Grupperingen {chosen} finns inte.", f"De som finns är: {', '.join(ids)}.", "Välj en av dem.", field="gruppering")
    return vocabulary.groupings[chosen]


def _check_insats(session: Session, insats_id: str | None) -> None:
    from register.kansli.models import KnownInsats

    if insats_id is not None and session.get(KnownInsats, insats_id) is None:
        raise BadInput(
            f"Insatsen {insats_id} är inte känd här.", "Den har inte levererat något.", "Se vilka som är kända under Leveranser.", field="insats"
        )


def _origins(session: Session, selection: figures.Selection) -> tuple[str, ...]:
    """Which insatser of the span have no forms behind them."""
    from register.kansli.group_models import GroupInsats

    groups = set(session.exec(select(GroupInsats.insats_id)))
    shown = sorted(groups & set(selection.batches.loc[selection.batches["overlaps"], "insats"]))
    return (f"{', '.join(shown)}: gruppuppgifter, som förbundet har läst in ur en fil utan formulär.",) if shown else ()


def _undivided(gone: pd.DataFrame) -> tuple[str, ...]:
    """Those who left without kön stand in the total alone, so that the parts by kön sum to less."""
    mixed = gone[gone["inside"] & gone["released"] & (gone["kon"] == UNDIVIDED)]
    n = int(mixed["people"].sum())
    return (f"{n} redovisade avslut kom utan kön, för att de var färre än fem av varje; de ingår bara i alla.",) if n else ()


def _notes(selection: figures.Selection, annulled: list[tuple[str, str]]) -> tuple[str, ...]:
    span = selection.span.label if selection.span else ""
    cut = [
        f"{insats} låser {period}, som inte ryms i {span}: volymerna är per månad, men utfall går inte att dela upp."
        for insats, period in selection.cut
    ]
    gone = [
        f"{insats} har en annullerad leverans av {period}, som inte räknas: pågående, väntar och redovisade kan vara fel tills rättelsen har kommit."
        for insats, period in annulled
    ]
    return (*cut, *gone)


def _wide(volume: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """One column per event, summed by the keys."""
    events = [*OPEN_CHANGE, "antal", "nya.endast-antal", "avslutade.endast-antal", "nya.sen", "avslutade.sen", "ingaende.sen", "antal.sen"]
    wide = volume.pivot_table(index=keys, columns="event", values="n", aggfunc="sum", fill_value=0, observed=True)
    return wide.reindex(columns=events, fill_value=0).astype("int64")


def _measures(wide: pd.DataFrame, opening: pd.Series[Any]) -> pd.DataFrame:
    """The measures of a span from its events and what was open before it; ingående count as pågående at the start."""
    frame = pd.DataFrame(index=wide.index)
    frame["nya"] = wide["nya"]
    frame["pagaende_start"] = opening + wide["ingaende"]
    frame["pagaende_slut"] = frame["pagaende_start"] + wide["nya"] - wide["avslutade"] - wide["felregistrerade"]
    frame["avslutade"], frame["felregistrerade"] = wide["avslutade"], wide["felregistrerade"]
    frame["deltagare"] = frame["pagaende_start"] + wide["nya"]
    frame["nya_endast_antal"], frame["avslutade_endast_antal"] = wide["nya.endast-antal"], wide["avslutade.endast-antal"]
    frame["sen"] = wide[["nya.sen", "avslutade.sen", "ingaende.sen", "antal.sen"]].sum(axis=1)
    frame["antal"] = wide["antal"]
    return frame


def _volumes(volume: pd.DataFrame, selection: figures.Selection, kon: tuple[str, ...]) -> pd.DataFrame:
    """Measures by insats, period and kön, each period's opening being all that came before it."""
    batches = selection.batches[selection.batches["until"] | selection.batches["overlaps"]]
    kons = [*kon, UNDIVIDED] if (volume["kon"] == UNDIVIDED).any() else list(kon)
    places = batches[["insats", "first", "period", "overlaps"]].merge(pd.DataFrame({"kon": kons}), how="cross")
    keys = ["insats", "first", "kon"]
    index = pd.MultiIndex.from_frame(places[keys])
    within = _wide(volume[volume["within"]], keys).reindex(index, fill_value=0)
    earlier = _wide(volume[~volume["within"]], keys).reindex(index, fill_value=0)
    # What a cut period holds of the months before the span is open already when the span begins.
    net, before = (sum((wide[event] * sign for event, sign in OPEN_CHANGE.items()), pd.Series(0, index=index)) for wide in (within, earlier))
    both = (net + before).groupby(level=["insats", "kon"]).cumsum()
    opening = both - net
    frame = _measures(within, opening.astype("int64")).reset_index()
    frame.insert(1, "period", places["period"].to_numpy())
    frame = frame[places["overlaps"].to_numpy()].drop(columns="first")
    return frame.reset_index(drop=True)


def _totals(volume: pd.DataFrame, kon: tuple[str, ...]) -> pd.DataFrame:
    """Measures of the whole span by kön, ``totalt`` (also what has no kön) first."""
    index = pd.Index([*kon, UNDIVIDED], name="kon")
    within, before = (_wide(part, ["kon"]).reindex(index, fill_value=0) for part in (volume[volume["within"]], volume[~volume["within"]]))
    opening = sum((before[event] * sign for event, sign in OPEN_CHANGE.items()), pd.Series(0, index=index))
    frame = _measures(within, opening)
    total = frame.sum().to_frame(TOTAL).T
    return pd.concat([total, frame.loc[list(kon)]]).rename_axis("kon").astype("int64")


def _base(totals: pd.DataFrame, gone: pd.DataFrame, waiting: dict[tuple[str, str], int], kon: tuple[str, ...]) -> pd.DataFrame:
    here = gone[gone["inside"]]
    rows = []
    for one in (TOTAL, *kon):
        mine = here if one == TOTAL else here[here["kon"] == one]
        rows.append(
            {
                "kon": one,
                "avslutade": _int(totals.loc[one, "avslutade"]),
                "redovisade": int(mine.loc[mine["released"], "people"].sum()),
                "vantar": sum(n for (_, k), n in waiting.items() if one in (TOTAL, k)),
                "endast_antal": _int(totals.loc[one, "avslutade_endast_antal"]),
                "ej_redovisade": int(mine.loc[~mine["released"], "people"].sum()),
            }
        )
    return pd.DataFrame(rows).set_index("kon")


def _groups(reasons: pd.DataFrame, grouping: Grouping, kon: tuple[str, ...]) -> pd.DataFrame:
    """n, share and interval of each group, of all who answered; what the grouping leaves out (felregistrering) is in no base."""
    counted = reasons.assign(grupp=reasons["answers"].map(grouping.group_of)).dropna(subset="grupp")
    summed = counted.groupby(["kon", "grupp"])["n"].sum().reset_index()
    by_kon = {(str(k), str(g)): int(n) for k, g, n in zip(summed["kon"], summed["grupp"], summed["n"], strict=True)}
    rows = []
    for one in (TOTAL, *kon):
        counts = {g.id: sum(n for (k, group), n in by_kon.items() if group == g.id and one in (TOTAL, k)) for g in grouping.groups}
        base = sum(counts.values())
        for group in grouping.groups:
            n = counts[group.id]
            low, high = wilson(n, base) or (None, None)
            rows.append((one, group.id, group.label, n, base, n / base if base else None, low, high))
    frame = pd.DataFrame(rows, columns=["kon", "grupp", "etikett", "n", "bas", "andel", "lag", "hog"])
    return frame.astype({"n": "int64", "bas": "int64", "andel": "float64", "lag": "float64", "hog": "float64"})


def _progression(pairs: pd.DataFrame, known: list[Vocabulary], kon: tuple[str, ...]) -> pd.DataFrame:
    """Improved, same and worse per instrument, version, rater and item; raters are never summed."""
    columns = ["kon", *SERIES, "etikett", "n", *VERDICTS, "medel"]
    frame = pd.concat([_item_pairs(pairs[pairs["table"] == PAIRS], known), _score_pairs(pairs[pairs["table"] == SCORE_PAIRS])], ignore_index=True)
    if frame.empty:
        return pd.DataFrame(columns=columns)
    keys = list(SERIES)
    sums = [*VERDICTS, "change"]
    total = frame.groupby(keys)[sums].sum().reset_index().assign(kon=TOTAL)
    each = frame.groupby(["kon", *keys])[sums].sum().reset_index()
    places = pd.DataFrame({"kon": [TOTAL, *kon]}).merge(total[keys], how="cross")
    result = places.merge(pd.concat([total, each]), on=["kon", *keys], how="left").fillna(dict.fromkeys(sums, 0))
    result[list(VERDICTS)] = result[list(VERDICTS)].astype("int64")
    result["n"] = result[list(VERDICTS)].sum(axis=1)
    fewest = [_fewest_pairs(known, *key) for key in result[["instrument", "version"]].itertuples(index=False)]
    result["medel"] = (result["change"] / result["n"]).where(result["n"] >= pd.Series(fewest, index=result.index))
    orders = [_item_order(known, *key) for key in result[["instrument", "version", "omrade"]].itertuples(index=False)]
    result["order"], result["etikett"] = [order for order, _ in orders], [label for _, label in orders]
    rank = {one: i for i, one in enumerate((TOTAL, *kon))}
    result = result.assign(rank=result["kon"].map(rank)).sort_values(["rank", "instrument", "version", "skattare", "order"], kind="stable")
    return result[columns].reset_index(drop=True)


def _with_series(frame: pd.DataFrame) -> pd.DataFrame:
    """The series that units ``avslut.par.INSTRUMENT.VERSION.SKATTARE`` name, as columns."""
    parts = [unit.split(".") for unit in frame["unit"]]
    return frame.assign(instrument=[p[2] for p in parts], version=[".".join(p[3:-1]) for p in parts], skattare=[p[-1] for p in parts])


def _item_pairs(pairs: pd.DataFrame, known: list[Vocabulary]) -> pd.DataFrame:
    frame = _with_series(pairs)
    split = [answers.split("|") for answers in frame["answers"]]
    frame = frame.assign(omrade=[s[0] for s in split], first=[s[1] for s in split], latest=[s[2] for s in split])
    # An item that nobody has a pair of stands with n = 0, so that a series always shows all its items.
    paired = (frame["first"] != MISSING) & (frame["latest"] != MISSING)
    frame["n"] = frame["n"].where(paired, 0)
    change = frame["latest"].where(paired, "0").astype("int64") - frame["first"].where(paired, "0").astype("int64")
    higher = [_higher_is_better(known, i, v) for i, v in zip(frame["instrument"], frame["version"], strict=True)]
    better = change * pd.Series([1 if h else -1 for h in higher], index=frame.index, dtype="int64")
    verdicts = {name: frame["n"].where(where, 0) for name, where in zip(VERDICTS, (better > 0, better == 0, better < 0), strict=True)}
    return frame.assign(**verdicts, change=change * frame["n"])[["kon", *SERIES, *VERDICTS, "change"]]


def _score_pairs(pairs: pd.DataFrame) -> pd.DataFrame:
    frame = _with_series(pairs).assign(omrade=SCORE)
    named = {
        **{name: frame["n"].where(frame["answers"] == name, 0) for name in VERDICTS},
        "change": frame["n"].where(frame["answers"] == "summa-d", 0) / 100,
    }
    return frame.assign(**named)[["kon", *SERIES, *VERDICTS, "change"]]


def _instrument(known: Iterable[Vocabulary], instrument: str, version: str) -> Instrument | None:
    return next((i for v in known if (i := v.instruments.get(instrument)) is not None and i.version == version), None)


def _higher_is_better(known: list[Vocabulary], instrument: str, version: str) -> bool:
    found = _instrument(known, instrument, version)
    return found is None or found.higher_is_better


def _fewest_pairs(known: list[Vocabulary], instrument: str, version: str) -> int:
    """How many pairs there must be before a mean is read."""
    found = _instrument(known, instrument, version)
    return max(1, found.minimum_pairs if found else 0)


def _item_order(known: list[Vocabulary], instrument: str, version: str, item: str) -> tuple[int, str]:
    """Place and label of an item in its instrument; a score comes as one."""
    found = _instrument(known, instrument, version)
    labels = {i.id: (n, i.label) for n, i in enumerate(found.items)} if found else {}
    return labels.get(item, (len(labels), found.label if found and item == SCORE else item))


def outcome_document(outcome: Outcome) -> dict[str, Any]:
    """The outcome as JSON for scripts: exact figures, marked *internt*; null where there is nothing to divide by."""
    whole = _part(outcome, TOTAL)
    by_kon = {one: _part(outcome, one) for one in outcome.kon}
    return {"internt": True, **{k: v for k, v in whole.items() if k != "progression"}, "kon": by_kon, "progression": whole["progression"]}


def _part(outcome: Outcome, kon: str) -> dict[str, Any]:
    groups = outcome.groups[outcome.groups["kon"] == kon].to_dict("records")
    series = outcome.progression[outcome.progression["kon"] == kon].to_dict("records")
    return {
        "volymer": {name: _int(outcome.totals.loc[kon, name]) for name in VOLUME_COLUMNS},
        "bas": {name: _int(outcome.base.loc[kon, name]) for name in BASE_COLUMNS[:4]},
        "grupper": [
            {"grupp": g["grupp"], "n": g["n"], "andel": g["andel"] if g["bas"] else None, "ki95": [g["lag"], g["hog"]] if g["bas"] else None}
            for g in groups
        ],
        "progression": [
            {name: p[name] for name in SERIES} | {"n": p["n"]} | {name: p[name] if p["n"] else None for name in VERDICTS} for p in series
        ],
    }


def _int(cell: Any) -> int:
    return int(cell)
