"""No altered bundle passes, and two programs that were written apart agree on every one."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from django.db import transaction
from django.test import override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from minutes.evidence import verify
from minutes.evidence.bundle import evidence_bundle
from minutes.models import Letter
from participants.models import Membership
from tests.factories import make_body, make_member
from tests.minutes.forgeries import CONSISTENT, FORGERIES, Material, everything
from tests.minutes.forging import zipped
from tests.minutes.sealed import kept_outside, make_long_story, make_sealed

OTHER_PROGRAM = Path(__file__).with_name("verify.mjs")
FAST = {"PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"]}

needs_node = pytest.mark.skipif(
    not shutil.which("node") and not os.environ.get("CI"), reason="the second program needs node"
)
# For the fixture alone: a session without such a mark makes no database.
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def material(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Material:
    """Make the bundles once; the rows are rolled back."""
    folder = tmp_path_factory.mktemp("files")
    unblocked = django_db_blocker.unblock()  # type: ignore[attr-defined]
    with unblocked, override_settings(MEDIA_ROOT=folder, **FAST), transaction.atomic():
        made = _material()
        transaction.set_rollback(True)
    return made


def _material() -> Material:
    body, other = make_body("SG"), make_body("HG")
    people = [make_member(name, body) for name in ("Jon Justerare", "Åsa Öberg")]
    secretaries = [
        make_member(f"Siv Sekreterare{n}", group, Membership.Role.SECRETARY)
        for n, group in enumerate((body, other))
    ]
    guest = make_member("Olle Utomstående", other)
    before = make_sealed(body, secretaries[0], people[0], number="1")
    foreign = make_sealed(other, secretaries[1], guest)
    meeting = make_long_story(body, secretaries[0], *people, number="2")
    early = Letter.objects.filter(meeting=meeting, key__startswith="approval-").order_by("pk")[1].body
    outside = kept_outside(meeting)
    bundles = [evidence_bundle(one) for one in (meeting, before, foreign)]
    return Material(bundles[0], outside.receipt, outside.key, bundles[1], bundles[2], early)


def ways(material: Material) -> list[tuple[str, str]]:
    """Return what a reader may compare with: a receipt, a key, both, nothing, and too old a receipt."""
    return [
        (material.receipt, ""),
        ("", material.key),
        (material.receipt, material.key),
        ("", ""),
        (material.early_receipt, ""),
    ]


def codes(data: bytes, material: Material) -> list[int]:
    return [verify.run(data, letter, key)[0] for letter, key in ways(material)]


def other_codes(bundles: list[bytes], material: Material, folder: Path) -> list[list[int]]:
    """Return what the second program says of each bundle, compared in each way."""
    letters = []
    for number, (letter, _) in enumerate(ways(material)):
        path = folder / f"letter{number}"
        path.write_text(letter)
        letters.append(str(path) if letter else "")
    asked = []
    for number, bundle in enumerate(bundles):
        path = folder / f"{number}.zip"
        path.write_bytes(bundle)
        asked += [
            {"bundle": str(path), "checkpoint": letter, "key": key}
            for letter, (_, key) in zip(letters, ways(material), strict=True)
        ]
    said = subprocess.run(
        ["node", OTHER_PROGRAM, "--many"],
        input="\n".join(map(json.dumps, asked)),
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    count = len(ways(material))
    return [list(map(int, said[at : at + count])) for at in range(0, len(said), count)]


def test_true_bundles_are_told_by_what_they_are_compared_with(material: Material) -> None:
    assert codes(material.bundle, material) == [0, 0, 0, 2, 2]


@needs_node
def test_a_second_program_agrees_on_true_bundles(material: Material, tmp_path: Path) -> None:
    bundles = [material.bundle, material.same_body, material.other_body]
    assert [codes(bundle, material) for bundle in bundles] == other_codes(bundles, material, tmp_path)


def test_there_are_enough_forgeries_and_each_is_a_change(material: Material) -> None:
    made = dict(everything(material))
    assert len(made) >= 60
    assert len(set(made.values()) - {material.bundle}) == len(made)


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forgery_is_wrong_whatever_it_is_compared_with(material: Material, name: str) -> None:
    assert codes(FORGERIES[name](material), material) == [1] * 5


@pytest.mark.parametrize("name", CONSISTENT)
def test_a_whole_new_history_is_wrong_by_an_old_receipt_and_never_right_without(
    material: Material, name: str
) -> None:
    by_receipt, by_key, by_both, alone, by_early = codes(CONSISTENT[name](material), material)
    assert (by_receipt, by_both, alone, by_early) == (1, 1, 2, 1)
    # Who has the server's key signs what they like: the manual says so, and why receipts are kept.
    assert by_key == (0 if "server" in name else 2)


@needs_node
def test_a_second_program_agrees_on_all(material: Material, tmp_path: Path) -> None:
    names, bundles = zip(*everything(material), strict=True)
    first = {name: codes(bundle, material) for name, bundle in zip(names, bundles, strict=True)}
    second = dict(zip(names, other_codes(list(bundles), material, tmp_path), strict=True))
    assert first == second


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_changed_bytes_never_pass(material: Material, data: st.DataObject) -> None:
    changed = bytearray(material.bundle)
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(changed) - 1))
        changed[at] = data.draw(st.integers(0, 255))
    code, _ = verify.run(bytes(changed), material.receipt)
    assert code == (0 if bytes(changed) == material.bundle else 1)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_changed_evidence_never_passes_though_the_manifest_follows(
    material: Material, data: st.DataObject
) -> None:
    files = material.files
    evidence = sorted(set(files) - {"manifest.json", "LÄSMIG.txt", "FORMAT.md", "verify.py"})
    name = data.draw(st.sampled_from(evidence))
    content = bytearray(files[name])
    content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    code, _ = verify.run(zipped(files | {name: bytes(content)}), material.receipt)
    assert code == (0 if bytes(content) == files[name] else 1)
