"""The table of doors. A door that stands in no access test fails the build."""

from django.urls import include, path

from secondround.people import urls as people
from secondround.web import demo_pages, directory, views

web = (
    [
        path("", views.today, name="today"),
        path("healthz", views.health, name="health"),
        path("persona/", demo_pages.personas, name="personas"),
        path("letters/", demo_pages.letters, name="letters"),
    ],
    "web",
)

urlpatterns = [
    path("", include(web)),
    path("", include(([path("people/", directory.directory, name="list"), *people.urlpatterns], people.app_name))),
    path("account/", include([*people.SIGN_IN_DOORS, *people.CLOSED_DOORS])),
]
