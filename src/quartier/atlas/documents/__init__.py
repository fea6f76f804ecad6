"""Documents to print: Typst templates filled with plain data, as tagged PDF (PDF/UA-1), the same bytes every time."""

from quartier.atlas.documents.typeset import Document, typeset

__all__ = ["Document", "typeset"]
