import itertools

import pytest

from minutes.search_query import MAX_LENGTH, Query, Term, reference, understand
from minutes.search_words import LONGEST_WORD, clean, stem, stems

ONE_WORD = """
avtal avtalet avtalen avtalets AVTAL
beslut beslutet besluten
möte mötet möten mötena mote
ärende ärendet ärenden ärendena arende arendet
projekt projektet projekten
samverkansprojekt samverkansprojektet
nätverk nätverket nätverken natverket
hälsa hälsan halsan
skola skolan skolor skolorna
förskola förskolan förskolor
fråga frågan frågor frågorna
bilaga bilagan bilagor
flödesschema flödesschemat flödesscheman
läkare läkaren läkarna
barn barnet barnen
ansvar ansvaret
resurs resursen resurser resursens
konferens konferensen konferenser
plats platsen platser
analys analysen analyser
protokoll protokollet
hjälpmedel hjälpmedlet hjälpmedlen
direktör direktören direktörer regiondirektör-en
kostnad kostnaden kostnader
digital digitala digitalt
gemensam gemensamma gemensamt
kommun kommunen kommuner kommunerna kommunens
uppföljning uppföljningen uppföljningar
överenskommelse överenskommelsen överenskommelser
"""
APART = [
    "avtal",
    "antal",
    "plan",
    "plats",
    "kommun",
    "kommunal",
    "person",
    "personal",
    "region",
    "skola",
    "hälsa",
]


@pytest.mark.parametrize("words", ONE_WORD.strip().splitlines())
def test_forms_of_a_word_have_one_stem(words: str) -> None:
    forms = [form for form in words.split() if "-" not in form]

    assert len({stem(form) for form in forms}) == 1, [(form, stem(form)) for form in forms]


def test_other_words_have_other_stems() -> None:
    same = [(a, b) for a, b in itertools.combinations(APART, 2) if stem(a) == stem(b)]

    assert same == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("På väg hem – e-post 270101", ["pa", "vag", "hem", "e", "post", "270101"]),
        ("f6r Vaxj6, 2,5 och §8", ["for", "vaxjo", "2", "5", "och", "8"]),
        ("…«»*\"'()&|!:", []),
        ("a" * 200, ["a" * LONGEST_WORD]),
    ],
)
def test_text_becomes_stems_in_order(text: str, expected: list[str]) -> None:
    assert stems(text) == expected


def test_clean_text_has_whole_letters_and_nothing_unseen() -> None:
    assert clean("Va\u0308xjo\u0308 av\u00adtal\u200b\0") == "Växjö avtal"


def term(*words: str) -> Term:
    return Term(" ".join(words), tuple(map(stem, words)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Query()),
        ("avtal vård", Query((term("avtal"), term("vård")))),
        ('"på väg hem" plan', Query((term("på", "väg", "hem"), term("plan")))),
        ("”på väg", Query((term("på", "väg"),))),
        ("utskrivning -barn", Query((term("utskrivning"),), (term("barn"),))),
        ('vård -"nära vård"', Query((term("vård"),), (term("nära", "vård"),))),
        ("in- och utskrivning", Query((term("in"), term("och"), term("utskrivning")))),
        ("e-post", Query((term("e", "post"),))),
        ("avtal avtal", Query((term("avtal"),))),
        ("beslut: avtal", Query((term("avtal"),), decisions_only=True)),
        ("Beslut: år: 2023 avtal", Query((term("avtal"),), decisions_only=True, years=(2023, 2023))),
        ("avtal beslut:", Query((term("avtal"),), decisions_only=True)),
        ("beslut:avtal", Query((term("avtal"),), decisions_only=True)),
        ("år:2023 avtal", Query((term("avtal"),), years=(2023, 2023))),
        ("ar: 2025-2023", Query(years=(2023, 2025))),
        ("år: 0000", Query(years=(1, 1))),
        ("år: snart", Query((term("snart"),))),
        ("kommun: Växjö avtal", Query((term("avtal"),), organization="Växjö")),
        ('region:"Region Kronoberg"', Query(organization="Region Kronoberg")),
        ("grupp: LG", Query(body="LG")),
        ("datum: 6", Query((term("datum", "6"),))),
        ("beslut", Query((term("beslut"),))),
        ("-", Query()),
        ("\0 * ( ) NEAR", Query((term("NEAR"),))),
    ],
)
def test_what_is_typed_is_understood(text: str, expected: Query) -> None:
    assert understand(text) == expected


def test_what_to_leave_out_is_not_enough_to_look_for() -> None:
    assert understand("-avtal").is_empty and understand("").is_empty
    assert not understand("år:2023").is_empty


def test_only_so_much_is_understood() -> None:
    assert len(understand("a b c d e f g h i j k l m n o p q r s t u v w x y z").terms) == 20
    assert understand('"' * 1_000_000) == Query()
    assert understand("x" * 1_000_000).terms[0].shown == "x" * MAX_LENGTH


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("§ 8 2023-11-06", ("2023-11-06", "2023-11-06", "8", "")),
        ("LG 2023-11-06 §8", ("2023-11-06", "2023-11-06", "8", "LG")),
        ("lg 2023-11-06 §4b", ("2023-11-06", "2023-11-06", "4b", "LG")),
        ("2023-11-06 § 8", ("2023-11-06", "2023-11-06", "8", "")),
        ("§ 8 2023-11", ("2023-11-01", "2023-11-30", "8", "")),
        ("§ 8 2024-02", ("2024-02-01", "2024-02-29", "8", "")),
        ("§ 8 2023-12", ("2023-12-01", "2023-12-31", "8", "")),
        ("§ 8 9999-12", None),
        ("§ 8 2023-13-06", None),
        ("§ 8", None),
        ("2023-11-06", None),
        ("avtal om § 8 2023-11-06", None),
    ],
)
def test_reference_reads_a_paragraph_of_a_meeting(
    text: str, expected: tuple[str, str, str, str] | None
) -> None:
    found = reference(text)

    assert (found and (str(found.first), str(found.last), found.number, found.prefix)) == expected
