"""Colours: Textual's dark and light themes, and one of high contrast (black, white, yellow: at least 12:1 everywhere)."""

from __future__ import annotations

from typing import Final

from textual.theme import Theme

HIGH_CONTRAST: Final = Theme(
    name="hog-kontrast",
    primary="#FFFF00",
    secondary="#00FFFF",
    accent="#FFFF00",
    warning="#FFFF00",
    error="#FFB0B0",
    success="#80FF80",
    foreground="#FFFFFF",
    background="#000000",
    surface="#000000",
    panel="#000000",
    boost="#202020",
    dark=True,
    variables={
        "text": "#FFFFFF",
        "text-muted": "#E8E8E8",
        "text-accent": "#FFFF00",
        "text-error": "#FFB0B0",
        "text-success": "#80FF80",
        "text-warning": "#FFFF00",
        "border": "#FFFFFF",
        "border-blurred": "#C0C0C0",
        "block-cursor-background": "#FFFF00",
        "block-cursor-foreground": "#000000",
        "block-cursor-text-style": "bold",
        "primary-muted": "#000000",
        "input-selection-background": "#FFFF00 40%",
    },
)

THEMES: Final = ("textual-dark", "textual-light", HIGH_CONTRAST.name)
"""In the order that F12 goes through them."""

THEME_NAMES: Final = {"textual-dark": "mörkt", "textual-light": "ljust", HIGH_CONTRAST.name: "hög kontrast"}


def next_theme(current: str) -> str:
    """The theme after the current one."""
    at = THEMES.index(current) if current in THEMES else -1
    return THEMES[(at + 1) % len(THEMES)]
