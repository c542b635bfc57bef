"""One scheduled conversation with its assessors: what was asked, what was said, how it was rated, what stays open."""

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from secondround.candidates.models import Application
from secondround.positions.models import Competency, Kit, KitQuestion, MeetingRoom, Position, Round, Scale


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


class Recommendation(models.TextChoices):
    STRONG_NO = "strong_no"
    NO = "no"
    YES = "yes"
    STRONG_YES = "strong_yes"


class Scorecard(models.Model):
    """One assessor's ratings and recommendation for one interview. Submitted, it is never changed: an amendment is a new version."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="scorecards")
    version = models.PositiveSmallIntegerField(default=1)
    recommendation = models.CharField(max_length=12, choices=Recommendation, blank=True)  # blank: no decision
    reason = models.CharField(max_length=500, blank=True)  # why amended
    submitted_at = models.DateTimeField(null=True)  # null: a draft, its author's alone
    source = models.CharField(max_length=100, blank=True)  # "import 12" where it came from a spreadsheet

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assignment", "version"], name="scorecard_version_once"),
            models.UniqueConstraint(
                fields=["assignment"], condition=models.Q(submitted_at__isnull=True), name="scorecard_one_draft"
            ),
            models.CheckConstraint(
                condition=models.Q(recommendation__in=["", *Recommendation.values]),
                name="scorecard_recommendation_known",
            ),
        ]

    def __str__(self) -> str:
        return f"card {self.assignment_id} v{self.version}"


class Draft(models.Model):
    """A card being written: one document of its author's alone, saved as they type. Ends when the card is submitted."""

    assignment = models.OneToOneField(Assignment, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=0)
    body = models.JSONField(default=dict)  # as `interviews.rules.drafts` describes it
    saved_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"draft of {self.assignment_id} v{self.version}"


class DraftVersion(models.Model):
    """Earlier states of a draft, so that a text overwritten by mistake is found again; gone when the card is submitted."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="versions")
    version = models.PositiveIntegerField()
    body = models.JSONField()
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ("-version",)
        constraints = [models.UniqueConstraint(fields=["draft", "version"], name="draft_version_once")]

    def __str__(self) -> str:
        return f"{self.draft_id} v{self.version}"


class Rating(models.Model):
    """One competency on one card. `value` null: not covered, which is never a low rating."""

    scorecard = models.ForeignKey(Scorecard, on_delete=models.PROTECT, related_name="ratings")
    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="+")
    scale = models.ForeignKey(
        Scale, null=True, on_delete=models.PROTECT, related_name="+"
    )  # the text it was given under
    value = models.DecimalField(
        max_digits=4, decimal_places=3, null=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    given_as = models.CharField(
        max_length=40, blank=True
    )  # as it stood in the spreadsheet, where another scale was mapped

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scorecard", "competency"], name="rating_once"),
            models.CheckConstraint(
                condition=models.Q(value__isnull=True) | models.Q(value__gte=1, value__lte=5), name="rating_in_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.competency_id}: {self.value}"


class Note(models.Model):
    """What was said, tagged to a competency. `number` counts an author's notes on one card, so that a citation can name it."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    scorecard = models.ForeignKey(Scorecard, on_delete=models.PROTECT, related_name="notes")
    competency = models.ForeignKey(Competency, null=True, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()

    class Meta:
        ordering = ("number",)
        constraints = [models.UniqueConstraint(fields=["scorecard", "number"], name="note_number_once")]

    def __str__(self) -> str:
        return f"note {self.number} of {self.scorecard_id}"


class AskedQuestion(models.Model):
    """A question that was put in an interview; the second round does not put it again."""

    scorecard = models.ForeignKey(Scorecard, on_delete=models.PROTECT, related_name="asked")
    competency = models.ForeignKey(Competency, null=True, on_delete=models.PROTECT, related_name="+")
    kit_question = models.ForeignKey(KitQuestion, null=True, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()

    def __str__(self) -> str:
        return self.text[:60]


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


class Exposure(models.Model):
    """Who had seen which ratings, and when: written before they are shown, so that a card can say what its author knew."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    round = models.ForeignKey(Round, null=True, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=40)  # "comparison", "brief numbers"
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["user", "application"], name="exposure_of")]

    def __str__(self) -> str:
        return f"{self.what} to {self.user_id}"


class ImportState(models.TextChoices):
    PREVIEW = "preview"
    DONE = "done"
    DROPPED = "dropped"


class ImportRun(models.Model):
    """Files brought in together: kept as given until they are imported or dropped, then as names, hashes and counts."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )  # null: the console
    state = models.CharField(max_length=8, choices=ImportState, default=ImportState.PREVIEW)
    options = models.JSONField(default=dict)  # owner, answer_by, scale
    summary = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"import {self.pk}"


class ImportFile(models.Model):
    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="files")
    kind = models.CharField(max_length=12)  # scorecards, people, candidates, resume
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()  # emptied when the run ends

    def __str__(self) -> str:
        return self.name


class ImportedPosition(models.Model):
    """Which positions a run touched: its page can lead there."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="positions")
    position = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.run_id} {self.position_id}"


class RatingHistory(models.Model):
    """One version of what closed positions say about ratings. Written at night, only when it differs; never changed."""

    version = models.PositiveIntegerField(unique=True)
    candidate_sd = models.FloatField()  # points; between the candidates of a position
    assessor_sd = models.FloatField()
    error_sd = models.FloatField()  # of one card
    cards = models.PositiveIntegerField()
    positions = models.PositiveIntegerField()
    inputs_sha256 = models.CharField(max_length=64)
    fitted_at = models.DateTimeField()

    class Meta:
        ordering = ("-version",)

    def __str__(self) -> str:
        return f"history {self.version}"


class AssessorLeaning(models.Model):
    """How far somebody's ratings lie above (+) or below others' in a history. Shown to nobody but that person."""

    history = models.ForeignKey(RatingHistory, on_delete=models.CASCADE, related_name="leanings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    mean = models.FloatField()
    sd = models.FloatField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["history", "user"], name="leaning_once_a_history")]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.history_id}"
