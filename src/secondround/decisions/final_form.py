"""The form of a decision: verdict, reason, dissent, and who answers by when."""

from collections.abc import Sequence
from datetime import date

from django.http import QueryDict
from django.utils.dateparse import parse_date

from secondround.candidates.models import Application
from secondround.decisions.actions import Final
from secondround.decisions.models import FinalVerdict
from secondround.handoff.actions.shortlist import ReasonGiven
from secondround.interviews.models import Scorecard
from secondround.people.models import User
from secondround.positions.models import Competency

CITED = "cite"


class FinalForm:
    """What was typed, and what is wrong with it: `errors` are pairs (field, code of `wording.REFUSED`)."""

    def __init__(
        self,
        application: Application,
        cards: Sequence[Scorecard],
        competencies: Sequence[Competency],
        people: Sequence[User],
        data: QueryDict,
    ) -> None:
        self.cards, self.competencies = cards, competencies
        self.people = {str(one.uid): one for one in people}
        verdict = data.get("verdict", "")
        self.verdict = verdict if verdict in FinalVerdict.values else ""
        self.words = data.get("words", "")[:10_000]
        self.override = data.get("override", "")[:5000]
        self.dissent = data.get("dissent", "")[:5000]
        self.named = frozenset(data.getlist("competency"))
        self.cites = frozenset(data.getlist(CITED))
        self.owner = data.get("owner", str(application.owner.uid) if application.owner else "")
        promised = application.answer_by.isoformat() if application.answer_by else ""
        self.answer_by = data.get("answer_by", promised)
        self.errors: list[tuple[str, str]] = []

    @property
    def day(self) -> date | None:
        try:
            return parse_date(self.answer_by)
        except ValueError:
            return None

    def is_valid(self) -> bool:
        """Whether it can be handed to the action, which asks the rest."""
        if not self.verdict:
            self.errors.append(("verdict", "no_verdict"))
        if self.owner not in self.people:
            self.errors.append(("owner", "owner"))
        if self.day is None:
            self.errors.append(("answer_by", "no_date"))
        return not self.errors

    def final(self) -> Final:
        """What is recorded. Call it on a valid form."""
        if self.day is None:
            raise ValueError(self.answer_by)
        notes = [note for card in self.cards for note in card.notes.all() if f"note:{note.uid}" in self.cites]
        return Final(
            verdict=FinalVerdict(self.verdict),
            reason=ReasonGiven(
                text=self.words,
                competencies=[one for one in self.competencies if str(one.uid) in self.named],
                notes=notes,
                scorecards=[card for card in self.cards if f"card:{card.uid}" in self.cites],
            ),
            owner=self.people[self.owner],
            answer_by=self.day,
            override_words=self.override,
            dissent=self.dissent,
        )
