"""Översikt and Utfall: two texts of the same figures."""

from __future__ import annotations

from textual.content import Content

from tui.screens.kansli_data import KansliData
from tui.screens.kansli_outcome_text import outcome_text
from tui.screens.kansli_pane import TextPane
from tui.screens.kansli_text import overview


class OversiktPane(TextPane):
    """What is missing and waiting, volumes of every insats, and the flow by month."""

    def text(self, data: KansliData, width: int) -> Content:
        return overview(data, width)


class UtfallPane(TextPane):
    """What the insatser led to."""

    def text(self, data: KansliData, width: int) -> Content:
        return outcome_text(data, width)
