"""A year of one insats as plain dictionaries: what was written on paper, and where the written rules say that it counts.

Nothing here uses the program. Months are numbers (year × 12 + month − 1) and half-years are those divided by six.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Step = dict[str, Any]
Deltagande = dict[str, Any]
FIRST = 2025 * 2


def month(year: int, number: int) -> int:
    return year * 12 + number - 1


def text(m: int) -> str:
    return f"{m // 12:04d}-{m % 12 + 1:02d}"


def half(h: int) -> str:
    return f"{h // 2}H{h % 2 + 1}"


class Book:
    """The forms as they stand after each step."""

    def __init__(self) -> None:
        self.locked = FIRST - 1
        self.all: list[Deltagande] = []
        self.extra: list[tuple[str, int, int, str, int, bool]] = []  # event, half, month, kon, n, late
        self.steps: list[Step] = []

    def place(self, m: int) -> tuple[int, bool]:
        """The half-year that a form of a month counts in, and whether that makes it late."""
        if self.locked >= FIRST and m // 6 <= self.locked:
            return self.locked + 1, True
        return max(m // 6, FIRST), False

    def of(self, kod: int) -> list[Deltagande]:
        """What a code can still open: its deltaganden that are not destroyed."""
        return [d for d in self.all if d["kod"] == kod and not d["gallrad"]]

    def open_of(self, kod: int) -> Deltagande | None:
        return next((d for d in self.of(kod) if d["slut"] is None), None)

    def do(self, step: Step) -> None:
        """Write a step down and apply it; a step marked ``fel`` is refused and changes nothing."""
        self.steps.append(step)
        if not step.get("fel"):
            getattr(self, "_" + step["akt"])(step)

    def _form(self, step: Step) -> dict[str, Any]:
        counts_in, late = self.place(step["manad"])
        step["sen"] = late
        kept: dict[str, Any] = {key: step[key] for key in ("manad", "svar", "instrument", "skattare") if key in step}
        return {**kept, "slag": step["akt"], "svaren": dict(step["svaren"]), "raknas": counts_in, "sen": late}

    def _start(self, step: Step) -> None:
        self.all.append({"kod": step["kod"], "forms": [self._form(step)], "slut": None, "gallrad": False})

    def _matning(self, step: Step) -> None:
        found = self.open_of(step["kod"])
        assert found is not None
        found["forms"].append(self._form(step))

    def _avslut(self, step: Step) -> None:
        found = self.open_of(step["kod"])
        assert found is not None
        form = self._form(step)
        if step["svaren"]["avslutsanledning"] != "felregistrering":
            found["forms"].append(form)
            found["slut"] = "kod"
            return
        start = found["forms"][0]
        kept = [f for f in found["forms"] if f["raknas"] <= self.locked]
        if start["raknas"] <= self.locked:
            self.extra.append(("felregistrerade", *self._booked(form), start["svaren"]["kon"], 1, False))
        found["forms"], found["slut"], found["gallrad"] = kept, "fel", True

    def _forlorad(self, step: Step) -> None:
        found = self.open_of(step["kod"])
        assert found is not None
        form = self._form(step)
        if step["svaren"]["avslutsanledning"] == "felregistrering":
            self.extra.append(("felregistrerade", *self._booked(form), step["kon"], 1, False))
            found["slut"], found["gallrad"] = "fel", True
            return
        found["slut"], found["handtag_avslut"] = "handtag", {**form, "slag": "avslut", "kon": step["kon"]}

    def _angra(self, step: Step) -> None:
        found = self.open_of(step["kod"]) or self.of(step["kod"])[-1]
        last = found["forms"].pop()
        if last["slag"] == "avslut":
            found["slut"] = None
        if not found["forms"]:
            self.all.remove(found)

    def _ratta(self, step: Step) -> None:
        found = self.open_of(step["kod"]) or self.of(step["kod"])[-1]
        form = found["forms"][step["formular"]]
        for key, value in step["andringar"].items():
            if key == "svar":
                form["svar"] = value
            elif value is None:
                form["svaren"].pop(key, None)
            else:
                form["svaren"][key] = value
        if step.get("manad") is not None:
            form["manad"] = step["manad"]

    def without_row(self, kon: str) -> int:
        """How many of a kön are open as endast antal: no more can end so."""
        signs = {"nya.endast-antal": 1, "ingaende.endast-antal": 1, "avslutade.endast-antal": -1}
        return sum(signs.get(event, 0) * n for event, _, _, of, n, _ in self.extra if of == kon)

    def _antal(self, step: Step) -> None:
        counts_in, late = self.place(step["manad"])
        step["sen"] = late
        event = "avslutade" if step["handelse"] == "avslut" else "ingaende" if step["manad"] // 6 < FIRST else "nya"
        booked = step["manad"] if step["manad"] // 6 == counts_in else counts_in * 6
        self.extra.append((event, counts_in, booked, step["kon"], step["antal"], late))
        self.extra.append((f"{event}.endast-antal", counts_in, booked, step["kon"], step["antal"], False))

    def _las(self, step: Step) -> None:
        self.locked += 1
        assert half(self.locked) == step["period"]
        for d in self.all:
            if d["slut"] in (None, "fel"):
                continue
            last = d.get("handtag_avslut") or d["forms"][-1]
            if last["raknas"] <= self.locked:
                d["gallrad"] = True

    def _booked(self, form: dict[str, Any]) -> tuple[int, int]:
        return form["raknas"], form["manad"] if form["manad"] // 6 == form["raknas"] else form["raknas"] * 6

    def volumes(self) -> Iterator[tuple[int, str, int, str, int]]:
        """Half-year, event, month booked, kön, number: of everything that happened."""
        for event, counts_in, booked, kon, n, late in self.extra:
            yield counts_in, event, booked, kon, n
            if late:
                yield counts_in, f"{event}.sen", booked, kon, n
        for d in self.all:
            for form in [*d["forms"], *([d["handtag_avslut"]] if "handtag_avslut" in d else [])]:
                if form["slag"] == "matning":
                    continue
                event = "avslutade" if form["slag"] == "avslut" else "ingaende" if form["manad"] // 6 < FIRST else "nya"
                counts_in, booked = self._booked(form)
                kon = form.get("kon") or d["forms"][0]["svaren"]["kon"]
                yield counts_in, event, booked, kon, 1
                if form["sen"]:
                    yield counts_in, f"{event}.sen", booked, kon, 1
