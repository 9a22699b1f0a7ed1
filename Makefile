# Needs Python 3.11 or newer, make and a package index; every target prints what it does.
#   make install    .venv with cuewise, its models, its tools
#   make demo       a one-minute audit of made-up reviews with a planted cue
#   make test       lint, types and tests: what CI runs

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed
LATEST := .venv-latest
EXTRAS := models,linguistic,scale,llm,dev
# Skips are listed, and bounded: a run that skips most of its tests proves little.
PYTEST := -q -n 2 --dist loadfile -rs --max-skips 110

.DEFAULT_GOAL := help
.PHONY: help install demo test lint format typecheck docs bench test-latest clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 22

install: $(STAMP) ## Make .venv and install cuewise with the versions of constraints.txt

$(STAMP): pyproject.toml constraints.txt
	@echo "== install: cuewise[$(EXTRAS)] into $(VENV), with the versions of constraints.txt"
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; name one: make install PYTHON=/path/to/python3.11"; exit 1; }
	@test -x $(BIN)/python || "$(PYTHON)" -m venv $(VENV)
	$(BIN)/python -m pip install --quiet -c constraints.txt -e '.[$(EXTRAS)]'
	@touch $@

demo: install ## Audit made-up reviews with a planted cue; report in cuewise-demo/
	@echo "== demo: report in cuewise-demo/"
	$(BIN)/cuewise demo --out cuewise-demo

# Two test workers on two cores: threads inside each would only fight for them.
test test-latest: export OMP_NUM_THREADS = 1

test: lint typecheck ## Lint, types and all tests
	@echo "== test: pytest"
	$(BIN)/python -m pytest $(PYTEST)

lint: install ## ruff: rules and formatting
	@echo "== lint: ruff"
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: install ## Format the code and fix what ruff can fix
	@echo "== format: ruff"
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

typecheck: install ## mypy, strict
	@echo "== typecheck: mypy"
	$(BIN)/mypy

docs: install ## Regenerate the pages that come from the code and the results
	@echo "== docs: docs/reference, docs/explanation/calibration.md"
	$(BIN)/python tools/reference.py

bench: install ## Run every benchmark; each writes its results as JSON beside itself
	@echo "== bench: benchmarks/"
	@set -e; for script in benchmarks/*.py; do \
		test -e "$$script" || { echo "no benchmarks yet"; break; }; \
		echo "-- $$script"; $(BIN)/python "$$script"; \
	done

test-latest: ## The tests against the newest release of everything but torch
	@echo "== test-latest: newest releases into $(LATEST); torch stays at constraints.txt's"
	@test -x $(LATEST)/bin/python || "$(PYTHON)" -m venv $(LATEST)
	@grep '^torch==' constraints.txt > $(LATEST)/torch.txt
	$(LATEST)/bin/python -m pip install --quiet --upgrade --upgrade-strategy eager \
		-c $(LATEST)/torch.txt -e '.[$(EXTRAS)]'
	$(LATEST)/bin/python -m pytest $(PYTEST)

clean: ## Remove environments, caches and outputs
	@echo "== clean: environments, caches, outputs"
	rm -rf $(VENV) $(LATEST) .peers .bench build dist cuewise-demo cuewise-audit
	rm -rf .pytest_cache .ruff_cache .mypy_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
