"""What /proc says of processes: who descends from whom, what they hold, and whether they are still at it."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path


def family(pid: int) -> Iterator[int]:
    """Yield the process and all that descend from it."""
    yield pid
    for child in children(pid):
        yield from family(child)


def children(pid: int) -> list[int]:
    with suppress(OSError):
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        return [int(child) for task in tasks for child in (task / "children").read_text().split()]
    return []


def command(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    return ""


def most_memory(pid: int) -> int:
    """Return the most memory, in kB, that the process has held at one time."""
    return int(_status(pid).get("VmHWM", "0 kB").split()[0])


def is_running(pid: int) -> bool:
    """Whether the process is there and more than an entry that nobody has taken note of yet."""
    return _status(pid).get("State", "X")[0] not in "XZ"


def _status(pid: int) -> dict[str, str]:
    with suppress(OSError):
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return {}
