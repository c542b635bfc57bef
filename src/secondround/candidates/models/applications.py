"""A candidate is a person, an application is one position; who may open its file, from when to when, and why."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower

from secondround.positions.models import Position, Round


class Candidate(models.Model):
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=200)
    family_name = models.CharField(max_length=200, blank=True)  # what lists are ordered by
    folded = models.CharField(max_length=410, blank=True)  # the name without accents and capitals, what is searched
    # The words of the name in one order, and the last digits of the number: by what two records of one person are found.
    name_key = models.CharField(max_length=410, blank=True)
    email = models.EmailField(max_length=254, null=True)
    phone = models.CharField(max_length=60, blank=True)
    phone_key = models.CharField(max_length=9, blank=True)
    language = models.CharField(max_length=10, blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    zone = models.CharField(max_length=60, blank=True)
    made_at = models.DateTimeField()
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")  # a duplicate

    class Meta:
        indexes = [
            models.Index(fields=["family_name", "name"], name="candidate_by_name"),
            models.Index(fields=["name_key"], name="candidate_alike_by_name"),
            models.Index(fields=["phone_key"], name="candidate_alike_by_phone"),
            models.Index(fields=["made_at"], name="candidate_newest"),
        ]
        constraints = [models.UniqueConstraint(Lower("email"), name="candidate_email_once")]

    def __str__(self) -> str:
        return self.name


class FactSource(models.TextChoices):
    IMPORT = "import"
    RECRUITER = "recruiter"
    RESUME = "resume"
    CANDIDATE = "candidate"


class CandidateFact(models.Model):
    """One of the ten lines on the person. Until the candidate confirms it, it says so."""

    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="facts")
    kind = models.CharField(max_length=30)  # "now", "before", "education", "languages", "place", "available" ...
    text = models.CharField(max_length=300)
    order = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=10, choices=FactSource)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("order", "pk")
        constraints = [
            models.CheckConstraint(condition=models.Q(source__in=FactSource.values), name="fact_source_known"),
            models.UniqueConstraint(
                fields=["candidate", "order"], condition=models.Q(removed_at__isnull=True), name="fact_line_once"
            ),
            models.CheckConstraint(condition=models.Q(order__gte=1, order__lte=10), name="fact_ten_lines"),
        ]

    def __str__(self) -> str:
        return self.text


class ApplicationState(models.TextChoices):
    """Where an application stands. Every state but CLOSED is open: somebody owes the person an answer by a day."""

    RECEIVED = "received"  # applied; nobody has asked them to an interview yet
    FIRST_ROUND = "first_round"
    RESERVE = "reserve"
    ADVANCED = "advanced"
    OFFERED = "offered"  # the decision is to hire; an offer is being made
    CLOSED = "closed"


class Application(models.Model):
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="applications")
    position = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=ApplicationState, default=ApplicationState.FIRST_ROUND)
    source = models.CharField(max_length=60, blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answer_by = models.DateField(null=True)
    received_at = models.DateTimeField()
    state_since = models.DateTimeField(null=True)  # null: since it was received
    told_at = models.DateTimeField(
        null=True
    )  # when its end was told; null while it is open, or ended and nobody has told them
    duplicate_of = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    notice_sha256 = models.CharField(max_length=64, blank=True)  # of the privacy notice that the applicant was shown

    class Meta:
        indexes = [
            models.Index(fields=["position", "state"], name="application_board"),
            models.Index(fields=["position", "state", "received_at", "id"], name="application_board_page"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=ApplicationState.values), name="application_state_known"
            ),
            models.UniqueConstraint(
                fields=["candidate", "position"],
                condition=models.Q(duplicate_of__isnull=True),
                name="application_once",
            ),
            models.CheckConstraint(
                condition=models.Q(state=ApplicationState.CLOSED)
                | models.Q(owner__isnull=False, answer_by__isnull=False),
                name="application_open_has_owner_and_date",
            ),
            models.CheckConstraint(
                condition=models.Q(told_at__isnull=True) | models.Q(state=ApplicationState.CLOSED),
                name="application_told_has_ended",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.candidate_id} for {self.position_id}"


class Document(models.Model):
    """A file somebody gave us. Stored under a random name, never served inline; its text was taken in the box."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=20, default="resume")
    stored_as = models.CharField(max_length=80)
    original_name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    text = models.TextField(blank=True)
    text_outcome = models.CharField(max_length=30, blank=True)  # "text", or why there is none
    text_warnings = models.JSONField(default=list)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "sha256"], name="document_once")]

    def __str__(self) -> str:
        return self.original_name


class CaseRole(models.TextChoices):
    INTERVIEWER = "I"
    INTRODUCED = "X"
    SENIOR_READER = "S"


class CaseMember(models.Model):
    """Sight on one candidacy as a row: who, in what role, why, from when to when, and for which round a card is still owed."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="members")
    role = models.CharField(max_length=1, choices=CaseRole)
    round = models.ForeignKey(Round, null=True, on_delete=models.PROTECT, related_name="+")
    is_informed = models.BooleanField(default=False)  # may read earlier rounds though assessing: the senior reader
    reason = models.CharField(max_length=200)
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(null=True)
    # Written by assign, cleared by submit, waive and recuse in the same transaction: while set, its holder is blind on this round.
    owes_round = models.ForeignKey(Round, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["user", "application"], name="case_member_of")]
        constraints = [
            models.CheckConstraint(condition=models.Q(role__in=CaseRole.values), name="case_role_known"),
            # SQLite takes two rows without a round for different ones, so these are asked for apart.
            models.UniqueConstraint(
                fields=["user", "application", "role", "round"],
                condition=models.Q(to_at__isnull=True),
                name="case_role_held_once",
            ),
            models.UniqueConstraint(
                fields=["user", "application", "role"],
                condition=models.Q(to_at__isnull=True, round__isnull=True),
                name="case_role_without_round_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.user_id} on {self.application_id}"


class ConflictKind(models.TextChoices):
    SAME_PERSON = "same_person"
    RELATIVE = "relative"
    REPORTS = "reports"  # own manager or report
    REFERRER = "referrer"
    OTHER = "other"


class Conflict(models.Model):
    """Somebody who must not judge this candidate. While it stands the candidate disappears for them."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="conflicts")
    kind = models.CharField(max_length=12, choices=ConflictKind)
    reason = models.CharField(max_length=300, blank=True)
    had_read = models.BooleanField(default=False)
    declared_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "candidate"], condition=models.Q(ended_at__isnull=True), name="conflict_declared_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.user_id} {self.candidate_id}"


class Merge(models.Model):
    """Two records found to be one person, put together by hand. `moved` says what went where, so that it can be undone."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kept = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="+")
    gone = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="+")
    moved = models.JSONField(default=dict)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.gone_id} into {self.kept_id}"


class KeptApart(models.Model):
    """Two records that look like one person and are two: somebody looked. `one` is the older record."""

    one = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="kept_apart_once"),
            models.CheckConstraint(condition=models.Q(one__lt=models.F("other")), name="kept_apart_older_first"),
        ]

    def __str__(self) -> str:
        return f"{self.one_id} is not {self.other_id}"


class ApplicationTag(models.Model):
    """A word that recruiters put on an application to find it again; nobody who assesses sees it."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="tags")
    name = models.CharField(max_length=40)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("name",)
        constraints = [models.UniqueConstraint(fields=["application", "name"], name="application_tag_once")]

    def __str__(self) -> str:
        return self.name


class SavedView(models.Model):
    """A search that somebody keeps under a name; theirs alone."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=500)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("name",)
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="saved_view_once")]

    def __str__(self) -> str:
        return self.name


class Enquiry(models.Model):
    """An application that its sender has not confirmed yet: what was typed, and the résumé's own text beside it.

    Opened only with the token in the applicant's form, whose hash is kept; forgotten after a day.
    """

    token_hash = models.CharField(max_length=64, unique=True)
    position = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="+")
    given = models.JSONField(default=dict)
    stored_as = models.CharField(max_length=80, blank=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"enquiry {self.pk}"


class CandidateSlot(models.Model):
    """Five minutes of a candidate's time, taken by one booking."""

    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="+")
    slot = models.DateTimeField()
    booking = models.UUIDField()

    class Meta:
        indexes = [models.Index(fields=["booking"], name="candidate_slot_booking")]
        constraints = [models.UniqueConstraint(fields=["candidate", "slot"], name="candidate_slot_once")]

    def __str__(self) -> str:
        return f"{self.candidate_id} {self.slot:%Y-%m-%d %H:%M}"
