"""Questions that the next round should answer."""

import uuid

from django.conf import settings
from django.db import models

from secondround.candidates.models import Application
from secondround.interviews.models.cards import Scorecard
from secondround.positions.models import Competency, Round


class FollowUpState(models.TextChoices):
    OPEN = "open"
    ASKED = "asked"
    ANSWERED = "answered"
    DROPPED = "dropped"


class FollowUp(models.Model):
    """A question that the next round should answer. `key` names what it is about, so that freezing again never doubles it.

    `state` is what readers of the brief made of it; what scorecards brought stands apart (`FollowUpReply`), because whoever owes a
    card of that round must not learn from a question that somebody else's card is in.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=160)
    competency = models.ForeignKey(Competency, null=True, on_delete=models.PROTECT, related_name="+")
    question = models.TextField()  # a prompt with its blanks, or a person's own words
    reason = models.JSONField(default=dict)  # {"code": .., facts}; rendered for informed readers only
    rounds = models.ManyToManyField(Round, related_name="+")  # of whose assessments its words may tell
    assignee = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=FollowUpState, default=FollowUpState.OPEN)
    answer = models.TextField(blank=True)  # as a reader noted it
    drop_reason = models.CharField(max_length=300, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )  # null: the rules
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "key"], name="follow_up_key_once"),
            models.CheckConstraint(condition=models.Q(state__in=FollowUpState.values), name="follow_up_state_known"),
            models.CheckConstraint(
                condition=~models.Q(state=FollowUpState.DROPPED) | ~models.Q(drop_reason=""),
                name="follow_up_drop_has_reason",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=FollowUpState.ANSWERED) | ~models.Q(answer=""),
                name="follow_up_answer_has_words",
            ),
        ]

    def __str__(self) -> str:
        return self.question[:60]


class FollowUpReply(models.Model):
    """What one scorecard brought to a follow-up: the words of the answer, or none: it was asked and brought nothing."""

    follow_up = models.ForeignKey(FollowUp, on_delete=models.PROTECT, related_name="replies")
    scorecard = models.ForeignKey(Scorecard, on_delete=models.PROTECT, related_name="replies")
    words = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["follow_up", "scorecard"], name="follow_up_reply_once")]

    def __str__(self) -> str:
        return self.words[:60]
