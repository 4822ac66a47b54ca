"""What a role that serves the app needs on PostgreSQL: what the app does, and no change of evidence."""

import re
from collections.abc import Iterator

from django.apps import apps
from django.db import connection

from minutes import guards
from minutes.guards import AppendOnly
from minutes.status import Refused

ROLE = re.compile(r"[a-z_][a-z0-9_]{0,62}")
# Written by `migrate` alone, which is run as the owner.
OF_OWNER = {"django_content_type", "auth_permission"}


def grants(role: str) -> Iterator[str]:
    """Yield the statements, for the owner of the tables to run; they may be run again after each migration.

    The role owns nothing, so it can't take a trigger away. Of evidence it may read and add rows: PostgreSQL
    itself says no to the rest, before any trigger is asked.
    """
    if not ROLE.fullmatch(role):
        raise Refused(f"{role!r} är inget namn på en roll. Använd små bokstäver, siffror och understreck.")
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
    tables = sorted({model._meta.db_table for model in apps.get_models(include_auto_created=True)} & there)
    yield f'GRANT USAGE ON SCHEMA public TO "{role}";'
    yield f'REVOKE CREATE ON SCHEMA public FROM "{role}";'
    yield f'REVOKE ALL ON ALL TABLES IN SCHEMA public FROM "{role}";'
    yield f'GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO "{role}";'
    evidence = {guard.table: guard for guard in guards.registered() if isinstance(guard, AppendOnly)}
    for table in tables:
        guard = evidence.get(table)
        if table in OF_OWNER:
            yield f'GRANT SELECT ON "{table}" TO "{role}";'
        elif guard is None:
            yield f'GRANT SELECT, INSERT, UPDATE, DELETE ON "{table}" TO "{role}";'
        else:
            yield f'GRANT SELECT, INSERT ON "{table}" TO "{role}";'
            if guard.once:
                columns = ", ".join(f'"{name}"' for name in guard.once)
                yield f'GRANT UPDATE ({columns}) ON "{table}" TO "{role}";'
    yield f'GRANT SELECT ON "django_migrations" TO "{role}";'
