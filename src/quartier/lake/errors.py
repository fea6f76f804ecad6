"""What can be wrong with the lake, named as facts."""

from __future__ import annotations

from quartier.kernel.errors import QuartierError


class LakeError(QuartierError):
    """Base of the lake's errors."""


class KeyInvalid(LakeError):
    """The text cannot be a key of the store."""

    def __init__(self, key: str, reason: str) -> None:
        self.key = key
        super().__init__(f"{key!r} is no key of the store: {reason}.")


class KeyAbsent(LakeError):
    """Nothing lies under this key."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(f"{key!r} is not in the store.")


class KeyTaken(LakeError):
    """Something else lies under this key already; nothing is ever overwritten."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(f"{key!r} is in the store already, with other content; nothing was written.")


class ObjectDamaged(LakeError):
    """A file of the lake is not what was written: cut off, changed, or not readable as its kind."""

    def __init__(self, key: str, reason: str) -> None:
        self.key = key
        super().__init__(f"{key!r} is damaged: {reason}. Restore it from the backup, or remove it and publish again.")
