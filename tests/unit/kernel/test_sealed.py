"""Secrets at rest: only the right key and the right owner open them."""

from __future__ import annotations

import pytest

from quartier.kernel.sealed import SealBroken, Sealer


def test_what_is_sealed_opens_again_and_shows_nothing() -> None:
    sealed = Sealer(["alt"]).seal({"password": "geheim"}, about="c1")
    assert "geheim" not in sealed and sealed.isascii()
    assert Sealer(["neu", "alt"]).open(sealed, about="c1") == {"password": "geheim"}


@pytest.mark.parametrize(("keys", "about"), [(["neu"], "c1"), (["alt"], "c2")])
def test_another_key_or_owner_does_not_open_it(keys: list[str], about: str) -> None:
    sealed = Sealer(["alt"]).seal({"password": "geheim"}, about="c1")
    with pytest.raises(SealBroken, match=about):
        Sealer(keys).open(sealed, about=about)


@pytest.mark.parametrize("damaged", ["", "x", "gAAAAA", "ä"])
def test_a_damaged_text_is_told(damaged: str) -> None:
    with pytest.raises(SealBroken):
        Sealer(["alt"]).open(damaged, about="c1")


def test_a_sealer_needs_a_key() -> None:
    with pytest.raises(ValueError, match="key"):
        Sealer(["", ""])
