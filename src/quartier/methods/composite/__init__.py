"""Composite indices: from a table of indicators to scores, ranks and classes, and how sure they are."""
