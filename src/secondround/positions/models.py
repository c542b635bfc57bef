"""A job to fill: its team, the competencies judged, their anchored scales and weights with history, its rounds."""

import uuid

from django.conf import settings
from django.db import models


class PositionState(models.TextChoices):
    OPEN = "open"
    PAUSED = "paused"
    FILLED = "filled"
    CLOSED = "closed"


class Position(models.Model):
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(max_length=200)
    department = models.CharField(max_length=200, blank=True)
    place = models.CharField(max_length=200, blank=True)
    about = models.TextField(blank=True)  # what applicants read first
    duties = models.JSONField(default=list)  # lines
    terms = models.CharField(max_length=200, blank=True)  # "full time, permanent"
    template = models.CharField(max_length=60, blank=True)  # which template it began from
    published_at = models.DateTimeField(null=True)  # while set, its public page takes applications
    openings = models.PositiveSmallIntegerField(default=1)
    choose = models.PositiveSmallIntegerField(default=3)  # how many go on to the second round
    state = models.CharField(max_length=10, choices=PositionState, default=PositionState.OPEN)
    is_adjusted = models.BooleanField(default=True)  # an organisation may switch the adjustment off
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_because = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("title", "pk")
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=PositionState.values), name="position_state_known"),
            models.CheckConstraint(condition=models.Q(openings__gte=1, choose__gte=1), name="position_counts_positive"),
        ]

    def __str__(self) -> str:
        return self.title


class TeamRole(models.TextChoices):
    RECRUITER = "R"
    HIRING_MANAGER = "H"
    SENIOR_READER = "S"


class TeamMember(models.Model):
    """Who holds which role on a position, from when to when. Sight follows from these rows."""

    position = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="team")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=1, choices=TeamRole)
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(role__in=TeamRole.values), name="team_role_known"),
            models.UniqueConstraint(
                fields=["position", "user", "role"], condition=models.Q(to_at__isnull=True), name="team_role_held_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.user_id} on {self.position_id}"


class Round(models.Model):
    """One round of a position's plan, in order."""

    position = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=100)

    class Meta:
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=["position", "number"], name="round_number_once"),
            models.UniqueConstraint(fields=["position", "name"], name="round_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Pool(models.Model):
    """People qualified to hold an interview kit, for all positions together."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=100, unique=True)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class PoolMember(models.Model):
    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pool", "user"], condition=models.Q(to_at__isnull=True), name="pool_member_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.pool_id}"


class Kit(models.Model):
    """One interview of a round's plan: what it is about, how long it takes, who may hold it, whether it is assessed."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="kits")
    name = models.CharField(max_length=100)
    order = models.PositiveSmallIntegerField()
    minutes = models.PositiveSmallIntegerField(default=60)
    is_assessed = models.BooleanField(default=True)
    pool = models.ForeignKey(Pool, null=True, on_delete=models.PROTECT, related_name="+")  # null: anybody
    advice = models.TextField(blank=True)  # what whoever holds it should know
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("round__number", "order", "pk")
        constraints = [
            models.CheckConstraint(condition=models.Q(minutes__gte=5, minutes__lte=480), name="kit_minutes_sensible")
        ]

    def __str__(self) -> str:
        return self.name


class KitFocus(models.Model):
    """A competency that a kit is about."""

    kit = models.ForeignKey(Kit, on_delete=models.CASCADE, related_name="focus")
    competency = models.ForeignKey("Competency", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("competency__order", "pk")
        constraints = [models.UniqueConstraint(fields=["kit", "competency"], name="kit_focus_once")]

    def __str__(self) -> str:
        return f"{self.kit_id} {self.competency_id}"


class KitQuestion(models.Model):
    """A question of a kit, from the library (`key`) or the position's own. Its wording stays as it was asked: a change is a new row."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kit = models.ForeignKey(Kit, on_delete=models.PROTECT, related_name="questions")
    competency = models.ForeignKey("Competency", null=True, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=60, blank=True)
    text = models.TextField()
    listen_for = models.TextField(blank=True)
    order = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("order", "pk")

    def __str__(self) -> str:
        return self.text[:60]


class Site(models.Model):
    """A place where people are met: its zone, its way there, the days on which it is closed."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=100, unique=True)
    zone = models.CharField(max_length=60)
    address = models.TextField(blank=True)
    days_off = models.JSONField(default=list)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class MeetingRoom(models.Model):
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="rooms")
    name = models.CharField(max_length=100)
    seats = models.PositiveSmallIntegerField(null=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("site__name", "name")
        constraints = [models.UniqueConstraint(fields=["site", "name"], name="meeting_room_once")]

    def __str__(self) -> str:
        return self.name


class RoomSlot(models.Model):
    """Five minutes of a room, taken by one booking."""

    room = models.ForeignKey(MeetingRoom, on_delete=models.PROTECT, related_name="+")
    slot = models.DateTimeField()
    booking = models.UUIDField()

    class Meta:
        indexes = [models.Index(fields=["booking"], name="room_slot_booking")]
        constraints = [models.UniqueConstraint(fields=["room", "slot"], name="room_slot_once")]

    def __str__(self) -> str:
        return f"{self.room_id} {self.slot:%Y-%m-%d %H:%M}"


class Competency(models.Model):
    """What is judged in this position. `attribute` names the library's entry it was mapped to, if any."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    position = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="competencies")
    name = models.CharField(max_length=120)
    order = models.PositiveSmallIntegerField()
    attribute = models.CharField(max_length=60, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("order", "pk")
        constraints = [models.UniqueConstraint(fields=["position", "name"], name="competency_name_once")]

    def __str__(self) -> str:
        return self.name


class Scale(models.Model):
    """One version of a competency's anchors. Never changed: a rating keeps the text it was given under."""

    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="scales")
    version = models.PositiveSmallIntegerField()
    definition = models.TextField(blank=True)
    anchors = models.JSONField(default=dict)  # {"1": [lines], "3": [lines], "5": [lines]}; empty: no anchors
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-version",)
        constraints = [models.UniqueConstraint(fields=["competency", "version"], name="scale_version_once")]

    def __str__(self) -> str:
        return f"{self.competency_id} v{self.version}"


class Weighting(models.Model):
    """One version of a position's weights, with who set it and why; the newest is in force, all are kept."""

    position = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="weightings")
    version = models.PositiveSmallIntegerField()
    weights = models.JSONField()  # {competency pk as text: weight}, weights of the whole sum to anything above 0
    reason = models.TextField(blank=True)
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-version",)
        constraints = [models.UniqueConstraint(fields=["position", "version"], name="weighting_version_once")]

    def __str__(self) -> str:
        return f"{self.position_id} v{self.version}"


class LibraryEdit(models.Model):
    """A position's own wording of a library entry. The newest version of (kind, key) stands before the library's text."""

    position = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="library_edits")
    kind = models.CharField(max_length=20)  # "attribute" or "question"
    key = models.CharField(max_length=60)  # the library's id, or "own-…" for an entry of this position's own
    version = models.PositiveSmallIntegerField()
    body = models.JSONField()
    reason = models.TextField(blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("kind", "key", "-version")
        constraints = [
            models.UniqueConstraint(fields=["position", "kind", "key", "version"], name="library_edit_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} v{self.version}"
