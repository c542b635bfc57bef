"""The doors of candidates: applying, a candidate's way in, entering, looking for people, the board, one person in two records."""

from django.urls import path

from secondround.candidates.views import (
    applying,
    board,
    correcting,
    door,
    entering,
    intake,
    jobs,
    merging,
    own,
    searching,
)

app_name = "candidates"
urlpatterns = [
    path("jobs/", jobs.jobs, name="jobs"),
    path("jobs/<uuid:uid>/", jobs.job, name="job"),
    path("jobs/<uuid:uid>/apply/", applying.apply, name="apply"),
    path("jobs/<uuid:uid>/applied/", applying.applied, name="applied"),
    path("mine/in/", door.door, name="door"),
    path("mine/in/code/", door.door_code, name="door_code"),
    path("mine/in/<str:token>/", door.door_link, name="door_link"),
    path("mine/out/", door.my_way_out, name="my_way_out"),
    path("mine/letters/", own.my_letters, name="my_letters"),
    path("mine/letters/<uuid:uid>/", own.my_letter, name="my_letter"),
    path("mine/papers/<uuid:uid>/", own.my_paper, name="my_paper"),
    path("mine/<uuid:uid>/papers/", own.my_papers, name="my_papers"),
    path("mine/lines/", own.my_lines, name="my_lines"),
    path("mine/clocks/", own.my_clocks, name="my_clocks"),
    path("mine/sessions/<uuid:uid>/end/", own.my_session_end, name="my_session_end"),
    path("mine/privacy/", own.my_privacy, name="my_privacy"),
    path("mine/privacy/<uuid:uid>/back/", own.my_privacy_back, name="my_privacy_back"),
    path("positions/<uuid:uid>/candidates/new/", entering.enter, name="enter"),
    path("positions/<uuid:uid>/board/", board.board, name="board"),
    path("applications/<uuid:uid>/move/", board.move, name="move"),
    path("applications/<uuid:uid>/tags/", intake.tags, name="tags"),
    path("applications/<uuid:uid>/source/", intake.source, name="source"),
    path("applications/<uuid:uid>/person/", correcting.correct, name="correct"),
    path("applications/<uuid:uid>/papers/", intake.papers, name="papers"),
    path("candidates/", searching.search, name="search"),
    path("candidates/change/", searching.change, name="change"),
    path("candidates/views/", searching.save, name="save_view"),
    path("candidates/views/<uuid:uid>/drop/", searching.drop, name="drop_view"),
    path("candidates/duplicates/", merging.duplicates, name="duplicates"),
    path("candidates/<uuid:kept>/merge/<uuid:gone>/", merging.merge, name="merge"),
    path("candidates/<uuid:one>/not/<uuid:other>/", merging.keep_apart, name="keep_apart"),
    path("candidates/merges/<uuid:uid>/undo/", merging.undo, name="undo_merge"),
]
