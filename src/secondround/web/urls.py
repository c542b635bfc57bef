"""The table of doors. A door that stands in no access test fails the build."""

from django.urls import include, path

from secondround.web import views

web = (
    [
        path("", views.today, name="today"),
        path("healthz", views.health, name="health"),
    ],
    "web",
)

urlpatterns = [
    path("", include(web)),
    path("account/", include("allauth.urls")),
]
