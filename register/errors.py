"""Errors that a user may meet, each said as what is wrong, why, and what to do.

Only these reach a person. Anything else is a defect and is caught once, at the outermost boundary.
"""

from __future__ import annotations


class NyckeltalError(Exception):
    """Base of every error meant for a user.

    Args:
        what: what is wrong, one Swedish sentence, ending with a full stop.
        why: why it is refused or why it happened; may be empty.
        remedy: what the user can do now; may be empty.
        field: id of the form field that the error belongs to, where there is one.

    The text never contains a participant code, a passphrase, an answer or a key.
    """

    exit_code = 3

    def __init__(self, what: str, why: str = "", remedy: str = "", *, field: str | None = None) -> None:
        self.what = what
        self.why = why
        self.remedy = remedy
        self.field = field
        super().__init__(" ".join(part for part in (what, why, remedy) if part))


class BadInput(NyckeltalError):
    """What the user gave can't be accepted; nothing was changed. Exit code 2."""

    exit_code = 2


class CouldNot(NyckeltalError):
    """The input was fine, but the act could not be done; nothing was changed. Exit code 3."""

    exit_code = 3


class WrongPassphrase(CouldNot):
    """No key slot of the vault opens with the passphrase given."""


class Conflict(CouldNot):
    """Somebody else changed the vault in a way that this session can't follow; unlock again."""
