"""The doors of decisions."""

from django.urls import path

from secondround.decisions import views

app_name = "decisions"
urlpatterns = [
    path("positions/<uuid:uid>/decide/", views.decide, name="decide"),
    path("applications/<uuid:uid>/close/", views.close_early, name="close_early"),
    path("applications/<uuid:uid>/answered/", views.answered, name="answered"),
]
