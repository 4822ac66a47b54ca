# Two commands: `make run` serves the book on this machine, `make test` tests it. Needs python3 (3.11+) and git.
PYTHON ?= python3
export DEBUG ?= true

.PHONY: run test lint accuracy bench clean

run: .venv/run-ready
	@.venv/bin/python manage.py migrate --verbosity 0
	@.venv/bin/python manage.py load_minutes
	@.venv/bin/python manage.py demo_accounts
	@echo "Öppna http://127.0.0.1:8000/ (avsluta med Ctrl+C)"
	@.venv/bin/python manage.py send_letters --watch & letters=$$!; \
	.venv/bin/python manage.py runserver 127.0.0.1:8000 --noreload --skip-checks & server=$$!; \
	trap 'kill $$letters $$server 2>/dev/null' EXIT INT TERM HUP; wait $$server

test: .venv/test-ready lint
	.venv/bin/pytest -n 2

lint: .venv/test-ready
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy

.venv/run-ready: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 eller nyare behövs.")'
	$(PYTHON) -m venv .venv
	.venv/bin/pip install --quiet --disable-pip-version-check --editable .
	@touch $@

.venv/test-ready: pyproject.toml .venv/run-ready
	.venv/bin/pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

# How well the parser reads: precision and recall on the real minutes, on made-up ones and on the exam.
accuracy: .venv/test-ready
	@.venv/bin/python -m tests.accuracy

bench: .venv/test-ready
	@.venv/bin/python -m tests.bench.import_bench
	@.venv/bin/python -m tests.bench.desk_bench
	@.venv/bin/python -m tests.bench.protocol_pdf_bench

clean:
	rm -rf .venv var
