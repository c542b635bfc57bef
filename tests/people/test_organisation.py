"""What an administrator says for everybody."""

import pytest
from django.urls import reverse

from secondround.audit.models import AuditEntry
from secondround.people.models import Organisation
from tests.cast import cast, signed_in

pytestmark = pytest.mark.django_db
TYPED = {
    "name": "Delta Works", "zone": "Europe/Amsterdam", "about": "We keep the water out.", "daily_limit": "2", "weekly_limit": "5",
    "days_off": "2026-12-25\n2026-12-24", "contact_name": "Rosa", "contact_email": "rosa@delta.example", "retention_months": "6",
    "privacy_notice": "", "from-1": "08:00", "to-1": "12:00", "from-3": "13:00", "to-3": "18:00",
}  # fmt: skip


def test_holds_for_everybody_and_is_recorded():
    world = cast()
    client = signed_in(world.ada)
    assert client.post(reverse("people:organisation"), TYPED).status_code == 302
    of = Organisation.objects.get()
    assert (of.name, of.zone, of.daily_limit, of.weekly_limit) == ("Delta Works", "Europe/Amsterdam", 2, 5)
    assert of.hours == {"1": ["08:00", "12:00"], "3": ["13:00", "18:00"]}
    assert of.days_off == ["2026-12-24", "2026-12-25"]
    assert AuditEntry.objects.filter(act="people.describe_organisation").count() == 1
    page = client.get(reverse("people:organisation")).content.decode()
    assert "We keep the water out." in page and "2026-12-24\n2026-12-25" in page


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": " "}, "Name the organisation."),
        ({"from-1": "18:00"}, "A day ends after it begins."),
        ({"daily_limit": "9"}, "at least as many in a week"),
        ({"days_off": "24 December"}, "Line 1, “24 December”"),
        ({"zone": "Europe/Atlantis"}, "zone"),
        ({"to-1": ""}, "type both, or neither"),
    ],
)
def test_what_is_wrong_is_named_and_what_was_typed_stays(wrong, said):
    world = cast()
    before = Organisation.objects.values().first()
    answer = signed_in(world.ada).post(reverse("people:organisation"), TYPED | wrong)
    assert answer.status_code == 422 and said in answer.content.decode()
    assert "We keep the water out." in answer.content.decode()
    assert Organisation.objects.values().first() == before


def test_the_settings_page_leads_where_one_may_go():
    world = cast()
    leads = {
        who: signed_in(user).get(reverse("web:settings"))
        for who, user in (("A", world.ada), ("H", world.hugo), ("I", world.ines))
    }
    assert reverse("people:organisation") in leads["A"].content.decode()
    assert reverse("positions:pools") in leads["H"].content.decode()
    assert reverse("web:wordings") not in leads["H"].content.decode()
    assert leads["I"].status_code == 404
