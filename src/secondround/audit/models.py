"""The record of who did what: a chain of hashes over ids, with its words kept apart so that they can be erased."""

from django.db import models


class AuditHead(models.Model):
    """The last link of the chain. One row; every writer locks it, so two never continue from the same link."""

    sequence = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="audit_head_is_one_row")]

    def __str__(self) -> str:
        return f"{self.sequence} {self.hash[:12]}"


class AuditEntry(models.Model):
    """One thing somebody did. Holds ids and hashes only; nothing in it needs erasing, ever."""

    sequence = models.BigIntegerField(unique=True)
    at = models.DateTimeField()
    actor = models.CharField(
        max_length=40
    )  # "user:12", "console", "worker": text, so that an erased user leaves the link whole
    act = models.CharField(max_length=80)
    about = models.JSONField()  # {"application": 12}: ids only
    text_hash = models.CharField(max_length=64, blank=True)
    previous = models.CharField(max_length=64, unique=True)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("-sequence",)
        indexes = [models.Index(fields=["actor", "-sequence"], name="audit_by_actor")]

    def __str__(self) -> str:
        return f"{self.sequence} {self.actor} {self.act}"


class AuditText(models.Model):
    """The words of an entry. May be erased; the salted hash in the chain remains and still verifies what is left."""

    entry = models.OneToOneField(AuditEntry, on_delete=models.PROTECT, related_name="text")
    salt = models.CharField(max_length=32)
    body = models.TextField()

    def __str__(self) -> str:
        return f"words of {self.entry_id}"
