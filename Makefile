# One target a task; `make help` lists them. Needs Python 3.11 or newer with pip, and git.
PYTHON ?= python3
VENV ?= .venv
RUNS ?=
TESTS ?= tests
WORKERS ?= 2
# What `make results` does with what is there: continue, or overwrite after the engine changed.
EXISTING ?= continue
EXPERIMENTS := $(filter-out experiments/calibration.yaml,$(wildcard experiments/*.yaml))

BIN := $(VENV)/bin
# The same pins for what is installed and for what builds it.
export PIP_CONSTRAINT := constraints.txt
export PIP_BUILD_CONSTRAINT := constraints.txt
export PIP_DISABLE_PIP_VERSION_CHECK := 1
INSTALL := $(PYTHON) -m pip --python $(BIN)/python install --quiet

.DEFAULT_GOAL := help
.PHONY: help setup run test check format schema zone results validate quick bench clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' Makefile

setup: $(VENV)/developer.stamp ## install Parley and the tools of its developers into $(VENV)

run: $(VENV)/user.stamp ## install Parley, run scenarios/sochi-2014.yaml
	$(BIN)/parley run scenarios/sochi-2014.yaml $(if $(RUNS),--runs $(RUNS))

test: $(VENV)/developer.stamp ## run the tests
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(TESTS)

check: $(VENV)/developer.stamp ## style, types, and which room imports which
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict sim
	$(BIN)/python -m pytest -q tests/laws/test_imports.py tests/laws/test_arithmetic_discipline.py

format: $(VENV)/developer.stamp ## put the source into the house style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

schema: $(VENV)/user.stamp ## write the JSON Schemas that editors use for scenarios and experiments
	mkdir -p docs/reference
	$(BIN)/parley schema > docs/reference/scenario.schema.json
	$(BIN)/parley schema --experiment > docs/reference/experiment.schema.json

zone: $(VENV)/developer.stamp ## sweep power and redraw docs/explanation/zone-of-agreement.png
	$(BIN)/python experiments/zone_of_agreement.py

results: $(VENV)/user.stamp ## run every experiment; tables and pictures go to results/
	for file in $(EXPERIMENTS); do \
	  $(BIN)/parley sweep $$file --workers $(WORKERS) --existing $(EXISTING) || exit; done

validate: $(VENV)/user.stamp ## hold the model against published regularities; writes docs/validation.md
	$(BIN)/parley validate --workers $(WORKERS) --page docs/validation.md

quick: $(VENV)/user.stamp ## the same in a minute, with few draws and runs
	rm -rf $(VENV)/patterns-quick
	$(BIN)/parley validate --quick --workers $(WORKERS) --no-plots --out $(VENV)/patterns-quick

bench: $(VENV)/developer.stamp ## measure the engine against a plain Mesa twin and against the floor
	$(BIN)/python benchmarks/bench.py
	$(BIN)/python benchmarks/sweeps.py

clean: ## remove the environment and what was built; results stay
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Parley needs Python 3.11 or newer; say which: make run PYTHON=python3.12")'
	$(PYTHON) -m venv --without-pip $(VENV)

$(VENV)/user.stamp: pyproject.toml constraints.txt | $(BIN)/python
	$(INSTALL) --editable .
	@touch $@

$(VENV)/developer.stamp: pyproject.toml constraints.txt | $(BIN)/python
	$(INSTALL) --editable '.[dev]'
	@touch $@ $(VENV)/user.stamp
