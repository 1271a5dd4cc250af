# make demo   set everything up in .venv and run the main job on East Java's official figures
# make serve  set everything up and serve the site with invented people (marked contoh); PORT=8000
# make test   set everything up and pass lint, types, import contracts and tests, those of the web on both databases
# make docs   print the pages of the measures off their cards
# make bench  measure; prints medians, ratios and versions
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
WORKERS ?= auto
PORT ?= 8000

# The tests' own browser and database server; see tests/services.
SERVICES := PYTHONPATH=tests $(BIN)/python -m services

.PHONY: demo serve test lint services docs bench clean

demo: .venv/.installed
	$(BIN)/potensi demo --out out

serve: .venv/.installed
	$(BIN)/potensi serve --demo --open --port $(PORT)

test: .venv/.dev lint services
	env -u DATABASE_URL $(BIN)/python -m pytest -n $(WORKERS)
	$(SERVICES).postgres -- $(BIN)/python -m pytest -n $(WORKERS) -m both_databases

lint: .venv/.dev
	$(BIN)/ruff check src tests benchmarks
	$(BIN)/ruff format --check src tests benchmarks
	$(BIN)/mypy
	$(BIN)/lint-imports

services: .venv/.dev
	$(SERVICES)

docs: .venv/.dev
	$(BIN)/potensi methods --out docs/methods --lang en
	$(BIN)/potensi methods --out docs/metode --lang id

bench: .venv/.bench
	$(BIN)/python benchmarks/run.py

clean:
	rm -rf .venv out

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Potensi needs Python 3.11 or newer: make PYTHON=python3.12 …"; exit 1; }
	@$(PYTHON) -m venv .venv \
	  || { echo "Python's venv module is missing (Debian and Ubuntu: apt install python3-venv)."; exit 1; }

.venv/.installed: .venv/bin/python pyproject.toml constraints.txt
	$(PIP) install --constraint constraints.txt --editable .
	@touch $@

.venv/.dev: .venv/.installed
	$(PIP) install --constraint constraints.txt --editable '.[dev]'
	@touch $@

.venv/.bench: .venv/.dev
	$(PIP) install --constraint constraints.txt --editable '.[bench]'
	@touch $@
