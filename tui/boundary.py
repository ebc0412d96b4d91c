"""The outermost boundary of the command line: what goes wrong becomes a Swedish sentence on stderr and an exit code, never a traceback."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

from register.errors import NyckeltalError
from register.platform import system_reason

COULD_NOT = 3


def guarded(act: Callable[[], int]) -> int:
    """Run an act; returns its exit code, or that of the error it raised (2 bad input, 3 could not be done).

    A traceback's locals could hold a code or a passphrase: of a defect only its kind and place in the program are said.
    """
    try:
        code = act()
        sys.stdout.flush()
        return code
    except NyckeltalError as error:
        say(str(error))
        return error.exit_code
    except KeyboardInterrupt:
        say("Avbrutet. Det som redan var klart står kvar; resten är oförändrat.")
    except BrokenPipeError:
        _abandon_stdout()
    except OSError as error:
        say(
            f"Det gick inte att läsa eller skriva en fil. Systemet svarar: {system_reason(error)}. "
            "Kontrollera mapp, behörighet och diskutrymme och försök igen."
        )
    except Exception as error:  # noqa: BLE001 - the one place where a defect becomes a sentence
        say(defect_sentence(error))
    return COULD_NOT


def say(text: str) -> None:
    """A message to the user, on stderr; nobody there to read it is no error."""
    try:
        print(text, file=sys.stderr, flush=True)  # noqa: T201
    except OSError:
        return


def defect_sentence(error: BaseException, *, saved: str = "Det som är besvarat är sparat") -> str:
    """What is said of a defect: its kind and place, nothing of what it was about. ``saved`` tells what can be relied on."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" i {Path(frames[-1].filename).name}, rad {frames[-1].lineno}" if frames else ""
    return (
        f"Ett fel i programmet ({type(error).__name__}{place}) avbröt det som pågick. "
        f"{saved}; annat är oförändrat. Försök igen, och meddela den som sköter Nyckeltal om det återkommer."
    )


def _abandon_stdout() -> None:
    """Whoever read our answers has gone: the interpreter's last flush shall not complain."""
    try:
        descriptor = sys.stdout.fileno()
    except (OSError, ValueError):
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)
