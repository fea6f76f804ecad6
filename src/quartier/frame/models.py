"""What stands around the pages of the work: favourites, the pages of the foot, feedback."""

from __future__ import annotations

from django.db import models


class Favourite(models.Model):
    """Something that a person wants to find first. `item` as in `kernel.pages.Hit`: ``indicator:arbeitslose``."""

    person = models.ForeignKey("accounts.Person", on_delete=models.CASCADE, related_name="favourites")
    item = models.CharField(max_length=220)
    title = models.CharField(max_length=300)
    address = models.CharField(max_length=500)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("created_at", "pk")
        constraints = (models.UniqueConstraint(fields=("person", "item"), name="one_star_per_item"),)

    def __str__(self) -> str:
        return self.item


class FooterPage(models.Model):
    """The text of one page of the foot in one language, by an administrator (`frame.footer` ships the first)."""

    key = models.CharField(max_length=40)
    language = models.CharField(max_length=2)
    text = models.TextField(blank=True)
    complete = models.BooleanField(default=False)
    updated_at = models.DateTimeField(auto_now=True)
    updated_by = models.CharField(max_length=200)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("key", "language"), name="one_text_per_language"),)

    def __str__(self) -> str:
        return f"{self.key} ({self.language})"


class Feedback(models.Model):
    """Rückmeldung: what somebody said about a page. Neither address nor account of the sender is kept."""

    class State(models.TextChoices):
        NEW = "new"
        ANSWERED = "answered"
        CLOSED = "closed"

    token = models.CharField(max_length=64, unique=True)
    """SHA-256 of the word in the private link; the word itself is known to the sender alone."""
    page = models.CharField(max_length=500)
    text = models.TextField()
    contact = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=2, default="de")
    state = models.CharField(max_length=10, choices=State, default=State.NEW)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d} {self.page}"
