"""The named actions of the face with their keys as data. Bindings, key bar, help and command palette are all made from these.

Keys avoid what Windows Terminal keeps for itself: Ctrl+Shift chords, Ctrl+C/V/F, Ctrl with plus or minus, Alt+Enter, F11.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from textual.binding import Binding, BindingType

OURS: Final = "nyckeltal."
"""Every binding of ours has an id that begins so; the others (Textual's own editing keys) are not listed in help."""


@dataclass(frozen=True)
class Act:
    """One action: what it is called in code, its keys, a short label for the key bar, and a sentence for help."""

    action: str
    keys: str
    label: str
    help: str
    show: bool = True
    priority: bool = False


def bindings(*acts: Act) -> list[BindingType]:
    """Textual's bindings of some actions."""
    return [Binding(a.keys, a.action, a.label, show=a.show, priority=a.priority, tooltip=a.help, id=f"{OURS}{a.action}") for a in acts]


KEY_NAMES: Final = {
    "escape": "Esc",
    "enter": "Enter",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "tab": "Tab",
    "shift+tab": "Skift+Tab",
    "backspace": "Backsteg",
    "delete": "Delete",
    "slash": "/",
    "question_mark": "?",
    "space": "Blanksteg",
    "pageup": "PgUp",
    "pagedown": "PgDn",
}


def key_name(key: str) -> str:
    """How a key is written for people."""
    if key in KEY_NAMES:
        return KEY_NAMES[key]
    if key.startswith("ctrl+"):
        return f"Ctrl+{key[5:].upper()}"
    return key.upper() if len(key) in (2, 3) else key


APP_ACTS: Final = (
    Act("help", "f1", "Hjälp", "Visar tangenterna där du är."),
    Act("palette", "ctrl+p", "Kommandon", "Söker bland allt som kan göras.", show=False),
    Act("next_theme", "f12", "Utseende", "Byter färger: mörkt, ljust, hög kontrast.", show=False),
    Act("quit", "ctrl+q", "Avsluta", "Stänger Nyckeltal. Frågar först om något inte är sparat.", show=False, priority=True),
)

FORM_ACTS: Final = (
    Act("move(-1)", "up,shift+tab", "Föregående fält", "Går till fältet före.", show=False),
    Act("move(1)", "down,tab", "Nästa fält", "Går till fältet efter utan att svara.", show=False),
    Act("step(-1)", "left", "Tidigare", "Månad: en månad tidigare.", show=False),
    Act("step(1)", "right", "Senare", "Månad: en månad senare.", show=False),
    Act("accept", "enter", "Vidare", "Går vidare; tar första träffen i en sökning; sparar sist i formuläret.", show=False),
    Act("erase", "backspace,delete", "Sudda", "Tar bort svaret eller det senaste tecknet.", show=False),
    Act("search", "slash", "Sök", "Söker bland fältets svar: skriv en del av svaret och tryck Enter."),
    Act("field_help", "question_mark", "Fälthjälp", "Visar eller döljer fältets hjälptext."),
    Act("undo", "ctrl+z", "Ångra svar", "Tar tillbaka den senaste ändringen i formuläret.", show=False),
)
