"""The candidate's own notes. What is written lies here encrypted; its key is never in the database."""

import uuid

from django.conf import settings
from django.db import models

from secondround.correspondence.models import Letter
from secondround.visits.models import Visit


class Jotting(models.Model):
    """What a candidate kept of meeting one person: said, promised, how the name is spelt. `sealed` is encrypted JSON."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="+")
    about = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sealed = models.BinaryField()
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "visit", "about"], name="jotting_once")]

    def __str__(self) -> str:
        return f"jotting {self.pk}"


class ThanksState(models.TextChoices):
    DRAFT = "draft"
    WAITING = "waiting"  # written; held until the addressee may read it
    RELEASED = "released"
    TAKEN_BACK = "taken_back"
    SKIPPED = "skipped"  # the candidate would rather not


class ThankYou(models.Model):
    """One note to one person. Sealed until it is released: before that there is no letter, and nobody here can tell it exists."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="+")
    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sealed = models.BinaryField()
    state = models.CharField(max_length=10, choices=ThanksState, default=ThanksState.DRAFT)
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    written_on = models.DateField(null=True)  # the date it carries
    given_at = models.DateTimeField(
        null=True
    )  # null while it is not given; for a fixed time from then it can be taken back
    released_at = models.DateTimeField(null=True)
    letter = models.ForeignKey(Letter, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "visit", "to"], name="thank_you_once"),
            models.CheckConstraint(condition=models.Q(state__in=ThanksState.values), name="thanks_state_known"),
            models.CheckConstraint(
                condition=models.Q(state=ThanksState.RELEASED) | models.Q(letter__isnull=True),
                name="thanks_no_letter_before_release",
            ),
            models.CheckConstraint(
                condition=models.Q(given_at__isnull=False)
                | ~models.Q(state__in=[ThanksState.WAITING, ThanksState.RELEASED]),
                name="thanks_given_since",
            ),
        ]

    def __str__(self) -> str:
        return f"thanks {self.pk}"
