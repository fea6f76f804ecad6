"""Who reads and who writes. Every read takes `reader=`, every write `by=`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Audience(StrEnum):
    """Leserkreis of a release."""

    PUBLIC = "public"
    CONFIDENTIAL = "confidential"


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom something is read: nobody in particular (the public), or a signed-in person with rights."""

    name: str
    person: int | None = None
    confidential: bool = False
    administrator: bool = False

    def may_read(self, audience: Audience) -> bool:
        return audience is Audience.PUBLIC or self.confidential


PUBLIC = Reader("public")
SYSTEM = Reader("system", confidential=True, administrator=True)
