"""What `manage.py check` says of a deployment that would be open, mute or unsafe."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import connection

from minutes import guards
from participants.models import User

DEMO_DOMAIN = "@example.org"


@register(Tags.security)
def check_hosts(**kwargs: Any) -> Iterable[CheckMessage]:
    if settings.DEBUG or settings.ALLOWED_HOSTS:
        return []
    hint = "Sätt ALLOWED_HOSTS till tjänstens adress, till exempel protokoll.kommun.se."
    return [Error("Ingen adress är tillåten, så varje anrop får svaret 400.", hint=hint, id="minutes.E001")]


@register(Tags.database)
def check_demo_accounts(databases: Sequence[str] | None = None, **kwargs: Any) -> Iterable[CheckMessage]:
    """Run by `migrate` and by `check --database default`: the demo accounts' password is known to all."""
    if settings.DEBUG or not databases or User._meta.db_table not in connection.introspection.table_names():
        return []
    if not User.objects.filter(email__endswith=DEMO_DOMAIN, is_active=True).exists():
        return []
    hint = "Ta bort kontona som slutar på @example.org, eller börja med en tom databas."
    return [Error("Boken har provkonton vars lösenord är känt av alla.", hint=hint, id="minutes.E002")]


@register(Tags.database)
def check_guards(databases: Sequence[str] | None = None, **kwargs: Any) -> Iterable[CheckMessage]:
    """Run by `check --database default`: the triggers that refuse changes to evidence are all there.

    A warning, since an error would stop the very `migrate` that puts them back.
    """
    if not databases or not connection.introspection.table_names():
        return []
    there = guards.installed(connection)
    wrong = sorted(
        table
        for key, text in guards.wanted(connection).items()
        if there.get(key) != text
        for table in key[1:]
    )
    if not wrong:
        return []
    hint = "Kör `manage.py migrate`, och ta reda på vem som har ändrat databasen."
    names = ", ".join(dict.fromkeys(wrong))
    return [
        Warning(
            f"Databasen skyddar inte {names}: triggrar saknas eller är ändrade.", hint=hint, id="minutes.W003"
        )
    ]
