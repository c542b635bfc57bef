"""The doors of people, and of signing in. The directory needs positions and stands in `web`."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, re_path

from secondround.people import organisation_views, record_views, time_views, views

app_name = "people"
urlpatterns = [
    path("welcome/<str:token>/", views.welcome, name="welcome"),
    path("people/me/", views.me, name="me"),
    path("people/me/time/", time_views.own_time, name="own_time"),
    path("people/me/time/busy/", time_views.note_busy, name="note_busy"),
    path("people/me/time/busy/<uuid:uid>/", time_views.take_back_busy, name="take_back_busy"),
    path("people/me/sign-out-elsewhere/", views.sign_out_elsewhere, name="sign_out_elsewhere"),
    path("organisation/", organisation_views.organisation, name="organisation"),
    path("people/invite/", views.invite, name="invite"),
    path("people/<uuid:uid>/", views.person, name="person"),
    path("people/<uuid:uid>/rights/grant/", views.grant, name="grant"),
    path("people/<uuid:uid>/rights/end/", views.end_right, name="end_right"),
    path("people/<uuid:uid>/link/send/", views.new_link, name="new_link"),
    path("people/<uuid:uid>/link/revoke/", views.revoke_link, name="revoke_link"),
    path("people/<uuid:uid>/email/", views.correct_email, name="correct_email"),
    path("people/<uuid:uid>/second-factor/forget/", views.forget_second_factor, name="forget_second_factor"),
    path("people/<uuid:uid>/deactivate/", views.deactivate, name="deactivate"),
    path("people/<uuid:uid>/reactivate/", views.reactivate, name="reactivate"),
    path("record/", record_views.record, name="record"),
]


def closed(request: HttpRequest, **rest: str) -> HttpResponse:
    """A door that allauth knows and this product does not open; it keeps its name because allauth may look it up."""
    raise Http404


SIGN_IN_DOORS = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    path(
        "password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("2fa/", mfa.index, name="mfa_index"),
    path("2fa/authenticate/", mfa.authenticate, name="mfa_authenticate"),
    path("2fa/reauthenticate/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("2fa/totp/activate/", totp.activate_totp, name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("2fa/recovery-codes/generate/", recovery_codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("2fa/recovery-codes/download/", recovery_codes.download_recovery_codes, name="mfa_download_recovery_codes"),
]
CLOSED_DOORS = [
    path("signup/", closed, name="account_signup"),
    path("email/", closed, name="account_email"),
    path("confirm-email/", closed, name="account_email_verification_sent"),
    path("confirm-email/<str:key>/", closed, name="account_confirm_email"),
    path("password/set/", closed, name="account_set_password"),
    path("login/code/confirm/", closed, name="account_confirm_login_code"),
]
