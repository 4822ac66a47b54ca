"""Tools of a forger: take a bundle apart, change it, and make what can be made consistent again."""

import base64
import datetime as dt
import hashlib
import json
from collections.abc import Callable
from typing import Any

import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from minutes.evidence import verify
from minutes.ledger import checkpoint_text, entry_hash

Files = dict[str, bytes]
Row = dict[str, Any]
Payload = dict[str, Any]

OWN_KEY = Ed25519PrivateKey.from_private_bytes(b"a forger's own key, 32 bytes lon")
# What DEBUG signs with: the one who has stolen the server's key.
SERVER_KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))


def public(key: Ed25519PrivateKey) -> str:
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def zipped(files: Files, listed: bool = True) -> bytes:
    """Return the bundle, with a manifest that lists the files as they now are."""
    files = dict(files)
    if listed:
        manifest = json.loads(files.pop("manifest.json"))
        manifest["files"] = {name: {"size": len(c), "sha256": sha256(c)} for name, c in files.items()}
        files["manifest.json"] = rfc8785.dumps(manifest)
    return verify.pack(sorted(files.items(), key=lambda file: file[0].encode()))


def rows_of(files: Files, name: str) -> list[Row]:
    return [json.loads(line) for line in files[name].splitlines()]


def lines(rows: list[Row]) -> bytes:
    return b"".join(rfc8785.dumps(row) + b"\n" for row in rows)


def manifest(files: Files, **changes: Any) -> Files:
    return files | {"manifest.json": rfc8785.dumps({**json.loads(files["manifest.json"]), **changes})}


def payloads(rows: list[Row], kind: str) -> list[tuple[Row, Payload]]:
    """Return the rows of the kind, each with what it says."""
    found = [(row, json.loads(row["payload"])) for row in rows if "payload" in row]
    return [(row, said) for row, said in found if said["kind"] == kind]


def say(row: Row, said: Payload) -> None:
    row["payload"] = rfc8785.dumps(said).decode()


def chained(rows: list[Row]) -> list[Row]:
    """Return the rows with numbers and hashes computed anew, so that the chain holds."""
    previous, made = "0" * 64, []
    for number, row in enumerate(rows, 1):
        digest = sha256(row["payload"].encode()) if "payload" in row else row["payload_sha256"]
        made.append({**row, "number": number, "previous": previous, "payload_sha256": digest})
        previous = made[-1]["hash"] = entry_hash(number, previous, digest)
    return made


def signed(files: Files, key: Ed25519PrivateKey | None, at: dt.datetime | None = None) -> Files:
    """Return the files with each checkpoint made anew over the chain; without a key, the old signatures."""
    rows = rows_of(files, "ledger.jsonl")
    book, made = rows[0]["payload_sha256"][:32], []
    for head in rows_of(files, "checkpoints.jsonl"):
        number = min(int(head["text"].splitlines()[1]), len(rows))
        time = dt.datetime.strptime(head["text"].split()[-1], "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=dt.UTC)
        text = checkpoint_text(book, number, rows[number - 1]["hash"], at or time)
        made.append({**head, "text": text})
        if key:
            signature = base64.b64encode(key.sign(text.encode())).decode()
            made[-1] |= {"signature": signature, "public_key": public(key)}
    return files | {"checkpoints.jsonl": lines(made)}


def listed_approvals(files: Files) -> Files:
    """Return the files with an approvals.jsonl that says what the ledger does."""
    rows = rows_of(files, "ledger.jsonl")
    undone = {said["approval"]: row["number"] for row, said in payloads(rows, "withdrawal")}
    made = [
        {**{key: value for key, value in said.items() if key not in {"v", "kind", "meeting"}}}
        | {"entry": row["number"], "withdrawn": undone.get(row["number"])}
        for row, said in payloads(rows, "approval")
    ]
    return files | {"approvals.jsonl": lines(made)}


def rebuilt(files: Files, change: Callable[[list[Row]], Any], key: Ed25519PrivateKey | None) -> Files:
    """Return the files with the ledger changed and the whole chain after it made to hold."""
    rows = rows_of(files, "ledger.jsonl")
    changed = change(rows)
    rows = rows if changed is None else changed
    if key is OWN_KEY:
        for row, said in payloads(rows, "key"):
            say(row, said | {"public_key": public(key)})
    rows = chained(rows)
    files = files | {"ledger.jsonl": lines(rows)}
    files = manifest(files, book=rows[0]["payload_sha256"][:32])
    return signed(listed_approvals(files), key)


def retold(files: Files, change: Callable[[Payload], Any], key: Ed25519PrivateKey | None) -> Files:
    """Return the files with another text of the minutes, everywhere: digest, approvals, seal, chain."""
    protocol = json.loads(files["canonical.json"])
    change(protocol)
    content = rfc8785.dumps(protocol)
    last = {"number": json.loads(files["manifest.json"])["revision"]["number"], "sha256": sha256(content)}

    def everywhere(rows: list[Row]) -> None:
        for row in rows:
            said = json.loads(row.get("payload", "{}"))
            if said.get("revision", {}).get("number") == last["number"]:
                said["revision"] = last
                if said["kind"] == "revision":
                    said["size"] = len(content)
                say(row, said)

    files = manifest(files | {"canonical.json": content}, revision=last)
    return rebuilt(files, everywhere, key)
