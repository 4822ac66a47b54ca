"""The direction of imports: participants ← minutes ← decisions; and no import inside a function."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ["participants", "minutes", "decisions"]
# The project package's own wiring may name every app.
WIRING = {"minutes/urls.py", "minutes/settings.py"}


def imported_apps(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module]
        yield from (name.split(".")[0] for name in names if name.split(".")[0] in APPS)


@pytest.mark.parametrize("app", APPS)
def test_app_imports_only_from_its_left(app: str) -> None:
    allowed = set(APPS[: APPS.index(app) + 1])
    files = [f for f in (ROOT / app).rglob("*.py") if "migrations" not in f.parts]
    assert files
    wrong = {
        str(path.relative_to(ROOT)): sorted(set(imported_apps(path)) - allowed)
        for path in files
        if str(path.relative_to(ROOT)) not in WIRING and set(imported_apps(path)) - allowed
    }
    assert wrong == {}


def test_parser_imports_no_django() -> None:
    """The parser's modules, and the records, know neither Django nor the database."""
    with_database = {
        "load",
        "who",
        "likeness",
        "plan",
        "register",
        "rows",
        "store",
        "store_items",
        "store_register",
        "read",
    }
    pure = [f for f in (ROOT / "minutes/importer").glob("*.py") if f.stem not in with_database]
    assert {"parse", "records", "folding"} <= {f.stem for f in pure}
    for path in pure:
        modules = {
            node.module.split(".")[0]
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.ImportFrom) and node.module
        }
        assert "django" not in modules, path.name
