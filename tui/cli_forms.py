"""``start``, ``matning``, ``avslut``, ``ratta``, ``angra``, ``antal`` as JSON lines, and ``kod``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, cast

from register.errors import BadInput
from register.insats import acts
from register.insats.codes import ParticipantCode
from register.insats.forms import AvslutForm, MatningForm, Participation, StartForm
from register.insats.sealing import ParticipantKeys
from register.insats.session import Insats
from register.periods import Month
from tui.boundary import say
from tui.cli_context import Context
from tui.cli_lines import Act, Document, LineRun

MOST_CODES: Final = 1000
_TRUE: Final = (True, "ja")
_FALSE: Final = (False, "nej", None)


def kod(ctx: Context) -> int:
    """Make unused codes, one a line. No register is opened: a code belongs to none until it is used."""
    if not 1 <= ctx.args.antal <= MOST_CODES:
        raise BadInput("Antalet koder går inte att använda.", f"Det ska vara 1 till {MOST_CODES}.", "Ange ett annat antal.", field="antal")
    say("Koderna nedan är hemliga: var och en öppnar ett deltagande. Förvara dem bara i deltagarnas akter och radera filen om du sparar dem i en.")
    for _ in range(ctx.args.antal):
        text = ParticipantCode.new().text
        ctx.answer({"kod": text}, text)
    return 0


def run(ctx: Context) -> int:
    """Answer the lines of one of the form commands."""
    if not ctx.json:
        raise BadInput(
            f"Kommandot {ctx.args.kommando} läser JSON-rader.",
            "Formulär fylls i på skärmen, eller skickas av ett program som rader på standardinmatningen.",
            "Kör nyckeltal utan kommando för att öppna skärmen, eller ange --json.",
        )
    with ctx.insats() as insats:
        lines = FormLines(ctx, insats)
        return LineRun(lines.prepare[ctx.args.kommando], insats.batch).run(ctx.stdin)


class FormLines:
    """Reads the objects of one run into acts. A code's keys are derived once a run, before any lock is taken."""

    def __init__(self, ctx: Context, insats: Insats) -> None:
        self._insats = insats
        self._today = ctx.today
        self._keys: dict[ParticipantCode, ParticipantKeys] = {}
        self.prepare: dict[str, Callable[[Mapping[str, Any]], Act]] = {
            "start": self._start,
            "matning": self._matning,
            "avslut": self._avslut,
            "ratta": self._ratta,
            "angra": self._angra,
            "antal": self._antal,
        }

    def _start(self, document: Mapping[str, Any]) -> Act:
        answers, late, month = self._common(document, "start")
        code = _code(answers.pop("kod")) if answers.get("kod") is not None else ParticipantCode.new()
        answers.pop("kod", None)
        keys = self._keys_of(code)

        def act() -> Document:
            handle = acts.start(self._insats, keys, answers, month=month, late=late, today=self._today)
            return {"kod": code.text, "handtag": handle}

        return act

    def _matning(self, document: Mapping[str, Any]) -> Act:
        answers, late, month = self._common(document, "matning")
        keys = self._keys_of(_code(answers.pop("kod", None)))
        default = next((instrument.id for instrument in self._insats.instruments), "")
        instrument, skattare, svar = answers.pop("instrument", None) or default, answers.pop("skattare", None), _svar(answers.pop("svar", None))

        def act() -> Document:
            handle = acts.matning(
                self._insats,
                keys,
                instrument=cast(str, instrument),
                skattare=cast(str, skattare),  # whatever came is checked by the act, None as missing
                svar=svar,
                month=month,
                answers=answers,
                late=late,
                today=self._today,
            )
            return {"handtag": handle}

        return act

    def _avslut(self, document: Mapping[str, Any]) -> Act:
        answers, late, month = self._common(document, "avslut")
        code, handle = answers.pop("kod", None), answers.pop("handtag", None)
        if code is not None and handle is not None:
            raise BadInput("Både kod och handtag är angivna.", "Det är oklart vilket som gäller.", "Ange ett av dem.", field="handtag")
        if handle is None:
            keys = self._keys_of(_code(code))
            return lambda: {"handtag": acts.avslut(self._insats, keys, answers, month=month, late=late, today=self._today)}
        if not isinstance(handle, str) or not handle.isprintable():
            raise BadInput("Handtaget går inte att läsa.", "Det är inte vanlig text.", "Ange det som det står i listan.", field="handtag")
        return lambda: {"handtag": acts.avslut_by_handle(self._insats, handle, answers, month=month, late=late, today=self._today)}

    def _angra(self, document: Mapping[str, Any]) -> Act:
        _only_fields(document, "kod")
        keys = self._keys_of(_code(document.get("kod")))

        def act() -> Document:
            handle, _ = acts.open_participation(self._insats, keys)
            return {"handtag": handle, "angrat": acts.angra(self._insats, keys, today=self._today)}

        return act

    def _ratta(self, document: Mapping[str, Any]) -> Act:
        changes = dict(document)
        keys = self._keys_of(_code(changes.pop("kod", None)))
        kind, number, late = changes.pop("formular", None), changes.pop("nr", None), _late(changes.pop("sen", None))
        if kind not in ("start", "matning", "avslut"):
            raise BadInput("Formuläret går inte att välja.", "Det ska vara start, matning eller avslut.", "Ange ett av dem.", field="formular")
        if number is not None and (kind != "matning" or type(number) is not int or number < 1):
            raise BadInput("Numret går inte att använda.", "En mätning har ett nummer från 1.", "Ange ett heltal, bara för en mätning.", field="nr")
        month = _month(changes.pop("manad")) if changes.get("manad") is not None else None
        if "manad" in changes:
            raise BadInput("Månaden kan inte tömmas.", "Varje formulär har en månad.", "Ange en månad, eller utelämna fältet.", field="manad")
        if not changes and month is None:
            raise BadInput("Det finns inget att rätta.", "Raden har inget ändrat fält.", "Ange de fält som ska ändras.", field="formular")

        def act() -> Document:
            _, participation = acts.open_participation(self._insats, keys)
            index = _form_index(participation, kind, number)
            return {"handtag": acts.ratta(self._insats, keys, form=index, changes=changes, month=month, late=late, today=self._today)}

        return act

    def _antal(self, document: Mapping[str, Any]) -> Act:
        _only_fields(document, "manad", "kon", "antal", "handelse", "sen")
        answers, late, month = self._common(document, None)
        kon, number, event = answers.get("kon"), answers.get("antal"), answers.get("handelse") or "start"
        if kon is not None and not isinstance(kon, str):
            raise BadInput("Kön ska vara en kod.", "Svaret är inte text.", "Ange svarets id som text, eller null.", field="kon")
        if type(number) is not int:
            raise BadInput("Antalet går inte att läsa.", "Det är inget heltal.", "Ange ett heltal.", field="antal")

        def act() -> Document:
            acts.antal(self._insats, month=month, kon=kon or None, antal=number, event=cast(Any, event), late=late, today=self._today)
            return {"manad": str(month), "kon": kon or None, "antal": number}

        return act

    def _common(self, document: Mapping[str, Any], kind: str | None) -> tuple[dict[str, Any], bool, Month]:
        """The fields without month and ``sen``, which every form has."""
        answers = dict(document)
        late, month = _late(answers.pop("sen", None)), answers.pop("manad", None)
        if month is None or month == "":
            form = self._insats.vocabulary.forms.get(kind) if kind else None  # type: ignore[call-overload]
            label = form.by_id["manad"].label if form else "Månad"
            raise BadInput(f"{label} saknas.", "Fältet måste fyllas i.", "Skriv till exempel 2026-03.", field="manad")
        return answers, late, _month(month)

    def _keys_of(self, code: ParticipantCode) -> ParticipantKeys:
        if code not in self._keys:
            self._keys[code] = self._insats.keys_for(code)
        return self._keys[code]


def _late(value: object) -> bool:
    if not any(value is known or (isinstance(value, str) and value == known) for known in (*_TRUE, *_FALSE)):
        raise BadInput("Sen går inte att läsa.", "Det ska vara true eller false.", "Ange true om formuläret ska räknas som sent.", field="sen")
    return value in _TRUE


def _code(value: object) -> ParticipantCode:
    if value is None:
        raise BadInput("Koden saknas.", "", "Skriv de sexton tecknen på lappen.", field="kod")
    if not isinstance(value, str):
        raise BadInput("Koden går inte att läsa.", "Den är inte text.", "Ange koden som text.", field="kod")
    return ParticipantCode.parse(value)


def _month(value: object) -> Month:
    return Month.parse(value if isinstance(value, str) else "")


def _svar(value: object) -> list[int | None]:
    if not isinstance(value, list):
        what = "Svaren saknas." if value is None else "Svaren går inte att läsa."
        raise BadInput(what, "Svaren ska vara en lista.", "Ange ett heltal per område, null där svar saknas.", field="svar")
    return value


def _only_fields(document: Mapping[str, Any], *known: str) -> None:
    for key in document:
        if key not in known:
            raise BadInput("Fältet finns inte i formuläret.", f"Formuläret har fälten {', '.join(known)}.", "Ta bort fältet.", field=key)


def _form_index(participation: Participation, kind: str, number: int | None) -> int:
    """Where the form lies that a correction names: the start, the avslut, or the mätning of that number (the latest where none is given)."""
    wanted = {"start": StartForm, "matning": MatningForm, "avslut": AvslutForm}[kind]
    places = [index for index, form in enumerate(participation.forms) if isinstance(form, wanted)]
    if not places:
        what = "Deltagandet har inget avslut." if kind == "avslut" else "Deltagandet har ingen mätning."
        raise BadInput(what, "Det finns inget sådant formulär att rätta.", "Välj ett annat formulär.", field="formular")
    if number is not None and number > len(places):
        raise BadInput(f"Mätning {number} finns inte.", f"Deltagandet har {len(places)}.", "Välj ett lägre nummer.", field="nr")
    return places[-1 if number is None else number - 1]
