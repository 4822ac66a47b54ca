"""The cast: a group with its secretary, adjuster and member, and an outsider who sits in another group."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client, TransactionTestCase

from minutes import guards
from minutes.login import SHOWN_AT
from participants.models import Body, Membership, Organization, Person, User
from tests.factories import account, make_body, make_member, make_organization


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """Let SQLite keep the tests' book in a file, so that each thread has a connection of its own.

    Without a file the browser's server and the test would share one, and disturb each other. The file lies in
    the memory's own file system where there is one.
    """
    if connection.vendor != "sqlite":
        yield
        return
    memory = Path("/dev/shm")
    folder = (
        Path(tempfile.mkdtemp(dir=memory)) if os.access(memory, os.W_OK) else tmp_path_factory.mktemp("db")
    )
    connection.settings_dict["TEST"]["NAME"] = str(folder / "test.sqlite3")
    yield
    shutil.rmtree(folder)


@dataclass
class Cast:
    body: Body
    other_body: Body
    organization: Organization
    secretary: Person
    adjuster: Person
    member: Person
    outsider: Person
    superuser: User


@pytest.fixture
def cast(db: None) -> Cast:
    body, other = make_body("SG"), make_body("HG")
    organization, far = make_organization("Ekby kommun"), make_organization("Alnäs kommun")
    return Cast(
        body=body,
        other_body=other,
        organization=organization,
        secretary=make_member("Siv Sekreterare", body, Membership.Role.SECRETARY, organization),
        adjuster=make_member("Jon Justerare", body, Membership.Role.MEMBER, organization),
        member=make_member("Maja Ledamot", body, Membership.Role.MEMBER, organization),
        outsider=make_member("Olle Utomstående", other, Membership.Role.MEMBER, far),
        superuser=User.objects.create_superuser("root@example.org", "ett-långt-lösenord"),
    )


def logged_in(person: Person | User) -> Client:
    client = Client()
    client.force_login(person if isinstance(person, User) else account(person))
    session = client.session
    session[SHOWN_AT] = time.time()
    session.save()
    return client


@pytest.fixture(scope="session", autouse=True)
def _flush_without_guards() -> Iterator[None]:
    """Let a test that commits empty the book after it: the database refuses to remove evidence."""
    case: Any = TransactionTestCase
    flush = case._fixture_teardown

    def emptied(self: TransactionTestCase) -> None:
        guards.remove(connection)
        flush(self)
        guards.install(connection)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", emptied)
        yield


@pytest.fixture(autouse=True)
def _plain_settings(settings: Any) -> None:
    """Tests speak plain http and hash passwords fast, whatever the environment says."""
    settings.SECURE_SSL_REDIRECT = False
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
