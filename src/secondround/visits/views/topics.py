"""The senior reader's door to topics: chosen from the follow-ups, worded, published."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from secondround.candidates.models import Application
from secondround.handoff import access as handoff_access
from secondround.interviews.wording import with_blanks
from secondround.people.models import User
from secondround.people.signin import signed_in
from secondround.positions.care import touched
from secondround.visits.actions.topics import TopicRefused, choose_topic, drop_topic, publish_topics
from secondround.visits.invitation_forms import TopicForm
from secondround.visits.models import Topic
from secondround.visits.queries.topics import choosable_follow_ups, last_day_to_publish, standing_topics


def _why(refused: TopicRefused) -> str:
    about = {"about": refused.about}
    return {
        "blank": _("Put your own words where %(about)s stands: the candidate reads it as it is.") % about,
        "names": _("This names %(about)s, who judged. Say what it is about, not who noticed.") % about,
        "quotes": _("“%(about)s” stands so in a note. Say it in words of your own.") % about,
        "too_late": _("Topics are told two working days ahead; the last day was %(about)s. Move the day, or leave it.") % about,
        "none": _("There is nothing to publish."),
        "words_wanted": _("Word the topic."),
    }.get(refused.code, _("That cannot be done."))  # fmt: skip


def _page(
    request: HttpRequest,
    user: User,
    application: Application,
    problem: str = "",
    typed: str = "",
    about: UUID | None = None,
) -> HttpResponse:
    """`typed`: what was refused; it stands where it was typed, on the question `about` which it was or as one's own."""
    context = {
        "application": application,
        "touched": touched,
        "topics": list(standing_topics(application)),
        "follow_ups": [
            (one, typed if typed and one.uid == about else with_blanks(one.question))
            for one in choosable_follow_ups(application, user, timezone.now())
        ],
        "latest": last_day_to_publish(application),
        "problem": problem,
        "typed": "" if about else typed,
    }
    return render(request, "visits/topics.html", context, status=422 if problem else 200)


def _application(user: User, uid: UUID) -> Application:
    return handoff_access.get_application(user, uid, timezone.now(), "topics.publish")


@require_http_methods(["GET", "HEAD", "POST"])
def topics(request: HttpRequest, uid: UUID) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    application = _application(user, uid)
    if request.method != "POST":
        return _page(request, user, application)
    form = TopicForm(request.POST)
    typed = request.POST.get("text", "")
    if not form.is_valid():
        return _page(request, user, application, str(next(iter(form.errors.values()))[0]), typed)
    about = form.cleaned_data["follow_up"]
    follow_up = choosable_follow_ups(application, user, now).filter(uid=about).first()
    try:
        choose_topic(by=user, at=now, application=application, text=form.cleaned_data["text"], follow_up=follow_up)
    except TopicRefused as refused:
        return _page(request, user, application, _why(refused), typed, about)
    return redirect("visits:topics", uid=uid)


@require_POST
def drop(request: HttpRequest, uid: UUID, topic: UUID) -> HttpResponse:
    user = signed_in(request)
    application = _application(user, uid)
    found = Topic.objects.filter(application=application, uid=topic, withdrawn_at=None).first()
    if found is None:
        raise Http404
    drop_topic(by=user, at=timezone.now(), topic=found)
    return redirect("visits:topics", uid=uid)


@require_POST
def publish(request: HttpRequest, uid: UUID) -> HttpResponse:
    user = signed_in(request)
    application = _application(user, uid)
    try:
        publish_topics(by=user, at=timezone.now(), application=application)
        messages.success(request, _("Published. %(name)s has a letter.") % {"name": application.candidate.name})
    except TopicRefused as refused:
        messages.error(request, _why(refused))
    return redirect("visits:topics", uid=uid)
