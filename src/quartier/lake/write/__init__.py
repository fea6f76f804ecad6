"""Releases are written here: a geography with its shapes, an indicator with its vectors."""

from quartier.lake.write.checks import UnitOrder
from quartier.lake.write.geography import write_geography
from quartier.lake.write.indicator import write_indicator
from quartier.lake.write.release import WrittenFile, WrittenRelease

__all__ = ["UnitOrder", "WrittenFile", "WrittenRelease", "write_geography", "write_indicator"]
