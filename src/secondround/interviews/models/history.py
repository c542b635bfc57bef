"""What was brought in from spreadsheets, and what a firm's closed positions tell of its assessors."""

import uuid

from django.conf import settings
from django.db import models

from secondround.positions.models import Position


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
