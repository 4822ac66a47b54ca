"""What the tests of reading in have in common: made-up minutes, and a browser that sends forms as shown."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from minutes.intake import Upload, make
from minutes.intake_review import Review
from minutes.models import Intake
from tests.conftest import Cast
from tests.factories import account

ADD = "/admin/minutes/intake/add/"
MINUTES = """Minnesanteckningar
Samrådsgruppen SG
Fredagen den 8 mars 2024 kl. 9-12
Plats: Ekby folkets hus

Närvarande:
Asta Ekman, Ekby
Bodil Malmgrenn, Ekby
Vera Okänd, Ekby

1. Gemensam cykelplan
Föredragande: Asta Ekman
Tre kommuner har svarat på frågan om vägarna.
Beslut: Gruppen antar cykelplanen.

2. Busskort för elever
Föredragande: Vera Okänd
Frågan tas upp igen i maj.
Gruppen ställer sig bakom förslaget om busskort.

Sekreterare: Siv Norell
Justerare: Asta Ekman
"""


def upload(client: Client, content: str | bytes = MINUTES, name: str = "mars.txt", **data: Any) -> Any:
    content = content.encode() if isinstance(content, str) else content
    return client.post(ADD, {"documents": [SimpleUploadedFile(name, content)], **data}, follow=True)


def read(cast: Cast, text: str = MINUTES, name: str = "mars.txt") -> Intake:
    return make(Upload(name, text.encode()), account(cast.secretary), cast.body)


def address(intake: Intake, step: str = "change") -> str:
    return reverse(f"admin:minutes_intake_{step}", args=[intake.pk])


def sent(response: Any, act: str = "keep") -> dict[str, Any]:
    """Return what the browser would send from a review that nobody has touched."""
    review: Review = response.context["review"]
    data: dict[str, Any] = {"act": act, "version": review.act["version"].value()}
    for form in review.forms():
        for bound in form:
            value: Any = bound.value()
            if bound.widget_type == "checkbox":
                data |= {bound.html_name: "on"} if value else {}
            elif bound.widget_type == "select":
                data[bound.html_name] = str(value or next(iter(bound.field.widget.choices))[0])
            else:
                data[bound.html_name] = bound.field.widget.format_value(value) or ""
    return data


def post(client: Client, intake: Intake, act: str = "keep", **changes: Any) -> Any:
    """Change fields of the review (items__0__title for items-0-title) and press a button."""
    data = sent(client.get(address(intake)), act)
    data |= {name.replace("__", "-"): value for name, value in changes.items()}
    return client.post(address(intake), {name: value for name, value in data.items() if value is not None})


def faults(response: Any) -> list[str]:
    return [f"{fault.anchor} {fault.message}" for fault in response.context["review"].faults]


def bounds(response: Any) -> list[tuple[str, Any]]:
    return [(bound.html_name, bound) for form in response.context["review"].forms() for bound in form]


def many_items(items: int) -> str:
    body = "".join(
        f"{n}. Ärende nummer {n}\nFöredragande: Vera Okänd\nText {n}.\nBeslut: Gruppen antar plan {n}.\n\n"
        for n in range(1, items + 1)
    )
    people = "".join(
        f"Asta Ek{'abcdefghijklmnopqrstuvwxyz'[n % 26] * (n // 26 + 1)}, Ekby\n" for n in range(items)
    )
    return MINUTES[: MINUTES.index("Vera Okänd")] + people + "\n" + body
