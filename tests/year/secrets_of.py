"""All that a run knows and the disk must not show."""

from __future__ import annotations

import json
from typing import Any

from sqlmodel import select

from register.insats.models import InsatsConfig
from register.kansli.models import Forbund
from tests.year.book import Book
from tests.year.runner import KANSLI_PASSPHRASE, PASSPHRASE, Run
from tests.year.scan import Secrets


def secrets_of(run: Run, book: Book) -> Secrets:
    """Codes, handles, passphrases, private keys, vault keys, derived keys of participants, and pieces of every form."""
    secrets = Secrets({code.symbols for code in run.codes.values()})
    secrets.texts = {"lösenfras": PASSPHRASE, "kansliets lösenfras": KANSLI_PASSPHRASE}
    secrets.texts |= {f"handtag {i}": handle for i, handle in enumerate(run.handles.values())}
    for step in book.steps:
        for text in form_texts(step):
            secrets.texts[f"formulär {text}"] = text
    for name, value in key_bytes(run).items():
        secrets.needles[name] = value
    return secrets


def form_texts(step: dict[str, Any]) -> list[str]:
    """How a form would look if it were written down: JSON close and wide, TOML-like, and levels as a list."""
    texts = []
    for field, answer in step.get("svaren", {}).items():
        texts += [f'"{field}":"{answer}"', f'"{field}": "{answer}"', f"'{field}': '{answer}'", f"{field}={answer}", f"{field}|{answer}"]
    given = [answer for answer in step.get("svaren", {}).values() if len(answer) > 3]
    texts += ["|".join(given[:3]), ",".join(given[:3]), ";".join(given[:3])] if len(given) > 2 else []
    svar = step.get("svar", [])
    if len(set(svar)) > 1:
        texts += [json.dumps(svar), json.dumps(svar, separators=(",", ":"))]
    return texts


def key_bytes(run: Run) -> dict[str, bytes]:
    """Private keys of both, K_vault of both, and every participant's keys."""
    found = {"insatsens K_valv": run.insats.vault._key, "kansliets K_valv": run.kansli.store._key}  # type: ignore[attr-defined]
    with run.insats.read() as session:
        found |= _raw("insatsens", json.loads(session.exec(select(InsatsConfig)).one().keys))
    with run.kansli.store.read() as session:
        found |= _raw("kansliets", json.loads(session.exec(select(Forbund)).one().keys))
    found["kodsalt"] = run.insats.code_salt
    for kod, keys in run.keys.items():
        found |= {f"deltagarnyckel {kod} find": keys.find, f"deltagarnyckel {kod} seal": keys.seal}
    return found


def _raw(whose: str, document: dict[str, Any]) -> dict[str, bytes]:
    import base64

    found = {}
    for name, value in document.items():
        if isinstance(value, str) and len(value) == 44:
            found[f"{whose} {name}"] = base64.b64decode(value)
    assert len(found) == 2, sorted(document)
    return found
