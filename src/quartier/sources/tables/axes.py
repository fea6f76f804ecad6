"""What a text says about a value: presence, flags, confidentiality, in words of Quartier or codes of SDMX."""

from __future__ import annotations

import re
from functools import cache

from quartier.kernel import wire
from quartier.kernel.presence import SDMX_CONF_STATUS, SDMX_OBS_STATUS, Confidentiality, Flag, Presence
from quartier.kernel.text import Text

# CL_OBS_STATUS 2.2 (SDMX, 2021): "H" missing, holiday or weekend; "L" missing, exists but was not collected
_MISSING_CODES = ("H", "L")


def presence_of(text: str) -> tuple[Presence | None, Flag] | None:
    """Presence (None: not said) and flags of a text; None when it is not known.

    ``geheim gehalten`` is suppressed, ``Q P`` suppressed and provisional, ``E`` estimated.
    """
    plain = _plain(text)
    if plain in _presences():
        return _presences()[plain], Flag.NONE
    presence, flags = None, Flag.NONE
    for code in text.upper().split():
        if code in _obs_status():
            if presence not in (None, _obs_status()[code]):
                return None
            presence = _obs_status()[code]
        elif code in _status_flags():
            flags |= _status_flags()[code]
        else:
            return None
    return presence, flags


def flags_of(text: str) -> Flag | None:
    """Flags of a text (keys, words or codes, several parted by blanks or commas); None when one is not known."""
    if not text.strip():
        return Flag.NONE
    for parts in ([text], re.split(r"[,;]", text), text.replace(",", " ").split()):
        found = [_flag(part) for part in parts if part.strip()]
        if all(flag is not None for flag in found):
            return Flag(sum(dict.fromkeys(flag or 0 for flag in found)))
    return None


def confidentiality_of(text: str) -> Confidentiality | None:
    """Confidentiality of a text; an empty one is free; None when it is not known."""
    return Confidentiality.FREE if not text.strip() else _confidentialities().get(_plain(text))


def _flag(text: str) -> Flag | None:
    return _flags().get(_plain(text)) or _status_flags().get(text.strip().upper())


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _both(name: Text) -> tuple[str, str]:
    return _plain(name.de), _plain(name.get("en"))


@cache
def _presences() -> dict[str, Presence]:
    found = {_plain(key): presence for presence, key in wire.PRESENCE_KEYS.items()}
    return found | {word: presence for presence, name in wire.PRESENCE_NAMES.items() for word in _both(name)}


@cache
def _flags() -> dict[str, Flag]:
    found = {_plain(key): flag for flag, key in wire.FLAG_KEYS.items()}
    return found | {word: flag for flag, name in wire.FLAG_NAMES.items() for word in _both(name)}


@cache
def _confidentialities() -> dict[str, Confidentiality]:
    found = {_plain(key): item for item, key in wire.CONFIDENTIALITY_KEYS.items()}
    found |= {word: item for item, name in wire.CONFIDENTIALITY_NAMES.items() for word in _both(name)}
    return found | {_plain(code): item for item, code in SDMX_CONF_STATUS.items()}


@cache
def _obs_status() -> dict[str, Presence]:
    return dict.fromkeys(_MISSING_CODES, Presence.MISSING) | {code: item for item, code in SDMX_OBS_STATUS.items()}


@cache
def _status_flags() -> dict[str, Flag]:
    return {code: flag for flag, code in wire.SDMX_FLAGS.items()}
