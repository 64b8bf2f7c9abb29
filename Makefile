# The two commands of a new user are `make run` and `make test`. Both begin with `install`.

PYTHON ?= python3
BIN = .venv/bin

.PHONY: run test check bench install lock messages format

run: install
	$(BIN)/stegvis run --demo

install: .venv/installed

.venv/installed: requirements.lock pyproject.toml locale/en/LC_MESSAGES/django.po
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Stegvis needs Python 3.11 or newer; $$($(PYTHON) --version) was found. Install one and run: make PYTHON=python3.11"; exit 2; }
	@echo "Installing into .venv; it takes about a minute …"
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(BIN)/python -m stegvis.site.messages compile
	@touch $@

test: install
	bin/chromium-or-stop
	env -u STEGVIS_DATABASE_URL $(BIN)/python -m pytest -n 2 --dist loadgroup
	@if [ -n "$$STEGVIS_DATABASE_URL" ]; then echo "And on the server of STEGVIS_DATABASE_URL:"; $(BIN)/python -m pytest -n 2 --dist loadgroup; fi

check: install
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	STEGVIS_SECRET_KEY=unused $(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m stegvis.site.manage makemigrations --check --dry-run
	$(BIN)/stegvis definitions check

bench: install
	$(BIN)/python -m bench

format:
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

messages:
	$(BIN)/python -m stegvis.site.messages update

lock:
	$(BIN)/uv pip compile pyproject.toml --extra dev --universal --generate-hashes --no-emit-index-url --no-header --quiet --output-file requirements.lock
