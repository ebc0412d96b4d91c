"""The command line's own world."""

from tests.cli.conftest import delivered, empty, insats, world  # noqa: F401
