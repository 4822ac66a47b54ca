"""Who may open what: a page without a rule in the table below fails the suite."""

import datetime as dt
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from decisions.models import Obligation, Subscription
from minutes.corrections import Wanted, approve_correction, propose_correction
from minutes.models import AgendaProposal, Matter, MatterChange, Meeting, ThreadProposal
from minutes.papers import look_at
from minutes.proposals import propose
from tests.conftest import Cast, logged_in
from tests.factories import (
    account,
    fresh_login,
    make_attendance,
    make_circulated,
    make_decision,
    make_item,
    make_meeting,
    make_obligation,
    make_original,
    make_person,
    make_sealed,
)

PUBLIC, MEMBER, OBJECT, APPROVER = "anybody", "any account", "members of the group", "the named justerare"
WRITER = "the group's secretary"
SEALED = "members of the group, once the minutes are sealed"
TOKEN = "who holds the token in the address"
WRITER_POSTS = "the group's secretary, by POST"
PREPARER = "who prepares the group's meetings, by POST"

RULES = {
    "login": PUBLIC,
    "logout": MEMBER,
    "password-change": MEMBER,
    "password-changed": MEMBER,
    "start": MEMBER,
    "search": MEMBER,
    "meeting-list": MEMBER,
    "meeting-detail": OBJECT,
    "meeting-json": OBJECT,
    "meeting-original": OBJECT,
    "meeting-notice": OBJECT,
    "meeting-notice-pdf": OBJECT,
    "meeting-approve": APPROVER,
    "meeting-approved": APPROVER,
    "meeting-change": APPROVER,
    "meeting-changes": WRITER,
    "meeting-approver": WRITER,
    "meeting-correct": WRITER,
    "meeting-pdf": OBJECT,
    "correction-detail": OBJECT,
    "meeting-evidence": SEALED,
    "file-check": MEMBER,
    "proposal-list": MEMBER,
    "proposal-add": MEMBER,
    "proposal-detail": OBJECT,
    "proposal-edit": OBJECT,
    "proposal-paper": OBJECT,
    "proposal-answer": PREPARER,
    "proposal-agenda": PREPARER,
    "attachment-file": OBJECT,
    "decision-list": MEMBER,
    "decision-detail": OBJECT,
    "matter-list": MEMBER,
    "matter-detail": OBJECT,
    "matter-arrange": WRITER,
    "thread-suggestions": WRITER,
    "thread-answer": WRITER_POSTS,
    "thread-search": WRITER_POSTS,
    "thread-undo": WRITER_POSTS,
    "decision-relate": WRITER_POSTS,
    "decision-unrelate": WRITER_POSTS,
    "promise-list": MEMBER,
    "body-overview": OBJECT,
    "organization-list": MEMBER,
    "organization-detail": OBJECT,
    "person-detail": OBJECT,
    "accessibility": PUBLIC,
    "accessibility-thanks": PUBLIC,
    "meeting-home-list": OBJECT,
    "meeting-home": OBJECT,
    "meeting-home-pdf": OBJECT,
    "meeting-home-docx": OBJECT,
    "decision-csv": MEMBER,
    "decision-xlsx": MEMBER,
    "follow-up-csv": MEMBER,
    "follow-up-xlsx": MEMBER,
    "subscriptions": MEMBER,
    "calendar-feed": TOKEN,
    "atom-feed": TOKEN,
    "follow-up": MEMBER,
    "obligation-report": OBJECT,
    "compliance": MEMBER,
    "compliance-report": OBJECT,
}
TAKES_POST = {
    "login",
    "logout",
    "password-change",
    "meeting-approve",
    "meeting-approved",
    "meeting-change",
    "meeting-changes",
    "meeting-approver",
    "meeting-correct",
    "correction-detail",
    "file-check",
    "proposal-add",
    "proposal-edit",
    "proposal-answer",
    "proposal-agenda",
    "obligation-report",
    "compliance-report",
    "accessibility",
    "subscriptions",
    "matter-arrange",
    "thread-answer",
    "thread-search",
    "thread-undo",
    "decision-relate",
    "decision-unrelate",
}
# Whose rows must not come up on anybody else's page.
SECRET = "Hemlig utredning"


def patterns(entries: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for entry in entries:
        if isinstance(entry, URLPattern):
            yield entry
        elif entry.app_name != "admin":
            yield from patterns(entry.url_patterns)


def url_names() -> set[str]:
    return {str(pattern.name) for pattern in patterns(get_resolver().url_patterns)}


def named(*rules: str) -> list[str]:
    return sorted(name for name, rule in RULES.items() if rule in rules)


@pytest.fixture
def addresses(cast: Cast, settings: Any, tmp_path: Path) -> dict[str, str]:
    """Return each page's address, in a book where every object holds something that could leak."""
    settings.MEDIA_ROOT = tmp_path
    matter = Matter.objects.create(body=cast.body, title=SECRET)
    person = make_person(SECRET)
    proposal = AgendaProposal(body=cast.body, title=SECRET, background=SECRET)
    upload = SimpleUploadedFile(f"{SECRET}.txt", SECRET.encode())
    propose(proposal, [look_at(upload)], by=account(cast.member))
    paper = proposal.papers.get()
    file = {name: getattr(paper, name) for name in ("title", "file", "sha256", "size", "media_type")}

    def fill(draft: Meeting) -> None:
        make_obligation(make_item(draft, SECRET, matter=matter), cast.organization, SECRET)
        make_attendance(draft, person, cast.organization)
        draft.attachments.create(**file)
        draft.items.get(title=SECRET).promises.create(text=SECRET, target_meeting=draft)

    meeting = make_circulated(cast.body, cast.secretary, cast.adjuster, fill)
    older = make_decision(make_item(make_meeting(cast.body, date=dt.date(2023, 3, 8))), SECRET)
    newer = meeting.items.get(position=1).decisions.get()
    relation = newer.to_older.create(
        older=older, kind="replaces", noted_by=account(cast.secretary), noted_at=timezone.now()
    )
    ThreadProposal.objects.create(body=cast.body, item=meeting.items.get(title=SECRET), score=9)
    change = MatterChange.objects.create(
        body=cast.body, kind="joined", matter=matter, title=SECRET, by=account(cast.secretary)
    )
    sealed = make_sealed(cast.body, cast.secretary, cast.adjuster, date=dt.date(2023, 1, 9))
    wanted = Wanted(0, "background", "Tre kommuner har svarat.", SECRET, SECRET)
    correction = propose_correction(sealed, account(cast.secretary), wanted)
    approve_correction(correction, account(cast.adjuster), correction.sha256, fresh_login())
    token = Subscription(user=account(cast.outsider)).new_token()
    arguments: dict[str, list[Any]] = {
        "calendar-feed": [token],
        "atom-feed": [token],
        "decision-detail": [meeting.items.get(position=1).decisions.get().slug],
        "matter-detail": [matter.pk],
        "matter-arrange": [matter.pk],
        "thread-undo": [change.pk],
        "decision-relate": [meeting.items.get(position=1).decisions.get().slug],
        "decision-unrelate": [relation.decision.slug, relation.pk],
        "body-overview": [cast.body.slug],
        "organization-detail": [cast.organization.pk],
        "person-detail": [person.pk],
        **{name: [meeting.pk] for name in RULES if name.startswith("meeting-") and name != "meeting-list"},
        "meeting-change": [meeting.pk, 1],
        "correction-detail": [correction.pk],
        **{f"meeting-home{kind}": [meeting.pk, cast.organization.pk] for kind in ("", "-pdf", "-docx")},
        "meeting-original": [meeting.pk, make_original(meeting, cast.secretary, SECRET).pk],
        **{f"proposal-{page}": [proposal.pk] for page in ("detail", "edit", "answer", "agenda")},
        "proposal-paper": [proposal.pk, paper.pk],
        "obligation-report": [Obligation.objects.get().pk],
        "compliance-report": [meeting.items.get(position=1).decisions.get().slug, cast.organization.pk],
        "attachment-file": [meeting.attachments.get().pk],
    }
    return {name: reverse(name, args=arguments.get(name, [])) for name in RULES}


def test_every_page_has_a_rule() -> None:
    assert url_names() == set(RULES)


@pytest.mark.parametrize("name", named(MEMBER, OBJECT, APPROVER, PREPARER, WRITER, WRITER_POSTS, SEALED))
def test_anonymous_is_sent_to_the_login_page(addresses: dict[str, str], name: str) -> None:
    response = Client().get(addresses[name])

    assert response.status_code == HTTPStatus.FOUND
    assert response.headers["Location"] == f"{reverse('login')}?next={addresses[name]}"


@pytest.mark.parametrize("name", named(PUBLIC, TOKEN))
def test_anybody_opens_the_public_pages(addresses: dict[str, str], name: str) -> None:
    assert Client().get(addresses[name]).status_code == HTTPStatus.OK


@pytest.mark.parametrize("name", named(OBJECT, APPROVER, WRITER, SEALED))
def test_outsider_does_not_learn_that_the_page_exists(
    cast: Cast, addresses: dict[str, str], name: str
) -> None:
    response = logged_in(cast.outsider).get(addresses[name])

    assert response.status_code == HTTPStatus.NOT_FOUND
    assert SECRET not in response.content.decode()


@pytest.mark.parametrize("name", named(MEMBER, TOKEN))
def test_outsider_sees_nothing_of_the_group_on_shared_pages(
    cast: Cast, addresses: dict[str, str], name: str
) -> None:
    client = logged_in(cast.outsider)
    response: Any = (
        client.post(addresses[name]) if name == "logout" else client.get(addresses[name], {"q": SECRET})
    )

    content = b"".join(response.streaming_content) if response.streaming else response.content
    text = content.decode(errors="replace").replace(f"”{SECRET}”", "").replace(f'value="{SECRET}"', "")
    for word in (SECRET, cast.body.name, cast.organization.name, "cykelplan"):
        assert word not in text


@pytest.mark.parametrize("name", named(OBJECT))
def test_member_opens_the_group_s_pages(cast: Cast, addresses: dict[str, str], name: str) -> None:
    assert logged_in(cast.member).get(addresses[name], follow=True).status_code == HTTPStatus.OK


@pytest.mark.parametrize("name", named(APPROVER))
@pytest.mark.parametrize("who", ["member", "secretary", "superuser"])
def test_only_the_named_justerare_opens_the_page_for_justering(
    cast: Cast, addresses: dict[str, str], name: str, who: str
) -> None:
    response = logged_in(getattr(cast, who)).get(addresses[name])

    assert response.status_code == HTTPStatus.FORBIDDEN
    assert "justerare" in response.content.decode()


@pytest.mark.parametrize("name", sorted(set(RULES) - TAKES_POST))
def test_page_that_only_shows_takes_no_post(cast: Cast, addresses: dict[str, str], name: str) -> None:
    method = logged_in(cast.secretary).post if name != "password-changed" else logged_in(cast.secretary).put

    assert method(addresses[name]).status_code == HTTPStatus.METHOD_NOT_ALLOWED


@pytest.mark.parametrize("name", named(PREPARER))
def test_only_who_prepares_the_meetings_posts(cast: Cast, addresses: dict[str, str], name: str) -> None:
    for person in (cast.outsider, cast.adjuster, cast.member):
        response = logged_in(person).post(addresses[name])
        assert response.status_code == HTTPStatus.NOT_FOUND
        assert SECRET not in response.content.decode()
    assert logged_in(cast.secretary).post(addresses[name]).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert logged_in(cast.secretary).get(addresses[name]).status_code == HTTPStatus.METHOD_NOT_ALLOWED


@pytest.mark.parametrize("name", named(WRITER))
def test_only_the_secretary_opens_the_secretary_s_pages(
    cast: Cast, addresses: dict[str, str], name: str
) -> None:
    for person in (cast.outsider, cast.adjuster, cast.member):
        response = logged_in(person).get(addresses[name])
        assert response.status_code == HTTPStatus.NOT_FOUND
        assert SECRET not in response.content.decode()
    response = logged_in(cast.secretary).get(addresses[name])
    assert response.status_code == HTTPStatus.OK


@pytest.mark.parametrize("name", named(WRITER_POSTS))
def test_only_the_secretary_posts(cast: Cast, addresses: dict[str, str], name: str) -> None:
    refused = {HTTPStatus.NOT_FOUND}
    for person in (cast.outsider, cast.adjuster, cast.member):
        response = logged_in(person).post(addresses[name], {"body": cast.body.pk})
        assert response.status_code in refused
        assert SECRET not in response.content.decode()
    assert logged_in(cast.secretary).get(addresses[name]).status_code == HTTPStatus.METHOD_NOT_ALLOWED
    response = logged_in(cast.secretary).post(addresses[name], {"body": cast.body.pk})
    assert response.status_code in {HTTPStatus.FOUND, HTTPStatus.UNPROCESSABLE_ENTITY}


def test_logout_takes_no_get(cast: Cast, addresses: dict[str, str]) -> None:
    assert logged_in(cast.member).get(addresses["logout"]).status_code == HTTPStatus.METHOD_NOT_ALLOWED
