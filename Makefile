# nbacademy: `make demo` starts the platform with the shipped course, `make test` passes all tests.
# Both set up what they need, say what they do, and are safe to run again.

SHELL := /bin/bash
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
LAB := extensions/labextension
BUILT := extensions/nbacademy/labextension/package.json
LAB_SOURCES := $(shell find $(LAB)/src $(LAB)/style $(LAB)/scripts -type f 2>/dev/null) $(LAB)/package.json $(LAB)/tsconfig.json
WORKERS ?= 2

export PATH := $(CURDIR)/$(BIN):$(PATH)

.DEFAULT_GOAL := help
.PHONY: help demo test lint setup docker image benchmarks resilience clean

help: ## Say what there is to make
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

demo: setup docker ## Start the platform with the shipped course; Ctrl-C stops it
	@exec $(BIN)/nbacademy-hub demo

test: setup docker lint ## Pass all tests
	@spawners/host/packages.sh chromium=chromium initdb=postgresql
	@cd $(LAB) && npm test --silent
	@$(BIN)/pytest -n $(WORKERS) --dist loadgroup tests

lint: setup ## Check style, types and the architecture
	@$(BIN)/ruff check --quiet . && $(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy --no-error-summary hub/nbacademy_hub graders/nbacademy_graders spawners/nbacademy_spawners courses/nbacademy_courses extensions/nbacademy
	@$(BIN)/lint-imports --no-cache --no-logo
	@cd $(LAB) && npm run --silent lint

setup: .venv/.installed hub/node_modules/.package-lock.json $(BUILT)

# Without an engine the demo runs local processes and says so: what is missing here is said, and is no error yet.
docker: setup
	@spawners/host/packages.sh dockerd=docker.io iptables=iptables debootstrap=debootstrap || true
	@$(BIN)/python -m nbacademy_spawners.images

image: setup docker ## Build the notebook image

benchmarks: setup docker ## Measure grading, training and the API beside what users would pick instead, and the pages of a large class
	@$(BIN)/python tests/benchmarks/grading.py
	@$(BIN)/python tests/benchmarks/gradebook.py
	@spawners/host/packages.sh wrk=wrk initdb=postgresql
	@$(BIN)/python tests/benchmarks/api.py
	@$(BIN)/python tests/benchmarks/training.py

resilience: setup docker ## Submit 500 times while every part of the platform is killed (a quarter of an hour)
	@NBATEST_SUBMISSIONS_EACH=25 $(BIN)/pytest tests/resilience

clean: ## Remove what make made here (not the data, not the images)
	rm -rf .venv hub/node_modules $(LAB)/node_modules $(LAB)/lib extensions/nbacademy/labextension extensions/nbacademy/widget/static

.venv/.installed: pyproject.toml
	@echo "Installing Python packages into .venv (some minutes the first time) …"
	@$(PYTHON) -c 'import sys; sys.exit("nbacademy needs Python 3.11 or newer; set PYTHON to one" if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -m venv .venv
	@$(BIN)/pip install -qq --disable-pip-version-check -e '.[dev,postgresql]'
	@touch $@

hub/node_modules/.package-lock.json: hub/package-lock.json
	@command -v npm >/dev/null || { echo "nbacademy needs Node.js 20 or newer with npm" >&2; exit 1; }
	@echo "Installing JupyterHub's proxy …"
	@cd hub && npm ci --silent

$(LAB)/node_modules/.package-lock.json: $(LAB)/package-lock.json
	@echo "Installing Node packages of the JupyterLab extension …"
	@cd $(LAB) && npm ci --silent

$(BUILT): $(LAB_SOURCES) $(LAB)/node_modules/.package-lock.json | .venv/.installed
	@echo "Building the JupyterLab extension …"
	@cd $(LAB) && npm run --silent build
	@touch $@
