"""The README is true: what it names exists, and what exists for users is named."""

import json
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import get_commands

from minutes.importer.interchange import book_from_wire
from minutes.models import Meeting

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
OURS = ["participants", "minutes", "decisions"]


def test_each_environment_variable_is_explained() -> None:
    settings = (ROOT / "minutes/settings.py").read_text(encoding="utf-8")
    names = set(re.findall(r'(?:environ\.get|env_bool|env_list|env_secret|env_key)\(\s*"(\w+)"', settings))
    explained = set(re.findall(r"^\| `([A-Z_]+)` \|", README, re.MULTILINE))
    assert names == explained


@pytest.mark.parametrize("model", [m for m in apps.get_models() if m._meta.app_label in OURS])
def test_each_model_is_in_the_glossary(model: type) -> None:
    helpers = {"OrganizationAlias", "PersonAlias", "BodyAlias", "Attendance_parts"}
    assert model.__name__ in helpers or f"`{model.__name__}`" in README


def test_each_command_for_users_is_explained() -> None:
    ours = {name for name, app in get_commands().items() if app in OURS}
    assert ours == {
        "app_role",
        "demo_accounts",
        "evidence",
        "load_minutes",
        "rebuild_search",
        "send_letters",
        "send_reminders",
        "verify_book",
        "write_digests",
    }
    assert all(f"manage.py {name}" in README for name in ours - {"demo_accounts"})
    assert "provkonton" in README


def test_each_make_target_in_the_readme_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"(?:`|^)make (\w+)", README, re.MULTILINE))
    assert targets == {"run", "test", "accuracy"}
    assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in targets)


def test_each_status_is_explained() -> None:
    assert all(f"| {label} |" in README for label in Meeting.Status.labels)


def test_the_example_of_the_interchange_format_can_be_read() -> None:
    example = re.search(r"```json\n(.*?)```", README, re.DOTALL)
    assert example is not None
    book = book_from_wire(json.loads(example[1]), "README.md")
    assert book.meetings[0].items[0].promises[0].due.precision == "month"
