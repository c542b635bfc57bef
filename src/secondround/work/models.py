"""Work to be done in the background: rows written in the same transaction as the change that wants them."""

from django.db import models


class WorkState(models.TextChoices):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    DEAD = "dead"


class WorkItem(models.Model):
    """One piece of work, leased to a worker for a while; after `max_attempts` it is dead and shown to somebody."""

    kind = models.CharField(max_length=60)
    payload = models.JSONField(default=dict)
    key = models.CharField(max_length=120, null=True, unique=True)
    state = models.CharField(max_length=10, choices=WorkState, default=WorkState.WAITING)
    due_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    leased_by = models.CharField(max_length=60, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=8)
    last_error = models.TextField(blank=True)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "due_at"], name="work_due")]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=WorkState.values), name="work_state_known"),
            models.CheckConstraint(
                condition=~models.Q(state=WorkState.RUNNING) | models.Q(lease_until__isnull=False),
                name="work_running_is_leased",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"
