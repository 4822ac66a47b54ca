"""Kill approvals and let them race, in a database that is made for it: see tests.faults.approvals.

`python -m tests.faults.kill_approve [SHARE]`, for the database of DATABASE_URL's kind (SQLite without it). On
PostgreSQL it makes and drops a database of its own beside the one that is named.
"""

import sys
import tempfile
from pathlib import Path

from tests.faults.kill_import import Book


def main(share: float) -> None:
    with tempfile.TemporaryDirectory() as folder:
        book = Book(Path(folder), "approvals")
        try:
            code = f"from tests.faults.approvals import main; main({share})"
            sys.stdout.write(book.run("shell", "--no-imports", "--command", code))
        finally:
            book.drop()


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 1)
