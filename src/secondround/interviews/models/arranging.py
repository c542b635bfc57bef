"""One scheduled conversation with its assessors: what became of it, whose calendar holds it, who owes what."""

import uuid

from django.conf import settings
from django.db import models

from secondround.candidates.models import Application
from secondround.positions.models import Kit, MeetingRoom, Round


class InterviewState(models.TextChoices):
    PLANNED = "planned"  # with or without a time
    HELD = "held"
    NO_SHOW = "no_show"  # the candidate did not come
    CANCELLED = "cancelled"


class Interview(models.Model):
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="+")
    kit = models.ForeignKey(Kit, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(null=True)
    minutes = models.PositiveSmallIntegerField(default=60)
    zone = models.CharField(max_length=60, blank=True)  # the zone whose clocks were meant when it was planned
    room = models.ForeignKey(MeetingRoom, null=True, on_delete=models.PROTECT, related_name="+")
    place = models.CharField(max_length=300, blank=True)  # the address of a call, or a place that is no room of ours
    state = models.CharField(max_length=10, choices=InterviewState, default=InterviewState.PLANNED)
    sequence = models.PositiveIntegerField(default=0)  # rises with every change that people's calendars must know
    is_told = models.BooleanField(default=False)  # whether people have had letters about it
    over_limit = models.CharField(max_length=300, blank=True)  # why a warning was set aside
    is_imported = models.BooleanField(default=False)  # history: no letters, no reminders
    is_of_day = models.BooleanField(default=False)  # part of a second-round day, which tells people of it and moves it

    class Meta:
        indexes = [
            models.Index(fields=["application", "round"], name="interview_of"),
            models.Index(fields=["state", "at"], name="interview_when"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=InterviewState.values), name="interview_state_known"),
            models.CheckConstraint(
                condition=models.Q(minutes__gte=5, minutes__lte=480), name="interview_minutes_sensible"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} of {self.application_id}"


class Change(models.Model):
    """What became of an interview, for those who plan: moved, somebody replaced, cancelled, not attended; and why."""

    interview = models.ForeignKey(Interview, on_delete=models.PROTECT, related_name="changes")
    what = models.CharField(max_length=20)
    before = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("made_at", "pk")

    def __str__(self) -> str:
        return f"{self.what} {self.interview_id}"


class CalendarEntry(models.Model):
    """One recipient's calendar event for one interview: its UID stays for life, its sequence only grows."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    interview = models.ForeignKey(Interview, on_delete=models.PROTECT, related_name="calendar")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )  # null: the candidate
    sequence = models.PositiveIntegerField(default=0)
    is_cancelled = models.BooleanField(default=False)
    sent_sha256 = models.CharField(max_length=64, blank=True)  # of whom the candidate was last told that they meet

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["interview", "user"], name="calendar_entry_once"),
            models.UniqueConstraint(
                fields=["interview"], condition=models.Q(user__isnull=True), name="calendar_entry_of_candidate_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.uid} #{self.sequence}"


class AssignmentState(models.TextChoices):
    OWED = "owed"
    SUBMITTED = "submitted"
    WAIVED = "waived"
    RECUSED = "recused"
    DECLINED = "declined"  # could not hold it
    REPLACED = "replaced"  # somebody else holds it
    NOT_WANTED = "not_wanted"  # an interview that is not assessed
    NOT_HELD = "not_held"  # the interview did not take place, or the assessor did not attend


STEPPED_OUT = (
    AssignmentState.REPLACED,
    AssignmentState.DECLINED,
    AssignmentState.NOT_HELD,
    AssignmentState.RECUSED,
)
"""Out of the room; whoever stepped out may be asked again."""


class Assignment(models.Model):
    """Somebody asked to assess one interview. The assignment is the permission."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    interview = models.ForeignKey(Interview, on_delete=models.PROTECT, related_name="assignments")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=AssignmentState, default=AssignmentState.OWED)
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)  # of a waiver, a recusal, a decline ...
    opened_at = models.DateTimeField(null=True)  # when its holder first opened the kit or the card
    is_short = models.BooleanField(default=False)  # of somebody introduced: a short form, which never gates a decision

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=AssignmentState.values), name="assignment_state_known"),
            models.UniqueConstraint(fields=["interview", "user"], name="assignment_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} on {self.interview_id}"


class Reminder(models.Model):
    """That somebody was reminded of something, once: nobody is reminded twice of the same, whatever the worker repeats."""

    assignment = models.ForeignKey(Assignment, null=True, on_delete=models.PROTECT, related_name="+")
    interview = models.ForeignKey(Interview, null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30)
    number = models.PositiveSmallIntegerField(default=1)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assignment", "kind", "number"], name="reminder_of_card_once"),
            models.UniqueConstraint(fields=["interview", "kind", "number"], name="reminder_of_interview_once"),
            models.CheckConstraint(
                condition=models.Q(assignment__isnull=True) ^ models.Q(interview__isnull=True),
                name="reminder_of_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"
