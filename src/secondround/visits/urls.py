"""The doors of visits."""

from django.urls import path

from secondround.visits.views import days, happening, itineraries, mine, sessions

app_name = "visits"
urlpatterns = [
    path("applications/<uuid:uid>/day/", days.plan, name="plan"),
    path("visits/<uuid:uid>/", days.day, name="day"),
    path("visits/<uuid:uid>/frame/", days.frame, name="frame"),
    path("visits/<uuid:uid>/sessions/", sessions.add_session, name="add_session"),
    path("visits/<uuid:uid>/sessions/<uuid:session>/", sessions.session, name="session"),
    path("visits/<uuid:uid>/send/", days.send, name="send"),
    path("visits/<uuid:uid>/cancel/", days.cancel, name="cancel"),
    path("visits/<uuid:uid>/itinerary/", itineraries.itinerary, name="itinerary"),
    path("visits/<uuid:uid>/itinerary.ics", itineraries.calendar, name="calendar"),
    path("visits/<uuid:uid>/happening/", happening.happening, name="happening"),
    path("mine/applications/<uuid:uid>/day/", mine.my_day, name="my_day"),
    path("mine/applications/<uuid:uid>/day.ics", mine.my_calendar, name="my_calendar"),
]
