"""``nyckeltal demo``: an invented förbund in a folder of its own, built through the real acts and opened on screen."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from register.errors import BadInput
from register.platform import atomic_write, state_folder
from tui.demo_profiles import FORBUND_NAMN
from tui.progress import ProgressBar

if TYPE_CHECKING:
    from tui.demo_build import Costs, DemoCode

SEED: Final = 20221231
README: Final = "LÄSMIG.txt"
CODES: Final = "demokoder.txt"
MARK: Final = "demo.json"
"""Says whether the demo in the folder was finished."""


def open_demo(folder: Path | None, *, today: date, tui: bool = True) -> int:
    """Build the demo in a new or empty folder (None: one under the user's own state folder), or find the one that is there; then open it.

    Raises BadInput where the folder holds something else.
    """
    chosen = folder or _fresh_folder(today)
    if not _finished(chosen):
        build_demo(chosen, today=today)
    sys.stderr.write(f"\n{_where(chosen)}\n")
    return _show(chosen, today) if tui else 0


def build_demo(root: Path, *, today: date, seed: int = SEED, scale: float = 1.0, costs: Costs | None = None) -> None:
    """Build the demo, with a progress bar on standard error. ``scale`` and ``costs`` make it small and cheap for tests."""
    _require_empty(root)
    bar = ProgressBar(sys.stderr, "Bygger demot")
    bar.show(0.0, "Startar")
    from tui.demo_build import Costs as RealCosts
    from tui.demo_build import build

    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    _mark(root, today, seed, finished=False)
    _write(root / README, _readme(root))
    codes = build(root, today=today, seed=seed, scale=scale, costs=costs or RealCosts(), tell=bar.show)
    bar.show(1.0, "Klart")
    bar.end()
    _write(root / CODES, _codes(codes))
    _mark(root, today, seed, finished=True)


def _show(root: Path, today: date) -> int:
    from tui.demo_app import DemoApp

    app = DemoApp(root, today)
    app.run()
    sys.stderr.write(f"\n{_where(root)}\n")
    return app.return_code or 0


def _fresh_folder(today: date) -> Path:
    base = state_folder() / "demo"
    names = (f"{today.isoformat()}-{number}" for number in range(1, 10_000))
    return next(base / name for name in names if not (base / name).exists())


def _mark(root: Path, today: date, seed: int, *, finished: bool) -> None:
    _write(root / MARK, json.dumps({"demo": 1, "byggt": today.isoformat(), "seed": seed, "klart": finished}) + "\n")


def _finished(root: Path) -> bool | None:
    """Whether the folder holds a whole demo; None where it holds none at all."""
    try:
        return json.loads((root / MARK).read_text(encoding="utf-8"))["klart"] is True
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _require_empty(root: Path) -> None:
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        half = _finished(root) is False
        why = f"I {root} ligger ett demo som aldrig blev klart." if half else f"{root} finns redan och är inget demo."
        remedy = "Ta bort den mappen, eller ange en annan." if half else "Ange en ny eller tom mapp, eller ingen alls."
        raise BadInput("Demot kan inte byggas där.", why, remedy, field="ut")


def _write(path: Path, text: str) -> None:
    atomic_write(path, text.encode("utf-8"))


def _passphrase() -> str:
    from tui.demo_build import PASSPHRASE

    return PASSPHRASE


def _where(root: Path) -> str:
    return (
        f"Demot ligger i {root}\n"
        f"Lösenfras i demot: {_passphrase()}   (alla register)\n"
        f"Koder att prova Mätning och Avslut med: {root / CODES}\n"
        f"Öppna det igen: nyckeltal demo --ut {root}"
    )


def _readme(root: Path) -> str:
    return f"""{FORBUND_NAMN}

ALLT I DEN HÄR MAPPEN ÄR PÅHITTAT. Förbundet, insatserna, deltagandena och talen är gjorda av ett program, av slumptal. Ingen
person, insats eller organisation finns i verkligheten. Talen säger ingenting om något förbund.

Lösenfras för alla register här: {_passphrase()}

Öppna igen:     nyckeltal demo --ut "{root}"
Ta bort:        radera mappen. Inget annat på datorn har ändrats.

Vad som ligger här
  insats/       ett krypterat valv för varje insats
  forbund/      kansliets register
  nycklar/      publika nycklar
  vokabular/    kodlistor, formulär, instrument och räkneplan, att ändra i
  mal.toml      förbundets mål, indikatorer, referenser och resurser, att ändra i
  niofalt.toml  niofältaren och resultatmallen, med påhittade ord, att ändra i
  leveranser/   leveransfiler. En av dem är inte mottagen än: unga-framat. Ta emot den under kansliets Leveranser.
  tillstand/    vad programmet annars sparar i användarens egen mapp
  {CODES} några av de påhittade deltagandenas koder

Att titta på först: kansliets Rapporter för förra året. Insatsen Bryggan har upphört och är med så länge den pågick.

Vad som väntar på att göras
  Vägen vidare      dags för mätningar; detaljer om några avslut väntar på att bli fler
  Gröna steget      en period är låst men inte levererad
  Unga framåt       en leveransfil ligger i leveranser/ och är inte mottagen
  Hälsotorget       den senaste perioden är slut men inte låst
"""


def _codes(codes: Sequence[DemoCode]) -> str:
    lines = [
        "PÅHITTADE KODER, bara för demot. Ett riktigt register sparar aldrig koder: de finns i deltagarens akt och ingen annanstans.",
        "",
        f"{'Insats':<20}{'Kod':<23}{'Handtag':<26}",
        *(f"{code.insats:<20}{code.code:<23}{code.handle:<26}{'dags för mätning' if code.due else ''}".rstrip() for code in codes),
    ]
    return "\n".join(lines) + "\n"
