"""Members from a file and into one: who may, what the export holds, and what both cost."""

import csv
import datetime as dt
import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from participants.models import Membership
from participants.sheets import MOST_ROWS
from tests.admin_rows import admin_url
from tests.conftest import Cast, logged_in
from tests.participants.member_files import (
    EXPORT,
    HEAD,
    IMPORT,
    SAVE,
    confirm,
    says,
    upload,
)

# Who may


@pytest.mark.parametrize("url", [IMPORT, SAVE, EXPORT])
def test_pages_are_for_secretaries(cast: Cast, url: str) -> None:
    for person in (cast.member, cast.outsider):
        for answer in (logged_in(person).get(url), logged_in(person).post(url, {"file": "x"})):
            assert answer.headers["Location"].startswith(reverse("admin:login"))
    assert Client().get(url).headers["Location"].startswith(reverse("login"))
    assert logged_in(cast.secretary).get(url).status_code == (405 if url == SAVE else 200)
    assert logged_in(cast.superuser).get(url).status_code == (405 if url == SAVE else 200)


def test_list_of_roles_leads_to_both_pages(cast: Cast) -> None:
    text = logged_in(cast.secretary).get(admin_url(Membership, "changelist")).content.decode()
    assert IMPORT in text and EXPORT in text


# Out into a file


def fetched(client: Client, body: Any, **given: Any) -> Any:
    return client.get(EXPORT, {"body": body.pk, "period": "current", "format": "csv", **given})


def test_export_has_the_columns_of_the_import_and_changes_nothing_when_read_again(cast: Cast) -> None:
    client = logged_in(cast.secretary)
    cast.member.memberships.create(
        body=cast.body,
        role="chair",
        start_date=dt.date(2024, 1, 1),
        post="Rektor",
        on_behalf_of=cast.organization,
    )
    cast.adjuster.memberships.update(end_date=dt.date(2020, 1, 1))
    answer = fetched(client, cast.body)
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == HEAD.strip().split(";")
    assert [row[0] for row in rows[1:]] == ["Maja Ledamot", "Maja Ledamot", "Siv Sekreterare"]
    assert rows[2] == [
        "Maja Ledamot",
        "maja.ledamot@example.org",
        "Ekby kommun",
        "Samrådsgruppen SG",
        "ordförande",
        "Rektor",
        "2024-01-01",
        "",
    ]
    for format in ("csv", "xlsx"):
        content = fetched(client, cast.body, format=format, period="all").content
        assert says(upload(client, content)) == ["känd person, oförändrat"] * 4


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_cells_that_would_be_formulas_are_harmless(cast: Cast, start: str) -> None:
    text = f"{start}HYPERLINK(1)"
    cast.member.memberships.update(post=text)
    client = logged_in(cast.secretary)
    rows = list(
        csv.reader(io.StringIO(fetched(client, cast.body).content.decode("utf-8-sig")), delimiter=";")
    )
    assert f"'{text}" in rows[2]
    content = fetched(client, cast.body, format="xlsx").content
    cells = [cell for row in load_workbook(io.BytesIO(content)).worksheets[0].iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr"}
    if start != "\t":
        assert set(says(upload(client, content))) == {"känd person, oförändrat"}


def test_export_is_of_own_groups_only(cast: Cast) -> None:
    client = logged_in(cast.secretary)
    asked: dict[str, Any] = {"body": cast.body.pk, "period": "all", "format": "csv"}
    far: list[dict[str, Any]] = [{"body": cast.other_body.pk}, {"body": "x"}]
    for given in [*far, {"format": "pdf"}, {"period": ""}]:
        answer = client.get(EXPORT, {**asked, **given})
        assert answer.status_code == 422
        assert "Olle" not in answer.content.decode()
    assert "Olle" in fetched(logged_in(cast.superuser), cast.other_body).content.decode()


# What it costs


def test_cost_does_not_grow_with_the_rows(cast: Cast) -> None:
    client, counts = logged_in(cast.secretary), []
    confirm(client, upload(client, "Namn\nAsta Ek"))  # some things are asked once a process
    client.get(admin_url(Membership, "changelist"))
    for number in (2, 4, 300):
        rows = "".join(f"Ek {number} {n};e{number}.{n}@example.org;Ekby;SG;;;;\n" for n in range(number))
        counts.append(
            (
                queries(lambda rows=rows: upload(client, HEAD + rows)),
                queries(lambda rows=rows: confirm(client, upload(client, HEAD + rows))),
                queries(lambda: client.get(admin_url(Membership, "changelist"))),
                queries(lambda: fetched(client, cast.body)),
            )
        )
    looking, storing, _, fetching = counts[0]
    # session, user, groups; groups, organisations, people, roles, attendance and accounts, each asked once
    assert {row[0] for row in counts} == {looking}
    assert looking <= 14 and storing <= 14 + 32 and fetching <= 6
    assert counts[1][1:] == counts[0][1:]
    assert counts[2][1] <= storing + 6  # a database stores only so many values at once


def queries(act: Any) -> int:
    with CaptureQueriesContext(connection) as counted:
        act()
        return len(counted)


def test_file_with_the_most_rows_is_read_and_stored(cast: Cast) -> None:
    client = logged_in(cast.secretary)
    rows = "".join(
        f"Person {n};p{n}@example.org;Ekby;SG;ledamot;Lärare;2024-01-31;\n" for n in range(MOST_ROWS)
    )
    assert confirm(client, upload(client, HEAD + rows)).status_code == 302
    assert cast.body.memberships.filter(post="Lärare").count() == MOST_ROWS
