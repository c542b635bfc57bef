"""The doors of the hand-off."""

from django.urls import path

from secondround.handoff.views import briefs, compare, links

app_name = "handoff"
urlpatterns = [
    path("positions/<uuid:uid>/compare/", compare.compare, name="compare"),
    path("positions/<uuid:uid>/compare.csv", compare.compare_csv, name="compare_csv"),
    path("positions/<uuid:uid>/compare/pair/", compare.pair, name="pair"),
    path("positions/<uuid:uid>/compare/what-if/", compare.what_if, name="what_if"),
    path("positions/<uuid:uid>/compare/<uuid:application>/", compare.made_of, name="made_of"),
    path("applications/<uuid:uid>/brief/", briefs.prepare, name="prepare"),
    path("applications/<uuid:uid>/readers/", briefs.name_reader, name="name_reader"),
    path("applications/<uuid:uid>/readers/<int:reader>/end/", briefs.end_reading, name="end_reader"),
    path("applications/<uuid:uid>/readers/<int:reader>/link/", briefs.mail_link, name="send_link"),
    path("applications/<uuid:uid>/links/<uuid:link>/end/", briefs.end_link, name="end_link"),
    path("briefs/<uuid:uid>/", briefs.brief, name="brief"),
    path("briefs/<uuid:uid>/print/", briefs.print_brief, name="print"),
    path("briefs/<uuid:uid>/pdf/", briefs.brief_pdf, name="pdf"),
    path("briefs/<uuid:uid>/margin/", briefs.save_margin, name="margin"),
    path("briefs/<uuid:uid>/numbers/", briefs.see_numbers, name="open_numbers"),
    path("briefs/<uuid:uid>/questions/", briefs.ask_own, name="ask_own"),
    path("briefs/<uuid:uid>/questions/<uuid:follow_up>/", briefs.change_question, name="change_question"),
    path("b/read/", links.linked_brief, name="linked_brief"),
    path("b/read/margin/", links.linked_margin, name="linked_margin"),
    path("b/read/pdf/", links.linked_pdf, name="linked_pdf"),
    path("b/read/close/", links.close_link, name="close_link"),
    path("b/<str:token>/", links.link, name="link"),
    path("b/<str:token>/code/", links.link_code, name="link_code"),
]
