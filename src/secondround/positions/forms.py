"""What people type about positions, parsed and checked."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from secondround.people.forms import ZONES, DaysField
from secondround.people.models import User
from secondround.people.queries import chosen_person
from secondround.positions.actions import KitGiven, SiteGiven
from secondround.positions.blueprints import Blueprint, templates
from secondround.positions.library import ANCHORED, Attribute, Question
from secondround.positions.models import Competency, Pool, Position, Scale, Site, TeamRole

TEAM_ROLES = (
    (TeamRole.RECRUITER.value, gettext_lazy("Recruiter")),
    (TeamRole.HIRING_MANAGER.value, gettext_lazy("Hiring manager")),
    (TeamRole.SENIOR_READER.value, gettext_lazy("Senior reader")),
)


class AboutForm(forms.Form):
    """A position's title, place, counts, and what applicants and interviewers read about it."""

    title = forms.CharField(max_length=200, error_messages={"required": gettext_lazy("Give the position a title.")})
    department = forms.CharField(max_length=200, required=False)
    place = forms.CharField(max_length=200, required=False)
    terms = forms.CharField(max_length=200, required=False)
    about = forms.CharField(max_length=5000, required=False)
    duties = forms.CharField(max_length=5000, required=False)
    openings = forms.IntegerField(min_value=1, max_value=500)
    choose = forms.IntegerField(min_value=1, max_value=500)

    def clean_duties(self) -> list[str]:
        """One a line."""
        return [" ".join(line.split()) for line in self.cleaned_data["duties"].splitlines() if line.strip()]


class OpenForm(forms.Form):
    """What opening a position needs: the rest of it is said later."""

    title = forms.CharField(max_length=200, error_messages={"required": gettext_lazy("Give the position a title.")})
    department = forms.CharField(max_length=200, required=False)
    place = forms.CharField(max_length=200, required=False)
    openings = forms.IntegerField(min_value=1, max_value=500)
    begin = forms.ChoiceField(required=False)

    def __init__(self, like: Sequence[Position], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        begin: Any = self.fields["begin"]
        begin.choices = [
            *((one.key, one.name) for one in templates()),
            *((str(one.uid), one.title) for one in like),
            ("", _("nothing")),
        ]

    def described(self, blueprint: Blueprint) -> dict[str, Any]:
        """What was typed; as many go on to the second round as the blueprint says, never fewer than there are openings."""
        given = {name: self.cleaned_data[name] for name in ("title", "department", "place", "openings")}
        return given | {"choose": max(blueprint.choose, given["openings"])}


def pool_options() -> list[tuple[str, str]]:
    """Who may hold an interview: anybody, or one of the pools."""
    return [("", _("anybody")), *((str(one.uid), one.name) for one in Pool.objects.all())]


class KitForm(forms.Form):
    """An interview of the plan."""

    name = forms.CharField(max_length=100, error_messages={"required": gettext_lazy("Give it a name.")})
    minutes = forms.IntegerField(min_value=5, max_value=480)
    pool = forms.CharField(required=False)
    is_assessed = forms.BooleanField(required=False)
    advice = forms.CharField(required=False, max_length=2000)

    def __init__(self, position: Position, data: QueryDict | None, *, initial: Mapping[str, Any]) -> None:
        super().__init__(data, initial=dict(initial))
        self.judged = list(position.competencies.all())

    def chosen_focus(self) -> list[str]:
        """Outward ids of the competencies that are ticked."""
        if isinstance(self.data, QueryDict):
            return self.data.getlist("focus")
        found: list[str] = self.initial.get("focus", [])
        return found

    def clean_pool(self) -> Pool | None:
        chosen = self.cleaned_data["pool"]
        found = next((one for one in Pool.objects.all() if str(one.uid) == chosen), None)
        if chosen and found is None:
            raise forms.ValidationError(_("Choose from the list."))
        return found

    def given(self) -> KitGiven:
        """What was typed, once it is valid."""
        said, chosen = self.cleaned_data, self.chosen_focus()
        focus = [one for one in self.judged if str(one.uid) in chosen]
        return KitGiven(said["name"], said["minutes"], focus, said["is_assessed"], said["pool"], said["advice"])


class SiteForm(forms.Form):
    """A place where people are met."""

    name = forms.CharField(max_length=100, error_messages={"required": gettext_lazy("Give it a name.")})
    zone = forms.ChoiceField(choices=[(name, name.replace("_", " ")) for name in ZONES])
    address = forms.CharField(max_length=2000, required=False)
    days_off = DaysField()

    @staticmethod
    def initial_of(site: Site) -> dict[str, str]:
        days = DaysField.shown(site.days_off)
        return {"name": site.name, "zone": site.zone, "address": site.address, "days_off": days}

    def given(self) -> SiteGiven:
        said = self.cleaned_data
        return SiteGiven(said["name"], said["zone"], said["address"], said["days_off"])


class RoomForm(forms.Form):
    """A room of a site."""

    room = forms.CharField(max_length=100, error_messages={"required": gettext_lazy("Give the room a name.")})
    seats = forms.IntegerField(required=False, min_value=1, max_value=1000)


class PublishForm(forms.Form):
    """The three things that publishing asks for."""

    organisation = forms.CharField(max_length=200, error_messages={"required": gettext_lazy("Name the organisation.")})
    contact_name = forms.CharField(max_length=200, error_messages={"required": gettext_lazy("Name somebody to ask.")})
    contact_email = forms.EmailField(max_length=254, error_messages={"required": gettext_lazy("Type their e-mail.")})
    retention_months = forms.IntegerField(min_value=1, max_value=120)


DAY_WANTED = gettext_lazy("Write the day as 2026-12-04.")


class TeamForm(forms.Form):
    """Somebody named for a role."""

    person = forms.CharField(error_messages={"required": gettext_lazy("Choose a person.")})
    role = forms.ChoiceField(choices=TEAM_ROLES)
    from_on = forms.DateField(required=False, error_messages={"invalid": DAY_WANTED})
    to_on = forms.DateField(required=False, error_messages={"invalid": DAY_WANTED})

    def __init__(self, data: QueryDict | None, *, now: datetime, zone: ZoneInfo) -> None:
        super().__init__(data)
        self.now, self.zone = now, zone

    def clean(self) -> dict[str, Any]:
        """`from_at` and `to_at`: from today on is from now on; the last day is over at midnight on `zone`'s clocks."""
        cleaned = super().clean() or {}
        today, first, last = self.now.astimezone(self.zone).date(), cleaned.get("from_on"), cleaned.get("to_on")
        if first is not None and first < today:
            self.add_error("from_on", _("This day is over. Leave it empty for today."))
        if last is not None and last < (first or today):
            self.add_error("to_on", _("The last day lies before the first."))
        ahead = first is not None and first > today
        cleaned["from_at"] = datetime.combine(first, time(0), self.zone) if first and ahead else self.now
        cleaned["to_at"] = datetime.combine(last + timedelta(days=1), time(0), self.zone) if last else None
        return cleaned

    def clean_person(self) -> User:
        user = chosen_person(self.cleaned_data["person"])
        if user is None:
            raise forms.ValidationError(_("Choose a person."))
        return user


class WeightsForm(forms.Form):
    """One weight per competency, and why."""

    reason = forms.CharField(
        max_length=1000, error_messages={"required": gettext_lazy("Say in a sentence why the weights are so.")}
    )

    def __init__(self, competencies: list[Competency], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in competencies:
            self.fields[f"weight-{one.uid}"] = forms.FloatField(
                min_value=0,
                max_value=1000,
                localize=True,
                error_messages={
                    "required": _("%(name)s wants a number, 0 where it does not count.") % {"name": one.name},
                    "invalid": _("%(name)s wants a number such as 2 or 1.5.") % {"name": one.name},
                    "min_value": _("%(name)s cannot weigh less than 0.") % {"name": one.name},
                },
            )
        self.competencies = competencies

    def weights(self) -> dict[str, float]:
        return {str(one.pk): self.cleaned_data[f"weight-{one.uid}"] for one in self.competencies}


class MappingForm(forms.Form):
    """Which library attribute each competency is; empty where it is none."""

    def __init__(self, position: Position, competencies: list[Competency], attributes: Mapping[str, Attribute],
                 *args: Any, **kwargs: Any) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.competencies = competencies
        choices = [("", _("none of the library's"))] + [(key, one.name) for key, one in attributes.items()]
        for one in competencies:
            self.fields[f"attribute-{one.uid}"] = forms.ChoiceField(choices=choices, required=False)

    def changes(self) -> list[tuple[Competency, str]]:
        given = [(one, self.cleaned_data[f"attribute-{one.uid}"]) for one in self.competencies]
        return [(one, attribute) for one, attribute in given if attribute != one.attribute]


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class AnchorsForm(forms.Form):
    """What a competency is and what its levels look like. Lists are one entry a line; the lines of the three levels run in parallel."""

    definition = forms.CharField(
        max_length=1000, error_messages={"required": gettext_lazy("Say in a sentence what it is.")}
    )
    anchor_1 = forms.CharField(max_length=4000, error_messages={"required": gettext_lazy("Say what a 1 looks like.")})
    anchor_3 = forms.CharField(max_length=4000, error_messages={"required": gettext_lazy("Say what a 3 looks like.")})
    anchor_5 = forms.CharField(max_length=4000, error_messages={"required": gettext_lazy("Say what a 5 looks like.")})
    reason = forms.CharField(max_length=1000, error_messages={"required": gettext_lazy("Say in a sentence why.")})

    @staticmethod
    def initial_of_scale(scale: Scale | None) -> dict[str, str]:
        if scale is None:
            return {}
        anchors = {f"anchor_{level}": "\n".join(lines) for level, lines in scale.anchors.items()}
        return {"definition": scale.definition, **anchors}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        lengths = {len(_lines(cleaned.get(f"anchor_{level}", ""))) for level in ANCHORED}
        if len(lengths) > 1 and not self.errors:
            raise forms.ValidationError(
                _("The three levels want the same number of lines: the first line of each is about the same thing.")
            )
        return cleaned

    def anchors(self) -> dict[str, list[str]]:
        return {level: _lines(self.cleaned_data[f"anchor_{level}"]) for level in ANCHORED}


class AttributeForm(AnchorsForm):
    """A position's own wording of an attribute of the library."""

    name = forms.CharField(max_length=120)
    thin = forms.CharField(max_length=500, required=False)
    unclear = forms.CharField(max_length=500, required=False)
    conflict = forms.CharField(max_length=500, required=False)

    @staticmethod
    def initial_of(one: Attribute) -> dict[str, str]:
        prompts = {prompt.when: prompt.ask for prompt in one.prompts}
        return {
            "name": one.name,
            "definition": one.definition,
            **{f"anchor_{level}": "\n".join(lines) for level, lines in one.anchors.items()},
            **{when: prompts.get(when, "") for when in ("thin", "unclear", "conflict")},
        }

    def body(self, base: Attribute) -> dict[str, Any]:
        """The library's form of an attribute, with these words."""
        said = self.cleaned_data
        return {
            "id": base.id,
            "name": said["name"],
            "definition": said["definition"],
            "not_this": base.not_this,
            "boundary": base.boundary,
            "indicators": list(base.indicators),
            "anchors": self.anchors(),
            "elaboration_prompts": [
                {"when": when, "ask": said[when]} for when in ("thin", "unclear", "conflict") if said[when].strip()
            ],
        }


class QuestionForm(forms.Form):
    """A position's own wording of a question, or a question of its own."""

    ask = forms.CharField(max_length=1000)
    listen_for = forms.CharField(max_length=1000, required=False)
    follow_ups = forms.CharField(max_length=2000, required=False)
    minutes = forms.IntegerField(min_value=1, max_value=60)
    reason = forms.CharField(max_length=1000)

    @staticmethod
    def initial_of(one: Question) -> dict[str, str | int]:
        return {
            "ask": one.ask,
            "listen_for": one.listen_for,
            "follow_ups": "\n".join(one.follow_ups),
            "minutes": one.minutes,
        }

    def body(self, base: Question) -> dict[str, Any]:
        said = self.cleaned_data
        return {
            "id": base.id,
            "attribute": base.attribute,
            "type": base.type,
            "ask": said["ask"],
            "listen_for": said["listen_for"],
            "follow_ups": _lines(said["follow_ups"]),
            "prepare": base.prepare,
            "care": base.care,
            "minutes": said["minutes"],
            "best_with": base.best_with,
        }
