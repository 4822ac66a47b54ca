"""Hostile files are refused or read in time, with one sentence and no network, and the parent stays well."""

import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from minutes.importer.files.document import Document, Limits, Unreadable
from minutes.importer.files.reader import read_bytes, read_document
from tests.minutes.hostile_files import READ, REFUSED, encrypted_pdf, endless_stream, paragraph, word
from tests.minutes.office_files import odt, plain_docx, replaced
from tests.minutes.paper import needed, needs_tesseract

IN_TIME = 25  # seconds
MOST_GROWTH = 50_000  # kB
ROOT = Path(__file__).parents[2]


class Canary:
    """A server on the loopback that counts who calls."""

    def __init__(self) -> None:
        self.calls = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.calls += 1
            connection.close()

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()


@pytest.fixture
def canary() -> Iterator[Canary]:
    bird = Canary()
    socket.create_connection(("127.0.0.1", bird.port)).close()
    while not bird.calls:  # it does hear calls
        time.sleep(0.01)
    bird.calls = 0
    yield bird
    bird.close()


def memory(what: str) -> int:
    """Return this process's memory in kB: VmRSS now, VmHWM at most since reset_peak()."""
    found = re.search(rf"{what}:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found
    return int(found[1])


def children() -> set[str]:
    """Return the processes that this one has started and that are still there."""
    tasks = [Path(task, "children") for task in Path("/proc/self/task").iterdir()]
    return {child for task in tasks if task.exists() for child in task.read_text().split()}


@pytest.fixture
def unharmed() -> Iterator[None]:
    """The test took no longer than it may, and left this process without growth and without new children."""
    began, others = time.monotonic(), children()  # such as the browser of an earlier test
    Path("/proc/self/clear_refs").write_text("5")
    before = memory("VmRSS")
    yield
    assert memory("VmHWM") - before < MOST_GROWTH
    assert time.monotonic() - began < IN_TIME
    assert children() <= others


def is_one_sentence(message: str, name: str) -> bool:
    return bool(re.fullmatch(rf"{re.escape(name)}: [^\n;]+(?:; [^\n;]+)\.", message)) and len(message) < 300


@pytest.fixture
def made(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The file that the test asks for, on disk before the measuring begins."""
    name: str = request.param
    build, _ = {**REFUSED, **READ}[name]
    path = tmp_path / name
    path.write_bytes(build())
    if path.suffix in {".png", ".jpg"}:
        needs_tesseract()
    return path


@pytest.mark.parametrize("made", REFUSED, indirect=True)
def test_hostile_file_is_refused(made: Path, request: pytest.FixtureRequest) -> None:
    request.getfixturevalue("unharmed")
    with pytest.raises(Unreadable) as refused:
        read_document(made)
    assert is_one_sentence(str(refused.value), made.name)
    assert REFUSED[made.name][1] in str(refused.value)


@pytest.mark.parametrize("made", READ, indirect=True)
def test_odd_file_is_read(made: Path, request: pytest.FixtureRequest) -> None:
    request.getfixturevalue("unharmed")
    document = read_document(made)
    assert READ[made.name][1] in document.text
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e]", document.text)


@pytest.mark.parametrize("name", ["stor.txt", "stor.docx", "stor.pdf"])
def test_sparse_gigabyte_is_refused_before_reading(tmp_path: Path, name: str, unharmed: None) -> None:
    path = tmp_path / name
    with path.open("wb") as file:
        file.truncate(1 << 30)
    with pytest.raises(Unreadable, match="större än 50 MB; dela dokumentet"):
        read_document(path)


def test_long_upload_is_refused(unharmed: None) -> None:
    with pytest.raises(Unreadable, match="text på mer än 5 MB"):
        read_bytes(b"a" * 6_000_000, "a.txt")


def test_named_pipe_does_not_hang(tmp_path: Path, unharmed: None) -> None:
    os.mkfifo(tmp_path / "pipe.pdf")
    with pytest.raises(Unreadable, match="ingen vanlig fil"):
        read_document(tmp_path / "pipe.pdf")


@pytest.mark.parametrize("where", ["file:///etc/passwd", "http://127.0.0.1:{port}/x"])
@pytest.mark.parametrize("form", ["general", "parameter", "doctype"])
@pytest.mark.parametrize("kind", ["docx", "styles", "relations", "odt"])
def test_external_entities_are_neither_read_nor_fetched(
    canary: Canary, kind: str, form: str, where: str, unharmed: None
) -> None:
    address = where.format(port=canary.port)
    before = {
        "general": f'<!DOCTYPE d [<!ENTITY x SYSTEM "{address}">]>',
        "parameter": f'<!DOCTYPE d [<!ENTITY % p SYSTEM "{address}"> %p; <!ENTITY x "hej">]>',
        "doctype": f'<!DOCTYPE d SYSTEM "{address}">',
    }[form]
    use = "&x;" if form == "general" else ""
    if kind == "odt":
        content = odt(f"<text:p>{use}</text:p>", before=before)
    elif kind == "docx":
        content = word(paragraph(use), before)
    else:
        name = "word/styles.xml" if kind == "styles" else "word/_rels/document.xml.rels"
        content = replaced(plain_docx("Hej"), name, f"{before}<d>{use}</d>")
    with pytest.raises(Unreadable, match="XML-entiteter|skadad") as refused:
        read_bytes(content, "a.docx")
    assert "root:" not in str(refused.value)
    assert canary.calls == 0


def test_links_in_documents_are_not_followed(canary: Canary, unharmed: None) -> None:
    address = f"http://127.0.0.1:{canary.port}/mall.dotx"
    types = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relations = "".join(
        f'<Relationship Id="r{n}" Type="{types}/{kind}" Target="{address}" TargetMode="{mode}"/>'
        for n, (kind, mode) in enumerate(
            [("attachedTemplate", "External"), ("header", "External"), ("styles", ""), ("footer", "Internal")]
        )
    )
    rels = f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relations}</Relationships>'
    content = replaced(plain_docx("Hej"), "word/_rels/document.xml.rels", rels)
    assert read_bytes(content, "a.docx") == Document("Hej", "docx")
    assert canary.calls == 0


def confined(code: str) -> subprocess.CompletedProcess[str]:
    """Run code in a process that has confined itself as the reading child does."""
    start = (
        "import sys; sys.path.append(sys.argv[1])\n"
        "import ctypes, os, socket, struct\n"
        "from minutes.importer.files.child import confine\n"
        "from minutes.importer.files.document import DEFAULT\n"
        "confine(DEFAULT, '')\n"
    )
    return subprocess.run(
        [sys.executable, "-I", "-c", start + code, str(ROOT)],
        capture_output=True,
        text=True,
        env={},
        timeout=60,
    )


def test_child_reaches_no_network(canary: Canary) -> None:
    polite = confined(f"socket.create_connection(('127.0.0.1', {canary.port}))")
    assert "PermissionError: socket." in polite.stderr
    past_python = confined(
        "libc = ctypes.CDLL(None)\n"
        "handle = libc.socket(2, 1, 0)\n"
        f"address = struct.pack('=H', 2) + struct.pack('!H', {canary.port}) + bytes([127, 0, 0, 1])\n"
        "address += bytes(8)\n"
        "print('connected' if libc.connect(handle, address, 16) == 0 else 'no way')\n"
        "print(os.readlink('/proc/self/ns/net'))\n"
    )
    said, network = past_python.stdout.split()[0], past_python.stdout.split()[-1]
    own = network != os.readlink("/proc/self/ns/net")
    needed("unshare" if own else None, "En kärna som låter processer lämna nätverket (unshare)")
    assert said == "no"
    assert canary.calls == 0


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("bytearray(2 << 30)", "MemoryError"),
        ("os.write(os.memfd_create('a'), b'x')", "File too large"),
        ("os.system('id')", "PermissionError"),
        ("os.posix_spawn('/bin/id', ['id'], {})", "PermissionError"),
        ("os.execv('/bin/id', ['id'])", "PermissionError"),
        ("import subprocess; subprocess.run(['id'])", "PermissionError"),
        ("print([open('/dev/null') for _ in range(100)])", "Too many open files"),
    ],
)
def test_child_has_given_up_what_it_does_not_need(code: str, error: str) -> None:
    assert error in confined(code).stderr


def test_child_knows_nothing_of_its_surroundings() -> None:
    assert confined("print(*(name for name in os.environ if name != 'LC_CTYPE'))").stdout == "\n"


def test_reading_needs_no_django() -> None:
    code = "import minutes.importer.files.reader, minutes.importer.files.pdf, minutes.importer.files.office\n"
    assert confined(code + "print('django' in sys.modules)").stdout == "False\n"


def test_child_that_crashes_or_is_out_of_time_gives_a_sentence(unharmed: None) -> None:
    content = plain_docx("Hej")
    for limits, words in (
        (Limits(memory=20_000_000), "skadad|minne"),
        (Limits(seconds=0.01), "för lång tid"),
        (Limits(cpu_seconds=0), "för lång tid"),
        (Limits(answer_bytes=20), "mer text än"),
        (Limits(characters=2), "mer text än"),
        (Limits(open_files=0), "skadad"),
    ):
        with pytest.raises(Unreadable, match=words) as refused:
            read_bytes(content, "a.docx", limits=limits)
        assert is_one_sentence(str(refused.value), "a.docx")


def test_others_are_read_while_a_hostile_file_is_held(unharmed: None) -> None:
    slow = endless_stream(b"0 0 m 9 9 l S q Q ", 20, times=2000)
    with ThreadPoolExecutor(3) as threads:
        held = threads.submit(read_bytes, slow, "slow.pdf", limits=Limits(seconds=5))
        for _ in range(5):
            began = time.monotonic()
            assert threads.submit(read_bytes, plain_docx("Hej"), "a.docx").result().text == "Hej"
            assert time.monotonic() - began < 3
        assert not held.done()
        with pytest.raises(Unreadable, match="för lång tid"):
            held.result()


def test_message_names_the_file_without_what_could_mislead() -> None:
    with pytest.raises(Unreadable) as refused:
        read_bytes(encrypted_pdf(), "../../möte\u202efdp.exe\n\x00")
    assert str(refused.value).startswith("mötefdp.exe: är skyddad med lösenord; ")
