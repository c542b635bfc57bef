"""A world that the real actions built once, put back as the rows that they left: the same people, ids and hashes, many times faster.

    @replayed
    def cast() -> Cast: ...

The first call in a run goes through the actions and notes which rows came, changed or went. A later call that begins where that one
began (by the hash of the last audited act, and under the same installation) makes the same difference to the tables. Anything else goes
through the actions again. What stands in a world are plain values and model objects; each call gets its own.
"""

import pickle
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any, TypeVar

from django.apps import apps
from django.conf import settings
from django.core.management.color import no_style
from django.db import connection, models

from secondround.audit.models import AuditEntry
from secondround.people.models import Organisation, User

Rows = dict[Any, tuple[Any, ...]]
R = TypeVar("R")


@dataclass
class Difference:
    """What a build did to one table, by primary key."""

    model: type[models.Model]
    columns: list[str]
    came: list[tuple[Any, ...]]
    changed: list[tuple[Any, dict[str, Any]]]
    went: list[Any]


def replayed(build: Callable[..., R]) -> Callable[..., R]:
    kept: dict[Any, tuple[list[Difference], bytes]] = {}

    @wraps(build)
    def put_back(*given: Any, **named: Any) -> R:
        begins = _begins_at()
        if named or begins is None:
            return build(*given, **named)
        found = kept.get(begins)
        if found is None:
            before = tables_now()
            made = build(*given)
            kept[begins] = (list(_differences(before, tables_now())), pickle.dumps((given, made)))
            return made
        for one in found[0]:
            _put(one)
        kept_whole: tuple[tuple[Any, ...], R] = pickle.loads(found[1])
        stood, again = kept_whole
        for mine, then in zip(given, stood, strict=True):
            _bring_up_to(mine, then)
        return again

    return put_back


def _begins_at() -> Any:
    """Where a build begins; None: outside a transaction, where nothing would be taken back."""
    if not connection.in_atomic_block:
        return None
    last = AuditEntry.objects.order_by("-pk").values_list("hash", flat=True).first()
    here = replace(settings.INSTALLATION, mail_url="mail" if settings.INSTALLATION.mail_url else "")
    signed_in = User.objects.exclude(last_login=None).count()  # no act of the record, and yet another world
    return last, User.objects.count(), signed_in, Organisation.objects.count(), repr(here)


def _models() -> list[type[models.Model]]:
    return [one for one in apps.get_models(include_auto_created=True) if one._meta.managed and not one._meta.proxy]


def tables_now() -> dict[type[models.Model], tuple[list[str], Rows]]:
    found = {}
    with connection.cursor() as cursor:
        for one in _models():
            cursor.execute(f"SELECT * FROM {_quoted(one._meta.db_table)}")
            columns = [column[0] for column in cursor.description]
            at = columns.index(one._meta.pk.column)
            found[one] = (columns, {row[at]: tuple(row) for row in cursor.fetchall()})
    return found


def _differences(before: dict[Any, Any], after: dict[Any, Any]) -> Iterator[Difference]:
    for model, (columns, now) in after.items():
        then: Rows = before[model][1]
        changed = [
            (key, {column: new for column, old, new in zip(columns, then[key], now[key], strict=True) if old != new})
            for key in now.keys() & then.keys()
            if now[key] != then[key]
        ]
        one = Difference(
            model, columns, [now[key] for key in now if key not in then], changed, [*(then.keys() - now.keys())]
        )
        if one.came or one.changed or one.went:
            yield one


def _put(one: Difference) -> None:
    table, key = _quoted(one.model._meta.db_table), _quoted(one.model._meta.pk.column)
    with connection.cursor() as cursor:
        for gone in one.went:
            cursor.execute(f"DELETE FROM {table} WHERE {key} = %s", [gone])
        for pk, new in one.changed:
            told = ", ".join(f"{_quoted(column)} = %s" for column in new)
            cursor.execute(f"UPDATE {table} SET {told} WHERE {key} = %s", [*new.values(), pk])
        if one.came:
            columns, places = ", ".join(map(_quoted, one.columns)), ", ".join(["%s"] * len(one.columns))
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", one.came)
            for sql in connection.ops.sequence_reset_sql(no_style(), [one.model]):
                cursor.execute(sql)


def _quoted(name: str | None) -> str:
    return connection.ops.quote_name(str(name))


def _bring_up_to(mine: Any, then: Any) -> None:
    """An argument that the build changed looks as it did afterwards; its objects stay the same objects."""
    for name, new in vars(then).items():
        old = getattr(mine, name)
        if isinstance(old, models.Model):
            vars(old).update(vars(new))
        else:
            setattr(mine, name, new)
