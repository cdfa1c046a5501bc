# `make run` serves; `make check` says soon what is wrong, `make test` proves. All make .venv themselves.
PYTHON ?= python3
PY := .venv/bin/python
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: run check test tools chromium web screenshots lock pictures clean

run: .venv/.served
	@exec $(PY) -m api

# What takes no service and no model, and one database: the rules of the house, ranking, readers, and SQL worked by hand.
FAST = tests/test_house.py tests/test_house_calls.py tests/test_rooms.py tests/api/ranking \
    tests/api/readers/parsing tests/api/readers/catalogue tests/api/search/test_constraints.py \
    tests/sql/ratings tests/sql/interactions tests/sql/test_bystanders.py

check: .venv/.tested
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	.venv/bin/lint-imports
	$(PY) -m pytest -q -n 2 $(FAST)

test: .venv/.tested tools
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	.venv/bin/lint-imports
	$(PY) -m pytest -n logical --maxprocesses 4 --dist worksteal

# pip's own words go to a file: without a network they are a screen of them.
install = $(PY) -m pip install -qq $(1) 2>.venv/install.log || { \
    echo "The packages could not be installed: check the network and the disk. pip's own words are in .venv/install.log." >&2; exit 1; }

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	    echo "CineLibre needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1 || echo absent). Try: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }
	$(PYTHON) -m venv .venv || { rm -rf .venv; exit 1; }

.venv/.served: .venv/bin/python requirements.txt requirements-local.txt
	@echo "Installing the pinned packages (once, about 550 MB) ..."
	@$(call install,-r requirements.txt -r requirements-local.txt)
	@$(PY) -m compileall -q api
	@touch $@

.venv/.tested: .venv/.served requirements-dev.txt
	@$(call install,-r requirements-dev.txt)
	@touch $@

tools: tests/tools/node_modules/.installed web/node_modules/.installed tests/tools/kafka/jars/.installed .venv/spark/.installed chromium

# Without npm the tests that need it skip and say so; with CI=true its absence is a failure.
with_npm = @if command -v npm >/dev/null; then $(1) && touch $@; \
	elif [ "$$CI" = true ]; then \
	    echo "npm is absent: the tests need Node.js 20 or newer." >&2; exit 1; \
	else \
	    echo "npm is absent: the tests that need the packages of $(dir $<) will be skipped." >&2; \
	fi

tests/tools/node_modules/.installed: tests/tools/package-lock.json
	$(call with_npm,npm install --prefix tests/tools --no-save --no-audit --no-fund --loglevel=error)

web/node_modules/.installed: web/package-lock.json
	$(call with_npm,npm ci --prefix web --no-audit --no-fund --loglevel=error)

# Apache Kafka, for the tests of streams; it runs on Java.
tests/tools/kafka/jars/.installed: tests/tools/kafka/pom.xml
	@if command -v java >/dev/null && command -v mvn >/dev/null; then \
	    mvn -q -B -f $< dependency:copy-dependencies -DoutputDirectory=jars && touch $@; \
	elif [ "$$CI" = true ]; then \
	    echo "Java or Maven is absent: the tests of streams need both." >&2; exit 1; \
	else \
	    echo "Java or Maven is absent: the tests that need Kafka will be skipped." >&2; \
	fi

# Apache Spark, for the tests of training by it: 800 MB that the other tests do without, and machines without Java.
.venv/spark/.installed: requirements-spark.txt .venv/.tested
	@if command -v java >/dev/null; then \
	    rm -rf $(@D) && $(call install,--no-compile --target $(@D) -r $<) && touch $@; \
	elif [ "$$CI" = true ]; then \
	    echo "Java is absent: the tests of training by Spark need Java 17 or newer." >&2; exit 1; \
	else \
	    echo "Java is absent: the tests of training by Spark will be skipped." >&2; \
	fi

# CI gets a browser where it may install one; elsewhere the tests that need Chromium skip without it.
chromium:
	@if [ "$$CI" = true ] && [ -z "$$CHROMIUM" ] && ! command -v chromium >/dev/null && command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
	    apt-get update -qq && apt-get install -qq -y --no-install-recommends chromium fonts-noto-core >/dev/null \
	    || echo "Chromium could not be installed: the tests that need it will fail." >&2; \
	fi

# Builds the web client into api/client/, which is committed: people with Python alone need no Node.js.
web: .venv/.served web/node_modules/.installed
	PYTHONPATH=. $(PY) web/scripts/openapi.py
	npm --prefix web run --silent types
	npm --prefix web run --silent build

# Pictures of every page of a service that runs with the demo: `make run`, and this beside it.
screenshots: web/node_modules/.installed
	cd web && CINELIBRE_URL=$${CINELIBRE_URL:-http://localhost:8000} node tests/screenshots.mjs

# Pins every package with its hashes, for every platform.
LOCK = $(PY) -m uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --quiet
lock: .venv/.tested
	$(LOCK) pyproject.toml -o requirements.txt
	$(LOCK) --group train -c requirements.txt -o requirements-train.txt
	$(LOCK) --group spark -c requirements.txt -c requirements-train.txt -o requirements-spark.txt
	$(LOCK) --group models -c requirements.txt -c requirements-train.txt -o requirements-models.txt
	$(LOCK) --group redis -c requirements.txt -o requirements-redis.txt
	$(LOCK) --group local -c requirements.txt -c requirements-train.txt -o requirements-local.txt
	$(LOCK) --group otel -c requirements.txt -o requirements-otel.txt
	$(LOCK) --group streams -c requirements.txt -o requirements-streams.txt
	$(LOCK) --group dev -c requirements.txt -c requirements-local.txt -c requirements-train.txt -c requirements-models.txt -c requirements-redis.txt -c requirements-streams.txt -c requirements-otel.txt -o requirements-dev.txt

pictures: .venv/.served
	$(PY) -m api.jobs pictures

clean:
	rm -rf .venv tests/tools/node_modules tests/tools/kafka/jars web/node_modules
