# Steelyard's tasks. `make` alone explains them.

# The system's own Python is usually the faster one; any other from 3.11 on will do.
PYTHON ?= $(shell command -pv python3.11 || command -v python3.11 || command -v python3)
PORT ?= 8000
export STEELYARD_HOME ?= $(CURDIR)/.steelyard

VENV := .venv
BIN := $(VENV)/bin
DONE := $(VENV)/done
UV := $(BIN)/uv
# Compiled once here, not at every start: some environments keep Python from writing what it compiled.
INSTALL := $(UV) pip install --quiet --compile-bytecode --python $(BIN)/python
COMPILE := $(UV) pip compile --quiet --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header
# Not the components: the formatter (djlint 1.49) takes a tag whose name is chosen (`<{% if href %}a{% else %}button…`, in button, field,
# stat, list/row) for text and tears it apart, and puts white space between inline elements that stand without.
FORMAT_PAGES := $(BIN)/djlint src --quiet --extend-exclude cotton
PYTEST := $(BIN)/pytest -n 2 --dist loadfile

# What the front end is made of: its sources, and the pages whose classes and icons it keeps.
FRONTEND := $(shell find frontend/src -type f 2>/dev/null) frontend/build.mjs frontend/package-lock.json
PAGES := $(shell find src -name '*.html' -o -name '*.py' -not -path '*/migrations/*')
CATALOGS := $(shell find src -name '*.po')

.DEFAULT_GOAL := help
.PHONY: help up dev test faults mutants consumers outdated lint format bench assets reference messages wheel lock clean

help: ## Explain the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

up: $(DONE)/product ## Start everything with demo data; data stays in .steelyard, PORT chooses the port
	@exec $(BIN)/steelyard up --demo --port $(PORT)

dev: $(DONE)/product $(DONE)/dev ## Start with automatic reload of Python, templates and front end
	@trap 'kill 0' EXIT; export STEELYARD_DEBUG=1 STEELYARD_DEMO=1; \
	$(BIN)/steelyard migrate && { \
	$(BIN)/node frontend/build.mjs --watch & \
	$(BIN)/steelyard worker & \
	$(BIN)/steelyard manage runserver $(PORT); }

test: lint ## Run every check and every test
	$(PYTEST) -m "not journey and not slow and not long"
	$(PYTEST) -m "(journey or slow) and not long"

faults: $(DONE)/product $(DONE)/dev ## Break things for an hour: kills under load, every role everywhere; writes docs/reliability.md
	$(BIN)/pytest -m "long or figure"; status=$$?; $(BIN)/python -m tests.faults.report; exit $$status

mutants: $(DONE)/product $(DONE)/dev ## Change what decides and counts, a little at a time, and see whether tests notice; half an hour
	nice -n 15 $(BIN)/mutmut run --max-children 1
	@echo "Those that nobody noticed (docs/reliability.md says of each why; mutmut show NAME shows it):"
	@$(BIN)/mutmut results

consumers: $(DONE)/product $(DONE)/dev ## Use the API as others do: by a generated client, and by a loader into a warehouse
	@test -d .venv-consumers || $(BIN)/python -m venv .venv-consumers
	$(UV) pip install --quiet --python .venv-consumers/bin/python --require-hashes -r requirements/consumers.txt
	$(PYTEST) tests/api/test_consumers.py

lint: $(DONE)/product $(DONE)/dev ## Check style, types, imports, templates and migrations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint src --lint --quiet
	$(FORMAT_PAGES) --check
	$(BIN)/steelyard manage makemigrations --check --dry-run

format: $(DONE)/dev ## Format Python and templates
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .
	$(FORMAT_PAGES) --reformat

bench: $(DONE)/product $(DONE)/dev ## Measure the figures of the README, each beside its peer
	$(BIN)/python -m bench

assets: $(DONE)/assets ## Compile the front end and the translations

reference: $(DONE)/dev ## Write the reference pages of the docs from the code
	$(BIN)/steelyard reference docs/reference

messages: $(DONE)/product ## Collect the texts for translation into the message catalogs
	$(BIN)/steelyard messages

wheel: $(DONE)/dev ## Build the package into dist/
	$(BIN)/python -m build

outdated: $(DONE)/product $(DONE)/dev ## Ask the registries which components have newer versions (docs/security/updates.md)
	$(UV) pip list --python $(BIN)/python --outdated
	-$(BIN)/npm outdated --prefix frontend

lock: $(UV) ## Lock the dependencies again
	$(COMPILE) --upgrade pyproject.toml -o requirements/run.txt
	$(COMPILE) --upgrade requirements/dev.in pyproject.toml -c requirements/run.txt -o requirements/dev.txt
	$(COMPILE) --upgrade requirements/dev.in -c requirements/run.txt -o requirements/dev.txt
	$(COMPILE) --upgrade requirements/consumers.in -o requirements/consumers.txt
	$(COMPILE) --upgrade requirements/build.in -c requirements/dev.txt -o requirements/build.txt
	$(COMPILE) --upgrade requirements/bootstrap.in -o requirements/bootstrap.txt

clean: ## Remove everything that was built; data stays
	rm -rf $(VENV) .venv-consumers dist frontend/node_modules src/steelyard/ui/static
	rm -rf .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis .schemathesis
	find src -name '*.mo' -delete

# --- How it comes to be -----------------------------------------------------------------------------------------------

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Steelyard needs Python 3.11 or newer: make PYTHON=...")'
	$(PYTHON) -m venv --without-pip $(VENV)

# Some Pythons come without pip for themselves, others without pip for a new environment.
$(UV): requirements/bootstrap.txt | $(BIN)/python
	$(PYTHON) -m pip --python $(BIN)/python install --quiet --require-hashes -r $< || \
	{ $(PYTHON) -m venv $(VENV) && $(BIN)/python -m pip install --quiet --require-hashes -r $<; }
	@mkdir -p $(DONE) && touch $@

$(DONE)/run: requirements/run.txt requirements/build.txt $(UV)
	$(INSTALL) --require-hashes -r requirements/run.txt -r requirements/build.txt
	@touch $@

$(DONE)/dev: requirements/dev.txt $(DONE)/run
	$(INSTALL) --require-hashes -r requirements/dev.txt
	@touch $@

$(DONE)/assets: $(FRONTEND) $(PAGES) $(CATALOGS) hatch_build.py $(DONE)/run
	$(BIN)/python hatch_build.py
	@touch $@

$(DONE)/product: pyproject.toml hatch_build.py $(DONE)/run $(DONE)/assets
	$(INSTALL) --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q src/steelyard
	@touch $@
