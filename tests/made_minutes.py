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
    "Alm",
    "Gren",
    "Hav",
    "Kvist",
    "Lund",
    "Mo",
    "Norr",
    "Palm",
    "Rask",
    "Sjö",
    "Tall",
    "Vik",
]
PLACES = ["Ekby", "Ålnäs", "Boda", "Cederö", "Dalarp", "Region Björklund"]
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


def make_minutes(number: int, items: int = 12, seed: int = 1) -> tuple[str, str]:
    """Return a file name and the text of the minutes of the group's meeting `number` (one a week)."""
    rng = random.Random(seed * 1_000_003 + number)
    day = dt.date(2005, 1, 7) + dt.timedelta(weeks=number)
    lines = [
        "Mötesanteckningar",
        "Samrådsgruppen för länets cykelvägar",
        "",
        f"Tid: Fredagen den {day.day} {MONTHS[day.month - 1]} {day.year}, kl 9-12",
        "Plats: Ekby folkets hus",
        "",
        "Närvarande:",
    ]
    people = rng.sample([f"{first} {last}" for first in FIRST for last in LAST], 18)
    lines += [f"{name}, {rng.choice(PLACES)}" for name in people]
    for index in range(1, items + 1):
        lines += ["", f"{index}. {rng.choice(TITLES)} {index}", f"Föredragande: {people[index % 18]}", ""]
        lines += _sentences(rng, 5)
        if index % 3 == 0:
            lines += ["", f"Beslut: {_sentence(rng)}"]
    lines += ["", f"Mötesanteckningar: {people[0]}", f"Justerare: {people[1]}", ""]
    return f"{day.isoformat()}.txt", "\n".join(lines)


def _sentence(rng: random.Random) -> str:
    return " ".join(rng.choice(WORDS) for _ in range(rng.randint(8, 18))).capitalize() + "."


def _sentences(rng: random.Random, count: int) -> list[str]:
    return [_sentence(rng) for _ in range(count)]


def write_minutes(folder: Path, count: int, seed: int = 1) -> None:
    for number in range(count):
        name, text = make_minutes(number, seed=seed)
        (folder / name).write_text(text, encoding="utf-8")
