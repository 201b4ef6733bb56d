# What one does with the project. `make` alone lists it. Needs Python with pip and venv, a C compiler, make; nothing else.
# PYTHON=... names the Python to use; without it the first suitable one on the PATH is taken.

PY := .venv/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --quiet
UV ?= uv
N ?= 10000
DOCS := README.md $(wildcard docs/*.md docs/*/*.md)

# durable_rules calls a function that Python 3.13 took away; its successor takes the same arguments. On older Pythons they are one.
export CPPFLAGS := -DPyEval_CallObject=PyObject_CallObject $(CPPFLAGS)

.PHONY: help demo test test-spark test-browser test-pythons lint check fix fuzz mutate torture bench lock clean FORCE
.DEFAULT_GOAL := help

help:
	@echo "make demo    set up, recommend on an example, say what to try next"
	@echo "make test    set up, run all tests (two processes, a few minutes)"
	@echo "make test-spark  install Apache Spark (500 MB; it needs Java 17) and try portfolios on a cluster of two workers"
	@echo "make test-browser  install Playwright (60 MB; it needs Chromium) and read reports in a browser"
	@echo "make test-pythons  install the wheel with pip on each Python from 3.10 to 3.14 that is here, and try it"
	@echo "make lint    format, lint, types, import contracts, docs up to date"
	@echo "make check   lint and test: all one has to remember"
	@echo "make fix     format, mend what lint can mend, write the generated parts of the docs"
	@echo "make fuzz    differential test on N=$(N) generated knowledge bases; make fuzz N=1000000 goes on"
	@echo "make mutate  every small change of the shipped rules must be noticed by their cases"
	@echo "make torture kill, starve, cut the power of the audit log: thousands of times, some minutes"
	@echo "make bench   measure anew, into docs/performance.md"
	@echo "make lock    resolve the locked versions anew (needs uv)"
	@echo "make clean   remove .venv and caches"
	@echo
	@echo "All set up .venv where needed. make PYTHON=python3.12 ... takes that Python."

demo: .venv/.ready
	@.venv/bin/advisor recommend examples/harbour-lane.yaml
	@echo
	@echo "What to try next:"
	@echo "  .venv/bin/advisor explain examples/harbour-lane.yaml    why, down to the rule and the sentence"
	@echo "  .venv/bin/advisor new -o my-case.yaml                   a case of your own to fill in"
	@echo "  .venv/bin/advisor kb claims                             what the knowledge base rests on"
	@echo "  .venv/bin/advisor --help                                everything else"

test: .venv/.ready
	@$(PY) -m pytest -n 2

# Spark is installed where it is wanted: nobody else needs its half a gigabyte.
test-spark: .venv/.spark
	@$(PY) -m pytest -m spark tests/portfolio

.venv/.spark: .venv/.ready requirements-spark.lock
	@command -v java >/dev/null || { echo "make test-spark needs Java 17 or newer: Debian, Ubuntu: apt install openjdk-17-jre-headless" >&2; exit 1; }
	@$(PIP) install --no-build-isolation -r requirements-spark.lock || { echo "$(NO_DOWNLOAD)" >&2; exit 1; }
	@touch $@

# As is Playwright, which drives the Chromium that is there and is kept from fetching browsers of its own.
test-browser: .venv/.browser
	@$(PY) -m pytest -n 2 -m browser tests/browser

CHROMIUM = $${ADVISOR_CHROMIUM:-$$(command -v chromium || command -v chromium-browser || command -v google-chrome)}
.venv/.browser: .venv/.ready requirements-browser.lock
	@command -v "$(CHROMIUM)" >/dev/null || { echo "make test-browser needs Chromium: Debian: apt install chromium; or name it: ADVISOR_CHROMIUM=/path/to/it" >&2; exit 1; }
	@$(PIP) install -r requirements-browser.lock || { echo "$(NO_DOWNLOAD)" >&2; exit 1; }
	@touch $@

test-pythons: .venv/.ready
	@TEST_PYTHONS="$(PYTHONS)" $(PY) -m pytest -rs tests/packaging/test_install.py

PYTHONS := 3.10 3.11 3.12 3.13 3.14

lint: .venv/.ready
	@$(PY) -m ruff format --check .
	@$(PY) -m ruff check .
	@$(PY) -m mypy
	@.venv/bin/lint-imports
	@$(PY) -m cogapp --check -I . --verbosity=1 pyproject.toml $(DOCS)

check: lint test

fix: .venv/.ready
	@$(PY) -m ruff format .
	@$(PY) -m cogapp -r -I . --verbosity=1 pyproject.toml $(DOCS)
	@$(PY) -m ruff check --fix .

fuzz: .venv/.ready
	@$(PY) -m tests.fuzz $(N)

mutate: .venv/.ready
	@$(PY) -m tests.mutate

torture: .venv/.ready
	@$(PY) -m tests.torture

bench: .venv/.ready
	@$(PY) -m benchmarks.run --write

# What is locked stays as it is while it fits; remove the lock files first to take the newest of everything.
LOCK := pip compile --quiet --no-config --universal --python-version 3.10 --fork-strategy requires-python \
	--generate-hashes --no-annotate --custom-compile-command "make lock"
lock:
	@command -v $(UV) >/dev/null || { echo "make lock needs uv: pip install uv, or name it: make lock UV=/path/to/uv" >&2; exit 1; }
	@$(UV) $(LOCK) --output-file requirements.lock pyproject.toml
	@$(UV) $(LOCK) --output-file requirements-dev.lock --constraints requirements.lock --group dev
	@$(UV) $(LOCK) --output-file requirements-spark.lock --constraints requirements.lock --constraints requirements-dev.lock --extra spark pyproject.toml
	@$(UV) $(LOCK) --output-file requirements-browser.lock --constraints requirements.lock --constraints requirements-dev.lock --group browser
	@$(MAKE) --no-print-directory .venv/.ready
	@$(PY) -m cogapp -r --verbosity=1 pyproject.toml

clean:
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis build dist
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Set-up. The stamp holds the folder for which .venv was made: a folder that moved, a Python that went away or another
# PYTHON than that of .venv has it made anew; an unchanged .venv costs two short calls and no network.
SAME = [ "$$(cat .venv/.ready 2>/dev/null)" = "$$(pwd -P)" ] && $(PY) -c "" 2>/dev/null \
	$(if $(PYTHON),&& [ "$$($(PY) -V)" = "$$("$(PYTHON)" -V)" ])
ifneq ($(shell $(SAME) && echo same),same)
.venv/.ready: FORCE
endif

SUITABLE = import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))
SOUND = import sys, pip, importlib.util as util; util.find_spec("durable") and __import__("durable.engine")
NO_PYTHON = No Python 3.10 or newer with venv and pip was found. Install one (Debian, Ubuntu: apt install python3-venv python3-dev), \
	or name it: make PYTHON=/path/to/python3.12 ...
NO_DOWNLOAD = The locked versions could not be installed (see above). They are downloaded once: is the network there, and does pip reach its index?
NO_COMPILER = The libraries that the advisor runs on could not be installed or loaded (see above). durable_rules is compiled here, which needs a C compiler and the headers of Python: \
	Debian, Ubuntu: apt install gcc python3-dev; Fedora: dnf install gcc python3-devel; macOS: xcode-select --install. Then run make again.

.venv/.ready: pyproject.toml requirements.lock requirements-dev.lock
	@set -e; fail() { printf '\n%s\n' "$$1" >&2; exit 1; }; \
	$(SAME) && $(PY) -c '$(SOUND)' 2>/dev/null || { \
		for python in $(if $(PYTHON),"$(PYTHON)",python3 python3.14 python3.13 python3.12 python3.11 python3.10 python); do \
			"$$python" -c '$(SUITABLE)' 2>/dev/null && break || python=; \
		done; \
		[ -n "$$python" ] || fail '$(NO_PYTHON)'; \
		echo "Setting up .venv with $$("$$python" -V). It takes up to a minute; durable_rules is compiled here."; \
		"$$python" -m venv --clear .venv || fail '$(NO_PYTHON)'; \
	}; \
	$(PIP) install -r requirements-dev.lock || fail '$(NO_DOWNLOAD)'; \
	$(PIP) install --no-cache-dir --no-build-isolation --use-pep517 -r requirements.lock || fail '$(NO_COMPILER)'; \
	$(PY) -c 'import durable.engine' || fail '$(NO_COMPILER)'; \
	$(PIP) install --no-build-isolation --no-deps --editable .; \
	pwd -P >$@

FORCE:
