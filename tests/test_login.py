from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from participants.models import User


def log_in(email: str) -> Any:
    return Client().post(reverse("login"), {"username": email, "password": "ett-långt-lösenord"})


@pytest.mark.django_db
def test_demo_accounts_are_let_in_on_a_developers_machine_alone(settings: Any) -> None:
    User.objects.create_user("ledamot@example.org", "ett-långt-lösenord")
    User.objects.create_user("ledamot@kommun.example", "ett-långt-lösenord")
    settings.DEMO_ACCOUNTS = False
    refused = log_in("ledamot@example.org")
    assert refused.status_code == 200 and "Provkonton" in refused.content.decode()
    assert "hör inte ihop" in log_in("ingen@kommun.example").content.decode()
    assert log_in("ledamot@kommun.example").status_code == 302
    settings.DEMO_ACCOUNTS = True
    assert log_in("Ledamot@Example.org").status_code == 302
