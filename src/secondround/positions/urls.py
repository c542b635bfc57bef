"""The doors of positions. The list and a position's first page need candidacies and stand in `interviews`."""

from django.urls import path

from secondround.positions.views import competencies, library, plan, pools, publishing, sites
from secondround.positions.views import positions as views

app_name = "positions"
urlpatterns = [
    path("positions/open/", views.open_position, name="open"),
    path("positions/<uuid:uid>/about/", views.about, name="about"),
    path("positions/<uuid:uid>/team/", views.team, name="team"),
    path("positions/<uuid:uid>/team/<int:member>/end/", views.end_team, name="end_team"),
    path("positions/<uuid:uid>/competencies/", competencies.competencies, name="competencies"),
    path("positions/<uuid:uid>/competencies/add/", competencies.add_competency, name="add_competency"),
    path("positions/<uuid:uid>/competencies/<uuid:competency>/", competencies.competency, name="competency"),
    path(
        "positions/<uuid:uid>/competencies/<uuid:competency>/remove/",
        competencies.remove_competency,
        name="remove_competency",
    ),
    path("positions/<uuid:uid>/plan/", plan.plan, name="plan"),
    path("positions/<uuid:uid>/plan/rounds/", plan.add_round, name="add_round"),
    path("positions/<uuid:uid>/plan/rounds/<int:number>/name/", plan.rename_round, name="rename_round"),
    path("positions/<uuid:uid>/plan/rounds/<int:number>/new/", plan.make_kit, name="make_kit"),
    path("positions/<uuid:uid>/plan/<uuid:kit>/", plan.kit, name="kit"),
    path("positions/<uuid:uid>/plan/<uuid:kit>/retire/", plan.retire_kit, name="retire_kit"),
    path("positions/<uuid:uid>/plan/<uuid:kit>/questions/", plan.ask_in_kit, name="ask_in_kit"),
    path("positions/<uuid:uid>/plan/questions/<uuid:question>/", plan.change_question, name="change_question"),
    path("positions/<uuid:uid>/publish/", publishing.publish, name="publish"),
    path("positions/<uuid:uid>/state/", publishing.turn, name="turn"),
    path("positions/<uuid:uid>/library/", library.own_library, name="own_library"),
    path("positions/<uuid:uid>/library/<slug:key>/", library.edit_attribute, name="edit_attribute"),
    path("positions/<uuid:uid>/library/<slug:attribute>/<slug:key>/", library.edit_question, name="edit_question"),
    path("pools/", pools.pools, name="pools"),
    path("pools/<uuid:uid>/", pools.pool, name="pool"),
    path("pools/<uuid:uid>/join/", pools.join, name="join_pool"),
    path("pools/<uuid:uid>/leave/<int:member>/", pools.leave, name="leave_pool"),
    path("sites/", sites.sites, name="sites"),
    path("sites/<uuid:uid>/", sites.site, name="site"),
    path("sites/<uuid:uid>/rooms/", sites.add_room, name="add_room"),
    path("sites/<uuid:uid>/rooms/<int:room>/retire/", sites.retire_room, name="retire_room"),
    path("library/", library.library_page, name="library"),
    path("library/never-ask/", library.never_ask_page, name="never_ask"),
    path("library/<slug:key>/", library.attribute_page, name="attribute"),
]
