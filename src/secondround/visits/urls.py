"""The doors of visits."""

from django.urls import path

from secondround.visits.views import (
    days,
    happening,
    invitations,
    itineraries,
    mine,
    moving,
    my_invitation,
    sessions,
    topics,
)

app_name = "visits"
urlpatterns = [
    path("applications/<uuid:uid>/day/", days.plan, name="plan"),
    path("visits/<uuid:uid>/", days.day, name="day"),
    path("visits/<uuid:uid>/frame/", days.frame, name="frame"),
    path("visits/<uuid:uid>/sessions/", sessions.add_session, name="add_session"),
    path("visits/<uuid:uid>/sessions/<uuid:session>/", sessions.session, name="session"),
    path("visits/<uuid:uid>/sessions/<uuid:session>/move/", moving.move, name="move"),
    path("visits/<uuid:uid>/send/", days.send, name="send"),
    path("visits/<uuid:uid>/cancel/", days.cancel, name="cancel"),
    path("visits/<uuid:uid>/itinerary/", itineraries.itinerary, name="itinerary"),
    path("visits/<uuid:uid>/itinerary.ics", itineraries.calendar, name="calendar"),
    path("visits/<uuid:uid>/happening/", happening.happening, name="happening"),
    path("applications/<uuid:uid>/invitation/", invitations.invite_page, name="invite"),
    path("applications/<uuid:uid>/invitation/take-back/", invitations.take_back, name="take_back_invitation"),
    path("applications/<uuid:uid>/invitation/arranged/", invitations.arrange_page, name="arrange"),
    path("applications/<uuid:uid>/topics/", topics.topics, name="topics"),
    path("applications/<uuid:uid>/topics/publish/", topics.publish, name="publish_topics"),
    path("applications/<uuid:uid>/topics/<uuid:topic>/drop/", topics.drop, name="drop_topic"),
    path("mine/applications/<uuid:uid>/invitation/", my_invitation.my_invitation, name="my_invitation"),
    path("mine/applications/<uuid:uid>/invitation/decline/", my_invitation.my_decline, name="my_decline"),
    path(
        "mine/applications/<uuid:uid>/invitation/decline/undo/", my_invitation.my_decline_undo, name="my_decline_undo"
    ),
    path("mine/applications/<uuid:uid>/help/", my_invitation.my_help, name="my_help"),
    path("mine/applications/<uuid:uid>/day/answer/", my_invitation.my_answer_to_day, name="my_answer_to_day"),
    path("mine/applications/<uuid:uid>/topics/", my_invitation.my_topics, name="my_topics"),
    path("mine/applications/<uuid:uid>/day/", mine.my_day, name="my_day"),
    path("mine/applications/<uuid:uid>/day.ics", mine.my_calendar, name="my_calendar"),
]
