"""Use-cases of the frame: keyword-only, `by=` who acts, one write transaction, an audit event where others care."""

from quartier.frame.services.favourites import favourites, star, unstar
from quartier.frame.services.feedback import (
    answer_feedback,
    close_feedback,
    find_feedback,
    give_feedback,
    remove_old_feedback,
)
from quartier.frame.services.footer import put_footer_page

__all__ = [
    "answer_feedback",
    "close_feedback",
    "favourites",
    "find_feedback",
    "give_feedback",
    "put_footer_page",
    "remove_old_feedback",
    "star",
    "unstar",
]
