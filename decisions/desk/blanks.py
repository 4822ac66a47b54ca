"""The forms that add something: no row stands behind them, so their draft is all there is of the words."""

from collections.abc import Mapping

from decisions.desk.forms import NewItemForm, NewRowForm, SplitForm

# By kind, the fields that are typed, the words first. A form of an item has the item's number after its kind.
_TYPED = {"nytt": ("title",), "nyrad": ("text", "kind"), "dela": ("title",), "underlag": ("title",)}
OF_ITEM = ("nyrad", "dela", "underlag")
NEW_ITEM = "nytt"
_LABELS = {
    "nytt": str(NewItemForm.base_fields["title"].label),
    "dela": str(SplitForm.base_fields["title"].label),
    "underlag": "Underlagets rubrik",
}
_ROWS: dict[str, str] = dict(NewRowForm.base_fields["kind"].choices)  # type: ignore[attr-defined]


def is_blank(form: str) -> bool:
    return _kind(form) in _TYPED


def _kind(form: str) -> str:
    return form.partition("-")[0]


def name(kind: str, item: int | None) -> str:
    return kind if kind == NEW_ITEM else f"{kind}-{item or 0}"


def typed_in(form: str, values: Mapping[str, str]) -> dict[str, str]:
    """Return what somebody has typed in the form: nothing while it has no words."""
    names = _TYPED[_kind(form)]
    if not values.get(names[0], "").strip():
        return {}
    return {name: values[name] for name in names if name in values}


def labelled(form: str, values: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the words with what they are to become."""
    kind = _kind(form)
    label = _LABELS.get(kind) or _ROWS.get(values.get("kind", ""), "Text")
    return [(label, values.get(_TYPED[kind][0], ""))]
