"""The independent recount: plain loops over the forms of a :class:`Book`, by the written rules and the TOML files, without the program's counting."""

from __future__ import annotations

import tomllib
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from tests.year.book import FIRST, Book, Deltagande, half, text

DATA = Path(__file__).resolve().parents[2] / "register" / "vocabulary" / "data"
K = 5
Record = Counter[tuple[str, tuple[str, ...]]]
Places = dict[tuple[str, str], dict[int, list[Record]]]


def toml(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


TABLES: list[dict[str, Any]] = toml("rakneplan.toml")["tabell"]
LISTS = toml("kodlistor.toml")["listor"]
GROUPINGS = toml("grupperingar.toml")
SKAPA, SWEMWBS = toml("instrument/skapa.toml"), toml("instrument/swemwbs.toml")
WORKING = ("arbete-utan-stod", "arbete-med-stod", "studier")


def group(grouping: str, code: str) -> str:
    return next((g["id"] for g in GROUPINGS["grupperingar"][grouping]["grupper"] if code in g["koder"]), "saknas")


def band(list_id: str, number: int) -> str:
    return next(c["id"] for c in LISTS[list_id]["koder"] if c["fran"] <= number <= c.get("till", 10**9))  # type: ignore[no-any-return]


def work(before: dict[str, str], after: dict[str, str]) -> str:
    was, now = before.get("sysselsattning", "saknas"), after.get("sysselsattning", "saknas")
    if was == "saknas" or now == "saknas":
        return "saknas"
    if was not in WORKING:
        return "borjade" if now in WORKING else "varken"
    if now not in WORKING:
        return "minskade"
    a, b = before.get("omfattning", "saknas"), after.get("omfattning", "saknas")
    if a == "saknas" or b == "saknas":
        return "saknas"
    return "okade" if int(b) > int(a) else "minskade" if int(b) < int(a) else "oforandrat"


def score(svar: list[int | None]) -> int | None:
    return None if None in svar else int(SWEMWBS["poang"][str(sum(x for x in svar if x is not None))])


def start_records(form: dict[str, Any]) -> Record:
    return Counter({(t["id"], tuple(form["svaren"].get(v, "saknas") for v in t["variabler"])): 1 for t in TABLES if t["handelse"] == "start"})


def matning_record(form: dict[str, Any]) -> Record | None:
    found: Record = Counter({("matning.parallell", (form["svaren"].get("parallell", "saknas"),)): 1})
    if form["instrument"] == "skapa":
        for item, level in zip(SKAPA["omraden"], form["svar"], strict=True):
            found["niva", (item["id"], "saknas" if level is None else str(level))] += 1
        return found
    points = score(form["svar"])
    if points is None:
        return None
    found["poang", ("n",)] = 1
    found["poang", ("summa",)] = points
    found["poang", ("kvadratsumma",)] = points**2
    return found


def derived(d: Deltagande | None, form: dict[str, Any]) -> dict[str, str]:
    given = form["svaren"]
    values = {**given, "avslutsgrupp": group("goteborg", given["avslutsanledning"])}
    if d is None:
        names = ("forsorjning_fore", "sysselsattning_fore", "arbete_studier", "tid_i_insats", "antal_matningar", "aldersgrupp_3", "tid_3")
        return {**values, **dict.fromkeys(names, "start-okand")}
    start = d["forms"][0]
    time = band("tid_i_insats", form["manad"] - start["manad"])
    return {
        **values,
        "forsorjning_fore": start["svaren"].get("forsorjning", "saknas"),
        "sysselsattning_fore": start["svaren"].get("sysselsattning", "saknas"),
        "arbete_studier": work(start["svaren"], given),
        "tid_i_insats": time,
        "tid_3": group("tid-3", time),
        "antal_matningar": band("antal_matningar", len({f["manad"] for f in d["forms"] if f["slag"] == "matning"})),
        "aldersgrupp_3": group("aldersgrupp-3", start["svaren"]["aldersgrupp"]),
    }


def pair_record(instrument: str, forms: list[dict[str, Any]]) -> Record | None:
    found: Record = Counter()
    forms = sorted(forms, key=lambda f: int(f["manad"]))
    if instrument == "swemwbs":
        points = [p for f in forms if (p := score(f["svar"])) is not None]
        if len(points) < 2:
            return None
        change = points[-1] - points[0]
        verdict = "forbattrad" if change > 0 else "forsamrad" if change < 0 else "lika"
        sums = {"n": 1, "summa-forsta": points[0], "summa-senaste": points[-1], "summa-d": change, "kvadratsumma-d": change**2, verdict: 1}
        for name, value in sums.items():
            found["par", (name,)] = value
        return found
    pairs = 0
    for i, item in enumerate(SKAPA["omraden"]):
        levels = [f["svar"][i] for f in forms if f["svar"][i] is not None]
        pairs += len(levels) > 1
        ends = (str(levels[0]), str(levels[-1])) if len(levels) > 1 else ("saknas", "saknas")
        found["forsta-senaste", (item["id"], *ends)] += 1
    return found if pairs else None


def records(book: Book) -> Places:
    """What each person behind each unit and kön answered, by half-year."""
    found: Places = defaultdict(lambda: defaultdict(list))
    for d in book.all:
        if not d["forms"]:
            continue
        kon, seen = d["forms"][0]["svaren"]["kon"], Counter[tuple[str, str]]()
        for form in d["forms"]:
            if form["slag"] == "start" and form["manad"] // 6 >= FIRST:
                found["start", kon][form["raknas"]].append(start_records(form))
            if form["slag"] == "matning":
                seen[form["instrument"], form["skattare"]] += 1
                record = matning_record(form)
                if record is not None:
                    number = seen[form["instrument"], form["skattare"]]
                    found[f"matning.{form['instrument']}.1.{form['skattare']}.{number}", kon][form["raknas"]].append(record)
            if form["slag"] == "avslut":
                ended(found, d, form, kon)
        if "handtag_avslut" in d:
            ended(found, None, d["handtag_avslut"], d["handtag_avslut"]["kon"])
    return found


def ended(found: Places, d: Deltagande | None, form: dict[str, Any], kon: str) -> None:
    values, counts_in = derived(d, form), form["raknas"]
    whole: Record = Counter()
    for t in TABLES:
        if t["handelse"] == "avslut":
            cell = (t["id"], tuple(values.get(v, "saknas") for v in t["variabler"]))
            if "minimum" in t:
                found[f"avslut.{t['id']}", kon][counts_in].append(Counter({cell: 1}))
            else:
                whole[cell] += 1
    found["avslut", kon][counts_in].append(whole)
    if d is None:
        return
    series: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for f in d["forms"]:
        if f["slag"] == "matning":
            series[f["instrument"], f["skattare"]].append(f)
    for (instrument, rater), forms in series.items():
        record = pair_record(instrument, forms)
        if record is not None:
            found[f"avslut.par.{instrument}.1.{rater}", kon][counts_in].append(record)


Held = dict[tuple[str, str], list[tuple[int, Record]]]


def release(book: Book, *, final: bool = False) -> tuple[dict[tuple[str, str, str], list[tuple[int, Record]]], Held, dict[tuple[str, str], int]]:
    """Who left with which half-year's lock, who waits after the last, and how many were destroyed."""
    every, left = records(book), dict[tuple[str, str, str], list[tuple[int, Record]]]()
    waiting: Held = defaultdict(list)
    minimum = {f"avslut.{t['id']}": t["minimum"] for t in TABLES if "minimum" in t}
    for h in range(FIRST, book.locked + 1):
        end = final and h == book.locked
        for place, by_half in every.items():
            waiting[place] += [(h, r) for r in by_half.get(h, [])]
        kons_gone = set()
        plain = sorted({unit for unit, _ in waiting} - set(minimum))
        for unit in plain:
            stay = []
            for kon in sorted({k for u, k in waiting if u == unit}):
                if len(waiting[unit, kon]) >= K:
                    left[half(h), unit, kon] = waiting.pop((unit, kon))
                    kons_gone |= {kon} if unit == "avslut" else set()
                elif waiting[unit, kon]:
                    stay.append(kon)
            if (h % 2 == 1 or end) and sum(len(waiting[unit, kon]) for kon in stay) >= K:
                left[half(h), unit, "ej-uppdelat"] = [r for kon in stay for r in waiting.pop((unit, kon))]
                kons_gone |= set(stay) if unit == "avslut" else set()
        for unit, least in minimum.items():
            for kon in kons_gone:
                waiting[unit, "ej-uppdelat"] += waiting.pop((unit, kon), [])
            pool = waiting[unit, "ej-uppdelat"]
            if sum(not {"saknas", "start-okand"} & set(values) for _, r in pool for (_, values) in r) >= least:
                left[half(h), unit, "ej-uppdelat"] = waiting.pop((unit, "ej-uppdelat"))
    held = {place: people for place, people in waiting.items() if people}
    return left, ({} if final else held), ({place: len(people) for place, people in held.items()} if final else {})


def summed(people: list[tuple[int, Record]]) -> tuple[int, tuple[str, ...], dict[tuple[str, tuple[str, ...]], int]]:
    """How many, from which half-years, and the cells that they fill together."""
    cells: Record = Counter()
    for _, record in people:
        for cell, n in record.items():
            cells[cell] += n
    return len(people), tuple(sorted({half(h) for h, _ in people})), {cell: n for cell, n in cells.items() if n}


def volumes(book: Book) -> dict[tuple[str, str, str, str], int]:
    """Half-year, event, month, kön → number."""
    found: Counter[tuple[str, str, str, str]] = Counter()
    for h, event, m, kon, n in book.volumes():
        found[half(h), event, text(m), kon] += n
    return {key: n for key, n in found.items() if n}
