"""Indicator sheets: all that is known about one indicator, as a page and as a PDF, from one description."""

from quartier.atlas.sheets.describe import sheet
from quartier.atlas.sheets.model import Fact, Section, Sheet

__all__ = ["Fact", "Section", "Sheet", "sheet"]
