"""Every way an application ends, and who owes the person an answer."""

from django.conf import settings
from django.db import models

from secondround.candidates.models import Application
from secondround.correspondence.models import Letter
from secondround.handoff.models import Reason


class Outcome(models.TextChoices):
    NOT_ADVANCED = "not_advanced"  # after the first round
    BEFORE_INTERVIEW = "before_interview"  # by the recruiter, with a reason, before any interview
    POSITION_CLOSED = "position_closed"  # the position ended before this application did
    WITHDRAWN = "withdrawn"  # the candidate's own word


class Closing(models.Model):
    """An application ended: outcome, reason, and what stood on the page when it was decided."""

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=20, choices=Outcome)
    reason = models.ForeignKey(Reason, on_delete=models.PROTECT, related_name="+")
    is_against_order = models.BooleanField(default=False)
    figures = models.JSONField(default=dict)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(outcome__in=Outcome.values), name="outcome_known")]

    def __str__(self) -> str:
        return f"{self.outcome} {self.application_id}"


class AnswerOwed(models.Model):
    """Somebody owes this person an answer by a day. No letter comes of it by itself: a person presses send."""

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    made_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_how = models.CharField(max_length=300, blank=True)
    letter = models.ForeignKey(Letter, null=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.owner_id} owes {self.application_id}"
