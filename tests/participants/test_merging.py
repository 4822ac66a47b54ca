"""Two rows that are one person become one, and nothing that was said of either is lost."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.db.models import ManyToManyRel
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from decisions.models import Action, Obligation
from minutes import ledger
from minutes.models import Attendance, ChangeProposal, LedgerEntry, Meeting, Officer, Presenter
from participants.merging import OF_PERSON, MergeRefused, merge, pointing, way_to_body, what_would_move
from participants.models import Membership, Person, PersonMerge, User
from tests.admin_rows import admin_url
from tests.conftest import Cast, logged_in
from tests.factories import (
    account,
    fresh_login,
    make_attendance,
    make_circulated,
    make_item,
    make_meeting,
    make_organization,
    make_person,
)
from tests.factories import (
    read_and_approve as approve,
)

YEAR = dt.date(2024, 1, 1)


@pytest.fixture
def double(cast: Cast) -> Person:
    """Somebody whom the minutes spell otherwise, in every kind of row that names people."""
    double = make_person("Maja Ledamoth")
    meeting = make_meeting(cast.body, date=dt.date(2023, 5, 5))
    make_attendance(meeting, double, cast.organization)
    Officer.objects.create(meeting=meeting, person=double, role=Officer.Role.CHAIR)
    item = make_item(meeting)
    Presenter.objects.create(item=item, person=double)
    action = Action.objects.create(item=item, text="Svara.", responsible=double)
    Obligation.objects.create(action=action, organization=cast.organization, contact=double)
    Membership.objects.create(person=double, body=cast.body, role="chair", start_date=YEAR)
    double.aliases.create(name="M. Ledamot")
    return double


def merge_url(first: Person, second: Person) -> str:
    return reverse("admin:participants_person_merge", args=[first.pk, second.pk])


def test_every_relation_to_a_person_is_moved_and_has_a_group_or_is_the_person_s_own(db: None) -> None:
    relations = Person._meta.related_objects
    assert not any(isinstance(relation, ManyToManyRel) for relation in relations)
    ways = {to.label: way_to_body(to.model) for to in pointing() if to.model not in OF_PERSON}
    assert len(list(pointing())) == len(relations)
    assert {way.split("__")[-1] for way in ways.values()} == {"body"}
    assert ways["decisions.Obligation.contact"] == "action__item__meeting__body"


def test_merge_moves_every_row_and_keeps_the_history(cast: Cast, double: Person) -> None:
    key, user = double.pk, account(cast.secretary)
    attendance, membership = double.attendances.get(), double.memberships.get()

    done = merge(cast.member, double, user)

    assert not Person.objects.filter(pk=key).exists()
    for rows in ("attendances", "officers", "presenters", "actions", "obligations"):
        assert getattr(cast.member, rows).count() == 1, rows
    assert {row.role for row in cast.member.memberships.all()} == {"member", "chair"}
    assert {row.name for row in cast.member.aliases.all()} == {"M. Ledamot", "Maja Ledamoth"}
    assert (done.kept, done.merged_name, done.merged_pk, done.by) == (cast.member, "Maja Ledamoth", key, user)
    assert done.moved["minutes.Attendance.person"] == [attendance.pk]
    assert done.moved["participants.Membership.person"] == [membership.pk]
    assert set(done.moved) == {
        "decisions.Action.responsible",
        "decisions.Obligation.contact",
        "minutes.Attendance.person",
        "minutes.Officer.person",
        "minutes.Presenter.person",
        "participants.Membership.person",
        "participants.PersonAlias.person",
    }


def test_equal_role_is_dropped_and_its_post_kept(cast: Cast) -> None:
    double = make_person("Maja Ledamot")
    given: dict[str, Any] = {"body": cast.body, "on_behalf_of": cast.organization}
    equal = double.memberships.create(**given, post="Rektor")
    later = double.memberships.create(**given, start_date=YEAR)  # overlaps, and says something else

    done = merge(cast.member, double, cast.superuser)

    assert {(row.post, row.start_date) for row in cast.member.memberships.all()} == {
        ("Rektor", None),
        ("", YEAR),
    }
    assert done.moved == {
        "participants.Membership.person dropped": [equal.pk],
        "participants.Membership.person": [later.pk],
    }
    assert not cast.member.aliases.exists()  # the names are the same


def test_equal_roles_with_different_posts_are_a_question(cast: Cast) -> None:
    cast.member.memberships.update(post="Lärare")
    double = make_person("Maja Ledamoth")
    double.memberships.create(body=cast.body, on_behalf_of=cast.organization, post="Rektor")

    with pytest.raises(MergeRefused, match="”Lärare” hos den ena och ”Rektor” hos den andra"):
        merge(cast.member, double, cast.superuser)

    assert Person.objects.filter(pk=double.pk).exists()


def test_both_at_the_same_meeting_is_refused_by_name(cast: Cast, double: Person) -> None:
    meeting = double.attendances.get().meeting
    make_attendance(meeting, cast.member, cast.organization)

    with pytest.raises(MergeRefused, match=f"Närvaro: båda står för ”{meeting}”. Ändra eller ta bort"):
        merge(cast.member, double, cast.superuser)

    assert double.officers.count() == 1
    assert not PersonMerge.objects.exists()


def test_same_role_since_before_the_book_for_two_organisations_is_refused(cast: Cast) -> None:
    double = make_person("Maja Ledamoth")
    double.memberships.create(body=cast.body, on_behalf_of=make_organization("Alnäs kommun"))

    plan = what_would_move(cast.member, double)

    assert plan.obstacles == [
        "Uppdrag: båda står för ”Samrådsgruppen SG, ledamot”. Ändra eller ta bort den enas rad först."
    ]


def test_two_accounts_are_refused(cast: Cast) -> None:
    with pytest.raises(MergeRefused, match="Båda har ett konto"):
        merge(cast.member, cast.adjuster, cast.superuser)


def test_account_of_the_other_goes_along(cast: Cast) -> None:
    kept, user = make_person("Maja Ledamoth"), account(cast.member)
    Membership.objects.create(person=kept, body=cast.body, role="chair")

    done = merge(kept, cast.member, account(cast.secretary))

    assert Person.objects.get(user=user) == kept
    assert done.moved["participants.Person.user"] == [user.pk]
    assert logged_in(user).get(reverse("start")).status_code == 200


def test_sealed_minutes_keep_the_name_and_the_approval_keeps_its_person(cast: Cast) -> None:
    meeting = make_meeting(cast.body, Meeting.Status.DRAFT)
    double = make_person("Maja Ledamoth")
    make_attendance(meeting, double, cast.organization)

    def fill(draft: Meeting) -> None:
        make_attendance(draft, double, cast.organization, name="Maja Ledamoth")

    sealed = make_circulated(cast.body, cast.secretary, cast.adjuster, fill, date=dt.date(2024, 4, 5))
    row = sealed.attendances.get()
    approve(sealed, account(cast.adjuster), sealed.revisions.get().sha256, fresh_login())

    merge(cast.member, double, account(cast.secretary))
    with pytest.raises(MergeRefused, match="Jon Justerare har justerat .* Behåll Jon Justerare i stället"):
        merge(make_person("Jon Justerar"), cast.adjuster, cast.superuser)

    row.refresh_from_db()
    assert (row.person, row.display_name) == (cast.member, "Maja Ledamoth")
    assert sealed.revisions.get().approvals.get().person == cast.adjuster


def test_two_who_have_both_answered_stay_two(cast: Cast) -> None:
    meeting = make_circulated(cast.body, cast.secretary, cast.adjuster)
    double = make_person("Jon Justerar")
    for person in (cast.adjuster, double):
        ChangeProposal.objects.create(
            revision=meeting.revisions.get(),
            person=person,
            new_text="Nyare.",
            proposed_at=timezone.now(),
            entry=ledger.append(LedgerEntry.Kind.PROPOSAL, {"new": "Nyare."}, meeting),
        )

    assert what_would_move(cast.adjuster, double).obstacles[0].startswith("Båda har justerat")
    assert what_would_move(double, cast.adjuster).obstacles[0].startswith("Båda har justerat")


def test_merge_of_merged_people_leads_to_the_last(cast: Cast) -> None:
    first, second = make_person("Maja L"), make_person("Maja Le")
    keys = [first.pk, second.pk]
    for person in (first, second):
        Membership.objects.create(person=person, body=cast.body, role="approver", start_date=YEAR)
        second.memberships.all().delete()
    merge(second, first, cast.superuser)
    merge(cast.member, Person.objects.get(pk=second.pk), cast.superuser)

    for key in keys:
        answer = logged_in(cast.adjuster).get(reverse("person-detail", args=[key]))
        assert (answer.status_code, answer.headers["Location"]) == (302, cast.member.get_absolute_url())
        assert logged_in(cast.outsider).get(reverse("person-detail", args=[key])).status_code == 404
    assert logged_in(cast.adjuster).get(reverse("person-detail", args=[10**6])).status_code == 404


def test_person_is_not_merged_with_itself(cast: Cast) -> None:
    with pytest.raises(MergeRefused, match="samma person två gånger"):
        merge(cast.member, cast.member, cast.superuser)


def test_second_merge_of_the_same_two_is_refused(cast: Cast, double: Person) -> None:
    gone = Person.objects.get(pk=double.pk)
    merge(cast.member, double, cast.superuser)
    with pytest.raises(MergeRefused, match="finns inte längre"):
        merge(cast.member, gone, cast.superuser)


def test_secretary_merges_nobody_known_to_another_group(cast: Cast, double: Person) -> None:
    user = account(cast.secretary)
    make_attendance(make_meeting(cast.other_body), double, cast.organization)
    with pytest.raises(MergeRefused, match="finns också i en grupp som du inte skriver för"):
        merge(cast.member, double, user)
    with pytest.raises(MergeRefused, match="dina egna grupper"):
        merge(cast.outsider, double, user)
    merge(cast.member, double, cast.superuser)


def test_account_is_not_carried_into_another_group_s_roles(cast: Cast) -> None:
    """Else a secretary would give an account the roles of somebody who has none, in every group."""
    chair = make_person("Olga Ordförande")
    chair.memberships.create(body=cast.other_body, role=Membership.Role.CHAIR)
    make_attendance(make_meeting(cast.body), chair, cast.organization)

    with pytest.raises(MergeRefused, match="Kontot skulle få den gruppens roller"):
        merge(chair, cast.member, account(cast.secretary))

    assert not Person.objects.get(pk=chair.pk).user_id


def test_action_takes_exactly_two_people(cast: Cast, double: Person) -> None:
    client, url = logged_in(cast.secretary), admin_url(Person, "changelist")
    chosen: dict[str, Any] = {"action": "merge_chosen", "_selected_action": [cast.member.pk, double.pk]}
    assert client.post(url, chosen).headers["Location"] == merge_url(cast.member, double)
    for keys in ([double.pk], [double.pk, cast.member.pk, cast.adjuster.pk]):
        answer = client.post(url, chosen | {"_selected_action": keys}, follow=True)
        assert "Välj två personer i listan" in answer.content.decode()


def test_action_refuses_a_person_who_is_only_seen(cast: Cast, double: Person) -> None:
    cast.secretary.memberships.create(body=cast.other_body, role=Membership.Role.MEMBER)
    chosen = {"action": "merge_chosen", "_selected_action": [cast.outsider.pk, double.pk]}
    answer = logged_in(cast.secretary).post(admin_url(Person, "changelist"), chosen, follow=True)
    assert "sköts inte av dig" in answer.content.decode()


def test_page_shows_both_and_merges_after_a_yes(cast: Cast, double: Person) -> None:
    client, url = logged_in(cast.secretary), merge_url(double, cast.member)
    page = client.get(url)
    text = page.content.decode()
    assert page.context["chosen"] == str(cast.member.pk)  # has an account
    for words in ("Ja, slå ihop", "Nej, behåll båda", "Ordförande i Samrådsgruppen SG", "Närvaro, 1"):
        assert words in text
    assert Person.objects.filter(pk=double.pk).exists()

    answer = client.post(url, {"kept": cast.member.pk})

    assert answer.headers["Location"] == admin_url(cast.member)
    text = client.get(admin_url(cast.member)).content.decode()
    assert "Sammanslagen med" in text and "Maja Ledamoth" in text
    history = PersonMerge.objects.get()
    assert "1 närvaro" in client.get(admin_url(history)).content.decode()
    assert client.post(url, {"kept": cast.member.pk}).headers["Location"] == admin_url(cast.member)  # again


def test_page_says_what_is_wrong_and_keeps_both(cast: Cast, double: Person) -> None:
    client, url = logged_in(cast.secretary), merge_url(double, cast.member)
    for given in ({}, {"kept": cast.outsider.pk}, {"kept": "x"}, {"kept": "9" * 30}):
        assert client.post(url, given).status_code == 422
    make_attendance(double.attendances.get().meeting, cast.member, cast.organization)
    answer = client.post(url, {"kept": cast.member.pk})
    assert answer.status_code == 409
    assert "båda står för" in answer.content.decode()
    assert Person.objects.filter(pk=double.pk).exists()


def test_pages_of_merging_are_the_secretary_s_of_both(cast: Cast, double: Person) -> None:
    pages = [merge_url(double, cast.member), reverse("admin:participants_person_alike", args=[double.pk])]
    other = make_person("Hedda Hemlig", account=True)
    other.memberships.create(body=cast.other_body, role=Membership.Role.SECRETARY)
    for url in pages:
        for person in (cast.member, cast.outsider):
            assert logged_in(person).get(url).headers["Location"].startswith(reverse("admin:login"))
        assert logged_in(other).get(url).status_code == 404
        assert logged_in(other).post(url, {"kept": double.pk}).status_code == 404
        assert logged_in(cast.secretary).get(url).status_code == 200
        assert logged_in(cast.superuser).get(url).status_code == 200
    assert logged_in(cast.secretary).get(merge_url(double, cast.outsider)).status_code == 404
    assert Person.objects.filter(pk=double.pk).exists()


def test_page_tells_nothing_of_other_groups(cast: Cast, double: Person) -> None:
    meeting = make_meeting(cast.other_body, date=dt.date(2019, 9, 9))
    for person in (double, cast.member):
        make_attendance(meeting, person, cast.organization)
    text = logged_in(cast.secretary).get(merge_url(double, cast.member)).content.decode()
    assert "2019-09-09" not in text and "9 september 2019" not in text
    assert cast.other_body.short_name not in text
    assert "finns också i en grupp" in text


def test_names_alike_are_suggested_and_others_searched_for(cast: Cast, double: Person) -> None:
    client = logged_in(cast.secretary)
    url = reverse("admin:participants_person_alike", args=[cast.member.pk])
    assert url in client.get(admin_url(cast.member)).content.decode()
    assert [row.pk for row in client.get(url).context["people"]] == [double.pk]
    assert [row.pk for row in client.get(url, {"q": "justerare"}).context["people"]] == [cast.adjuster.pk]
    assert list(client.get(url, {"q": "Utomstående"}).context["people"]) == []
    assert client.get(url, {"q": "\0" + "x" * 300}).status_code == 200


@pytest.mark.parametrize("who", ["secretary", "superuser"])
def test_page_costs_the_same_with_many_rows(cast: Cast, double: Person, who: str) -> None:
    client, url = logged_in(getattr(cast, who)), merge_url(double, cast.member)
    make_attendance(make_meeting(cast.body), cast.member, cast.organization)
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for day in range(1, 4):
        meeting = make_meeting(cast.body, date=dt.date(2022, 1, day))
        make_attendance(meeting, double, cast.organization)
        make_attendance(make_meeting(cast.body, date=dt.date(2022, 2, day)), cast.member, cast.organization)
        double.memberships.create(body=cast.body, start_date=dt.date(2022, 1, day))
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    # what moves and what clashes, both ways round; for a secretary also whether it is all in the own groups
    assert len(few) == len(many) <= 60


def test_merge_costs_the_same_with_many_rows(cast: Cast) -> None:
    counts = []
    for number in (1, 5):
        double = make_person(f"Maja {number}")
        for day in range(1, number + 1):
            meeting = make_meeting(cast.body, date=dt.date(2020 + number, 1, day))
            make_attendance(meeting, double, cast.organization)
        with CaptureQueriesContext(connection) as queries:
            merge(cast.member, double, account(cast.secretary))
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert Attendance.objects.filter(person=cast.member).count() == 6


def test_merge_by_an_account_that_made_rows_leaves_them_its_own(cast: Cast, double: Person) -> None:
    done = merge(cast.member, double, cast.superuser)
    assert User.objects.get(merges=done) == cast.superuser
