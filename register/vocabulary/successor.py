"""Whether a changed vocabulary may follow an older one, so that every form and count already made keeps its meaning."""

from __future__ import annotations

from register.errors import BadInput
from register.vocabulary.model import CodeList, Form, Grouping, Instrument, Vocabulary

_WHAT = "Den ändrade vokabulären kan inte tas i bruk."


def check_successor(old: Vocabulary, new: Vocabulary) -> None:
    """Raise BadInput with the reason where the new vocabulary would change the meaning of what the old one has said.

    Codes may be added, renamed and retired, never removed; a code stays in its group of a grouping; a field keeps its type and list; an instrument
    changes only its labels unless its version is raised. Own questions may be removed.
    """
    for id_, code_list in old.lists.items():
        if id_ not in new.lists:
            raise _refused(f"Listan ”{id_}” är borttagen.", "Lägg tillbaka listan. En egen lista som inte används längre kan ligga kvar.")
        _check_codes(code_list, new.lists[id_])
    for id_, grouping in old.groupings.items():
        if id_ in new.groupings:
            _check_groups(grouping, new.groupings[id_])
    for kind, form in old.forms.items():
        _check_fields(form, new.forms[kind])
    for id_, instrument in old.instruments.items():
        if id_ not in new.instruments:
            raise _refused(
                f"Instrumentet ”{id_}” är borttaget.", "Lägg tillbaka filen. Vilka instrument en insats använder sägs under [insats] i formular.toml."
            )
        _check_instrument(instrument, new.instruments[id_])


def _refused(why: str, remedy: str) -> BadInput:
    return BadInput(_WHAT, why, remedy)


def _check_codes(old: CodeList, new: CodeList) -> None:
    if old.id in ("avslutsgrupp", "aldersgrupp_3", "tid_3"):
        return
    for code in old.codes:
        follower = new.by_id.get(code.id)
        if follower is None:
            raise _refused(f"Koden ”{code.id}” är borttagen ur listan ”{old.id}”.", "Lägg tillbaka koden och märk den utgatt = true.")
        if not follower.retired and (code.first, code.last) != (follower.first, follower.last) and not code.retired:
            raise _refused(
                f"Koden ”{code.id}” i listan ”{old.id}” har fått andra gränser.", "Märk den utgatt = true och lägg till en ny kod med ett nytt id."
            )
    if old.id == "kon" and [c.id for c in old.codes] != [c.id for c in new.codes]:
        raise _refused("Listan ”kon” är ändrad.", "Listan är fast: kvinna, man, annat.")


def _check_groups(old: Grouping, new: Grouping) -> None:
    if new.code_list != old.code_list:
        raise _refused(f"Grupperingen ”{old.id}” gäller en annan lista än förut.", "Lägg den nya grupperingen under ett nytt id.")
    for code, group in old.group_of.items():
        if new.group_of.get(code) != group:
            reason = f"Koden ”{code}” har bytt grupp i grupperingen ”{old.id}”."
            raise _refused(reason, "Låt den stå kvar och lägg den nya grupperingen under ett nytt id, så går gamla siffror att jämföra.")


def _check_fields(old: Form, new: Form) -> None:
    for field in old.fields:
        follower = new.by_id.get(field.id)
        if follower is None and not field.own:
            raise _refused(
                f"Fältet ”{field.id}” är borttaget ur formuläret ”{old.kind}”.",
                "Lägg tillbaka det och utelämna det för de insatser som inte använder det.",
            )
        if follower is not None and (field.type, field.code_list) != (follower.type, follower.code_list):
            raise _refused(f"Fältet ”{field.id}” i formuläret ”{old.kind}” har bytt typ eller lista.", "Lägg den ändrade frågan under ett nytt id.")


def _check_instrument(old: Instrument, new: Instrument) -> None:
    same_version = old.version == new.version
    if not same_version and int(new.version) < int(old.version):
        raise _refused(f"Instrumentet ”{old.id}” har fått en lägre version än förut.", "Höj versionen.")
    if same_version and meaning(old) != meaning(new):
        raise _refused(
            f"Instrumentet ”{old.id}” är ändrat utan att versionen är höjd.", "Höj version i instrumentets fil. Bara rubriker får ändras utan det."
        )


def meaning(instrument: Instrument) -> tuple[object, ...]:
    """What a mätning means: everything but the words."""
    ids = tuple(item.id for item in instrument.items)
    return ids, instrument.low, instrument.high, instrument.score, instrument.higher_is_better
