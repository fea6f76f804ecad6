"""Secrets at rest: encrypted and authenticated (Fernet: AES-128-CBC, HMAC-SHA-256), by keys derived from settings."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from quartier.kernel.errors import QuartierError

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet

_PURPOSE = b"quartier stored connections 1"


class SealBroken(QuartierError):
    """What was sealed cannot be read: the key is another one, or the text was changed."""


class Sealer:
    """Seals with the first key and opens with any; `about` binds a secret to what it belongs to.

    The keys are texts of any length with enough chance in them (a file of 50 random letters, not a word); what
    encrypts is derived from them by HKDF with SHA-256 (RFC 5869), for this purpose alone.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        if not any(keys):
            raise ValueError("a sealer needs a key")
        self._keys = [key for key in keys if key]

    def seal(self, secrets: dict[str, str], *, about: str) -> str:
        """The sealed text of some named secrets."""
        plain = json.dumps({"about": about, "secrets": secrets}, ensure_ascii=False)
        return self._fernets().encrypt(plain.encode()).decode("ascii")

    def open(self, sealed: str, *, about: str) -> dict[str, str]:
        """The secrets again. Raises SealBroken (also where they belong to something else)."""
        from cryptography.fernet import InvalidToken

        try:
            found: dict[str, Any] = json.loads(self._fernets().decrypt(sealed.encode("ascii", "replace")))
        except InvalidToken:
            found = {}
        if found.get("about") != about:
            raise SealBroken(
                f"The stored secret of {about} cannot be read: the key that it was encrypted with is not there "
                "any more (QUARTIER_SECRETS_KEY, or the secret key of the workspace). Enter it anew, or give the old "
                "key back."
            )
        return {str(name): str(value) for name, value in found["secrets"].items()}

    def _fernets(self) -> MultiFernet:
        from cryptography.fernet import Fernet, MultiFernet

        return MultiFernet([Fernet(_derived(key)) for key in self._keys])


def _derived(key: str) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    raw = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE).derive(key.encode())
    return base64.urlsafe_b64encode(raw)
