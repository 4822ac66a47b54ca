"""Threads: what is proposed and why, and join, merge, split and undo without loss."""

import datetime as dt

import pytest
from django.urls import reverse

from decisions.models import Promise
from minutes import threads
from minutes.likely_threads import Question, Threads
from minutes.models import AgendaItem, Matter, MatterChange, Meeting, ThreadProposal
from minutes.threads import ThreadRefused, in_threads, join, merge, propose_threads, split, undo
from minutes.title_words import heading
from tests.conftest import Cast, logged_in
from tests.factories import account, make_circulated, make_item, make_meeting, make_organization

MARCH, APRIL, MAY = dt.date(2024, 3, 8), dt.date(2024, 4, 5), dt.date(2024, 5, 3)


def question(pk: int, title: str, text: str = "", **fields: object) -> Question:
    given: dict[str, object] = {"meeting": pk, "held_on": dt.date(2024, min(pk, 12), 1), **fields}
    return Question(pk=pk, title=title, text=text, **given)  # type: ignore[arg-type]


def links(*questions: Question, names: tuple[str, ...] = ()) -> list[tuple[int, int | None]]:
    return [(row.item, row.earlier) for row in Threads(questions, names).likely()]


OTHERS = [
    question(10, "Skolskjuts på landsbygden", "Bussen går en gång om dagen."),
    question(11, "Vinterväghållning", "Vägarna plogas av entreprenörer."),
    question(12, "Färjetrafiken", "Färjan är på varv hela våren."),
]


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("Strategin Närmare Ekbybon", "Strategi Nära Ekbybon och handlingsplan"),
        ("Overenskommelse om cykelvagar", "Överenskommelse om cykelvägar"),
        ("Cykelvägsplanen, nuläge", "Återrapportering cykelvägsplan"),
        ("Resurscentrum cykling", "Centrum för cykling"),
    ],
)
def test_same_question_under_another_name_is_found(earlier: str, later: str) -> None:
    assert links(question(1, earlier), question(2, later), *OTHERS) == [(2, 1)]


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("Mötets öppnande", "Mötets öppnande"),
        ("Information från kommunerna", "Information från regionen"),
        ("Nuläge skyltar", "Nuläge busskort"),
        ("Ekby simhall", "Ekby bibliotek"),
    ],
)
def test_words_that_any_agenda_has_and_names_tie_nothing(earlier: str, later: str) -> None:
    assert links(question(1, earlier), question(2, later), *OTHERS, names=("Ekby kommun",)) == []


def test_titles_that_stand_in_each_other_s_texts_tie_two_items() -> None:
    one = question(1, "Barnmodellen", "Kommunerna ska använda Pennan och den digitala planen.")
    other = question(2, "Pennan – digital plan", "Barnmodellens grupp går igenom riskerna.")
    assert links(one, other, *OTHERS) == [(2, 1)]


def test_a_reference_and_a_promise_weigh_and_are_told() -> None:
    plain = Threads([question(1, "Flisen och veden"), question(2, "Veden från skogen"), *OTHERS])
    cited = Threads(
        [
            question(1, "Flisen och veden"),
            question(2, "Veden från skogen", cited_meetings=frozenset({1})),
            *OTHERS,
        ]
    )
    before, _ = plain.compare(2, 1)
    after, reasons = cited.compare(2, 1)
    assert after - before == pytest.approx(10)
    assert reasons == ("Gemensamma ord: Veden.", "Texten hänvisar till det äldre mötet.")


def test_comparing_grows_with_the_items_not_their_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    def compared(number: int) -> int:
        rows = [
            question(
                pk,
                f"Cykelväg {pk % 7} vid {'abcdefg'[pk % 7] * 5}sjön",
                "Cykel.",
                held_on=MARCH,
                meeting=pk // 5,
            )
            for pk in range(1, number + 1)
        ]
        book, count = Threads(rows), 0
        plain = Threads.compare

        def counting(self: Threads, later: int, earlier: int) -> tuple[float, tuple[str, ...]]:
            nonlocal count
            count += 1
            return plain(self, later, earlier)

        monkeypatch.setattr(Threads, "compare", counting)
        book.likely()
        monkeypatch.setattr(Threads, "compare", plain)
        return count

    assert compared(400) <= 4.5 * compared(100)


@pytest.fixture
def treated(cast: Cast) -> list[AgendaItem]:
    """Three meetings that took up the same question under names of their own, and something else."""
    days = {MARCH: "Cykelplanen", APRIL: "Nuläge cykelplan", MAY: "Cykelplan – beslut"}
    items = []
    for day, title in days.items():
        meeting = make_meeting(cast.body, date=day)
        make_item(meeting, "Mötets öppnande")
        items.append(make_item(meeting, title, background="Cykelvägarna längs sjön."))
        make_item(meeting, f"Övrigt {day.month}", background="Inget.")
    return items


def test_proposals_are_stored_once_and_a_no_is_remembered(cast: Cast, treated: list[AgendaItem]) -> None:
    assert propose_threads(cast.body) == propose_threads(cast.body) == 2
    rows = ThreadProposal.objects.filter(body=cast.body)
    assert {row.item for row in rows} == {treated[1], treated[2]}
    threads.answer(rows, ThreadProposal.Answer.DECLINED, account(cast.secretary))
    again = propose_threads(cast.body)
    declined = set(ThreadProposal.objects.filter(answer="declined").values_list("item", "earlier"))
    waiting = set(ThreadProposal.objects.filter(answer="waiting").values_list("item", "earlier"))
    assert len(declined) == 2 and not declined & waiting and again == len(waiting)


def test_import_proposes_by_itself(cast: Cast, treated: list[AgendaItem]) -> None:
    """Minutes without names of threads; what hangs together is one proposal."""
    propose_threads(cast.body)
    (group,) = in_threads(ThreadProposal.objects.select_related("item", "earlier"))
    assert {item for row in group for item in (row.item, row.earlier)} == set(treated)
    assert all(row.reasons and 33 <= row.score <= 100 for row in group)


def test_plans_and_other_groups_are_not_compared(cast: Cast, treated: list[AgendaItem]) -> None:
    make_item(make_meeting(cast.body, Meeting.Status.PLANNED, date=dt.date(2030, 1, 1)), "Cykelplanen")
    make_item(make_meeting(cast.other_body), "Cykelplanen")
    assert {row.pk for row in threads.questions(cast.body) if "ykelplan" in row.title} == {
        item.pk for item in treated
    }


def test_join_merge_split_and_undo_lose_nothing(cast: Cast, treated: list[AgendaItem]) -> None:
    by = account(cast.secretary)
    first = join(cast.body, treated[:2], "Cykelplan", by)
    second = join(cast.body, treated[2:], "Beslutet om cykelplanen", by)
    assert first.matter and second.matter
    kept, other = first.matter, second.matter

    merged = merge(kept, other, by)
    assert set(kept.items.all()) == set(treated)
    assert Matter.objects.get(pk=other.pk).standing == kept
    assert list(Matter.objects.current()) == [kept]

    parted = split(kept, [treated[0]], "Den gamla planen", by)
    assert parted.other and list(parted.other.items.all()) == [treated[0]]
    undo(parted, by)
    assert set(kept.items.all()) == set(treated)
    assert Matter.objects.get(title="Den gamla planen").standing == kept

    undo(merged, by)
    assert set(kept.items.all()) == set(treated[:2]) and list(other.items.all()) == [treated[2]]
    undo(first, by)
    assert not kept.items.exists()  # it stays: the address of the one that was parted leads to it
    assert AgendaItem.objects.filter(matter=None, pk__in=[row.pk for row in treated]).count() == 2
    assert MatterChange.objects.count() == 4
    with pytest.raises(ThreadRefused):
        undo(first, by)


def test_undo_leaves_alone_what_has_moved_since(cast: Cast, treated: list[AgendaItem]) -> None:
    by = account(cast.secretary)
    change = join(cast.body, treated, "Cykelplan", by)
    elsewhere = Matter.objects.create(body=cast.body, title="Annat")
    AgendaItem.objects.filter(pk=treated[0].pk).update(matter=elsewhere)
    undo(change, by)
    assert [row.matter for row in AgendaItem.objects.filter(pk__in=[r.pk for r in treated])].count(None) == 2
    assert list(elsewhere.items.all()) == [treated[0]]


def test_title_of_a_merged_thread_leads_to_the_one_that_stands(cast: Cast, treated: list[AgendaItem]) -> None:
    by = account(cast.secretary)
    kept = join(cast.body, treated[:1], "Cykelplan", by).matter
    other = join(cast.body, treated[1:2], "Gamla planen", by).matter
    assert kept and other
    merge(kept, other, by)
    assert join(cast.body, treated[2:], "Gamla planen", by).matter == kept
    item = make_item(treated[0].meeting, "Ny", matter=Matter.objects.get(pk=other.pk))
    assert item.matter == kept
    for gone in (kept, other):
        with pytest.raises(ThreadRefused):
            merge(kept, gone, by)
    with pytest.raises(ThreadRefused):
        split(kept, list(kept.items.all()), "Allt", by)


def test_a_confirmed_thread_mends_a_promise_that_seemed_broken(cast: Cast) -> None:
    by = account(cast.secretary)
    item = make_item(make_meeting(cast.body, date=MARCH), "Resor i länet")
    promise = Promise.objects.create(
        item=item, text="Åter i april.", due_on=dt.date(2024, 4, 30), due_precision="month"
    )
    later = make_item(make_meeting(cast.body, date=APRIL), "Busskort")
    promise.settle()
    assert (promise.status, promise.settled_by) == ("broken", None)

    change = join(cast.body, [item, later], "Kollektivtrafik", by)
    promise.refresh_from_db()
    assert (promise.status, promise.settled_by) == ("kept", later)
    undo(change, by)
    promise.refresh_from_db()
    assert (promise.status, promise.settled_by) == ("broken", None)


def test_what_was_judged_by_hand_stays(cast: Cast) -> None:
    item = make_item(make_meeting(cast.body, date=MARCH), "Resor i länet")
    meeting = make_meeting(cast.body, date=APRIL)
    later = make_item(meeting, "Busskort")
    promise = Promise.objects.create(item=item, text="Åter.", status="moved", target_meeting=meeting)
    join(cast.body, [item, later], "Kollektivtrafik", account(cast.secretary))
    promise.refresh_from_db()
    assert (promise.status, promise.settled_by) == ("moved", None)


def test_threads_of_sealed_minutes_may_change_and_their_text_does_not(cast: Cast) -> None:
    meeting = make_circulated(cast.body, cast.secretary, cast.adjuster)
    before = meeting.revisions.get().sha256
    item = meeting.items.get()
    change = join(cast.body, [item], "Cykelplan", account(cast.secretary))
    assert change.matter and list(change.matter.items.all()) == [item]
    assert meeting.revisions.get().sha256 == before


# The pages


def test_secretary_confirms_what_is_ticked_and_the_rest_is_a_no(
    cast: Cast, treated: list[AgendaItem]
) -> None:
    propose_threads(cast.body)
    client = logged_in(cast.secretary)
    page = client.get(reverse("thread-suggestions"))
    (group,) = page.context["groups"]
    assert group["items"] == treated
    assert "Gemensamma ord" in page.content.decode()
    answer = client.post(
        reverse("thread-answer"),
        {
            "proposals": [row.pk for row in group["proposals"]],
            "items": [treated[0].pk, treated[1].pk],
            "title": "Cykelplan",
            "answer": "accept",
        },
    )
    assert answer.status_code == 302
    assert set(Matter.objects.get(title="Cykelplan").items.all()) == set(treated[:2])
    answers = dict(ThreadProposal.objects.values_list("item", "answer"))
    assert answers == {treated[1].pk: "accepted", treated[2].pk: "declined"}
    change = MatterChange.objects.get()
    assert client.post(reverse("thread-undo", args=[change.pk])).status_code == 302
    assert not Matter.objects.exists()
    assert ThreadProposal.objects.get(item=treated[1]).answer == "waiting"


def test_a_yes_to_nothing_or_without_a_title_is_answered_with_the_page(
    cast: Cast, treated: list[AgendaItem]
) -> None:
    propose_threads(cast.body)
    keys = list(ThreadProposal.objects.values_list("pk", flat=True))
    client = logged_in(cast.secretary)
    for given in (
        {"items": [], "title": "Cykelplan"},
        {"items": [treated[0].pk], "title": ""},
        {"items": [10**30], "title": "x"},
    ):
        answer = client.post(reverse("thread-answer"), {"proposals": keys, "answer": "accept", **given})
        assert answer.status_code == 422
        assert "Fel: Förslag till ärendetrådar" in answer.content.decode()
    assert not Matter.objects.exists()


def test_nobody_answers_for_another_group(cast: Cast, treated: list[AgendaItem]) -> None:
    far = make_item(make_meeting(cast.other_body), "Hemlig cykel")
    strange = ThreadProposal.objects.create(body=cast.other_body, item=far, score=50)
    client = logged_in(cast.secretary)
    answer = client.post(
        reverse("thread-answer"),
        {"proposals": [strange.pk], "items": [far.pk], "title": "Min", "answer": "accept"},
    )
    assert answer.status_code == 422 and "Hemlig cykel" not in answer.content.decode()
    assert "Hemlig cykel" not in client.get(reverse("thread-suggestions")).content.decode()
    assert not Matter.objects.exists()


def test_old_address_leads_on_and_merged_threads_are_not_listed(
    cast: Cast, treated: list[AgendaItem]
) -> None:
    by = account(cast.secretary)
    kept = join(cast.body, treated[:1], "Cykelplan", by).matter
    other = join(cast.body, treated[1:], "Gamla planen", by).matter
    assert kept and other
    client = logged_in(cast.secretary)
    answer = client.post(reverse("matter-arrange", args=[kept.pk]), {"other": other.pk})
    assert answer.headers["Location"] == kept.get_absolute_url()
    member = logged_in(cast.member)
    assert member.get(other.get_absolute_url()).headers["Location"] == kept.get_absolute_url()
    assert logged_in(cast.outsider).get(other.get_absolute_url()).status_code == 404
    assert [row.title for row in member.get(reverse("matter-list")).context["page"].object_list] == [
        "Cykelplan"
    ]
    given = {"items": [treated[2].pk], "title": "Beslutet"}
    assert client.post(reverse("matter-arrange", args=[kept.pk]), given).status_code == 302
    assert list(Matter.objects.get(title="Beslutet").items.all()) == [treated[2]]
    assert client.post(reverse("matter-arrange", args=[kept.pk]), given).status_code == 422


def test_each_form_carries_its_token(cast: Cast, treated: list[AgendaItem]) -> None:
    matter = join(cast.body, treated[:1], "Cykelplan", account(cast.secretary)).matter
    propose_threads(cast.body)
    assert matter
    for address in (reverse("thread-suggestions"), reverse("matter-arrange", args=[matter.pk])):
        text = logged_in(cast.secretary).get(address).content.decode()
        assert text.count('method="post"') == text.count("csrfmiddlewaretoken") > 2


@pytest.mark.parametrize(
    ("titles", "best"),
    [
        (["Cykelplanen – nuläge", "Cykelplanen", "Pennan i cykelplanen"], "Cykelplanen"),
        (["Tidplan för heder", "Centrum mot våld – återrapportering", "Mötets öppnande"], "Centrum mot våld"),
        (["Mötets öppnande"], "Mötets öppnande"),
    ],
)
def test_a_thread_gets_a_heading_to_begin_with(titles: list[str], best: str) -> None:
    assert heading(titles) == best


def test_names_of_those_who_take_part_are_left_out(cast: Cast) -> None:
    make_organization("Storlunda kommun")
    for day, title in ((MARCH, "Ekby simhall"), (APRIL, "Ekby bibliotek")):
        make_item(make_meeting(cast.body, date=day), title)
    assert propose_threads(cast.body) == 0
