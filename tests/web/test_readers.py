"""Who can see what, on the candidate's own page: by name whom they meet or have met, by role everybody else."""

from datetime import timedelta

import pytest
from tests.waiting import Waiting

from secondround.interviews.models import Interview
from secondround.web.readers import readers_of

pytestmark = pytest.mark.django_db
NORA, SAMI = ("Nora Wójcik", "an interviewer"), ("Sami Haddad", "the senior manager")
ROSA = ("Rosa Keller", "the recruiter")


def read_the_file(here):
    (found,) = [one for one in readers_of(here.world.cleo, here.at + timedelta(hours=1)) if "your papers" in one.what]
    return found.named, found.others


def test_whom_one_has_met_stands_by_name_once_the_day_is_over():
    here = Waiting()
    assert read_the_file(here) == ((NORA, SAMI, ROSA), ("an interviewer", "the hiring manager"))
    first = Interview.objects.filter(application=here.world.cleo, assignments__user=here.world.ines)
    first.update(is_told=True)  # a talk of the first round, of which she was told
    assert read_the_file(here) == ((("Ines Carvalho", "an interviewer"), NORA, SAMI, ROSA), ("the hiring manager",))
