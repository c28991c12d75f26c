# Two commands do everything on a fresh machine: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready-core
READY_DEV := $(VENV)/.ready-dev
KERNELS := $(VENV)/.kernels

PAGE := src/straitwatch/serve/page/.stamp

.PHONY: help demo test check lint types layers slow long page page-test published picture clean

help:
	@echo "make demo    the deployment of December 2022, from bytes to a report in out/demo"
	@echo "make test    every test but the slow ones"
	@echo "make check   lint, types, layers, tests: what CI runs"
	@echo "make slow    the long laws and the fuzzing"
	@echo "make long    a hundred kills of the live watch: a quarter of an hour"
	@echo "make page    the live page, built anew when web/ has changed"
	@echo "make page-test  the page in a real browser (wants Debian's chromium)"
	@echo "make published  the published limits, where the installation could not fetch them"

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(READY): pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[server]'
	@touch $@

$(READY_DEV): pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@ $(READY)

# The compiler's cache does not see that a kernel in another file changed: empty it when any did.
$(KERNELS): $(wildcard src/straitwatch/kernel/*.py) | $(BIN)/python
	@find src -name '*.nb[ci]' -delete
	@touch $@

$(PAGE): $(shell find web -type f -not -path '*/node_modules/*' 2>/dev/null) | $(BIN)/python
	$(BIN)/python scripts/build_page.py
	@touch $@

page: $(PAGE)

demo: $(READY) $(KERNELS)
	$(BIN)/straitwatch demo --out out/demo

test: $(READY_DEV) $(KERNELS) $(PAGE)
	$(BIN)/python -m pytest -n 2

check: lint types layers test

lint: $(READY_DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY_DEV)
	$(BIN)/mypy

layers: $(READY_DEV)
	$(BIN)/lint-imports

slow: $(READY_DEV) $(KERNELS)
	$(BIN)/python -m pytest -n 2 -m slow

long: $(READY_DEV) $(KERNELS)
	STRAITWATCH_KILLS=100 $(BIN)/python -m pytest -m "long or slow" tests/flow/test_live_kill.py tests/cli/test_serve_kill.py tests/zone/test_zone_exact.py

page-test: $(READY_DEV) $(KERNELS) $(PAGE)
	$(BIN)/python -m pytest -m page

published: $(READY)
	$(BIN)/python scripts/make_published.py

picture: demo
	cp out/demo/map.png docs/map.png

clean:
	rm -rf $(VENV) out .mypy_cache .ruff_cache .pytest_cache .hypothesis
