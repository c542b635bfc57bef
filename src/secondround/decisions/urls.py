"""The doors of decisions."""

from django.urls import path

from secondround.decisions.views import answers, endings, positions

app_name = "decisions"
urlpatterns = [
    path("positions/<uuid:uid>/decide/", endings.decide, name="decide"),
    path("positions/<uuid:uid>/close/", positions.close, name="close_position"),
    path("applications/<uuid:uid>/close/", endings.close_early, name="close_early"),
    path("applications/<uuid:uid>/answered/", endings.answered, name="answered"),
    path("applications/<uuid:uid>/answer/", answers.answer, name="answer"),
    path("applications/<uuid:uid>/answer/take-back/", answers.take_back, name="take_back_answer"),
    path("letters/<uuid:uid>/", answers.letter, name="letter"),
]
