"""What a candidate asks of us under the law: a copy of their data, or to be forgotten; who owes it by when, and who confirmed it."""

import uuid

from django.conf import settings
from django.db import models

from secondround.candidates.models.applications import Candidate


class PrivacyKind(models.TextChoices):
    EXPORT = "export"
    ERASE = "erase"


class PrivacyState(models.TextChoices):
    OPEN = "open"
    PROPOSED = "proposed"  # an erasure that one person has prepared and another must confirm
    DONE = "done"
    TAKEN_BACK = "taken_back"


class PrivacyRequest(models.Model):
    """Open from the moment it is asked: it has an owner and a date within a month. The name stays only until it is done."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=6, choices=PrivacyKind)
    state = models.CharField(max_length=10, choices=PrivacyState, default=PrivacyState.OPEN)
    words = models.TextField(blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )  # null: whoever is privacy officer
    asked_at = models.DateTimeField()
    due_on = models.DateField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=PrivacyKind.values), name="privacy_kind_known"),
            models.CheckConstraint(condition=models.Q(state__in=PrivacyState.values), name="privacy_state_known"),
            models.CheckConstraint(
                condition=~models.Q(kind="erase", state="done")
                | models.Q(confirmed_by__isnull=False) & ~models.Q(confirmed_by=models.F("proposed_by")),
                name="privacy_erasure_by_two",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.candidate_id}"
