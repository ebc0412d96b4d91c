"""Command lines as the documentation writes them and as a person types them."""

from __future__ import annotations

from tests.cli.world import World
from tests.counters.makers import FILE, document
from tui.cli import build_parser


def test_several_values_follow_one_flag(world: World) -> None:
    (world.root / "raknare.toml").write_text(document(FILE), encoding="utf-8")
    line = ("raknare", "satt", "personal", "--period", "2026H1", "--varde", "staden/man=12", "fk/kvinna=0", "--varde", "fk/man=3")
    assert world.ok(*line, "--json").document["summa"] == {"antal": 15}


def test_several_choices_follow_one_flag() -> None:
    line = ["niofalt", "fyll", "nio", "--insats", "coach", "--period", "2026H1", "--val", "r1k1=stark", "r1k2=svag", "--val", "r2k1="]
    assert build_parser().parse_args(line).val == ["r1k1=stark", "r1k2=svag", "r2k1="]
