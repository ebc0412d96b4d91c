"""Whether a delivery with a whole and signed head is for this förbund, from this insats, and next in turn; nothing is decrypted for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from register.errors import CouldNot
from register.keys import Keys, PublicKeys, fingerprint

if TYPE_CHECKING:
    from register.delivery import Header


def check_recipient(header: Header, *, forbund_id: str, keys: Keys) -> None:
    """Refuse a delivery meant for another förbund, or for a key that this one no longer has."""
    if header.forbund_id != forbund_id:
        raise CouldNot(
            "Leveransen är till ett annat förbund.",
            f"Den är skriven till {header.forbund_id}, det här är {forbund_id}.",
            "Be insatsen leverera till rätt förbund.",
        )
    if header.recipient != fingerprint(keys.receiver().public_key().public_bytes_raw()):
        raise CouldNot(
            "Leveransen är krypterad till en annan nyckel än kansliets.",
            "Insatsen har en gammal eller felaktig nyckelfil för förbundet.",
            f"Ge insatsen filen forbund-{forbund_id}.json ur mappen nycklar och be den skriva leveransen på nytt.",
        )


def check_key(header: Header, pinned: PublicKeys) -> None:
    """Refuse a delivery signed with another key than the pinned one."""
    if header.sign != pinned.sign or header.exchange != pinned.exchange:
        raise CouldNot(
            f"Leveransen är signerad med en annan nyckel än den som är godkänd för {header.insats_id}.",
            "Antingen har insatsen fått nya nycklar, eller kommer filen från någon annan.",
            "Ring insatsen och jämför de sex orden. "
            f"Stämmer de, lägg dess nya nyckelfil i mappen nycklar och kör nycklar godkann {header.insats_id}.",
        )


def check_sequence(header: Header, received: Mapping[int, str]) -> bool:
    """Whether the delivery is the next one (True) or one already received (False), given content hashes by number.

    Raises CouldNot for a gap in the sequence, other content under a received number, or another history than the one received.
    """
    if header.number in received:
        if received[header.number] == header.content:
            return False
        raise CouldNot(
            f"Leverans {header.number} från {header.insats_id} är redan mottagen med annat innehåll.",
            "En leverans ändras aldrig; rättelser kommer i nästa.",
            "Fråga insatsen vilken fil som är den rätta. Är den mottagna fel kan den annulleras, och insatsen skickar rättelsen i nästa leverans.",
        )
    missing = next(number for number in range(1, header.number + 1) if number not in received)
    if missing != header.number:
        raise CouldNot(
            f"Leverans {missing} från {header.insats_id} saknas.",
            f"Det här är leverans {header.number}, och leveranser tas emot i ordning.",
            f"Ta emot leverans {missing} först. Har filen kommit bort kan insatsen skriva den på nytt.",
        )
    if header.number > 1 and header.previous != received[header.number - 1]:
        raise CouldNot(
            f"Leverans {header.number} från {header.insats_id} bygger på en annan leverans {header.number - 1} än den mottagna.",
            "Insatsens register och kansliets har skilts åt, till exempel av en återställd säkerhetskopia.",
            "Jämför med insatsen vilka leveranser den har skickat innan du går vidare.",
        )
    return True
