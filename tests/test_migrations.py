import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from minutes.models import Meeting
from participants.models import Organization
from tests.conftest import Cast
from tests.factories import make_meeting, make_organization


@pytest.mark.django_db
def test_models_have_no_change_without_a_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_database_refuses_unknown_choices(cast: Cast) -> None:
    meeting = make_meeting(cast.body)
    with pytest.raises(IntegrityError), transaction.atomic():
        Meeting.objects.filter(pk=meeting.pk).update(status="finished")


def test_two_meetings_of_a_body_on_a_day_need_a_number(cast: Cast) -> None:
    make_meeting(cast.body)
    make_meeting(cast.body, number="2")
    make_meeting(cast.other_body)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_meeting(cast.body)


@pytest.mark.django_db
def test_swedish_letters_sort_last() -> None:
    for name in ["Örby", "Ånga", "Zlatby", "Älmhult", "Växjö", "Alvesta", "Uppvidinge", "Vara"]:
        make_organization(name)
    names = list(Organization.objects.values_list("name", flat=True))
    assert names == ["Alvesta", "Uppvidinge", "Vara", "Växjö", "Zlatby", "Ånga", "Älmhult", "Örby"]


@pytest.mark.django_db
def test_sqlite_syncs_each_commit() -> None:
    """With NORMAL, a commit in WAL mode is not on the disk when the page says that it was saved."""
    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SHOW synchronous_commit")
            assert cursor.fetchone() == ("on",)
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous")
        assert cursor.fetchone() == (2,)
