"""The table of doors. A door that stands in no access test fails the build."""

from django.urls import include, path

from secondround.candidates import urls as candidates
from secondround.decisions import urls as decisions
from secondround.handoff import urls as handoff
from secondround.interviews import urls as interviews
from secondround.people import urls as people
from secondround.positions import urls as positions
from secondround.preparation import urls as preparation
from secondround.visits import urls as visits
from secondround.web import (
    candidate_page,
    demo_pages,
    directory,
    letter_wording,
    outbox,
    privacy_pages,
    settings_page,
    unsent,
    views,
)

web = (
    [
        path("", views.today, name="today"),
        path("healthz", views.health, name="health"),
        path("persona/", demo_pages.personas, name="personas"),
        path("letters/", demo_pages.letters, name="letters"),
        path("unsent/", unsent.unsent, name="unsent"),
        path("settings/", settings_page.settings_page, name="settings"),
        path("letter-wording/", letter_wording.wordings, name="wordings"),
        path("letter-wording/<str:kind>/", letter_wording.word, name="word"),
        path("privacy/", privacy_pages.privacy, name="privacy"),
        path("privacy/<uuid:uid>/release/", privacy_pages.privacy_release, name="privacy_release"),
        path("privacy/<uuid:uid>/erase/", privacy_pages.privacy_erase, name="privacy_erase"),
        path("outbox/", outbox.outbox, name="outbox"),
        path("outbox/pause/", outbox.pause, name="pause_sending"),
        path("outbox/resume/", outbox.resume, name="resume_sending"),
        path("outbox/<uuid:uid>/again/", outbox.again, name="letter_again"),
        path("outbox/<uuid:uid>/back/", outbox.back, name="letter_back"),
    ],
    "web",
)

# A candidate's own pages that several rooms speak on.
own_pages = [
    path("mine/", candidate_page.my_page, name="my_page"),
    path("mine/unsent/", unsent.my_unsent, name="my_unsent"),
    path("mine/data/", candidate_page.my_data, name="my_data"),
    path("mine/keeper.js", candidate_page.my_keeper, name="my_keeper"),
    path("mine/data/copy/", candidate_page.my_copy, name="my_copy"),
    path("mine/<uuid:uid>/readers/", candidate_page.my_readers, name="my_readers"),
]

urlpatterns = [
    path("", include(web)),
    path("", include(([path("people/", directory.directory, name="list"), *people.urlpatterns], people.app_name))),
    path("", include((interviews.urlpatterns, interviews.app_name))),
    path("", include((positions.urlpatterns, positions.app_name))),
    path("", include((handoff.urlpatterns, handoff.app_name))),
    path("", include((visits.urlpatterns, visits.app_name))),
    path("", include((decisions.urlpatterns, decisions.app_name))),
    path("", include(([*own_pages, *candidates.urlpatterns], candidates.app_name))),
    path("", include((preparation.urlpatterns, preparation.app_name))),
    path("account/", include([*people.SIGN_IN_DOORS, *people.CLOSED_DOORS])),
]
