"""The candidate's doors of preparation."""

from django.urls import path

from secondround.preparation import views

app_name = "preparation"
urlpatterns = [
    path("mine/applications/<uuid:uid>/people/", views.my_people, name="my_people"),
    path("mine/applications/<uuid:uid>/people/<uuid:person>/", views.my_jotting, name="my_jotting"),
    path("mine/applications/<uuid:uid>/people/<uuid:person>/thanks/", views.my_thanks, name="my_thanks"),
]
