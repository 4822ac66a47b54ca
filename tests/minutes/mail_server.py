"""A mail server on this machine that keeps what it is given, and refuses what it is told to refuse."""

import socketserver
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Thread
from typing import Any


@dataclass
class Delivery:
    to: list[str]
    content: bytes

    @property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.content, policy=policy.default)


@dataclass
class MailServer:
    """`refused` holds addresses that get 550; after `most` letters the server hangs up.

    `says` gives a command another answer than yes: {"RCPT": "451 kom igen"}.
    """

    refused: set[str] = field(default_factory=set)
    most: int | None = None
    says: dict[str, str] = field(default_factory=dict)
    delivered: list[Delivery] = field(default_factory=list)
    connections: int = 0
    port: int = 0

    def __enter__(self) -> "MailServer":
        book = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                book.connections += 1
                _Talk(book, self.rfile, self.wfile).hold()

        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        self.thread = Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *error: Any) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


class _Talk:
    def __init__(self, book: MailServer, lines: Any, answer: Any) -> None:
        self.book, self.lines, self.out = book, lines, answer
        self.to: list[str] = []

    def say(self, text: str) -> None:
        self.out.write(f"{text}\r\n".encode())

    def hold(self) -> None:
        self.say("220 redo")
        for line in self.lines:
            verb, _, rest = line.decode().strip().partition(" ")
            if verb.upper() == "QUIT":
                self.say("221 hej")
                return
            if verb.upper() == "DATA" and "DATA" not in self.book.says:
                if self.book.most is not None and len(self.book.delivered) >= self.book.most:
                    return
                self.take()
            elif verb.upper() in self.book.says:
                self.say(self.book.says[verb.upper()])
            elif verb.upper() == "RCPT":
                self.name(rest.split("<")[1].split(">")[0])
            else:
                self.to = []
                self.say("250 ja")

    def name(self, address: str) -> None:
        if address in self.book.refused:
            self.say("550 5.1.1 Ingen sådan brevlåda")
        else:
            self.to.append(address)
            self.say("250 ja")

    def take(self) -> None:
        self.say("354 berätta")
        content = []
        for line in self.lines:
            if line == b".\r\n":
                break
            content.append(line[1:] if line.startswith(b".") else line)
        self.book.delivered.append(Delivery(self.to, b"".join(content)))
        self.say("250 ja")
