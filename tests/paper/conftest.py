"""The insats and the app of the screens' own tests."""

from tests.cli.conftest import empty, insats  # noqa: F401
from tests.tui.conftest import catalogue, costs, insats_on_disk, new_app, same_codes_every_time  # noqa: F401
