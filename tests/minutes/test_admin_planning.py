"""Standing items are kept in the admin; proposals and notices are found there and changed elsewhere."""

from typing import Any

import pytest
from django.db.models import Model
from django.utils import timezone

from minutes.models import AgendaProposal, StandingItem
from participants.models import Membership
from tests.admin_rows import admin_url, errors, make_group, sent
from tests.conftest import Cast, logged_in
from tests.factories import account, make_body


def test_secretary_adds_a_standing_item_to_the_one_group(cast: Cast) -> None:
    client = logged_in(cast.secretary)
    form = client.get(admin_url(StandingItem, "add"))
    assert sent(form)["body"] == str(cast.body.pk)
    client.post(admin_url(StandingItem, "add"), {**sent(form), "title": "Val av justerare"})
    item = StandingItem.objects.get()
    assert (item.body, item.title, item.is_last) == (cast.body, "Val av justerare", False)
    page = client.get(admin_url(item))
    client.post(admin_url(item), {**sent(page), "title": "Mötet avslutas", "is_last": "on"})
    item.refresh_from_db()
    assert (item.title, item.is_last) == ("Mötet avslutas", True)
    client.post(admin_url(item, "delete"), {"post": "yes"})
    assert not StandingItem.objects.exists()


def test_secretary_of_two_groups_says_which(cast: Cast) -> None:
    Membership.objects.create(person=cast.secretary, body=make_body("TG"), role=Membership.Role.SECRETARY)
    form = logged_in(cast.secretary).get(admin_url(StandingItem, "add"))
    assert "body" not in sent(form)


def test_standing_item_of_another_group_is_refused(cast: Cast) -> None:
    client = logged_in(cast.secretary)
    data = {"body": cast.other_body.pk, "title": "Val av justerare", "position": 0}
    assert errors(client.post(admin_url(StandingItem, "add"), data)) != []
    assert not StandingItem.objects.exists()


def test_proposal_in_the_admin_leads_to_its_own_page(cast: Cast) -> None:
    proposal = AgendaProposal.objects.create(
        body=cast.body,
        title="Gemensam cykelpool",
        background="Tre kommuner.",
        proposed_by=account(cast.member),
        proposed_at=timezone.now(),
    )
    client = logged_in(cast.secretary)
    page = client.get(admin_url(proposal)).content.decode()
    assert f'href="/forslag/{proposal.pk}/"' in page and 'name="title"' not in page
    found = client.get(admin_url(AgendaProposal, "changelist"), {"q": "cykelpool"})
    assert list(found.context["cl"].result_list) == [proposal]


# session, user, groups of the filter, how many, how many in all, rows; and two for the hierarchy of days
@pytest.mark.parametrize(("model", "queries"), [(StandingItem, 6), (AgendaProposal, 8)])
@pytest.mark.parametrize("number", [1, 3])
def test_lists_cost_the_same_whatever_the_number_of_rows(
    cast: Cast, django_assert_num_queries: Any, number: int, model: type[Model], queries: int
) -> None:
    for at in range(number):
        make_group(f"G{at}")
    client = logged_in(cast.superuser)
    with django_assert_num_queries(queries):
        client.get(admin_url(model, "changelist"))
