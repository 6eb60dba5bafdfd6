# One command for each thing; `make help` explains them. Nothing needs to be installed first but git, make and Python.

PYTHON ?= python3
ARGS ?=
APP := .venv/bin/python
LAUNCH := $(PYTHON) tools/launch.py

export RASA_TELEMETRY_ENABLED := false

.DEFAULT_GOAL := help
.PHONY: help run demo chat nlu train test check bench nlu-report percakapan fmt environments app-environment system-packages

help:  ## Explain these commands
	@sed -n 's/^\([a-z-]*\):[^#]*  ## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "%-14s %s\n", $$1, $$2}'
	@echo '  Arguments for the program: make run ARGS="--help".  Another Python to start with: make run PYTHON=python3.12'

run:  ## Start everything (the first time: install, train, create the database)
	@$(LAUNCH) run $(ARGS)

demo:  ## Start everything with example families, cases and visits
	@$(LAUNCH) demo $(ARGS)

chat:  ## Talk to the bot in this terminal
	@$(LAUNCH) pintu chat $(ARGS)

nlu:  ## Serve Rasa alone, on the host and port of NLU_URL
	@$(LAUNCH) nlu $(ARGS)

train: environments  ## Train the model, if the data has changed since (ARGS=--force: in any case)
	@$(PYTHON) tools/model.py $(ARGS)

test: environments system-packages  ## Everything CI runs
	@$(PYTHON) tools/model.py > /dev/null
	@$(MAKE) --no-print-directory check
	@model=$$($(PYTHON) tools/model.py --path) && cd nlu/rasa && PINTU_MODEL=$$model .venv/bin/python -m pytest
	$(APP) -m pytest -n 2 --dist loadfile $(ARGS)

check: app-environment  ## Lint, types, imports, spelling, words; under a minute
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports --no-cache
	.venv/bin/codespell
	$(APP) -m tests.lint_content

bench: environments  ## Measure Rasa: start, memory, parses a second
	@$(PYTHON) tools/bench.py $(ARGS)

nlu-report: environments  ## Measure understanding, write docs/nlu-report.md and its pictures
	@$(PYTHON) tools/model.py > /dev/null
	@$(PYTHON) tools/bench.py > .tools/bench.txt
	@model=$$($(PYTHON) tools/model.py --path) && cd nlu/rasa && .venv/bin/python benchmarks/report.py --model $$model --speed ../../.tools/bench.txt
	@$(APP) -m tests.nlu.heard >> docs/nlu-report.md

percakapan:  ## Play the ten long conversations with the real model, write docs/percakapan.md
	@$(LAUNCH) talks --out docs/percakapan.md $(ARGS)

fmt: app-environment  ## Put the code into its form
	.venv/bin/ruff format .
	.venv/bin/ruff check --fix .

environments:
	@$(PYTHON) tools/environments.py app rasa

app-environment:
	@$(PYTHON) tools/environments.py app

system-packages:
	@$(PYTHON) tools/system_packages.py
