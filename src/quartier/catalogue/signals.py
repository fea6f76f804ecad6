"""What other floors may listen to."""

from django.dispatch import Signal

# sent on commit, with `release` (catalogue.models.Release)
release_published = Signal()
# sent on commit, with `release`
release_withdrawn = Signal()
