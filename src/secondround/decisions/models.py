"""Every way an application ends, and who owes the person an answer."""

import uuid
from typing import TypeVar

from django.conf import settings
from django.db import models

from secondround.candidates.models import Application
from secondround.correspondence.models import Letter
from secondround.handoff.models import Reason
from secondround.positions.models import Position

Row = TypeVar("Row", bound=models.Model, covariant=True)


class InForce(models.Manager[Row]):
    """Rows that were not undone."""

    def get_queryset(self) -> models.QuerySet[Row]:
        return super().get_queryset().filter(undone_at__isnull=True)


class Outcome(models.TextChoices):
    NOT_ADVANCED = "not_advanced"  # after the first round
    BEFORE_INTERVIEW = "before_interview"  # by the recruiter, with a reason, before any interview
    POSITION_CLOSED = "position_closed"  # the position ended before this application did
    WITHDRAWN = "withdrawn"  # the candidate's own word
    NOT_CHOSEN = "not_chosen"  # after the second round
    OFFER_DECLINED = "offer_declined"  # the candidate's own word, or an offer that ran out
    HIRED = "hired"


class Closing(models.Model):
    """An application ended: outcome, reason, and what stood on the page when it was decided.

    What was undone stays on the record. Whoever asks whether somebody's application ended asks `in_force`.
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=20, choices=Outcome)
    # null: the candidate's own word, which stands in the withdrawal or the offer
    reason = models.ForeignKey(Reason, null=True, on_delete=models.PROTECT, related_name="+")
    is_against_order = models.BooleanField(default=False)
    figures = models.JSONField(default=dict)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    objects = models.Manager()
    in_force = InForce()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(outcome__in=Outcome.values), name="outcome_known"),
            models.UniqueConstraint(
                fields=["application"], condition=models.Q(undone_at__isnull=True), name="closing_one_in_force"
            ),
            models.CheckConstraint(
                condition=models.Q(reason__isnull=False)
                | models.Q(outcome__in=["withdrawn", "offer_declined", "hired"]),
                name="closing_by_us_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} {self.application_id}"


class AnswerOwed(models.Model):
    """Somebody owes this person an answer by a day. No letter comes of it by itself: a person presses send."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    made_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_how = models.CharField(max_length=300, blank=True)
    letter = models.ForeignKey(Letter, null=True, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True)  # with the ending that it came of

    objects = models.Manager()
    in_force = InForce()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=models.Q(undone_at__isnull=True), name="answer_owed_one_in_force"
            )
        ]

    def __str__(self) -> str:
        return f"{self.owner_id} owes {self.application_id}"


class Decider(models.Model):
    """Who decides on hire or no for a position. Where nobody is named, its senior readers do; at most one naming is in force."""

    position = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["position"], condition=models.Q(to_at__isnull=True), name="decider_one_in_force"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} decides {self.position_id}"


class Debrief(models.Model):
    """Everything seen together: opened once the mandatory cards are in or waived. `body` is the snapshot it rests on, byte for byte."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    body = models.TextField()  # canonical JSON: cards by version, estimates rounded, model version, inputs' hash
    sha256 = models.CharField(max_length=64)
    inputs_sha256 = models.CharField(max_length=64)
    model_version = models.CharField(max_length=40)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    edit = models.PositiveIntegerField(default=0)  # rises with every change that the room should see

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=models.Q(closed_at__isnull=True), name="debrief_one_open"
            )
        ]

    def __str__(self) -> str:
        return f"debrief {self.application_id}"


class DebriefView(models.Model):
    """What one person said in the debrief, in its running order. Null `spoke_at`: their turn has not come."""

    debrief = models.ForeignKey(Debrief, on_delete=models.PROTECT, related_name="views")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField()
    recommendation = models.CharField(max_length=12, blank=True)  # as on a scorecard; blank: none
    words = models.TextField(blank=True)
    spoke_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("order", "pk")
        constraints = [models.UniqueConstraint(fields=["debrief", "user"], name="debrief_view_once")]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.debrief_id}"


class FinalVerdict(models.TextChoices):
    HIRE = "hire"
    RESERVE = "reserve"
    NO = "no"


class Decision(models.Model):
    """What the named decider decided, resting on a debrief. Never changed: a later one supersedes it."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    debrief = models.ForeignKey(Debrief, on_delete=models.PROTECT, related_name="+")
    debrief_sha256 = models.CharField(max_length=64)
    verdict = models.CharField(max_length=8, choices=FinalVerdict)
    reason = models.ForeignKey(Reason, on_delete=models.PROTECT, related_name="+")
    reserve_until = models.DateField(null=True)
    is_against_order = models.BooleanField(default=False)
    override_words = models.TextField(blank=True)  # why it goes against the weighted order
    dissent = models.TextField(blank=True)  # who sees it otherwise, and why
    figures = models.JSONField(default=dict)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(verdict__in=FinalVerdict.values), name="decision_verdict_known"),
            models.CheckConstraint(
                condition=~models.Q(verdict="reserve") | models.Q(reserve_until__isnull=False),
                name="decision_reserve_has_date",
            ),
            models.UniqueConstraint(
                fields=["application"], condition=models.Q(superseded_at__isnull=True), name="decision_one_in_force"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verdict} {self.application_id}"


class OfferState(models.TextChoices):
    DRAFT = "draft"
    APPROVAL = "approval"  # waits for those named
    APPROVED = "approved"
    SENT = "sent"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


UNANSWERED = (OfferState.DRAFT, OfferState.APPROVAL, OfferState.APPROVED, OfferState.SENT)
"""An offer in the making, or with its candidate."""
OUTWARD = models.Q(
    state__in=[OfferState.SENT, OfferState.ACCEPTED, OfferState.DECLINED, OfferState.EXPIRED]
) | models.Q(taken_back_at__isnull=False)
"""Offers that their candidate knows of: those that went out, also where we took them back."""


class Offer(models.Model):
    """Terms for one person. Seen only by those who may; a change of terms after approval asks for approval again."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="+")
    terms = models.JSONField(default=dict)  # title, pay, currency, period, start_on, hours, place, other
    terms_sha256 = models.CharField(max_length=64, blank=True)
    expires_on = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=OfferState, default=OfferState.DRAFT)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    letter = models.ForeignKey(Letter, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answer_words = models.TextField(blank=True)
    taken_back_at = models.DateTimeField(null=True)  # by us, after it had gone out: its candidate is told

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=OfferState.values), name="offer_state_known"),
            models.CheckConstraint(
                condition=models.Q(taken_back_at__isnull=True)
                | models.Q(state=OfferState.WITHDRAWN, sent_at__isnull=False),
                name="offer_taken_back_went_out",
            ),
            models.UniqueConstraint(
                fields=["application"],
                condition=models.Q(state__in=["draft", "approval", "approved", "sent", "accepted"]),
                name="offer_one_in_force",
            ),
        ]

    def __str__(self) -> str:
        return f"offer {self.application_id}"


class OfferApproval(models.Model):
    """Somebody whose yes an offer needs, for the terms they saw."""

    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="approvals")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    terms_sha256 = models.CharField(max_length=64, blank=True)
    is_yes = models.BooleanField(null=True)
    words = models.CharField(max_length=500, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["offer", "user"], name="offer_approval_once")]

    def __str__(self) -> str:
        return f"{self.user_id} on {self.offer_id}"


class Feedback(models.Model):
    """What a finalist is told of what was heard, tied to behaviour; checked by a second person before it goes into an answer."""

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="+")
    parts = models.JSONField(default=list)  # [uid of a competency, words], in the order of the position
    text = models.TextField()  # the parts as the answer will carry them
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(checked_by__isnull=True) | ~models.Q(checked_by=models.F("written_by")),
                name="feedback_checked_by_another",
            )
        ]

    def __str__(self) -> str:
        return f"feedback {self.application_id}"


class Withdrawal(models.Model):
    """The candidate stepped back, in two clicks; it can be undone for a day."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    words = models.TextField(blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )  # null: by the candidate's own hand
    state_before = models.CharField(max_length=12)
    owner_before = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answer_by_before = models.DateField(null=True)
    # an ending by us that they had not been told of: it waits where it was, should they come back
    closing_before = models.ForeignKey(Closing, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=models.Q(undone_at__isnull=True), name="withdrawal_one_in_force"
            )
        ]

    def __str__(self) -> str:
        return f"withdrawal {self.application_id}"


class TreatmentNote(models.Model):
    """Why one finalist's day differed from the others', in somebody's words: kept where treatments are compared."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    about = models.CharField(
        max_length=12, blank=True
    )  # in which thing it differed, by its code; empty: the day as a whole
    words = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return self.words[:60]
