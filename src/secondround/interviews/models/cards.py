"""What one assessor wrote and how they rated it: drafts, scorecards and their versions, and who had seen what before."""

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from secondround.candidates.models import Application
from secondround.interviews.models.arranging import Assignment
from secondround.positions.models import Competency, KitQuestion, Round, Scale


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
