"""The firm's history of ratings, fitted anew at night."""

import json
from dataclasses import astuple
from datetime import datetime
from hashlib import sha256

from secondround.audit.actions import Machine, record, turn
from secondround.interviews.models import AssessorLeaning, RatingHistory
from secondround.interviews.queries import past_cards
from secondround.measurement import MODEL_VERSION, rounded
from secondround.measurement.history import history_of


def fit_history(*, by: Machine, at: datetime) -> RatingHistory | None:
    """A new version, where closed positions say something else than they did; None where they do not, or say too little."""
    cards = past_cards(at)
    body = json.dumps([MODEL_VERSION, [astuple(one) for one in cards]], separators=(",", ":"))
    digest = sha256(body.encode()).hexdigest()
    newest = RatingHistory.objects.first()
    if newest is not None and newest.inputs_sha256 == digest:
        return None
    found = history_of(cards)
    if found is None:
        return None
    with turn():
        newest = RatingHistory.objects.first()
        made = RatingHistory.objects.create(
            version=newest.version + 1 if newest else 1,
            candidate_sd=rounded(found.candidate),
            assessor_sd=rounded(found.assessor),
            error_sd=rounded(found.error),
            cards=len(cards),
            positions=len({one.position for one in cards}),
            inputs_sha256=digest,
            fitted_at=at,
        )
        AssessorLeaning.objects.bulk_create(
            AssessorLeaning(history=made, user_id=int(name), mean=rounded(one.mean), sd=rounded(one.sd))
            for name, one in found.leanings.items()
        )
        record(
            by=by,
            at=at,
            act="interviews.fit_history",
            about={"history": made.pk},
            text={"version": made.version, "cards": made.cards, "positions": made.positions, "inputs": digest},
        )
    return made
