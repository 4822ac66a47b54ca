"""The files say what the page says, to those who may read it, and no cell is a formula."""

import csv
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from decisions import exports
from decisions.models import Obligation
from tests.conftest import Cast, logged_in
from tests.factories import (
    make_circulated,
    make_decision,
    make_item,
    make_meeting,
    make_obligation,
    make_organization,
)

MARK = "Hemlig märkning"
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"]


def read(client: Client, name: str, query: str = "") -> list[list[Any]]:
    response: Any = client.get(reverse(name) + query)
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["Content-Disposition"].startswith("attachment;")
    content = b"".join(response.streaming_content)
    if name.endswith("csv"):
        return list(csv.reader(StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
    sheet = load_workbook(BytesIO(content)).active
    assert "f" not in {cell.data_type for row in sheet.rows for cell in row}
    return [["" if value is None else value for value in row] for row in sheet.iter_rows(values_only=True)]


@pytest.mark.parametrize("name", ["decision-csv", "decision-xlsx"])
def test_file_holds_what_the_page_shows(cast: Cast, name: str) -> None:
    meeting = make_meeting(cast.body)
    old = make_decision(make_item(meeting), "Gruppen antar planen.", kind="position")
    make_decision(make_item(make_meeting(cast.body, number="2")), "Annat.")
    make_circulated(cast.body, cast.secretary, cast.adjuster, number="3")
    client, query = logged_in(cast.member), "?kind=position"

    rows = read(client, name, query)
    page = client.get(reverse("decision-list") + query).context["page"]

    assert [row[0] for row in rows[1:]] == [row.number for row in page.rows] == [old.number]
    heading = dict(zip(rows[0], rows[1], strict=True))
    assert heading["Beslut"] == "Gruppen antar planen." and heading["Läge i dag"] == "gäller"
    assert heading["Adress"].endswith(old.get_absolute_url())
    assert {row[6] for row in read(client, name)[1:]} == {"gäller", "preliminärt"}


@pytest.mark.parametrize("name", ["decision-csv", "decision-xlsx"])
@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_taken_for_a_formula(cast: Cast, name: str, text: str) -> None:
    make_decision(make_item(make_meeting(cast.body), text), text)

    row = read(logged_in(cast.member), name)[1]

    assert row[4].startswith("'") and row[7].startswith("'")


@pytest.mark.parametrize("name", ["follow-up-csv", "follow-up-xlsx"])
def test_follow_up_is_the_shares_of_the_filter(cast: Cast, name: str) -> None:
    item = make_item(make_meeting(cast.body))
    make_obligation(item, make_organization("Berga kommun"), "Andras.")
    own = make_obligation(item, cast.organization, "Eget.")
    Obligation.objects.filter(pk=own.pk).update(contact_name="Anna", note="Nästan.")

    rows = read(logged_in(cast.member), name, "?organization=own&status=open")

    assert [(row[0], row[1], row[5], row[6]) for row in rows[1:]] == [
        ("Ekby kommun", "Eget.", "Anna", "Nästan.")
    ]


@pytest.mark.parametrize("name", ["decision-csv", "decision-xlsx", "follow-up-csv", "follow-up-xlsx"])
def test_nothing_of_another_group_is_in_a_file(cast: Cast, name: str) -> None:
    item = make_item(make_meeting(cast.other_body), MARK)
    make_decision(item, MARK)
    make_obligation(item, cast.organization, MARK)

    rows = read(logged_in(cast.member), name)

    assert len(rows) == 1


def test_too_much_is_refused_with_words(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "MOST_ROWS", 1)
    for number in "12":
        make_decision(make_item(make_meeting(cast.body, number=number)))

    response = logged_in(cast.member).get(reverse("decision-csv"), follow=True)

    assert response.redirect_chain == [(reverse("decision-list") + "?", 302)]
    assert "Välj färre med filtren" in response.content.decode()


@pytest.mark.parametrize("name", ["decision-csv", "decision-xlsx", "follow-up-csv", "follow-up-xlsx"])
def test_queries_do_not_grow_with_the_rows(cast: Cast, name: str) -> None:
    client = logged_in(cast.member)
    item, counts = make_item(make_meeting(cast.body)), []
    for rows in (1, 12):
        for _ in range(rows):
            make_decision(item)
            make_obligation(item, cast.organization)
        with CaptureQueriesContext(connection) as captured:
            assert len(read(client, name)) > rows
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 8
