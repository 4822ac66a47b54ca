"""What `manage.py check` says of a deployment that would be open, mute or unsafe."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connection

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
