"""Property tests look for wrong results, not for slow ones: a busy machine must not fail them."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("quartier", deadline=None)
settings.load_profile("quartier")
