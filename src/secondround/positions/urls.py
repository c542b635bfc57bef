"""The doors of positions. The list and a position's first page need candidacies and stand in `interviews`."""

from django.urls import path

from secondround.positions import views

app_name = "positions"
urlpatterns = [
    path("positions/open/", views.open_position, name="open"),
    path("positions/<uuid:uid>/about/", views.about, name="about"),
    path("positions/<uuid:uid>/team/", views.team, name="team"),
    path("positions/<uuid:uid>/team/<int:member>/end/", views.end_team, name="end_team"),
    path("positions/<uuid:uid>/weights/", views.weights, name="weights"),
    path("positions/<uuid:uid>/competencies/", views.competencies, name="competencies"),
    path("positions/<uuid:uid>/library/", views.own_library, name="own_library"),
    path("positions/<uuid:uid>/library/<slug:key>/", views.edit_attribute, name="edit_attribute"),
    path("positions/<uuid:uid>/library/<slug:attribute>/<slug:key>/", views.edit_question, name="edit_question"),
    path("library/", views.library_page, name="library"),
    path("library/never-ask/", views.never_ask_page, name="never_ask"),
    path("library/<slug:key>/", views.attribute_page, name="attribute"),
]
