"""Who goes on and why; and the brief: what the senior reader gets, frozen, with what was added beside it."""

import uuid

from django.conf import settings
from django.db import models

from secondround.candidates.models import Application
from secondround.interviews.models import FollowUp, Note, Scorecard
from secondround.positions.models import Competency, Round


class Reason(models.Model):
    """Why somebody decided so. Names at least one competency and cites at least one note or scorecard."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    competencies = models.ManyToManyField(Competency, related_name="+")
    notes = models.ManyToManyField(Note, related_name="+")
    scorecards = models.ManyToManyField(Scorecard, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.text[:60]


class Verdict(models.TextChoices):
    ADVANCE = "advance"
    RESERVE = "reserve"


class ShortlistEntry(models.Model):
    """A decision that somebody goes on, or waits in reserve until a promised day. A later one supersedes an earlier one."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=8, choices=Verdict)
    reason = models.ForeignKey(Reason, on_delete=models.PROTECT, related_name="+")
    is_against_order = models.BooleanField(default=False)
    figures = models.JSONField(
        default=dict
    )  # what stood on the page: rounded estimates, group, inputs hash, model version
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(verdict__in=Verdict.values), name="verdict_known"),
            models.UniqueConstraint(
                fields=["application"], condition=models.Q(superseded_at__isnull=True), name="shortlist_one_in_force"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verdict} {self.application_id}"


class FigureInputs(models.Model):
    """What stored figures were computed from, byte for byte, by its hash: from it they are computed again. Ids only, nobody's words."""

    sha256 = models.CharField(max_length=64, unique=True)
    model_version = models.CharField(max_length=40)
    text = models.TextField()
    kept_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.sha256[:16]


class BriefBody(models.Model):
    """The frozen JSON of a brief, byte for byte. May be erased with the person; the hash in `Brief` remains."""

    text = models.TextField()

    def __str__(self) -> str:
        return f"body {self.pk}"


class Brief(models.Model):
    """One frozen version. Its JSON never changes; order, margin and own questions are rows beside it."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveSmallIntegerField()
    body = models.ForeignKey(BriefBody, null=True, on_delete=models.SET_NULL, related_name="+")
    sha256 = models.CharField(max_length=64)
    inputs_sha256 = models.CharField(max_length=64)
    model_version = models.CharField(max_length=40)
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    frozen_at = models.DateTimeField()
    rounds = models.ManyToManyField(Round, related_name="+")  # of whose assessments it speaks

    class Meta:
        ordering = ("-version",)
        constraints = [models.UniqueConstraint(fields=["application", "version"], name="brief_version_once")]

    def __str__(self) -> str:
        return f"brief {self.application_id} v{self.version}"


class BriefReader(models.Model):
    """A named reader of the briefs of one application. Sight ends with `to_at`, in every session and by every link."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application", "user"], condition=models.Q(to_at__isnull=True), name="brief_reader_named_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} reads {self.application_id}"


class BriefQuestion(models.Model):
    """A follow-up's place in the brief of an application: the reader adds, reorders; dropping is the follow-up's own state."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    follow_up = models.OneToOneField(FollowUp, on_delete=models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("order", "pk")

    def __str__(self) -> str:
        return f"{self.order} {self.follow_up_id}"


class MarginNote(models.Model):
    """The reader's own notes beside a brief: theirs alone, not part of the record."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "user"], name="margin_once")]

    def __str__(self) -> str:
        return f"margin of {self.user_id}"


class BriefLink(models.Model):
    """A link to one brief for its named reader: spent by POST with a mailed code, it opens that brief and its margin for an hour."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    brief = models.ForeignKey(Brief, on_delete=models.PROTECT, related_name="+")
    reader = models.ForeignKey(BriefReader, on_delete=models.PROTECT, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    code_hash = models.CharField(max_length=64, blank=True)
    code_sent_at = models.DateTimeField(null=True)
    code_tries = models.PositiveSmallIntegerField(default=0)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    spent_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"link to {self.brief_id}"
