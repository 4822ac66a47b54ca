"""A made-up register and minutes in the interchange format, and the loading of a folder."""

import json
from pathlib import Path
from typing import Any

from minutes.importer.load import Outcome, load
from minutes.importer.records import FORMAT

REGISTER: dict[str, Any] = {
    "format": FORMAT,
    "organizations": [
        {"name": "Ekby kommun", "short_name": "Ekby", "kind": "municipality", "code": "9901"},
        {"name": "Ålnäs kommun", "short_name": "Ålnäs", "kind": "municipality", "code": "9902"},
        {"name": "Region Björklund", "short_name": "Region Björklund", "kind": "region", "code": "99"},
    ],
    "bodies": [
        {
            "name": "Samrådsgruppen för länets cykelvägar",
            "short_name": "Cykelsamrådet",
            "slug": "cs",
            "number_prefix": "CS",
            "organizations": ["Ekby", "Ålnäs", "Region Björklund"],
        }
    ],
    "people": [
        {
            "name": "Åsa Högström",
            "memberships": [{"body": "cs", "organization": "Ålnäs", "end": "2024-12-31"}],
        },
        {"name": "Berit Lindahl", "memberships": [{"body": "cs", "organization": "Ekby"}]},
        {
            "name": "Marit Norell",
            "memberships": [{"body": "cs", "organization": "Ekby", "role": "secretary"}],
        },
    ],
}


def march(**changes: Any) -> dict[str, Any]:
    return {
        "body": "cs",
        "date": "2024-03-08",
        "secretaries": [{"name": "Marit Norell"}],
        "attendance": [
            {"name": "Asa Hogstrom", "organization": "Alnas"},
            {"name": "Berit Lindahl", "organization": "Ekby", "mode": "digital"},
            {"name": "Nils Okänd", "organization": "Ekby", "role": "guest"},
        ],
        "items": [
            {
                "number": "1",
                "title": "Skyltar längs vägarna",
                "matter": "Skyltning",
                "presenters": [{"name": "Berit"}],
                "decisions": [{"text": "Skyltplanen antas."}],
                "actions": [{"text": "Utse en skyltansvarig.", "organizations": ["respektive kommun"]}],
                "promises": [
                    {
                        "text": "Skyltarnas färg tas upp i maj.",
                        "due": {"text": "i maj", "on": "2024-05-31", "precision": "month"},
                    }
                ],
            },
            {"number": "2", "title": "Vinterväghållning"},
        ],
        **changes,
    }


def write(folder: Path, name: str, values: Any) -> Path:
    path = folder / f"{name}.json"
    path.write_text(json.dumps(values), encoding="utf-8")
    return path


def run(*paths: Path, **options: Any) -> list[Outcome]:
    return list(load(list(paths), **options))


def write_book(folder: Path) -> Path:
    """Write the register and the meeting of March, each to a file of its own; return the folder."""
    write(folder, "register", REGISTER)
    write(folder, "march", {"format": FORMAT, "meetings": [march()]})
    return folder
