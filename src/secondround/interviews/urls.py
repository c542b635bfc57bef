"""The doors of interviews."""

from django.urls import path

from secondround.interviews.views import applications, arranged, imports, planning, positions, scorecards, weights

app_name = "interviews"
urlpatterns = [
    path("positions/", positions.positions, name="positions"),
    path("positions/<uuid:uid>/", positions.position, name="position"),
    path("positions/<uuid:uid>/weights/", weights.weights, name="weights"),
    path("applications/<uuid:uid>/", applications.application, name="application"),
    path("applications/<uuid:uid>/lines/", applications.write_lines, name="write_lines"),
    path("applications/<uuid:uid>/promise/", applications.promise, name="promise"),
    path("applications/<uuid:uid>/assign/", applications.assign_assessor, name="assign"),
    path("applications/<uuid:uid>/waive/<uuid:assignment>/", applications.waive, name="waive"),
    path("applications/<uuid:uid>/conflict/", applications.declare, name="conflict"),
    path("applications/<uuid:uid>/interview/", planning.plan, name="plan"),
    path("interviews/<uuid:uid>/", arranged.interview, name="interview"),
    path("interviews/<uuid:uid>/move/", planning.move, name="move"),
    path("interviews/<uuid:uid>/change/", arranged.change, name="change"),
    path("documents/<uuid:uid>/", applications.document, name="document"),
    path("scorecards/<uuid:uid>/", scorecards.scorecard, name="scorecard"),
    path("scorecards/<uuid:uid>/review/", scorecards.review, name="review"),
    path("scorecards/<uuid:uid>/amend/", scorecards.amend, name="amend"),
    path("scorecards/<uuid:uid>/step-back/", scorecards.step_back, name="step_back"),
    path("import/", imports.upload, name="import"),
    path("import/<uuid:uid>/", imports.preview, name="import_preview"),
]
