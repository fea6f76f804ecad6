"""`import quartier.methods` is enough for a statistician."""

from __future__ import annotations

import subprocess
import sys

import pytest


def test_families_are_attributes_and_load_when_used() -> None:
    code = (
        "import sys, quartier.methods as m\n"
        "assert 'numpy' not in sys.modules and {'rates', 'time'} <= set(dir(m))\n"
        "import pandas as pd; print(round(m.rates.wilson(pd.Series([81]), pd.Series([263]))['lower'][0], 4))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "0.2553"


def test_an_unknown_family_is_told() -> None:
    import quartier.methods

    with pytest.raises(AttributeError, match="nothing"):
        _ = quartier.methods.nothing
