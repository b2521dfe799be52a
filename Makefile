# `make` alone lists the targets.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PYTHONDONTWRITEBYTECODE := 1

.PHONY: help run demo test test-fast test-faults lint check format migrate examples lock clean

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

# What the service needs; remade when the lock changes.
$(VENV)/.runtime: requirements.lock
	@echo "Environment  installing into $(VENV)"
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed: set PYTHON=")'
	@$(BIN)/python -c '' 2>/dev/null || $(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

# What tests and checks need besides.
$(VENV)/.development: requirements-dev.lock $(VENV)/.runtime
	@echo "Environment  installing the tools of development"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

run: $(VENV)/.runtime ## Start everything at http://localhost:5000/swagger/ (stop with Ctrl-C)
	@$(BIN)/python -m api.launcher

demo: $(VENV)/.runtime ## Post real dialogues to the running service and print what it says
	@$(BIN)/python -m api.demo

test: $(VENV)/.development ## Run all tests, with coverage
	$(BIN)/python -m pytest --cov --cov-report=term

test-fast: $(VENV)/.development ## Run the tests that start no servers of their own
	$(BIN)/python -m pytest -m "not slow"

lint: $(VENV)/.development ## Check style, types, imports and the contract
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/openapi-spec-validator swagger.yaml

check: ## Do what CI does
	bash .ci/run

format: $(VENV)/.development ## Put the code into its form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

migrate: $(VENV)/.runtime ## Bring the database up to date (make run does so too)
	$(BIN)/flask --app wsgi db upgrade

examples: $(VENV)/.development ## Write real output into the examples of swagger.yaml
	$(BIN)/python -m tests.api.write_examples

lock: $(VENV)/.runtime ## Pin the newest versions that pyproject.toml allows
	@$(BIN)/python -m venv build/lock && build/lock/bin/pip install --quiet uv
	build/lock/bin/uv pip compile pyproject.toml --upgrade --universal --generate-hashes --python-version 3.11 \
		--no-emit-find-links --no-emit-index-url --custom-compile-command "make lock" --quiet -o requirements.lock
	build/lock/bin/uv pip compile pyproject.toml --group dev --upgrade --universal --generate-hashes --python-version 3.11 \
		--no-emit-find-links --no-emit-index-url --custom-compile-command "make lock" --quiet -o requirements-dev.lock

clean: ## Remove what can be made again (never your data in ./var)
	rm -rf $(VENV) build .coverage .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
