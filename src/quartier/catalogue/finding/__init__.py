"""Finding by words: folded, with everyday words of the field and typing errors, ranked by one scale (0 to 100)."""

from quartier.catalogue.finding.rank import Entry, Found, Index, plain, rank

__all__ = ["Entry", "Found", "Index", "plain", "rank"]
