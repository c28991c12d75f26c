# Two commands do everything on a fresh machine: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready-core
READY_DEV := $(VENV)/.ready-dev

.PHONY: help demo test check lint types layers slow docs-pictures clean

help:
	@echo "make demo    the deployment of December 2022, from bytes to a report in out/demo"
	@echo "make test    every test but the slow ones"
	@echo "make check   lint, types, layers, tests: what CI runs"
	@echo "make slow    the long laws and the fuzzing"

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(READY): pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(READY_DEV): pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@ $(READY)

demo: $(READY)
	$(BIN)/straitwatch demo --out out/demo

test: $(READY_DEV)
	$(BIN)/python -m pytest -n 2

check: lint types layers test

lint: $(READY_DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY_DEV)
	$(BIN)/mypy

layers: $(READY_DEV)
	$(BIN)/lint-imports

slow: $(READY_DEV)
	$(BIN)/python -m pytest -n 2 -m slow

clean:
	rm -rf $(VENV) out .mypy_cache .ruff_cache .pytest_cache .hypothesis
