# `make` alone lists the targets.  Variables: PYTHON=/path/to/python3.12, SCENARIO=detroit,
# ARGS="..." (handed on), JOBS=2 (tests in parallel), BENCH=tracking (one benchmark only),
# ADVISORIES=FILE (records in the OSV format, for audit).

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup browser pango exercise test test-deep pictures lint types imports licences audit format texts bench lock clean

PYTHON ?=
SCENARIO ?= detroit
JOBS ?= 0
BENCH ?= $(basename $(notdir $(wildcard benchmarks/*.py)))

VENV := .venv
BIN := $(VENV)/bin
PIP_INSTALL = -m pip install --quiet --no-input --disable-pip-version-check
LOCKS := requirements.lock.txt requirements.build.lock.txt
LOCKED := $(VENV)/.northline-locked
BUILT := $(VENV)/.northline-built
BUILD_INPUTS := pyproject.toml $(wildcard hatch_build.py build_*.py web/*.json web/*.mjs web/*.toml \
  web/src/* web/src/*/* src/northline/web/locale/*/LC_MESSAGES/*.po)

# $(call INSTALL_LOCKS,python).  timezonefinder, which only draws the line, asks for an older cffi
# than cryptography: it has a lock of its own and comes without dependencies.  What `pip check`
# says of that, and why it is harmless: docs/decisions/0005-licences.md.
INSTALL_LOCKS = \
  $(1) $(PIP_INSTALL) --require-hashes --no-warn-conflicts -r requirements.lock.txt && \
  $(1) $(PIP_INSTALL) --require-hashes --no-deps -r requirements.build.lock.txt

# Compiled kernels are kept out of the sources.
NUMBA_CACHE_DIR ?= $(CURDIR)/.build/numba
export NUMBA_CACHE_DIR

# The data beside the project is not part of a release: without it, its tests are left out.
NO_SHARED := $(if $(wildcard ../shared/data),, and not shared)
SAY_SHARED := $(if $(NO_SHARED),echo "Left out: tests marked shared; ../shared/data is not here.",:)

FITS := import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))
FIND_PYTHON = for p in $(if $(PYTHON),"$(PYTHON)",python3 python3.13 python3.12 python3.11); do \
    "$$p" -c '$(FITS)' >/dev/null 2>&1 && { python=$$p; break; }; \
  done; \
  if [ -z "$$python" ]; then \
    echo "Northline needs Python 3.11, 3.12 or 3.13 with venv (Debian: apt install python3-venv)\
 and $(if $(PYTHON),$(PYTHON) is not one,found none): name one with PYTHON=/path/to/python3.12." >&2; exit 1; \
  fi

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "%-10s %s\n", $$1, $$2 }' Makefile

setup: $(BUILT) ## make .venv from the lock files and build the package into it

$(LOCKED): $(LOCKS)
	@if ! $(BIN)/python -c '$(FITS)' >/dev/null 2>&1; then \
	  $(FIND_PYTHON); \
	  echo "Making $(VENV) with $$python"; "$$python" -m venv --clear $(VENV) || exit 1; \
	fi
	@echo "Installing what $(LOCKS) pin"
	@$(call INSTALL_LOCKS,$(BIN)/python)
	@touch $@

$(BUILT): $(LOCKED) $(BUILD_INPUTS)
	@echo "Building northline"
	@$(BIN)/python $(PIP_INSTALL) --no-build-isolation --no-deps -e .
	@touch $@

exercise: setup ## play a border day and score it: make exercise ARGS="--headless"
	@$(BIN)/northline exercise $(SCENARIO) $(ARGS)

browser: setup ## say which Chromium the tests have, or get one where there is none
	@$(BIN)/python -m tests.e2e.browser

pango: setup ## say whether sheets can be printed, or get Pango where it is missing
	@$(BIN)/python -m tests.app.pango

test: lint types imports licences browser pango ## everything a change must pass, under 20 minutes on two cores
	@$(SAY_SHARED)
	$(BIN)/python -m pytest -m "not deep$(NO_SHARED)" -n $(JOBS) $(ARGS)

test-deep: browser ## the long runs: many seeds, kills, fuzzing, whole wheels
	@$(SAY_SHARED)
	$(BIN)/python -m pytest -m "deep$(NO_SHARED)" -n $(JOBS) --timeout 1500 $(ARGS)

pictures: browser ## play an exercise and take the pictures of its pages for docs/pictures
	$(BIN)/python -m tests.e2e.pictures $(ARGS)

lint: setup ## style and likely mistakes (ruff)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup ## types (mypy --strict, tsc)
	$(BIN)/mypy
	$(BIN)/python build_web.py --check

imports: setup ## who may import whom (import-linter)
	$(BIN)/lint-imports

licences: setup ## licences of all that the package needs at run time
	$(BIN)/python -m tests.conventions.licences

audit: setup ## known vulnerabilities of what is locked: make audit ADVISORIES=FILE
	@ADVISORIES="$(ADVISORIES)" $(BIN)/python -m tests.conventions.advisories

format: setup ## put the sources into the one format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

texts: setup ## bring the French catalogue up to date with the pages; new texts come untranslated
	cd src/northline/web && ../../../$(BIN)/pybabel --quiet extract -F locale/babel.cfg -k say \
	  --no-location --sort-output --omit-header -o ../../../.build/northline.pot .
	cd src/northline/web && ../../../$(BIN)/pybabel --quiet update -D northline -l fr -d locale \
	  -i ../../../.build/northline.pot --no-fuzzy-matching --ignore-obsolete -w 100

bench: setup ## benchmarks beside their peers, quick: make bench BENCH=tracking ARGS="--seed 7"
	@bin=$(BIN); \
	if [ -f benchmarks/requirements.txt ]; then \
	  bin=.build/bench/bin; \
	  $(BIN)/python -m venv .build/bench \
	  && $(call INSTALL_LOCKS,$$bin/python) \
	  && $$bin/python $(PIP_INSTALL) --no-build-isolation --no-deps -e . \
	  && $$bin/python $(PIP_INSTALL) -r benchmarks/requirements.txt || exit 1; \
	fi; \
	failed=; for name in $(BENCH); do \
	  echo "== $$name"; $$bin/python benchmarks/$$name.py $(or $(ARGS),--quick) || failed="$$failed $$name"; \
	done; \
	if [ -n "$$failed" ]; then echo "Failed:$$failed" >&2; exit 1; fi

COMPILE = .build/lock/bin/uv pip compile --universal --python-version 3.11 --generate-hashes \
  --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" --quiet

lock: ## compile both lock files anew: make lock ARGS="--upgrade"
	@$(FIND_PYTHON); "$$python" -m venv .build/lock
	@.build/lock/bin/python $(PIP_INSTALL) uv==0.13.9
	$(COMPILE) pyproject.toml requirements.in --extra dev --fork-strategy fewest \
	  --output-file requirements.lock.txt $(ARGS)
	$(COMPILE) requirements.build.in --no-deps --output-file requirements.build.lock.txt $(ARGS)

clean: ## remove what was built and cached; .venv stays
	rm -rf .build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	rm -rf src/northline/web/static src/northline/geo/data/line.npz src/northline/geo/data/*.pmtiles web/node_modules $(BUILT)
	find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
	find src -name '*.mo' -delete
