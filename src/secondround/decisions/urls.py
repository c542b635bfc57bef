"""The doors of decisions."""

from django.urls import path

from secondround.decisions.views import (
    answers,
    debriefs,
    decisions,
    endings,
    feedback,
    mine,
    offers,
    positions,
    treatment,
    withdrawals,
)

app_name = "decisions"
ONE = "applications/<uuid:uid>"
urlpatterns = [
    path("positions/<uuid:uid>/decide/", endings.decide, name="decide"),
    path("positions/<uuid:uid>/close/", positions.close, name="close_position"),
    path("positions/<uuid:uid>/decider/", debriefs.decider, name="decider"),
    path("positions/<uuid:uid>/treatment/", treatment.treatment, name="treatment"),
    path(f"{ONE}/close/", endings.close_early, name="close_early"),
    path(f"{ONE}/answered/", endings.answered, name="answered"),
    path(f"{ONE}/answer/", answers.answer, name="answer"),
    path(f"{ONE}/answer/take-back/", answers.take_back, name="take_back_answer"),
    path("letters/<uuid:uid>/", answers.letter, name="letter"),
    path("letters/<uuid:uid>/again/", answers.send_again, name="letter_again"),
    path(f"{ONE}/debrief/", debriefs.debrief, name="debrief"),
    path(f"{ONE}/debrief/open/", debriefs.open_, name="open_debrief"),
    path(f"{ONE}/debrief/enter/", debriefs.enter, name="enter_debrief"),
    path(f"{ONE}/debrief/live/", debriefs.live, name="debrief_live"),
    path(f"{ONE}/debrief/view/", debriefs.say, name="speak"),
    path(f"{ONE}/debrief/order/", debriefs.order, name="order_debrief"),
    path(f"{ONE}/decision/", decisions.decide_finally, name="decide_finally"),
    path(f"{ONE}/offer/", offers.offer, name="offer"),
    path(f"{ONE}/offer/approve/", offers.approve, name="approve_offer"),
    path(f"{ONE}/offer/send/", offers.send, name="send_offer"),
    path(f"{ONE}/offer/extend/", offers.extend, name="extend_offer"),
    path(f"{ONE}/offer/back/", offers.take_back, name="take_back_offer"),
    path(f"{ONE}/offer/answered/", offers.note_answer, name="note_offer_answer"),
    path(f"{ONE}/offer/pdf/", offers.offer_pdf, name="offer_pdf"),
    path(f"{ONE}/feedback/", feedback.feedback, name="feedback"),
    path(f"{ONE}/feedback/check/", feedback.check, name="check_feedback"),
    path(f"{ONE}/withdrawal/", withdrawals.withdrawal, name="withdrawal"),
    path(f"{ONE}/withdrawal/undo/", withdrawals.undo, name="undo_withdrawal"),
    path(f"{ONE}/treatment/", treatment.note, name="note_treatment"),
    path("mine/applications/<uuid:uid>/offer/", mine.my_offer, name="my_offer"),
    path("mine/applications/<uuid:uid>/offer/accept/", mine.my_offer_accept, name="my_offer_accept"),
    path("mine/applications/<uuid:uid>/offer/decline/", mine.my_offer_decline, name="my_offer_decline"),
    path("mine/applications/<uuid:uid>/offer/pdf/", mine.my_offer_pdf, name="my_offer_pdf"),
    path("mine/applications/<uuid:uid>/withdrawal/", mine.my_withdrawal, name="my_withdrawal"),
    path("mine/applications/<uuid:uid>/withdrawal/undo/", mine.my_withdrawal_undo, name="my_withdrawal_undo"),
]
