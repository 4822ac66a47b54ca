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
        "Närvarande:\n\nÅk 1: Ibrahim & Wilma\n\nÅk 2, Cornelia & Idris\n\nÅk 3: Lukas\n\nVuxna:   "
        "Katarina & Gun\n",
        ["Ibrahim", "Wilma", "Cornelia", "Idris", "Lukas", "Katarina (g)", "Gun (g)"],
    ),
    "classes without a label": (
        "Åk 1: Tyra, Elias & Talia\n\nÅk 2: Fiona\n\nÅk 3: Milton & Loke\n\nÖvriga: Anna & Gun\n",
        ["Tyra", "Elias", "Talia", "Fiona", "Milton", "Loke", "Anna (g)", "Gun (g)"],
    ),
    "classes behind first names": (
        "Närvarande:\nElgar 7b ,Tindra 8c, Sonja 9e, Naomi 7f, Fabian 7e,Emma 8a,Klara 8b, Ludvig som "
        "är på besök",
        ["Elgar", "Tindra", "Sonja", "Naomi", "Fabian", "Emma", "Klara", "Ludvig"],
    ),
    "several on a line": (
        "Närvarande:\nGöran Alm Monika Sjö Viktoria Dal\nKatrin Ek Cissi Lind\nMikael Berg (på plats "
        "från och med §5)"
        "\n\nAmelia Strand, ordförande elevrådet år 7-9 (lämnar efter §5)",
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
        "Närvarande:\nAnna ”Nanna” Ek\nBo ‹Bosse› Alm\nCecilia 'Cilla' Lind\nDavid Berg \"Dabbe\"",
        ["Anna ”Nanna” Ek", "Bo ‹Bosse› Alm", "Cecilia 'Cilla' Lind", "David Berg"],
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
        "Beslutande\nLars Holm PRO, Ordförande\nUno Tjern Omsorgsnämnden\nSusanne Stork "
        "Humanistiska nämnden\n"
        "Jan Blom Kultur- och fritidsnämnden\nVivi-Ann Vall, ers för Eva Ny\nKarl-Axel Hill, Östra Göinge",
        ["Lars Holm", "Uno Tjern", "Susanne Stork", "Jan Blom", "Vivi-Ann Vall (e)", "Karl-Axel Hill"],
    ),
    "a roll with votes": (
        "Beslutande\nNärvaro§§§§\nOrdinarie ledamöter Tjg Ej tjg JA NEJ\nAnna Ek (C)X\nBo Alm (C)X"
        "\n§§ 12-13\n"
        "Cecilia Lind (S)X\n\nErsättare\nTjg Ej tjg JA NEJ\nDavid Berg (M)X",
        ["Anna Ek", "Bo Alm", "Cecilia Lind", "David Berg (e)"],
    ),
    "nobody under the label": ("Närvarande: Anna Ek, Bo Alm\nFrånvarande: Inga", ["Anna Ek", "Bo Alm"]),
    "bullets of nicknames": (
        "Röstlängd:\n\n- Mox\n- tems\n- E-Rock\n- kattis\n",
        ["Mox", "tems", "E-Rock", "kattis"],
    ),
    "a long list with one odd name": (
        "Deltagare:\n\nAnna Ek, Bo Alm, Cecilia Lind, David Berg, Eva Strand på Hultet, Fredrik Dal "
        "och RikardTall.",
        ["Anna Ek", "Bo Alm", "Cecilia Lind", "David Berg", "Eva Strand", "Fredrik Dal", "RikardTall"],
    ),
    "a sentence after the names": (
        "Närvarande: Anna-Lena, Bo och Stig. Eva-Pia arbetade vidare på kontoret.\nFörhinder: Maria och Gun.",
        ["Anna-Lena", "Bo", "Stig", "-Maria", "-Gun"],
    ),
    "on the telephone": (
        "Närvarande; Ordf Stig Ek, Gunnar Alm\n\nPer telefon; Magnus Lind Jonas Berg, Örjan Dal och "
        "Håkan Sjö Peter Tall",
        ["Stig Ek", "Gunnar Alm", "~Magnus Lind", "~Jonas Berg", "~Örjan Dal", "~Håkan Sjö", "~Peter Tall"],
    ),
    "pairs with a slash": (
        "Övriga närvarande: Elisabet Öberg/Helena Eriksdal, sekretariatet",
        ["Elisabet Öberg (g)", "Helena Eriksdal (g)"],
    ),
}


@pytest.mark.parametrize(("block", "expected"), ONE_A_LINE.values(), ids=ONE_A_LINE.keys())
def test_list_is_read(block: str, expected: list[str]) -> None:
    assert present(block) == expected


RUN_TOGETHER = {
    "names alone": (
        "Beslutande: Närvarande: Thomas Berg Siv Alm Björn Dal Kerstin Ek Inga-Lill Strand Lena Ek-Lind "
        "Ej närvarande: Helena Sjö Göran Tall Adjungerade: Elisabet Gran, verksamhetsledare Karin Asp, "
        "Ekby kommun "
        "Anna Tall Moreno, Alby kommun",
        [
            "Thomas Berg", "Siv Alm", "Björn Dal", "Kerstin Ek", "Inga-Lill Strand", "Lena Ek-Lind",
            "-Helena Sjö", "-Göran Tall", "Elisabet Gran (g)", "Karin Asp (g)", "Anna Tall Moreno (g)",
        ],
    ),
    "bodies in brackets": (
        "Närvarande: Ledamöter Kerstin Sund (AVN) Johanna Hand (BUN) ej närvarande "
        "Monica Ek (DHR) Criss Hage (HSO) ej närvarande Birgit Finn (VON) Mona Alm, ordf. (VON) Per "
        "Svan, (HSO) "
        "Ersättare Said Nord (AVN) ej närvarande Elvira Beck (BUN) Övriga Ann-Christin Lund, omsorgskontoret "
        "Martin Berlin, byggkontoret Utses att justera: Monica Ek, DHR",
        [
            "Kerstin Sund", "-Johanna Hand", "Monica Ek", "-Criss Hage", "Birgit Finn", "Mona Alm",
            "Per Svan",
            "-Said Nord (e)", "Elvira Beck (e)", "Ann-Christin Lund (g)", "Martin Berlin (g)",
        ],
    ),
    "posts between": (
        "Närvarande ledamöter: Kristina Berg, Stockholm, ordförande Christina Ek, Nyköping, viceordförande "
        "Kristina Alm, FNUF Fredrik Hall, Göteborg Jan-Olof Hed, Luleå P O Lind, Karlskrona "
        "Anna Sofie Dal, personalrepresentant Adjungerade (ständigt): Ingegerd Lus, rektor "
        "Närvarande tjänstemän: Britta Gård, mötessekreterare Mats Wall Barbro Orm",
        [
            "Kristina Berg", "Christina Ek", "Kristina Alm", "Fredrik Hall", "Jan-Olof Hed", "P O Lind",
            "Anna Sofie Dal", "Ingegerd Lus (g)", "Britta Gård (g)", "Mats Wall (g)", "Barbro Orm (g)",
        ],
    ),
    "parties and substitutes": (
        "Beslutande Ledamöter Kjell Hed (S), Kajsa Ek (S), Bertil Alm (M), Göran Lind (MP) "
        "Tommy Dal (KD) och Pär Berg (FP). Tjänstgörande ersättare Annika Sund Björk (KD) ersätter "
        "Tommy Dal (KD) , "
        "Cristina Kvist (V) ersätter Bo Strand (V) 170, 172-184. Övriga närvarande Ersättare Kenneth "
        "Lund (S), "
        "Hilda Hede (S) och Anna Wall (M). Tjänstemän Kommundirektör Jan Frank, kommunsekreterare Linda "
        "Matt, "
        "ekonom Ann-Charlotte Wik 164, mark- och exploateringsingenjör Britt And 165.",
        [
            "Kjell Hed", "Kajsa Ek", "Bertil Alm", "Göran Lind", "Tommy Dal", "Pär Berg",
            "Annika Sund Björk (e)",
            "Cristina Kvist (e)", "Kenneth Lund (e)", "Hilda Hede (e)", "Anna Wall (e)", "Jan Frank (g)",
            "Linda Matt (g)", "Ann-Charlotte Wik (g)", "Britt And (g)",
        ],
    ),
    "notes in brackets": (
        "Närvaro Johannes Öhl (lämnade mötet efter punkt 9) Pontus Lind Anton Nord Ulrika Eng (utan "
        "rösträtt) "
        "Linda Fry (utan rösträtt, med yttranderätt)",
        ["Johannes Öhl", "Pontus Lind", "Anton Nord", "Ulrika Eng (g)", "Linda Fry (g)"],
    ),
    "guests behind a group": (
        "Närvarande, gruppen: Lars Berg, Margareta Ek, Jette Guld Alm, Maria Hed, Riksarkivet (adj), "
        "Gunnar Sal (ordf), "
        "Inger Klo (sekr) Anmält förhinder: Martin Bjer, Johan Ster Närvarande, övriga KB: Christina "
        "Jon Adri, "
        "Anders Söder (p5) Närvarande, externa: Tore Torn, Lunds UB",
        [
            "Lars Berg", "Margareta Ek", "Jette Guld Alm", "Maria Hed (g)", "Gunnar Sal", "Inger Klo",
            "-Martin Bjer", "-Johan Ster", "Christina Jon Adri (g)", "Anders Söder (g)", "Tore Torn (g)",
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
        "## 1. Mötets öppnande\n\nulvis öppnade mötet.\n\n## 2. Tillkännagivande av röstlängd\n\n"
        "ulvis, stenb, tom, nixon, sib och grodan befinns närvarande med\nmedlemsavgift betald och har "
        "rösträtt.\n\n"
        "## 3. Val\n\nMötet väljer grodan.",
        ["ulvis", "stenb", "tom", "nixon", "sib", "grodan"],
    ),
    "nicknames behind a colon": (
        "## 1. Mötets öppnande\n\nulvis öppnade mötet.\n\n## 2. Tillkännagivande av röstlängd\n\n"
        "6 närvarande, varav samtliga har betalat: ulvis, stenb, tom, nixon,\nsib, grodan\n\n"
        "Samt kattis från en bit in i punkt 3.\n\n## 3. Val\n\nMötet väljer grodan.",
        ["ulvis", "stenb", "tom", "nixon", "sib", "grodan", "kattis"],
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
        "Följande personer befanns närvara och ha rösträtt:\n\n- Anna Ek ‹anna›\n- Bo Alm ‹bosse›"
        "\n- Cecilia Lind\n\n"
        "Följande personer befanns närvara utan rösträtt:\n\n- David Berg\n\n3. Ekonomi\n\nLäget är gott.",
        ["Anna Ek", "Bo Alm", "Cecilia Lind", "David Berg (g)"],
    ),
    "told in an item": (
        "1. Öppnande\n\nMötet öppnades.\n\n2. Adjungering\n\nEmmis, Rävis och Kotte är närvarande."
        "\n\n3. Ekonomi\n\nGott.",
        ["Emmis", "Rävis", "Kotte"],
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
