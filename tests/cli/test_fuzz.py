"""Whatever is sent, every line gets one answer, no traceback is shown and the register stays whole."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from register.catalogue import Catalogue
from register.insats.codes import ParticipantCode
from register.insats.opening import create_insats
from register.insats.sealing import SealCost
from register.vault import KdfCost
from tests.cli.world import PASSPHRASE, TODAY
from tui.cli import Costs, main

CODE = ParticipantCode("0" * 16).text
FIELDS = ["kod", "handtag", "kon", "aldersgrupp", "manad", "sen", "instrument", "skattare", "svar", "avslutsanledning", "sysselsattning"]
MORE = ["omfattning", "formular", "nr", "antal", "handelse", "utbildning", "parallell", "namn", ""]
VALUES: list[Any] = ["kvinna", "man", "25-29", "2026-03", "2026-05", "2025-01", "2027-01", "skapa", "swemwbs", "deltagare", "handlaggare", "studier"]
ODD: list[Any] = [CODE, "arbete-utan-stod", "50", "felregistrering", "start", "matning", "avslut", True, False, None, 0, 1, -1, 2.5, 10**30]
LISTS: list[Any] = [[1, 2, 3, 4, 5, None], [None] * 6, [3] * 7, [9] * 6, [], {}, {"a": []}, "ja", "", "\u0000", "\ud800", "å" * 50]

documents = st.dictionaries(st.sampled_from(FIELDS + MORE) | st.text(max_size=5), st.sampled_from(VALUES + ODD + LISTS), max_size=9)
likely = st.fixed_dictionaries(
    {"kod": st.sampled_from([CODE, None, "K7MQ"]), "manad": st.sampled_from(["2026-03", "2026-05", "2026-12"])},
    optional={
        "kon": st.sampled_from(["kvinna", "man", None]),
        "aldersgrupp": st.sampled_from(["25-29", "17"]),
        "skattare": st.sampled_from(["deltagare", "x"]),
        "svar": st.sampled_from(LISTS),
        "avslutsanledning": st.sampled_from(["studier", "felregistrering", "x"]),
        "formular": st.sampled_from(["start", "matning", "avslut"]),
        "antal": st.sampled_from([1, -1, 0]),
    },
)
raw = (st.binary(max_size=40) | st.text(max_size=40).map(lambda text: text.encode("utf-8", "replace"))).map(
    lambda line: b"x" + line.replace(b"\n", b"")  # never empty: an empty line has no answer
)
lines = st.lists((documents | likely).map(lambda document: json.dumps(document).encode()) | raw, max_size=8)
commands = st.sampled_from(["start", "matning", "avslut", "ratta", "angra", "antal"])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One register for all examples: each finds it as the earlier ones left it."""
    root = tmp_path_factory.mktemp("fuzz")
    create_insats(
        Catalogue(root / "D"),
        "coach",
        namn="Coach",
        typ="individ",
        passphrase=PASSPHRASE,
        today=TODAY,
        vault_cost=KdfCost.for_tests(),
        seal_cost=SealCost.for_tests(),
        state=root / "state",
    ).close()
    return root


def run(folder: Path, argv: list[str], data: bytes = b"") -> tuple[int, list[str], str]:
    out, err = io.StringIO(), io.StringIO()
    costs = Costs(KdfCost.for_tests(), SealCost.for_tests(), folder / "state")
    with redirect_stdout(out), redirect_stderr(err):
        code = main(["--katalog", str(folder / "D"), *argv], costs=costs, today=lambda: TODAY, stdin=io.BytesIO(data), ask=lambda _: PASSPHRASE)
    return code, out.getvalue().splitlines(), err.getvalue()


@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(runs=st.lists(st.tuples(commands, lines), min_size=1, max_size=3))
def test_every_line_is_answered_and_the_register_stays_whole(folder: Path, runs: list[tuple[str, list[bytes]]]) -> None:
    for command, sent in runs:
        code, out, err = run(folder, [command, "--json"], b"\n".join(sent))
        answers = [json.loads(line) for line in out]
        refused = [answer for answer in answers if "fel" in answer]
        assert code == (2 if refused else 0), (out, err)
        assert len(answers) == len(sent)
        assert [answer.get("rad", n) for n, answer in enumerate(answers, 1)] == list(range(1, len(sent) + 1))
        assert all(list(answer) == ["fel", "falt", "rad", "varfor", "gor"] for answer in refused)
        assert "Traceback" not in err
        assert "Ett fel i programmet" not in err
    code, out, _ = run(folder, ["kontroll", "--json"])
    assert code == 0, out


ARGUMENTS = st.lists(
    st.sampled_from(["start", "las", "lista", "kod", "--json", "--insats", "coach", "--period", "2026H1", "--antal", "2", "--ut", "--forbund"])
    | st.sampled_from(["nycklar", "visa", "godkann", "utfall", "--ar", "2026", "kontroll", "insats", "ny", "-h", "--", "-", "=", "plan", "--nr"])
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8),
    max_size=6,
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(argv=ARGUMENTS)
def test_no_command_line_gives_a_traceback(folder: Path, tmp_path: Path, argv: list[str]) -> None:
    if not {"las", "ny"} & set(argv):
        code, _, err = run(folder, argv)
        assert code in {0, 1, 2, 3}
        assert "Traceback" not in err
        assert "Ett fel i programmet" not in err
