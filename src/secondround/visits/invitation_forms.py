"""What is typed about an invitation: by whoever invites, and by the candidate who answers."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from secondround.people.models import User
from secondround.people.queries import chosen_person
from secondround.visits.actions.invitations import NOTICE, InvitationGiven, Window
from secondround.visits.models import OfferedWindow

ROWS = 5


class InviteForm(forms.Form):
    """What the letter and the candidate's page say."""

    meaning = forms.CharField(max_length=2000, error_messages={"required": gettext_lazy("Say what this round is for.")})
    meets = forms.CharField(max_length=500, error_messages={"required": gettext_lazy("Say whom they will meet.")})
    answer_by = forms.DateField(error_messages={"required": gettext_lazy("Say by when you need the answer.")})
    decide_on = forms.DateField(error_messages={"required": gettext_lazy("Promise a day for the decision.")})
    contact = forms.CharField()
    tells_count = forms.BooleanField(required=False)

    def __init__(self, data: QueryDict | None = None, *, today: date, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.today = today

    def clean_contact(self) -> User:
        found = chosen_person(self.cleaned_data["contact"])
        if found is None:
            raise forms.ValidationError(_("Choose whom they may ask."))
        return found

    def clean_answer_by(self) -> date:
        day: date = self.cleaned_data["answer_by"]
        if day < self.today:
            raise forms.ValidationError(_("This day has passed."))
        return day

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if typed.get("answer_by") and typed.get("decide_on") and typed["decide_on"] < typed["answer_by"]:
            self.add_error("decide_on", _("The decision comes after the answer to the invitation."))
        return typed

    def given(self, invited: int) -> InvitationGiven:
        """What was typed, once it is valid; `invited`: how many there are, with this one."""
        typed = self.cleaned_data
        return InvitationGiven(
            meaning=typed["meaning"],
            meets=typed["meets"],
            answer_by=typed["answer_by"],
            decide_on=typed["decide_on"],
            contact=typed["contact"],
            invited_count=invited if typed["tells_count"] else None,
        )


class WindowsForm(forms.Form):
    """Up to five stretches of time on the candidate's own clocks: a day, from, to; empty rows are no windows."""

    words = forms.CharField(required=False, max_length=2000)

    def __init__(
        self, data: QueryDict | None, *, zone: ZoneInfo, now: datetime, kept: Sequence[OfferedWindow] = ()
    ) -> None:
        super().__init__(data)
        self.zone, self.now, self.kept = zone, now, kept
        self.windows: list[Window] = []

    def rows(self) -> list[dict[str, str]]:
        """What stands in the fields: what was typed, else what was offered before."""
        if self.is_bound:
            return [{part: self.data.get(f"{part}-{row}", "") for part in ("day", "from", "to")} for row in range(ROWS)]
        found = [
            {
                "day": one.from_at.astimezone(self.zone).date().isoformat(),
                "from": f"{one.from_at.astimezone(self.zone):%H:%M}",
                "to": f"{one.to_at.astimezone(self.zone):%H:%M}",
            }
            for one in self.kept[:ROWS]
        ]
        return found + [{"day": "", "from": "", "to": ""}] * (ROWS - len(found))

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        for number, row in enumerate(self.rows(), start=1):
            if any(row.values()):
                self._read(number, row)
        return typed

    def _read(self, number: int, row: dict[str, str]) -> None:
        try:
            day = date.fromisoformat(row["day"].strip())
            start, end = (time.fromisoformat(row[part].strip()) for part in ("from", "to"))
        except ValueError:
            self.add_error(None, _("Row %(number)s: give a day, from when and until when.") % {"number": number})
            return
        begin, over = (datetime.combine(day, hour, self.zone).astimezone(UTC) for hour in (start, end))
        if over <= begin:
            self.add_error(None, _("Row %(number)s ends before it begins.") % {"number": number})
        elif begin < self.now + NOTICE:
            self.add_error(
                None, _("Row %(number)s is less than a day away; we need that long to plan.") % {"number": number}
            )
        else:
            self.windows.append(Window(begin, over))


class TopicForm(forms.Form):
    text = forms.CharField(max_length=500, error_messages={"required": gettext_lazy("Word the topic.")})
    follow_up = forms.UUIDField(required=False)
