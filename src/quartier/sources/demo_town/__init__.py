"""The demo town: Irmenfurt, which does not exist. A whole town made from a fixed seed, to try everything with.

Names, borders and figures are invented; any likeness to a real town is chance.
"""

from __future__ import annotations

from quartier.sources.demo_town.assemble import build

__all__ = ["build"]
