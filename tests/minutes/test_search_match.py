from minutes.search_match import EXCERPT_LENGTH, Matcher, Sought, excerpt, lit
from minutes.search_query import understand


def matcher(text: str, *compounds: str, alike: dict[str, int] | None = None) -> Matcher:
    return Matcher(Sought(term, compounds, alike or {}) for term in understand(text).terms)


def shown(text: str, found: Matcher) -> str:
    return "".join(f"[{part}]" if is_hit else part for part, is_hit in lit(text, found.spans(text)))


def test_each_form_of_the_words_is_lit_and_nothing_else() -> None:
    assert shown("Avtalet om <b>vård</b> gäller avtal.", matcher("avtal")) == (
        "[Avtalet] om <b>vård</b> gäller [avtal]."
    )
    assert shown("Hemsjukvårdsavtalet och antal", matcher("avtal", "hemsjukvardsavtal")) == (
        "[Hemsjukvårdsavtalet] och antal"
    )
    assert shown("Representant från Vixj6", matcher("växjö", alike={"vixjo": 1})) == (
        "Representant från [Vixj6]"
    )


def test_a_phrase_is_lit_where_it_stands_in_a_row() -> None:
    assert shown("Hem på väg. Till På väg hem.", matcher('"på väg hem"')) == "Hem på väg. Till [På väg hem]."


def test_the_title_counts_for_more_than_the_text_and_the_word_for_more_than_a_compound() -> None:
    avtal, plan = understand("avtal plan").terms
    found = Matcher([Sought(avtal, ("samverkansavtal",)), Sought(plan)])

    def score(title: str = "", text: str = "") -> float:
        fields = {"title": title, "decision": "", "names": "", "text": text}
        return found.score(fields, {name: found.spans(value) for name, value in fields.items()})

    scores = [
        score("Avtal och plan"),
        score("Avtal", "En plan"),
        score("Samverkansavtal", "En plan"),
        score("", "Ett avtal, en plan"),
        score("", "Ett samverkansavtal, en plan"),
        score("", "En plan"),
        score("", "Inget"),
    ]
    assert scores == sorted(scores, reverse=True) and len(set(scores)) == len(scores)


def test_excerpt_of_a_long_text_is_where_most_words_stand() -> None:
    text = "avtal " + "ord " * 100 + "ett avtal om en plan " + "mer text " * 60
    parts = excerpt(text, matcher("avtal plan").spans(text))

    assert [part for part, is_hit in parts if is_hit] == ["avtal", "plan"]
    assert parts[0] == ("… ", False) and parts[-1] == (" …", False)
    assert parts[1][0].split()[0] in {"ord", "ett"}
    assert sum(len(part) for part, _ in parts) <= EXCERPT_LENGTH + 4


def test_excerpt_cuts_no_word_that_is_lit() -> None:
    text = "ord " * 40 + "x" * 300 + " slut"
    parts = excerpt(text, matcher("x" * 300).spans(text))

    assert ("x" * 300, True) in parts


def test_excerpt_without_a_hit_is_the_beginning() -> None:
    assert excerpt("Inget här.\nAlls.", []) == [("Inget här. Alls.", False)]
    assert excerpt("", []) == []
    assert excerpt("ord " * 100, [])[-1] == (" …", False)


def test_a_word_that_holds_two_of_the_terms_answers_both() -> None:
    kommun, doctor = understand("kommun överläkare").terms
    compound = ("kommunoverlakar",)
    found = Matcher([Sought(kommun, compound), Sought(doctor, compound)])

    [span] = found.spans("Kommunöverläkare")

    assert set(span.fits) == {0, 1}
