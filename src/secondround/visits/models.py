"""The second-round day: who was invited and what they said, what helps them, the day as planned, as told and as it happened."""

import uuid

from django.conf import settings
from django.db import models

from secondround.candidates.models import Application
from secondround.interviews.models import FollowUp, Interview
from secondround.positions.models import Kit, MeetingRoom, Site


class InvitationState(models.TextChoices):
    SENT = "sent"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"  # by the hiring side, before it was answered


class Invitation(models.Model):
    """Somebody was asked to a second interview: what the letter and the page say, and what they answered."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    meaning = models.TextField(blank=True)  # in the inviter's words: what this round is for
    meets = models.TextField(blank=True)  # whom they will meet, before names are fixed
    invited_count = models.PositiveSmallIntegerField(null=True)  # null: not told how many are invited
    answer_by = models.DateField()
    decide_on = models.DateField()  # when the decision is promised
    contact = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")  # whom to ask
    state = models.CharField(max_length=10, choices=InvitationState, default=InvitationState.SENT)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    words = models.TextField(blank=True)  # what the candidate wrote with the answer

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=InvitationState.values), name="invitation_state_known"),
            models.UniqueConstraint(
                fields=["application"],
                condition=models.Q(state__in=["sent", "accepted"]),
                name="invitation_one_in_force",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.application_id}"


class OfferedWindow(models.Model):
    """When the candidate could come: from and to, instants; the zone is the candidate's own."""

    invitation = models.ForeignKey(Invitation, on_delete=models.PROTECT, related_name="windows")
    from_at = models.DateTimeField()
    to_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("from_at", "pk")
        constraints = [
            models.CheckConstraint(condition=models.Q(to_at__gt=models.F("from_at")), name="offered_window_has_length")
        ]

    def __str__(self) -> str:
        return f"{self.from_at:%Y-%m-%d %H:%M}"


class Adjustment(models.Model):
    """What would help a candidate, without a reason; and what was arranged. Assessors read the arrangement alone."""

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="+")
    needs = models.JSONField(default=list)  # codes of the menu: topics_ahead, written_questions, breaks, more_time ...
    words = models.TextField(blank=True)
    asked_at = models.DateTimeField(null=True)
    arrangement = models.TextField(blank=True)
    arranged_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    arranged_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"what helps {self.application_id}"


class Topic(models.Model):
    """Something to go deeper on, told to the candidate ahead: made from a follow-up, never carrying its reason."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    follow_up = models.ForeignKey(FollowUp, null=True, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    order = models.PositiveSmallIntegerField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("order", "pk")

    def __str__(self) -> str:
        return self.text[:60]


class VisitState(models.TextChoices):
    DRAFT = "draft"
    CONFIRMED = "confirmed"  # people and rooms are booked, letters are out
    HELD = "held"
    CANCELLED = "cancelled"


class Visit(models.Model):
    """One candidate's second-round day. `version` counts what people were told; a draft nobody was told of is 0."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()  # on the clocks of `zone`
    zone = models.CharField(max_length=60)
    site = models.ForeignKey(Site, null=True, on_delete=models.PROTECT, related_name="+")  # null: by video
    host = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    coordinator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    welcome = models.TextField(blank=True)  # the way there, whom to ask for: on the candidate's itinerary
    state = models.CharField(max_length=10, choices=VisitState, default=VisitState.DRAFT)
    version = models.PositiveSmallIntegerField(default=0)
    edit = models.PositiveIntegerField(
        default=0
    )  # rises with every change of the draft: two planners never overwrite unseen
    move_asked = models.TextField(blank=True)  # the candidate asked for another day, in their words
    move_asked_at = models.DateTimeField(null=True)
    accepted_version = models.PositiveSmallIntegerField(default=0)  # the version the candidate said yes to
    made_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=VisitState.values), name="visit_state_known"),
            models.UniqueConstraint(
                fields=["application"],
                condition=models.Q(state__in=["draft", "confirmed"]),
                name="visit_one_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} on {self.on}"


class ItemKind(models.TextChoices):
    INTERVIEW = "interview"
    INTRODUCTION = "introduction"
    BREAK = "break"
    LUNCH = "lunch"


class ItemState(models.TextChoices):
    PLANNED = "planned"
    TOOK_PLACE = "took_place"
    DID_NOT = "did_not"
    CANCELLED = "cancelled"


class Session(models.Model):
    """An item of the day. An interview among them has an `Interview` from the moment the day is confirmed."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="sessions")
    kind = models.CharField(max_length=12, choices=ItemKind)
    title = models.CharField(max_length=120, blank=True)
    about = models.CharField(max_length=300, blank=True)  # what is talked about, in words that the candidate reads
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    kit = models.ForeignKey(Kit, null=True, on_delete=models.PROTECT, related_name="+")
    room = models.ForeignKey(MeetingRoom, null=True, on_delete=models.PROTECT, related_name="+")
    place = models.CharField(max_length=300, blank=True)  # the address of a call, or a place that is no room of ours
    interview = models.OneToOneField(Interview, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=ItemState, default=ItemState.PLANNED)
    is_added = models.BooleanField(default=False)  # on the day itself
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("starts_at", "pk")
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=ItemKind.values), name="session_kind_known"),
            models.CheckConstraint(condition=models.Q(state__in=ItemState.values), name="session_state_known"),
            models.CheckConstraint(
                condition=models.Q(minutes__gte=5, minutes__lte=480), name="session_minutes_sensible"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.starts_at:%H:%M}"


class SessionPart(models.TextChoices):
    ASSESSOR = "assessor"
    INTRODUCED = "introduced"
    HOST = "host"
    SHADOW = "shadow"  # listens in


class SessionPerson(models.Model):
    """Somebody of ours in one session. `met`: whether they really met the candidate; null until somebody says."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="people")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=10, choices=SessionPart)
    has_form = models.BooleanField(default=False)  # a short form is wanted of somebody introduced
    met = models.BooleanField(null=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(part__in=SessionPart.values), name="session_part_known"),
            models.UniqueConstraint(
                fields=["session", "user"], condition=models.Q(removed_at__isnull=True), name="session_person_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.session_id}"


class VisitVersion(models.Model):
    """What people were told: the day as frozen JSON, so that two versions can be laid side by side."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveSmallIntegerField()
    body = models.JSONField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("-version",)
        constraints = [models.UniqueConstraint(fields=["visit", "version"], name="visit_version_once")]

    def __str__(self) -> str:
        return f"{self.visit_id} v{self.version}"


class DayEntry(models.Model):
    """One recipient's calendar event: the whole day for the candidate, one session for each of ours. Its UID stays for life."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="+")
    session = models.ForeignKey(Session, null=True, on_delete=models.PROTECT, related_name="+")  # null: the whole day
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )  # null: the candidate
    sequence = models.PositiveIntegerField(default=0)
    is_cancelled = models.BooleanField(default=False)
    told_sha256 = models.CharField(
        max_length=64, blank=True
    )  # of what the recipient was last told: no letter says it twice
    reminded = models.JSONField(default=list)  # which reminders went out, each with the beginning of which it spoke

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "user"], name="day_entry_once"),
            models.UniqueConstraint(
                fields=["visit"], condition=models.Q(user__isnull=True), name="day_entry_of_candidate_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.uid} #{self.sequence}"


class Happening(models.Model):
    """What happened on the day: arrived, late, did not come, took place, somebody added; who wrote it down and when."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="happenings")
    session = models.ForeignKey(Session, null=True, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=20)
    words = models.CharField(max_length=300, blank=True)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()

    class Meta:
        ordering = ("noted_at", "pk")

    def __str__(self) -> str:
        return f"{self.what} {self.visit_id}"
