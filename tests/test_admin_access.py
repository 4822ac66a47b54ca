"""Each role before each list and each page of the admin, for every model that it holds."""

from typing import Any

import pytest
from django.apps import apps
from django.db.models import Model
from django.test import Client
from django.urls import NoReverseMatch, reverse

from decisions.models import Compliance, Origin, Report
from minutes.models import (
    AgendaProposal,
    Approval,
    ChangeProposal,
    Checkpoint,
    Correction,
    CorrectionApproval,
    LedgerEntry,
    Letter,
    MatterChange,
    Meeting,
    Notice,
    ProposalPaper,
    ProtocolFile,
    Remark,
    Revision,
    Seal,
    SourceDocument,
    StatusChange,
    ThreadProposal,
    Withdrawal,
)
from participants.models import (
    Body,
    BodyAlias,
    Membership,
    Organization,
    OrganizationAlias,
    Participation,
    Person,
    PersonMerge,
    User,
)
from tests.admin_rows import Rows, admin_url, client_of, make_group, registered, sent
from tests.conftest import Cast, logged_in
from tests.factories import make_body, make_meeting, make_member

EVIDENCE: set[type[Model]] = {
    AgendaProposal,
    Approval,
    ChangeProposal,
    Checkpoint,
    Correction,
    CorrectionApproval,
    LedgerEntry,
    Letter,
    MatterChange,
    Notice,
    Origin,
    PersonMerge,
    ProposalPaper,
    ProtocolFile,
    Report,
    Revision,
    Seal,
    SourceDocument,
    StatusChange,
    ThreadProposal,
    Withdrawal,
}
SUPERUSER_WRITES: set[type[Model]] = {Body, BodyAlias, Organization, OrganizationAlias, Participation, User}
SHARED: set[type[Model]] = {Organization, OrganizationAlias}
APPS = {"participants", "minutes", "decisions"}


def name_of(model: Any) -> str:
    return str(model.__name__)


@pytest.fixture
def own(db: None) -> Rows:
    return make_group("SG")


@pytest.fixture
def far(db: None) -> Rows:
    return make_group("HG")


# What somebody is typing is nobody else's business, not even a superuser's.
PRIVATE = {
    "minutes.Barrier",
    "minutes.PaperText",
    "minutes.SearchEntry",
    "minutes.SearchMark",
    "minutes.SearchWord",
    "minutes.ItemReading",
    "minutes.Draft",
    "minutes.Submission",
    "decisions.Subscription",
    "participants.PasswordTrial",
    "participants.Adding",
}


def test_every_model_of_the_three_apps_is_registered() -> None:
    from_apps = {model._meta.label for app in APPS for model in apps.get_app_config(app).get_models()}
    assert {model._meta.label for model in registered()} == from_apps - PRIVATE


def listed(client: Client, model: type[Model]) -> set[Any]:
    return {row.pk for row in client.get(admin_url(model, "changelist")).context["cl"].result_list}


@pytest.mark.parametrize("model", registered(), ids=name_of)
def test_secretary_lists_own_rows_and_reads_each(own: Rows, far: Rows, model: type[Model]) -> None:
    client, row = client_of(own), own[model]
    if model is User:
        assert client.get(admin_url(model, "changelist")).status_code == 403
        assert client.get(admin_url(row)).status_code == 403
        return
    seen = listed(client, model)
    assert row.pk in seen
    assert (far[model].pk in seen) == (model in SHARED)
    assert client.get(admin_url(row)).status_code == 200


@pytest.mark.parametrize(
    "model", [model for model in registered() if model not in {*SHARED, User}], ids=name_of
)
def test_row_of_another_group_does_not_exist_for_the_secretary(
    own: Rows, far: Rows, model: type[Model]
) -> None:
    client = client_of(own)
    for page in ("change", "delete", "history"):
        answer = client.get(admin_url(far[model], page))
        assert answer.status_code == 403 or answer.headers["Location"] == reverse("admin:index")
        assert client.post(admin_url(far[model], page), {"post": "yes"}).status_code in {302, 403, 405}
    assert model._default_manager.filter(pk=far[model].pk).exists()


@pytest.mark.parametrize("model", registered(), ids=name_of)
def test_who_writes_for_no_group_never_enters(cast: Cast, own: Rows, model: type[Model]) -> None:
    for page in (admin_url(model, "changelist"), admin_url(own[model])):
        for person in (cast.member, cast.outsider, cast.adjuster):
            answer = logged_in(person).get(page)
            assert answer.status_code == 302
            assert answer.headers["Location"].startswith(reverse("admin:login"))
        assert Client().get(page).headers["Location"].startswith(reverse("login"))


def test_admin_login_sends_each_to_the_right_door(cast: Cast) -> None:
    assert logged_in(cast.member).get(reverse("admin:login")).headers["Location"] == reverse("start")
    assert Client().get(reverse("admin:login")).headers["Location"].startswith(reverse("login"))


@pytest.mark.parametrize("model", registered(), ids=name_of)
def test_superuser_sees_everything(cast: Cast, own: Rows, far: Rows, model: type[Model]) -> None:
    client = logged_in(cast.superuser)
    assert {own[model].pk, far[model].pk} <= listed(client, model)
    assert client.get(admin_url(own[model])).status_code == 200


@pytest.mark.parametrize("model", registered(), ids=name_of)
def test_who_may_add(cast: Cast, own: Rows, model: type[Model]) -> None:
    nobody_adds = {*EVIDENCE, Remark}
    secretary = client_of(own).get(admin_url(model, "add")).status_code
    superuser = logged_in(cast.superuser).get(admin_url(model, "add")).status_code
    assert secretary == (403 if model in nobody_adds | SUPERUSER_WRITES else 200)
    assert superuser == (403 if model in nobody_adds else 200)


@pytest.mark.parametrize("model", sorted(EVIDENCE, key=name_of), ids=name_of)
def test_nobody_changes_or_deletes_evidence(cast: Cast, own: Rows, model: type[Model]) -> None:
    row = own[model]
    for client in (client_of(own), logged_in(cast.superuser)):
        assert client.post(admin_url(row), {"status": "accepted"}).status_code == 403
        assert client.post(admin_url(row, "delete"), {"post": "yes"}).status_code == 403
        chosen = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
        client.post(admin_url(model, "changelist"), chosen)
    assert model._default_manager.filter(pk=row.pk).exists()


@pytest.mark.parametrize("model", sorted(SUPERUSER_WRITES, key=name_of), ids=name_of)
def test_secretary_changes_no_account_organisation_or_group(own: Rows, model: type[Model]) -> None:
    client = client_of(own)
    assert client.post(admin_url(own[model]), {"name": "Annat"}).status_code == 403
    assert client.post(admin_url(own[model], "delete"), {"post": "yes"}).status_code == 403


def test_superuser_enters_an_empty_book(db: None) -> None:
    root = User.objects.create_superuser("root@example.org", "ett-långt-lösenord")
    assert logged_in(root).get(admin_url(Body, "add")).status_code == 200


def test_role_that_has_ended_opens_nothing(own: Rows) -> None:
    membership = own[Body].memberships.get()
    client = client_of(own)
    assert client.get(reverse("admin:index")).status_code == 200
    membership.end_date = own[Meeting].date
    membership.save()
    assert client.get(reverse("admin:index")).status_code == 302


def test_no_address_is_given_away_for_a_key(own: Rows) -> None:
    with pytest.raises(NoReverseMatch):
        reverse("admin:view_on_site", args=[1, 1])


COMPLETIONS = [
    ("minutes", "agendaitem", "meeting"),
    ("minutes", "agendaitem", "matter"),
    ("minutes", "attendance", "person"),
    ("minutes", "attachment", "item"),
    ("decisions", "citation", "to_decision"),
    ("decisions", "obligation", "action"),
    ("participants", "participation", "body"),
]


@pytest.mark.parametrize(("app", "model", "field"), COMPLETIONS)
def test_completion_offers_own_rows_only(own: Rows, far: Rows, app: str, model: str, field: str) -> None:
    where = {"app_label": app, "model_name": model, "field_name": field, "term": ""}
    answer = client_of(own).get(reverse("admin:autocomplete"), where).json()
    remote: Any = apps.get_model(app, model)._meta.get_field(field).related_model
    offered = {int(row["id"]) for row in answer["results"]}
    assert own[remote].pk in offered
    assert far[remote].pk not in offered


def test_completion_of_accounts_is_for_superusers(own: Rows) -> None:
    where = {"app_label": "participants", "model_name": "person", "field_name": "user", "term": ""}
    assert client_of(own).get(reverse("admin:autocomplete"), where).status_code == 403


@pytest.mark.parametrize("model", registered(), ids=name_of)
def test_filters_name_own_groups_only(own: Rows, far: Rows, model: type[Model]) -> None:
    answer = client_of(own).get(admin_url(model, "changelist"))
    assert far[Body].name not in answer.content.decode()


FORGED = ["group={slug}", "memberships__body={pk}", "memberships__body__slug={slug}", "memberships={pk}"]


@pytest.mark.parametrize("question", FORGED)
def test_forged_filter_tells_nothing_of_another_group(own: Rows, far: Rows, question: str) -> None:
    both = make_member("Mona Mitt", own[Body])
    elsewhere = Membership.objects.create(person=both, body=far[Body])
    own[Person].memberships.create(body=make_body("TG"), role=Membership.Role.SECRETARY)
    query = question.format(slug=far[Body].slug, pk=elsewhere.pk if "ships=" in question else far[Body].pk)
    answer = client_of(own).get(f"{admin_url(Person, 'changelist')}?{query}")
    found = answer.context["cl"].result_list if answer.status_code == 200 else []
    assert both not in found


@pytest.mark.parametrize("number", [1, 30])
def test_asking_for_permission_costs_one_query_a_request(
    cast: Cast, django_assert_num_queries: Any, number: int
) -> None:
    for day in range(1, number + 1):
        make_meeting(cast.body, number=str(day))
    client = logged_in(cast.secretary)
    client.get(reverse("admin:index"))
    # session, user, groups written for
    with django_assert_num_queries(3):
        client.get(reverse("admin:index"))


@pytest.mark.parametrize("model", [Compliance, Meeting], ids=name_of)
def test_bulk_delete_of_forged_keys_takes_nothing(own: Rows, far: Rows, model: type[Model]) -> None:
    chosen = {"action": "delete_selected", "_selected_action": [far[model].pk], "post": "yes"}
    client_of(own).post(admin_url(model, "changelist"), chosen)
    assert model._default_manager.filter(pk=far[model].pk).exists()


ODD = ["abc", "99999999999999999999999", "\0", "-1", "9,x", "٣", ""]


@pytest.mark.parametrize("model", registered(), ids=name_of)
def test_odd_keys_in_an_address_or_a_form_choose_nothing(cast: Cast, own: Rows, model: type[Model]) -> None:
    client = logged_in(cast.superuser)
    names = [field.name for field in model._meta.get_fields() if field.is_relation and field.concrete]
    for value in ODD:
        given = dict.fromkeys(names, value)
        assert client.get(admin_url(model, "add"), given).status_code < 500
        assert client.post(admin_url(model, "add"), given).status_code < 500


def test_index_tells_nothing_of_a_group_that_one_has_left(cast: Cast) -> None:
    meeting, client = make_meeting(cast.body, "draft"), logged_in(cast.secretary)
    page = client.get(admin_url(meeting))
    assert client.post(admin_url(meeting), {**sent(page), "place": "Nya salen"}).status_code == 302
    client.get(reverse("admin:index"))  # shows the message that it was saved
    cast.secretary.memberships.update(body=cast.other_body)
    assert str(meeting) not in client.get(reverse("admin:index")).content.decode()
