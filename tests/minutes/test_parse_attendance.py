"""Who was there, in the many forms that lists and sentences take. People and groups are made up."""

import pytest

from minutes.importer.parse import parse
from minutes.importer.records import ParsedMeeting

TOP = "Protokoll styrelsemöte 2024-03-12\n\n"
ITEMS = (
    "\n\n1. Mötet öppnas\n\nOrdföranden hälsade alla välkomna.\n\n2. Ekonomi\n\nKassören redovisade läget.\n"
)
_MARKS = {"substitute": " (e)", "guest": " (g)", "member": ""}


def shown(meeting: ParsedMeeting) -> list[str]:
    """Return the names: "-" before the absent, "~" before the digital, (e) and (g) after ersättare, gäst."""
    modes = {"absent": "-", "digital": "~", "on_site": ""}
    return [modes[one.mode] + one.name + _MARKS[one.role] for one in meeting.attendance]


def present(block: str) -> list[str]:
    return shown(parse(TOP + block + ITEMS, "protokoll.txt"))


ONE_A_LINE = {
    "office over the name, groups over theirs": (
        "Närvarande:\n\nOrdförande\n\nAnna Ek, ledamot\n\nFöreträdare för de studerande\n\n"
        "Bo Alm, ledamot (från § 4)\n\nCecilia Lind, ledamot\n\nFöreträdare för verksamheten\n\nDavid "
        "Berg, ledamot"
        "\n\nÖvriga\n\nEva Strand, utredare\n\nFrånvarande:\n\nFöreträdare för verksamheten\n\nFredrik "
        "Dal, ledamot",
        ["Anna Ek", "Bo Alm", "Cecilia Lind", "David Berg", "Eva Strand (g)", "-Fredrik Dal"],
    ),
    "yes and no under the name": (
        "Närvarande:\n\nAnna Ek\n\nJa\n\n \n\nBo Alm\n\nNej\n\n \n\nCecilia Lind\n\nJa\n\n \n\nDavid "
        "Berg\n\n \n\nNej",
        ["Anna Ek", "-Bo Alm", "Cecilia Lind", "-David Berg"],
    ),
    "marks behind the name": (
        "Ledamöter Närvarande\nAnna Ek X, mötesordförande § 4 - § 16\nBo Alm X\nCecilia Lind anmält "
        "förhinder\n"
        "Suppleanter\nDavid Berg X\nSekretariatet\nEva Strand X, sekreterare\nÖvriga\nFredrik Dal X, § "
        "5 - § 6",
        ["Anna Ek", "Bo Alm", "-Cecilia Lind", "David Berg (e)", "Eva Strand (g)", "Fredrik Dal (g)"],
    ),
    "classes before first names": (
        "Närvarande:\n\nÅk 1: Hassan & Wilma\n\nÅk 2, Cornelia & Tobias\n\nÅk 3: Lukas\n\nVuxna:   "
        "Katarina & Gun\n",
        ["Hassan", "Wilma", "Cornelia", "Tobias", "Lukas", "Katarina (g)", "Gun (g)"],
    ),
    "classes without a label": (
        "Åk 1: Tyra, Melvin & Selma\n\nÅk 2: Alma\n\nÅk 3: Nils & Sigge\n\nÖvriga: Anna & Gun\n",
        ["Tyra", "Melvin", "Selma", "Alma", "Nils", "Sigge", "Anna (g)", "Gun (g)"],
    ),
    "classes behind first names": (
        "Närvarande:\nAlvin 7b ,Moa 8c, Tuva 9e, Iris 7f, Noel 7e,Lova 8a,Siri 8b, Olle som hälsade på",
        ["Alvin", "Moa", "Tuva", "Iris", "Noel", "Lova", "Siri", "Olle"],
    ),
    "several on a line": (
        "Närvarande:\nGöran Alm Monika Sjö Viktoria Dal\nKatrin Ek Cissi Lind\nMikael Berg (på plats "
        "från och med §5)"
        "\n\nAmelia Strand, kassör i föräldrarådet (gick efter § 4)",
        [
            "Göran Alm",
            "Monika Sjö",
            "Viktoria Dal",
            "Katrin Ek",
            "Cissi Lind",
            "Mikael Berg",
            "Amelia Strand",
        ],
    ),
    "two columns that ran together": (
        "Närvarande: Frånvarande:\n\nAnna Ek Erik Dal\n\nBo Alm Jakob Lind\n\nEmanuel Berg\n\nOskar Strand",
        ["Anna Ek", "-Erik Dal", "Bo Alm", "-Jakob Lind", "Emanuel Berg", "Oskar Strand"],
    ),
    "two wide columns": (
        "Närvarande             Frånvarande\nAnna Ek                Erik Dal\nBo Alm\nCecilia Lind",
        ["Anna Ek", "Bo Alm", "Cecilia Lind", "-Erik Dal"],
    ),
    "initials": (
        "Närvarande                  Frånvarande              Justerat\nAE - BA - CL - DB            EF "
        "- GH          Omedelbart",
        ["AE", "BA", "CL", "DB", "-EF", "-GH"],
    ),
    "late and early": (
        "Närvarande: Anna Ek, Bo S. Alm (från punkt 2c), Cecilia Lind, David Berg (från punkt 2c till "
        "punkt 12), "
        "Eva Strand (från punkt 5).",
        ["Anna Ek", "Bo S. Alm", "Cecilia Lind", "David Berg", "Eva Strand"],
    ),
    "semicolon for colon": (
        "Plats; Hemma hos Anna Ek, Ekby\nNärvarande; Anna Ek, Birgitta Alm, Sven Åke Lind, Tomas Berg,\n"
        "Daniel Strand och Caroline von Dal.",
        ["Anna Ek", "Birgitta Alm", "Sven Åke Lind", "Tomas Berg", "Daniel Strand", "Caroline von Dal"],
    ),
    "bullets": (
        "**Närvarande**\n\n- Anna Ek (ordf)\n- Bo Alm\n- Cecilia Lind - via Teams\n\n**Ej närvarande**"
        "\n\n- David Berg",
        ["Anna Ek", "Bo Alm", "~Cecilia Lind", "-David Berg"],
    ),
    "numbered": (
        "Närvarande:\n1. Anna Ek\n2. Bo Alm\n3. Cecilia Lind\n4. David Berg",
        ["Anna Ek", "Bo Alm", "Cecilia Lind", "David Berg"],
    ),
    "nicknames": (
        "Närvarande:\nAnna ”Nanna” Ek\nBo ‹Bosse› Alm\nCecilia 'Cilla' Lind\nDavid Berg \"Dabbe\"\n"
        "Eva Strand",
        ["Anna ”Nanna” Ek", "Bo ‹Bosse› Alm", "Cecilia 'Cilla' Lind", "David Berg", "Eva Strand"],
    ),
    "posts before the name": (
        "Närvarande\nOrdförande Anna Ek\nVice ordförande Bo Alm\nLedamot för studiesociala frågor "
        "Cecilia Lind\n"
        "Klubbmästare David Berg",
        ["Anna Ek", "Bo Alm", "Cecilia Lind", "David Berg"],
    ),
    "posts with a colon": (
        "Närvarande\nOrdförande: Anna Ek\nVice ordf: Bo Alm\nKassör: Cecilia Lind\nLedamöter: David "
        "Berg, Eva Strand\n"
        "Suppleanter: Fredrik Dal och Gun Sjö",
        ["Anna Ek", "Bo Alm", "Cecilia Lind", "David Berg", "Eva Strand", "Fredrik Dal (e)", "Gun Sjö (e)"],
    ),
    "organisations first": (
        "Deltagare\nEkby kommun: Anna Ek, Bo Alm\nRegion Lunden - Cecilia Lind\nSkatteverket: David Berg\n"
        "Brukarrådet: Eva Strand, Fredrik Dal",
        ["Anna Ek", "Bo Alm", "Cecilia Lind", "David Berg", "Eva Strand", "Fredrik Dal"],
    ),
    "organisations over their people": (
        "Närvarande\n\nEkby kommun\n\nAnna Ek\nBo Alm\n\nPersonalorganisationerna\n\nCecilia Lind, "
        "Facket\nDavid Berg, Förbundet",
        ["Anna Ek", "Bo Alm", "Cecilia Lind", "David Berg"],
    ),
    "families": (
        "Närvarande: Anna och Bo Ek, Cecilia Alm, David & Eva Lind",
        ["Anna Ek", "Bo Ek", "Cecilia Alm", "David Lind", "Eva Lind"],
    ),
    "organisations that attend": (
        "Närvarande: Skatteverket, Digg, Hav- och vattenverket, Arbetsförmedlingen, Nätfixarna",
        ["Skatteverket", "Digg", "Hav- och vattenverket", "Arbetsförmedlingen", "Nätfixarna"],
    ),
    "bodies behind the name without a comma": (
        "Beslutande\nRune Holm PRO, Ordförande\nEvert Tjern Omsorgsnämnden\nYvonne Stork "
        "Humanistiska nämnden\n"
        "Dan Blom Kultur- och fritidsnämnden\nIng-Britt Vall, ers för Eva Ny\nSven-Erik Hill, Östra Göinge",
        ["Rune Holm", "Evert Tjern", "Yvonne Stork", "Dan Blom", "Ing-Britt Vall (e)", "Sven-Erik Hill"],
    ),
    "a roll with votes": (
        "Beslutande\nNärvaro§§§§\nOrdinarie ledamöter Tjg Ej tjg JA NEJ\nAnna Ek (C)X\nBo Alm (C)X"
        "\n§§ 12-13\n"
        "Cecilia Lind (S)X\n\nErsättare\nTjg Ej tjg JA NEJ\nDavid Berg (M)X",
        ["Anna Ek", "Bo Alm", "Cecilia Lind", "David Berg (e)"],
    ),
    "nobody under the label": ("Närvarande: Anna Ek, Bo Alm\nFrånvarande: Inga", ["Anna Ek", "Bo Alm"]),
    "bullets of nicknames": (
        "Röstlängd:\n\n- Mox\n- tems\n- E-Bob\n- kattis\n",
        ["Mox", "tems", "E-Bob", "kattis"],
    ),
    "a long list with one odd name": (
        "Deltagare:\n\nAnna Ek, Bo Alm, Cecilia Lind, David Berg, Eva Strand på Hultet, Fredrik Dal "
        "och RikardTall.",
        ["Anna Ek", "Bo Alm", "Cecilia Lind", "David Berg", "Eva Strand", "Fredrik Dal", "RikardTall"],
    ),
    "a sentence after the names": (
        "Närvarande: Anna-Lisa, Nils och Rut. Eva-Karin stod i köket.\nFörhinder: Maria och Gun.",
        ["Anna-Lisa", "Nils", "Rut", "-Maria", "-Gun"],
    ),
    "on the telephone": (
        "Närvarande; Ordf Tore Ek, Henrik Alm\n\nPer telefon; Viktor Lind Simon Berg, Bengt Dal och "
        "Tomas Sjö Anders Tall",
        ["Tore Ek", "Henrik Alm", "~Viktor Lind", "~Simon Berg", "~Bengt Dal", "~Tomas Sjö", "~Anders Tall"],
    ),
    "pairs with a slash": (
        "Övriga närvarande: Margit Åberg/Linnea Ekdal, sekretariatet",
        ["Margit Åberg (g)", "Linnea Ekdal (g)"],
    ),
}


@pytest.mark.parametrize(("block", "expected"), ONE_A_LINE.values(), ids=ONE_A_LINE.keys())
def test_list_is_read(block: str, expected: list[str]) -> None:
    assert present(block) == expected


RUN_TOGETHER = {
    "names alone": (
        "Beslutande: Närvarande: Patrik Berg Maj Alm Sten Dal Ulla Ek Ann-Mari Strand Eva Ek-Lind "
        "Ej närvarande: Ingrid Sjö Olof Tall Adjungerade: Kristin Gran, verksamhetschef Malin Asp, "
        "Ekby kommun "
        "Stina Tall Moreno, Alby kommun",
        [
            "Patrik Berg", "Maj Alm", "Sten Dal", "Ulla Ek", "Ann-Mari Strand", "Eva Ek-Lind",
            "-Ingrid Sjö", "-Olof Tall", "Kristin Gran (g)", "Malin Asp (g)", "Stina Tall Moreno (g)",
        ],
    ),
    "bodies in brackets": (
        "Närvarande: Ledamöter Agneta Sund (AVN) Lovisa Hand (BUN) ej närvarande "
        "Monica Ek (DHR) Tage Hage (HSO) ej närvarande Ulrika Finn (VON) Mona Alm, ordf. (VON) Ove "
        "Svan, (HSO) "
        "Ersättare Amir Nord (AVN) ej närvarande Emelie Beck (BUN) Övriga Britt-Marie Lund, omsorgskontoret "
        "Jonas Berlin, byggkontoret Utses att justera: Monica Ek, DHR",
        [
            "Agneta Sund", "-Lovisa Hand", "Monica Ek", "-Tage Hage", "Ulrika Finn", "Mona Alm",
            "Ove Svan",
            "-Amir Nord (e)", "Emelie Beck (e)", "Britt-Marie Lund (g)", "Jonas Berlin (g)",
        ],
    ),
    "posts between": (
        "Närvarande ledamöter: Gunilla Berg, Stockholm, ordförande Marianne Ek, Nyköping, viceordförande "
        "Lisbet Alm, FNUF Torsten Hall, Göteborg Karl-Erik Hed, Luleå B G Lind, Karlskrona "
        "Eva Maria Dal, personalrepresentant Adjungerade (ständigt): Solveig Lus, rektor "
        "Närvarande tjänstemän: Monika Gård, mötessekreterare Stig Wall Inger Orm",
        [
            "Gunilla Berg", "Marianne Ek", "Lisbet Alm", "Torsten Hall", "Karl-Erik Hed", "B G Lind",
            "Eva Maria Dal", "Solveig Lus (g)", "Monika Gård (g)", "Stig Wall (g)", "Inger Orm (g)",
        ],
    ),
    "parties and substitutes": (
        "Beslutande Ledamöter Roland Hed (S), Maja Ek (S), Sixten Alm (M), Leif Lind (MP) "
        "Conny Dal (KD) och Hugo Berg (FP). Tjänstgörande ersättare Lena Sund Björk (KD) ersätter "
        "Conny Dal (KD) , "
        "Sara Kvist (V) ersätter Ivar Strand (V) 12, 14-20. Övriga närvarande Ersättare Erik "
        "Lund (S), "
        "Ylva Hede (S) och Karin Wall (M). Tjänstemän Kommundirektör Ulf Frank, kommunsekreterare Petra "
        "Matt, "
        "ekonom Rose-Marie Wik 15, gatu- och parkchef Gerd And 16.",
        [
            "Roland Hed", "Maja Ek", "Sixten Alm", "Leif Lind", "Conny Dal", "Hugo Berg",
            "Lena Sund Björk (e)",
            "Sara Kvist (e)", "Erik Lund (e)", "Ylva Hede (e)", "Karin Wall (e)", "Ulf Frank (g)",
            "Petra Matt (g)", "Rose-Marie Wik (g)", "Gerd And (g)",
        ],
    ),
    "notes in brackets": (
        "Närvaro Oskar Öhl (gick efter punkt 3) Melker Lind Edvin Nord Sofie Eng (utan "
        "rösträtt) "
        "Nora Fry (utan rösträtt, får yttra sig)",
        ["Oskar Öhl", "Melker Lind", "Edvin Nord", "Sofie Eng (g)", "Nora Fry (g)"],
    ),
    "guests behind a group": (
        "Närvarande, gruppen: Arne Berg, Gertrud Ek, Doris Guld Alm, Tove Hed, Riksarkivet (adj), "
        "Hans Sal (ordf), "
        "Vera Klo (sekr) Anmält förhinder: Isak Bjer, Adam Ster Närvarande, övriga RA: Elsa "
        "Jon Adri, "
        "Axel Söder (p5) Närvarande, externa: Ebbe Torn, Ekby UB",
        [
            "Arne Berg", "Gertrud Ek", "Doris Guld Alm", "Tove Hed (g)", "Hans Sal", "Vera Klo",
            "-Isak Bjer", "-Adam Ster", "Elsa Jon Adri (g)", "Axel Söder (g)", "Ebbe Torn (g)",
        ],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("block", "expected"), RUN_TOGETHER.values(), ids=RUN_TOGETHER.keys())
def test_list_without_line_breaks_is_read(block: str, expected: list[str]) -> None:
    text = (
        f"Protokoll styrelsemöte 2024-03-12 {block} 1. Mötet öppnas Ordföranden hälsade alla välkomna. "
        + (
            "2. Ekonomi Kassören redovisade läget för gruppen och svarade på några frågor. 3. "
            "Avslutning Tack sades. "
        )
    )

    assert shown(parse(text, "protokoll.txt")) == expected
    assert present(block) == expected


SENTENCES = {
    "were present": (
        "Närvarande var Anna Ek, Bo Alm och Cecilia Lind. Förhinder hade anmälts av David Berg.",
        ["Anna Ek", "Bo Alm", "Cecilia Lind", "-David Berg"],
    ),
    "took part": (
        "Anna Ek, Bo Alm, Cecilia Lind och David Berg deltog i mötet. Eva Strand deltog via länk.",
        ["Anna Ek", "Bo Alm", "Cecilia Lind", "David Berg", "~Eva Strand"],
    ),
    "had a hindrance": (
        "På mötet var Anna Ek, Bo Alm och Cecilia Lind. Eva Strand hade förhinder.",
        ["Anna Ek", "Bo Alm", "Cecilia Lind", "-Eva Strand"],
    ),
    "from the board": (
        "Från styrelsen deltog Anna Ek, Bo Alm och Cecilia Lind. Frånvarande var David Berg och Eva Strand.",
        ["Anna Ek", "Bo Alm", "Cecilia Lind", "-David Berg", "-Eva Strand"],
    ),
    "officers and others": (
        "Ordförande Anna Ek, Sekreterare Bo Alm, Kassör Cecilia Lind.",
        ["Anna Ek", "Bo Alm", "Cecilia Lind"],
    ),
}


@pytest.mark.parametrize(("block", "expected"), SENTENCES.values(), ids=SENTENCES.keys())
def test_sentences_say_who_was_there(block: str, expected: list[str]) -> None:
    assert present(block) == expected


AMONG_THE_ITEMS = {
    "nicknames in the roll": (
        "## 1. Mötets öppnande\n\nvargen öppnade mötet.\n\n## 2. Tillkännagivande av röstlängd\n\n"
        "vargen, stene, tom, nisse77, sib och paddan befinns vara på plats\noch får "
        "därmed rösta.\n\n"
        "## 3. Val\n\nMötet väljer paddan.",
        ["vargen", "stene", "tom", "nisse77", "sib", "paddan"],
    ),
    "nicknames behind a colon": (
        "## 1. Mötets öppnande\n\nvargen öppnade mötet.\n\n## 2. Tillkännagivande av röstlängd\n\n"
        "Sex närvarande som alla får rösta: vargen, stene, tom, nisse77,\nsib, paddan\n\n"
        "Samt kattis från mitten av punkt 3.\n\n## 3. Val\n\nMötet väljer paddan.",
        ["vargen", "stene", "tom", "nisse77", "sib", "paddan", "kattis"],
    ),
    "roll as an item": (
        "§ 1 Öppnande\n\nAnna öppnade mötet.\n\n§ 2 Upprop\n\nNärvarande: Anna Ek, Bo Alm och Cecilia "
        "Lind\n\n"
        "§ 3 Ekonomi\n\nLäget är gott.",
        ["Anna Ek", "Bo Alm", "Cecilia Lind"],
    ),
    "list at the end": (
        "1. Öppnande\n\nMötet öppnades.\n\n2. Ekonomi\n\nLäget är gott.\n\nNärvarande:\nAnna Ek\nBo "
        "Alm\nCecilia Lind",
        ["Anna Ek", "Bo Alm", "Cecilia Lind"],
    ),
    "sentences over the lists of a roll": (
        "1. Öppnande\n\nAnna öppnade.\n\n2. Tillkännagivande av röstlängd\n\n"
        "Dessa personer är närvarande med rösträtt:\n\n- Anna Ek ‹anna›\n- Bo Alm ‹bosse›"
        "\n- Cecilia Lind\n\n"
        "Dessa personer är närvarande utan rösträtt:\n\n- David Berg\n\n3. Ekonomi\n\nLäget är gott.",
        ["Anna Ek", "Bo Alm", "Cecilia Lind", "David Berg (g)"],
    ),
    "told in an item": (
        "1. Öppnande\n\nMötet öppnades.\n\n2. Adjungering\n\nRickan, Rävis och Tallis är närvarande."
        "\n\n3. Ekonomi\n\nGott.",
        ["Rickan", "Rävis", "Tallis"],
    ),
    "those who get a copy": (
        "1. Öppnande\n\nMötet öppnades.\n\n2. Ekonomi\n\nLäget är gott.\n\nProtokollsutdrag skickas till\n\n"
        "Valberedningen\nAnna Ek",
        [],
    ),
    "an election": (
        "1. Öppnande\n\nMötet öppnades.\n\n2. Val av styrelse\n\nOrdinarie: Anna Ek (omval)\nBo Alm "
        "(omval)\n\n"
        "Suppleanter:\nCecilia Lind (nyval)\nDavid Berg (omval)",
        [],
    ),
}


@pytest.mark.parametrize(("items", "expected"), AMONG_THE_ITEMS.values(), ids=AMONG_THE_ITEMS.keys())
def test_list_among_the_items_is_read(items: str, expected: list[str]) -> None:
    assert shown(parse(TOP + items + "\n", "protokoll.md")) == expected


NOBODY = {
    "a sentence": "Närvarande medlemmar hälsades välkomna av styrelsen.",
    "a count": "Närvarande: 23 medlemmar",
    "an appendix": "Närvarande: Se bilaga 1",
    "all": "Närvarande: Samtliga ledamöter utom kassören",
}


@pytest.mark.parametrize("block", NOBODY.values(), ids=NOBODY.keys())
def test_nobody_is_made_up(block: str) -> None:
    assert present(block) == []
