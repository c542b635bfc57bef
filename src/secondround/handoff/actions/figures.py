"""What stored figures rest on, kept once however many figures rest on it. A page shows its hash and keeps nothing."""

from datetime import datetime

from secondround.audit.actions import record, turn
from secondround.handoff.models import FigureInputs
from secondround.measurement import Comparison
from secondround.people.models import User


def keep_inputs(*, by: User, at: datetime, comparison: Comparison) -> None:
    """Within the transaction of the act that stores figures of this comparison."""
    with turn():
        _kept, is_new = FigureInputs.objects.get_or_create(
            sha256=comparison.inputs_sha256,
            defaults={"model_version": comparison.model_version, "text": comparison.inputs, "kept_at": at},
        )
        if is_new:
            record(by=by, at=at, act="handoff.keep_inputs", about={}, text={"inputs": comparison.inputs_sha256})
