"""Codes on the wire are those of SDMX CL_OBS_STATUS 2.2 (2021) and CL_CONF_STATUS 1.3 (2017)."""

from __future__ import annotations

import pytest

from quartier.catalogue.exports.jsonstat import status
from quartier.kernel import wire as words
from quartier.kernel.presence import Confidentiality, Flag, Presence


@pytest.mark.parametrize(
    ("presence", "flags", "code"),
    [
        (Presence.VALUE, Flag.NONE, "A"),  # normal value
        (Presence.MISSING, Flag.NONE, "O"),  # missing value
        (Presence.NOT_APPLICABLE, Flag.NONE, "M"),  # data cannot exist
        (Presence.SUPPRESSED, Flag.NONE, "Q"),  # suppressed
        (Presence.VALUE, Flag.PROVISIONAL, "P"),
        (Presence.VALUE, Flag.ESTIMATED | Flag.BREAK, "E B"),
        (Presence.SUPPRESSED, Flag.UNRELIABLE, "Q U"),
        (Presence.VALUE, Flag.FORECAST | Flag.IMPUTED, "I F"),
    ],
)
def test_observation_status(presence: Presence, flags: Flag, code: str) -> None:
    assert words.obs_status(presence, flags) == code


def test_confidentiality_status() -> None:
    found = [words.conf_status(level) for level in Confidentiality]
    assert found == ["F", "C", "D"]  # free, confidential (primary), secondary confidentiality


def test_json_stat_names_what_sdmx_has_no_code_for() -> None:
    assert status(Presence.MISSING, Flag.NOT_RATED | Flag.OUTLIER, Confidentiality.PRIMARY) == (
        "O outlier not-rated CONF:C"
    )


@pytest.mark.parametrize("language", ["", "de", "en"])
def test_every_state_has_its_own_words(language: str) -> None:
    presence = {words.presence_word(item, language) for item in Presence}
    flags = {words.flag_words(item, language) for item in range(256)}
    secret = {words.confidentiality_word(item, language) for item in Confidentiality}
    assert (len(presence), len(flags), len(secret)) == (4, 256, 3)
    assert "" not in presence | secret
