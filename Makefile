# make verify   decide every claim, write the report        make test   run the tests
# make figures  every figure and table, then the report with them
# make lint     ruff, pyright, import contracts             make bench  measure the kernels
# make docs     the documentation as a site
# Everything is incremental; PYTHON=... picks the interpreter, ARGS=... goes to the command.

VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= $(shell for p in python3.12 python3.11 python3 python python3.13; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { command -v $$p; break; }; done)
SOURCES := $(shell find verify proofs kernels -type f -not -path '*/__pycache__/*' 2>/dev/null)
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt

.PHONY: verify figures test test-all mutants traps lint bench bench-all docs pins clean
.DELETE_ON_ERROR:

verify: $(VENV)/.core
	$(BIN)/steepest run $(ARGS)

figures: $(VENV)/.core
	$(BIN)/steepest reproduce all
	$(BIN)/steepest report

test: $(VENV)/.dev
	$(BIN)/pytest -n 2 --ignore tests/test_claims.py $(ARGS)
	$(BIN)/pytest -p no:randomly tests/test_claims.py

test-all: $(VENV)/.dev
	$(BIN)/pytest -m 'not gpu' $(ARGS)

mutants: $(VENV)/.core
	$(BIN)/steepest run --mutants $(ARGS)

traps: $(VENV)/.core
	$(BIN)/python -m steepest.verify.traps $(ARGS)

lint: $(VENV)/.dev build/typed/.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright
	cd build/typed && $(abspath $(BIN))/lint-imports --config $(abspath pyproject.toml)

bench: $(VENV)/.core
	$(BIN)/python -m benchmarks $(ARGS)

# The same with every rival: installs numba, JAX and PyTorch, several gigabytes.
bench-all: $(VENV)/.bench
	$(BIN)/python -m benchmarks $(ARGS)

# --- environments ----------------------------------------------------------------------------------------------------

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "steepest needs Python 3.11 or newer; none was found on PATH. Install one, or run: make PYTHON=/path/to/python3 $(MAKECMDGOALS)" >&2; exit 2; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.core: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) -e '.[images]'
	@touch $@

$(VENV)/.dev: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) -e '.[dev,docs,browser]'
	@touch $@ $(VENV)/.core

$(VENV)/.docs: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) -e '.[docs]'
	@touch $@

$(VENV)/.bench: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) -e '.[dev,bench]'
	@touch $@ $(VENV)/.dev $(VENV)/.core

# Type checkers and the import linter do not follow an editable install with mapped folders: they get a regular one.
build/typed/.stamp: $(SOURCES) pyproject.toml | $(VENV)/.dev
	rm -rf build/typed build/lib
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --target build/typed .
	@touch $@

# Renew constraints.txt: resolve afresh in an empty environment, keep exact versions.
pins: | $(BIN)/python
	rm -rf build/pins && $(PYTHON) -m venv build/pins
	build/pins/bin/python -m pip install --quiet --disable-pip-version-check -e '.[dev,docs,browser]'
	{ head -1 constraints.txt; build/pins/bin/python -m pip freeze --exclude-editable | grep '==' ; } > build/constraints.txt
	mv build/constraints.txt constraints.txt

# The documentation as a site, every link in it checked.
docs: $(VENV)/.docs
	$(BIN)/python -m sphinx -q -W --keep-going -b html docs build/docs
	@echo "documentation: build/docs/index.html"

clean:
	rm -rf build dist *.egg-info .pytest_cache .ruff_cache .hypothesis steepest-output
