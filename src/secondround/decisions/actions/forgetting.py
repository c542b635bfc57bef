"""What becomes of endings, decisions and offers when a person is forgotten: outcomes stay, words, terms and snapshots go."""

from collections.abc import Collection
from datetime import datetime

from secondround.audit.actions import About, record, turn
from secondround.decisions.models import (
    AnswerOwed,
    Closing,
    Debrief,
    DebriefView,
    Decision,
    Feedback,
    Offer,
    OfferApproval,
    TreatmentNote,
    Withdrawal,
)
from secondround.people.models import User

FORGOTTEN = "forgotten"


def forget_endings(*, by: User, at: datetime, applications: Collection[int]) -> About:
    """Part of an erasure that two people asked for; says under which ids the record speaks of what was forgotten.

    An answer that was still owed is owed to nobody any more.
    """
    with turn():
        of = {"application__in": applications}
        debriefs, offers = Debrief.objects.filter(**of), Offer.objects.filter(**of)
        told: About = {
            "debrief": list(debriefs.values_list("pk", flat=True)),
            "decision": list(Decision.objects.filter(**of).values_list("pk", flat=True)),
            "offer": list(offers.values_list("pk", flat=True)),
            "owed": list(AnswerOwed.objects.filter(**of).values_list("pk", flat=True)),
            "closing": list(Closing.objects.filter(**of).values_list("pk", flat=True)),
        }
        DebriefView.objects.filter(debrief__in=debriefs).update(words="")
        debriefs.update(body="")
        Decision.objects.filter(**of).update(override_words="", dissent="", figures={})
        OfferApproval.objects.filter(offer__in=offers).update(words="")
        offers.update(terms={}, answer_words="")
        Feedback.objects.filter(**of).delete()
        Withdrawal.objects.filter(**of).update(words="")
        TreatmentNote.objects.filter(**of).update(words="")
        Closing.objects.filter(**of).update(figures={})
        AnswerOwed.objects.filter(**of).update(answered_how=FORGOTTEN, letter=None)
        AnswerOwed.objects.filter(**of, answered_at=None).update(answered_at=at)
        record(by=by, at=at, act="decisions.forget_endings", about={"applications": sorted(applications)})
    return told
