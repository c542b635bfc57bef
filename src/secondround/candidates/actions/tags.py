"""Words and searches that recruiters keep to find people again: tags, sources, saved views."""

from datetime import datetime

from secondround.audit.actions import record, turn
from secondround.candidates import access
from secondround.candidates.models import Application, ApplicationTag, SavedView
from secondround.candidates.rules import known_tag
from secondround.people import access as people_access
from secondround.people.models import User


def tag(*, by: User, at: datetime, application: Application, name: str) -> bool:
    """Put a word on an application; says whether it was new there."""
    access.check(by, application, at, "tag.write")
    word = known_tag(name)
    if not word:
        return False
    with turn():
        _made, is_new = ApplicationTag.objects.get_or_create(
            application=application, name=word, defaults={"made_by": by, "made_at": at}
        )
        if is_new:
            record(by=by, at=at, act="candidates.tag", about={"application": application.pk}, text={"tag": word})
    return is_new


def untag(*, by: User, at: datetime, application: Application, name: str) -> bool:
    """Take a word off again; says whether it was there."""
    access.check(by, application, at, "tag.write")
    word = known_tag(name)
    with turn():
        gone, _each = ApplicationTag.objects.filter(application=application, name=word).delete()
        if gone:
            record(by=by, at=at, act="candidates.untag", about={"application": application.pk}, text={"tag": word})
    return bool(gone)


def set_source(*, by: User, at: datetime, application: Application, source: str) -> None:
    """Where an application came from."""
    access.check(by, application, at, "tag.write")
    said = " ".join(source.split())[:60]
    with turn():
        Application.objects.filter(pk=application.pk).update(source=said)
        record(by=by, at=at, act="candidates.set_source", about={"application": application.pk}, text={"source": said})


def save_view(*, by: User, at: datetime, name: str, query: str) -> SavedView:
    """Keep a search under a name, for oneself alone; the same name again holds the newer search."""
    people_access.check(by, people_access.facts_about(by, at), "account.own")
    with turn():
        made, _is_new = SavedView.objects.update_or_create(
            user=by, name=" ".join(name.split())[:80], defaults={"query": query[:500], "made_at": at}
        )
        record(by=by, at=at, act="candidates.save_view", about={"view": made.pk}, text={"name": made.name})
    return made


def drop_view(*, by: User, at: datetime, view: SavedView) -> None:
    """Forget a search of one's own."""
    people_access.check(by, people_access.facts_about(by, at), "account.own")
    with turn():
        key = view.pk
        if SavedView.objects.filter(pk=key, user=by).delete()[0]:
            record(by=by, at=at, act="candidates.drop_view", about={"view": key}, text={"name": view.name})
