"""Doors of people: the way in, one's own account, and for administrators everybody's."""

from typing import Any
from uuid import UUID

from allauth.account.forms import LoginForm
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from secondround.people import access, actions, forms
from secondround.people.actions import LinkRefused, PersonRefused, RightRefused
from secondround.people.models import User
from secondround.people.queries import standings
from secondround.people.signin import signed_in

FORM_METHODS = ["GET", "HEAD", "POST"]


def refusal_words(code: str) -> str:
    """Why an act was refused, in a sentence."""
    return {
        "email_taken": _("Somebody with this e-mail was invited before. You find them in the list of people."),
        "name_wanted": _("Type the person's name."),
        "not_oneself": _("Nobody closes their own account. Ask another administrator."),
        "last_administrator": _("This is the last administrator. Make somebody else one first."),
        "not_active": _("This account is closed."),
        "comes_later": _("This right has no doors yet."),
        "not_held": _("This right had ended already."),
    }.get(code, _("That cannot be done."))


@sensitive_post_parameters("password", "again")
@never_cache
@require_http_methods(FORM_METHODS)
def welcome(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows what the link is for and changes nothing; mail scanners follow links. POST spends it."""
    now = timezone.now()
    try:
        link = actions.find_welcome(token=token, at=now)
    except LinkRefused:
        return render(request, "people/welcome_ended.html", status=404)
    form = forms.WelcomeForm(request.POST or None, user=link.user)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            user = actions.spend_welcome(
                token=token,
                password=typed["password"],
                at=now,
                name=typed.get("name", ""),
                email=typed.get("email", ""),
            )
        except LinkRefused:  # somebody else spent it between the look and the act
            return render(request, "people/welcome_ended.html", status=404)
        return _sign_in(request, user, typed["password"])
    context = {"form": form, "person": link.user, "password_help": forms.PASSWORD_HELP}
    return render(request, "people/welcome.html", context, status=422 if form.errors else 200)


def _sign_in(request: HttpRequest, user: User, password: str) -> HttpResponse:
    """Through the same door as everybody: whoever has a second factor is asked for it."""
    form = LoginForm({"login": user.email, "password": password}, request=request)
    if not form.is_valid():
        return redirect("account_login")
    response: HttpResponse = form.login(request)
    return response


@require_http_methods(FORM_METHODS)
def me(request: HttpRequest) -> HttpResponse:
    """One's own account."""
    user, now = signed_in(request), timezone.now()
    fields = ("name", "pronounced", "title", "zone", "language")
    form = forms.MeForm(request.POST or None, initial={name: getattr(user, name) for name in fields})
    if request.method == "POST" and form.is_valid():
        actions.describe_person(by=user, at=now, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("people:me")
    context = {"form": form, "standing": standings([user], now)[0], "right_words": forms.RIGHT_WORDS}
    return render(request, "people/me.html", context, status=422 if form.errors else 200)


@require_POST
def sign_out_elsewhere(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    ended = actions.sign_out_elsewhere(by=user, at=timezone.now(), keep=request.session.session_key or "")
    said = ngettext(
        "You are signed out of one other browser.", "You are signed out of %(number)s other browsers.", ended
    )
    messages.success(request, said % {"number": ended} if ended else _("You were signed in nowhere else."))
    return redirect("people:me")


@require_http_methods(FORM_METHODS)
def invite(request: HttpRequest) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    access.require(user, now, "person.invite")
    form = forms.InviteForm(
        request.POST or None, initial={"email": request.GET.get("email", ""), "name": request.GET.get("name", "")}
    )
    if request.method == "POST" and form.is_valid():
        try:
            invitation = actions.invite(by=user, at=now, **form.cleaned_data)
        except PersonRefused as refused:
            form.add_error("email", refusal_words(str(refused)))
        else:
            return _invited(request, invitation)
    context = {
        "form": form,
        "grantable": forms.GRANTABLE,
        "right_words": forms.RIGHT_WORDS,
        "by_letter": actions.sends_letters(),
    }
    return render(request, "people/invite.html", context, status=422 if form.errors else 200)


def _invited(request: HttpRequest, invitation: actions.Invitation) -> HttpResponse:
    if invitation.link:  # shown once, to its sender, because nothing here can carry a letter
        return render(request, "people/link.html", {"person": invitation.user, "link": invitation.link})
    messages.success(request, _("A letter is on its way to %(name)s.") % {"name": invitation.user.name})
    return redirect("people:person", invitation.user.uid)


def _person(request: HttpRequest, uid: UUID) -> tuple[User, User]:
    """The administrator who asks, and the person asked about."""
    user = signed_in(request)
    access.require(user, timezone.now(), "person.invite")
    return user, get_object_or_404(User, uid=uid)


@require_safe
def person(request: HttpRequest, uid: UUID) -> HttpResponse:
    user, about = _person(request, uid)
    now = timezone.now()
    standing = standings([about], now)[0]
    held = {right.kind for right in standing.rights}
    context = {
        "standing": standing,
        "person": about,
        "right_words": forms.RIGHT_WORDS,
        "to_give": [(kind, label) for kind, label in forms.GRANTABLE if kind not in held],
        "may_rights": access.may_change_rights(user, about, now),
        "is_oneself": about == user,
    }
    return render(request, "people/person.html", context)


def _change(request: HttpRequest, uid: UUID, change: Any, said: str) -> HttpResponse:
    """One act of an administrator on a person; a refusal is said, not hidden, unless the person may not act at all."""
    user, about = _person(request, uid)
    try:
        change(by=user, at=timezone.now(), user=about)
    except access.Refused as refused:
        raise Http404 from refused
    except (LinkRefused, PersonRefused, RightRefused) as refused:
        messages.error(request, refusal_words(str(refused)))
    else:
        messages.success(request, said % {"name": about.name})
    return redirect("people:person", about.uid)


@require_POST
def grant(request: HttpRequest, uid: UUID) -> HttpResponse:
    form = forms.RightForm(request.POST)
    if not form.is_valid():
        raise Http404
    kind = form.cleaned_data["kind"]
    return _change(
        request, uid, lambda **who: actions.grant_right(kind=kind, **who), _("%(name)s has this right from now on.")
    )


@require_POST
def end_right(request: HttpRequest, uid: UUID) -> HttpResponse:
    form = forms.RightForm(request.POST)
    if not form.is_valid():
        raise Http404
    kind = form.cleaned_data["kind"]
    return _change(
        request, uid, lambda **who: actions.end_right(kind=kind, **who), _("%(name)s has this right no longer.")
    )


@require_POST
def new_link(request: HttpRequest, uid: UUID) -> HttpResponse:
    user, about = _person(request, uid)
    try:
        return _invited(request, actions.send_new_link(by=user, at=timezone.now(), user=about))
    except LinkRefused as refused:
        messages.error(request, refusal_words(str(refused)))
        return redirect("people:person", about.uid)


@require_POST
def revoke_link(request: HttpRequest, uid: UUID) -> HttpResponse:
    return _change(request, uid, actions.revoke_link, _("The link to %(name)s opens nothing any more."))


@require_POST
def correct_email(request: HttpRequest, uid: UUID) -> HttpResponse:
    form = forms.EmailForm(request.POST)
    if not form.is_valid():
        about = _person(request, uid)[1]
        messages.error(request, _("This is not an e-mail address. Nothing was changed."))
        return redirect("people:person", about.uid)
    email = form.cleaned_data["email"]
    return _change(
        request,
        uid,
        lambda **who: actions.correct_email(email=email, **who),
        _("%(name)s signs in with the new address from now on."),
    )


@require_POST
def forget_second_factor(request: HttpRequest, uid: UUID) -> HttpResponse:
    return _change(request, uid, actions.forget_second_factor, _("%(name)s sets up a new app at the next sign-in."))


@require_POST
def deactivate(request: HttpRequest, uid: UUID) -> HttpResponse:
    reason = request.POST.get("reason", "")[:300]
    return _change(
        request,
        uid,
        lambda **who: actions.deactivate(reason=reason, **who),
        _("The account of %(name)s is closed. What they wrote stays theirs."),
    )


@require_POST
def reactivate(request: HttpRequest, uid: UUID) -> HttpResponse:
    return _change(request, uid, actions.reactivate, _("The account of %(name)s is open again, without rights."))
