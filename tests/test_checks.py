from typing import Any

import pytest
from django.core.management import CommandError, call_command

from minutes.checks import check_demo_accounts, check_hosts
from participants.models import User


def test_no_host_is_an_error_without_debug(settings: Any) -> None:
    settings.DEBUG, settings.ALLOWED_HOSTS = False, []
    assert [message.id for message in check_hosts()] == ["minutes.E001"]
    settings.ALLOWED_HOSTS = ["protokoll.example.org"]
    assert check_hosts() == []


@pytest.mark.django_db
def test_demo_accounts_are_an_error_without_debug(settings: Any) -> None:
    settings.DEBUG = False
    assert check_demo_accounts(databases=["default"]) == []
    User.objects.create_user("ledamot@example.org", "x")
    assert [message.id for message in check_demo_accounts(databases=["default"])] == ["minutes.E002"]
    settings.DEBUG = True
    assert check_demo_accounts(databases=["default"]) == []


@pytest.mark.django_db
def test_demo_accounts_are_made_with_debug_only(settings: Any) -> None:
    settings.DEBUG = False
    with pytest.raises(CommandError, match="DEBUG"):
        call_command("demo_accounts")
    assert not User.objects.exists()
