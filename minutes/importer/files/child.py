"""The child process that reads one untrusted file: confined first, then the file from standard input.

It runs as `python -I` with an empty environment, answers with one JSON object, and knows no Django.
"""

import ctypes
import json
import os
import resource
import signal
import sys
from dataclasses import asdict
from importlib import import_module
from typing import Any

from minutes.importer.files.document import TOO_MUCH_TEXT, Document, Limits, Refused

_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000
_DIE_WITH_PARENT, _NO_NEW_PRIVILEGES = 1, 38
_FORBIDDEN = ("socket.", "os.system", "os.exec", "os.posix_spawn", "os.fork", "pty.")
TOO_BIG = "kräver för mycket minne för att tolkas; dela dokumentet eller spara det på nytt som PDF."
DAMAGED = "är skadad eller ovanlig och kan inte tolkas; öppna den i sitt program och spara på nytt."


def confine(limits: Limits, tesseract: str) -> None:
    """Give up time, memory, files and network for good, before a single byte of the file is read."""
    for what, most in (
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, limits.open_files),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(what)[1]
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (allowed, allowed))
    libc = ctypes.CDLL(None, use_errno=True)
    if hasattr(libc, "prctl"):  # Linux; elsewhere the audit hook alone keeps the network out
        libc.prctl(_DIE_WITH_PARENT, signal.SIGKILL, 0, 0, 0)
        libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
        if libc.unshare(_NEW_NETWORK) != 0:
            libc.unshare(_NEW_USER | _NEW_NETWORK)

    def refuse(event: str, arguments: tuple[Any, ...]) -> None:
        started = event == "subprocess.Popen" and (not tesseract or arguments[0] != tesseract)
        if started or event.startswith(_FORBIDDEN):
            raise PermissionError(f"{event} is not allowed here")

    sys.addaudithook(refuse)


def answer(module: str, limits: Limits, tesseract: str) -> dict[str, Any]:
    try:
        read = import_module(f"minutes.importer.files.{module}").read
        document: Document = read(sys.stdin.buffer.read(limits.file_bytes), limits, tesseract)
    except Refused as reason:
        return {"refused": str(reason)}
    except MemoryError:
        return {"refused": TOO_BIG}
    except Exception:  # whatever a hostile file sets off, the answer is one sentence
        return {"refused": DAMAGED}
    if len(document.text) > limits.characters:
        return {"refused": TOO_MUCH_TEXT}
    return asdict(document)


def main() -> None:
    module, tesseract, limits = sys.argv[2], sys.argv[3], Limits(**json.loads(sys.argv[4]))
    confine(limits, tesseract)
    sys.stdout.buffer.write(json.dumps(answer(module, limits, tesseract)).encode())
    sys.stdout.buffer.flush()
    os._exit(0)  # no clean-up code of libraries that have seen the file
