"""Made-up minutes in plain text, as many as a test or a benchmark wants; the same seed, the same text."""

import datetime as dt
import random
from pathlib import Path

MONTHS = [
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
]
FIRST = [
    "Asta",
    "Bo",
    "Cecilia",
    "David",
    "Eira",
    "Folke",
    "Greta",
    "Hugo",
    "Inga",
    "Jonas",
    "Karin",
    "Lars",
    "Maja",
    "Nils",
    "Olga",
    "Per",
    "Rut",
    "Sven",
    "Tyra",
    "Ulf",
]
LAST = [
    "Ek",
    "Lind",
    "Berg",
    "Holm",
    "Dahl",
    "Sten",
    "Ros",
    "Fors",
    "Åberg",
    "Gren",
    "Hav",
    "Kvist",
    "Lund",
    "Mo",
    "Öhman",
    "Palm",
    "Rask",
    "Sjö",
    "Tall",
    "Vik",
]
PLACES = ["Ekby kommun", "Ålnäs kommun", "Boda kommun", "Cederö kommun", "Dalarp", "Region Björklund"]
TITLES = [
    "Cykelvägar",
    "Busskort",
    "Skolskjuts",
    "Vinterväghållning",
    "Skyltning",
    "Färjetrafik",
    "Återvinning",
]
WORDS = """
kommunerna planen arbetet frågan gruppen underlaget behovet samverkan resultatet kostnaden tidplanen förslaget
vägarna skolorna barnen trafiken vintern budgeten uppdraget svaren återstår behöver visar ska kan tas fram
under hösten med länets i och för att på nytt tydligare gemensam snart
""".split()  # noqa: SIM905


UNMARKED = str.maketrans("åäöÅÄÖ", "aaoAAO")


def make_minutes(number: int, items: int = 12, seed: int = 1) -> tuple[str, str]:
    """Return a file name and the text of the minutes of the group's meeting `number` (one a week).

    Each promises something to the next meeting, cites the one before and leaves the municipalities a task.
    """
    rng = random.Random(seed * 1_000_003 + number)
    day = dt.date(2005, 1, 7) + dt.timedelta(weeks=number)
    before = day - dt.timedelta(weeks=1)
    lines = [
        "Mötesanteckningar",
        "Samrådsgruppen för länets cykelvägar",
        "",
        f"Tid: Fredagen den {_written(day)}, kl 9-12",
        "Plats: Ekby folkets hus",
        "",
        "Närvarande:",
    ]
    people = rng.sample([f"{first} {last}" for first in FIRST for last in LAST], 18)
    lines += [_damaged(rng, f"{name}, {rng.choice(PLACES)}") for name in people]
    for index in range(1, items + 1):
        lines += ["", f"{index}. {rng.choice(TITLES)} {index}", f"Föredragande: {people[index % 18]}", ""]
        lines += _sentences(rng, 5)
        if index == 2:
            lines.append("Frågan tas upp igen på nästa möte.")
        if index == 5:
            lines.append("Respektive kommun utser en kontaktperson senast den 1 juni.")
        if index == 8:
            lines.append(f"Enligt protokollet från den {_written(before)} återstår frågan om skyltar.")
        if index % 3 == 0:
            lines += ["", f"Beslut: {_sentence(rng)}"]
    lines += ["", f"Mötesanteckningar: {people[0]}", f"Justerare: {people[1]}", ""]
    return f"{day.isoformat()}.txt", "\n".join(lines)


def _damaged(rng: random.Random, line: str) -> str:
    """Take the marks off one line in eight, and a letter out of one in twenty-five, as OCR does."""
    chance = rng.random()
    if chance < 0.04:
        at = line.index(",") - rng.randint(1, 3)
        return line[:at] + line[at + 1 :]
    return line.translate(UNMARKED) if chance < 0.16 else line


def _written(day: dt.date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _sentence(rng: random.Random) -> str:
    return " ".join(rng.choice(WORDS) for _ in range(rng.randint(8, 18))).capitalize() + "."


def _sentences(rng: random.Random, count: int) -> list[str]:
    return [_sentence(rng) for _ in range(count)]


def write_minutes(folder: Path, count: int, seed: int = 1) -> None:
    for number in range(count):
        name, text = make_minutes(number, seed=seed)
        (folder / name).write_text(text, encoding="utf-8")
