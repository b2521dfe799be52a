# `make` alone lists the targets.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TRAINING := .venv-training
SCHEMATHESIS := .venv-schemathesis
DOCS := .venv-docs
TRACES := .venv-traces
SDK := .venv-sdk
CONTAINERS := .venv-containers
PEERS := .venv-peers
DATA ?= ../shared/data
COMPILE := build/lock/bin/uv pip compile --upgrade --universal --generate-hashes --python-version 3.11 \
	--no-emit-find-links --no-emit-index-url --custom-compile-command "make lock" --quiet
export PYTHONDONTWRITEBYTECODE := 1

.PHONY: help run demo test coverage test-fast test-faults test-monitoring test-traces test-databases bench bench-short bench-compare many-calls rehearse screenshots test-browser schemathesis sdk test-sdk secrets test-proxy docs test-docs docs-serve collection test-collection contract-changes lint check format migrate backup restore examples evaluate train lock clean

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

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

# What makes and measures the models; a venv of its own, so that the service's stays as it is shipped.
$(TRAINING)/.training: requirements-training.lock
	@echo "Environment  installing what measures and trains into $(TRAINING)"
	@$(PYTHON) -m venv --clear $(TRAINING)
	@$(TRAINING)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-training.lock
	@touch $@

$(TRAINING)/.distill: requirements-distill.lock $(TRAINING)/.training
	@echo "Environment  installing the encoder that the embedding is distilled from"
	@$(TRAINING)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-distill.lock
	@touch $@

$(SCHEMATHESIS)/.schemathesis: requirements-schemathesis.lock
	@echo "Environment  installing schemathesis into $(SCHEMATHESIS)"
	@$(PYTHON) -m venv --clear $(SCHEMATHESIS)
	@$(SCHEMATHESIS)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-schemathesis.lock
	@touch $@

$(SDK)/.sdk: requirements-sdk.lock
	@echo "Environment  installing the generators of clients into $(SDK)"
	@$(PYTHON) -m venv --clear $(SDK)
	@$(SDK)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-sdk.lock
	@touch $@

$(CONTAINERS)/.containers: requirements-containers.lock
	@echo "Environment  installing what looks through docker/ into $(CONTAINERS)"
	@$(PYTHON) -m venv --clear $(CONTAINERS)
	@$(CONTAINERS)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-containers.lock
	@touch $@

$(PEERS)/.peers: requirements-peers.lock
	@echo "Environment  installing what the bench measures against into $(PEERS)"
	@$(PYTHON) -m venv --clear $(PEERS)
	@$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-peers.lock
	@touch $@

$(DOCS)/.docs: requirements-docs.lock
	@echo "Environment  installing MkDocs into $(DOCS)"
	@$(PYTHON) -m venv --clear $(DOCS)
	@$(DOCS)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-docs.lock
	@touch $@

$(TRACES)/.traces: requirements-traces.lock
	@echo "Environment  installing the service with traces into $(TRACES)"
	@$(PYTHON) -m venv --clear $(TRACES)
	@$(TRACES)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-traces.lock
	@touch $@

# Python may keep what it has compiled: then each of the processes loads by a fifth faster the next time.
run: $(VENV)/.runtime ## Start everything at http://localhost:5000/swagger/ (stop with Ctrl-C)
	@env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m api.launcher

demo: $(VENV)/.runtime ## Post real dialogues to the running service and print what it says
	@$(BIN)/python -m api.demo

test: $(VENV)/.development ## Run all tests
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder

coverage: $(VENV)/.development ## Run all tests and tell which lines they miss; takes half as long again
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder --cov --cov-report=term

test-fast: $(VENV)/.development ## Run the tests of analysis and API that start no servers of their own
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile -m "not slow" tests/core tests/api

test-faults: $(VENV)/.development ## Let databases, disks and processes fail under load; print what became of every call
	$(BIN)/python -m pytest -s tests/blackbox/faults.py tests/blackbox/crashes.py tests/blackbox/async_faults.py \
		tests/blackbox/isolation_on_sockets.py tests/blackbox/webhook_faults.py tests/blackbox/large_streams.py \
		tests/blackbox/exports.py tests/blackbox/login_times.py tests/blackbox/old_code.py tests/blackbox/backups.py

test-databases: PARTS ?= pooler standby system_server
test-databases: $(VENV)/.development ## Try pgbouncer, a standby and the system's own PostgreSQL (needs the programs)
	$(BIN)/python -m pytest -s $(PARTS:%=tests/databases/%.py)

test-monitoring: $(VENV)/.development ## Try alerts and dashboard with promtool, and hold metrics against load
	promtool check rules docker/monitoring/alerts.yml
	promtool check config --syntax-only docker/monitoring/prometheus.yml
	promtool test rules tests/monitoring/alerts.yml
	$(BIN)/python tests/monitoring/dashboard_rules.py build/dashboard-rules.yml
	promtool check rules build/dashboard-rules.yml
	$(BIN)/python -m pytest -s tests/blackbox/metrics_under_load.py

test-traces: $(VENV)/.development $(TRACES)/.traces ## Follow one request by its trace through web, worker and database
	TRACES=$(TRACES)/bin/python $(BIN)/python -m pytest -s tests/blackbox/traces.py

bench: $(VENV)/.development $(PEERS)/.peers ## Measure what the service costs, against floors of the same run (PARTS="http path" OUT=file)
	$(BIN)/python -m tests.bench $(PARTS) $(if $(OUT),--out $(OUT))

bench-short: $(VENV)/.development $(PEERS)/.peers ## Look whether everything that measures works, in two minutes
	$(BIN)/python -m tests.bench --short $(PARTS) $(if $(OUT),--out $(OUT))

bench-compare: $(VENV)/.development ## Compare two files of the bench (A=before.json B=after.json)
	@$(BIN)/python -m tests.bench.compare $(A) $(B)

rehearse: PARTS ?= hosts partitions pooler standby audit
rehearse: $(VENV)/.development ## Try what comes when one machine is not enough, 10 million calls among it (needs root, 7 GB of disk)
	@for part in $(PARTS); do echo "== $$part" && $(BIN)/python -m tests.rehearsals.$$part || exit 1; done

many-calls: $(VENV)/.development ## Load 5,000 real dialogues with planted differences; print what is found
	@$(BIN)/python -m tests.blackbox.many_calls --data $(DATA)

screenshots: $(VENV)/.development ## Take pictures of the pages of the running service (needs Chromium)
	@$(BIN)/python -m tests.blackbox.screenshots

test-browser: $(VENV)/.development ## Execute every operation in Swagger UI, with pictures in build/screenshots (needs Chromium)
	$(BIN)/python -m pytest -s tests/browser/printed_pages.py tests/browser/swagger_ui.py $(if $(ONLY),-k "$(ONLY)")

schemathesis: $(VENV)/.development $(SCHEMATHESIS)/.schemathesis ## Try requests made up from the contract on a server
	SCHEMATHESIS=$(SCHEMATHESIS)/bin/schemathesis $(BIN)/python -m pytest -s tests/blackbox/fuzzing.py

sdk: $(SDK)/.sdk ## Make the clients from the contract into build/sdk (CLIENTS="python typescript java")
	@PATH="$(CURDIR)/$(SDK)/bin:$$PATH" $(SDK)/bin/python docs/sdk/make.py $(CLIENTS)

test-sdk: $(VENV)/.development sdk ## Make the clients, check their types, and go a partner's way with each
	$(BIN)/python -m pytest -s tests/sdk/clients.py

docs: $(DOCS)/.docs ## Build the documentation into build/site
	NO_MKDOCS_2_WARNING=1 $(DOCS)/bin/mkdocs build --strict --config-file docs/mkdocs.yml

secrets: ## Write random secrets for docker/compose.yaml into docker/secrets; those that are there stay
	@docker/make-secrets

test-proxy: PARTS ?= connections bodies streams runs roles
test-proxy: $(VENV)/.development $(CONTAINERS)/.containers ## Run nginx, uWSGI and all roles as in containers (needs nginx)
	CONTAINER_TOOLS=$(CONTAINERS)/bin $(BIN)/python -m pytest -s $(PARTS:%=tests/proxy/%.py)

test-docs: $(VENV)/.development ## Run every block of code of the documentation against a service; print how many
	$(BIN)/python -m pytest tests/docs/pages.py

docs-serve: $(DOCS)/.docs ## Show the documentation at http://localhost:8000 while you write it
	NO_MKDOCS_2_WARNING=1 $(DOCS)/bin/mkdocs serve --config-file docs/mkdocs.yml --dev-addr localhost:8000

# Needs Node.js; the program lies beside its packages, which Node.js looks for there.
build/collection-tools/.collection: docs/collection/package-lock.json docs/collection/make.js
	@mkdir -p $(@D) && cp docs/collection/* $(@D)
	npm ci --prefix $(@D) --no-audit --no-fund --loglevel error
	@touch $@

collection: $(VENV)/.runtime build/collection-tools/.collection ## Write the contract as collections for Postman and Bruno into build/collection (needs Node.js)
	@$(BIN)/python -c 'from api.contract import CONTRACT; print(CONTRACT.as_json.decode())' > build/collection-tools/openapi.json
	@node build/collection-tools/make.js build/collection-tools/openapi.json build/collection

test-collection: $(VENV)/.development collection ## Run the collection against a service
	$(BIN)/python -m pytest -s tests/blackbox/collection.py

contract-changes: $(VENV)/.development ## Print what the contract has that its previous edition had not, and what that breaks
	@$(BIN)/python -m tests.contract.changes

lint: $(VENV)/.development ## Check style, types, imports, the contract and the migrations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/openapi-spec-validator swagger.yaml
	$(BIN)/python -m tests.db.lint_migrations

check: ## Do what CI does
	bash .ci/run

format: $(VENV)/.development ## Put the code into its form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

migrate: $(VENV)/.runtime ## Bring the database up to date (make run does so too)
	$(BIN)/flask --app wsgi db upgrade

backup: $(VENV)/.runtime ## Save everything that is stored into DATA_DIR/backups (TO=folder); the service may go on
	@$(BIN)/python -m api.backup save $(if $(TO),--to $(TO))

restore: $(VENV)/.runtime ## Bring a backup back (FILE=…), all of it or nothing (REPLACE=yes loses what is there)
	@$(BIN)/python -m api.backup restore $(FILE) $(if $(REPLACE),--replace)

examples: $(VENV)/.development ## Write real output into the examples of swagger.yaml
	$(BIN)/python -m tests.api.write_examples

evaluate: $(TRAINING)/.training ## Measure every part of the analysis (DATA=folder ONLY=sentiment,topic SAMPLE=50)
	@$(TRAINING)/bin/python -m training.evaluate --data $(DATA) $(if $(ONLY),--only $(ONLY)) $(if $(SAMPLE),--sample $(SAMPLE))

train: $(TRAINING)/.distill ## Make everything in core/models anew (DATA=folder)
	@$(TRAINING)/bin/python -m training.train --data $(DATA)

lock: $(VENV)/.runtime ## Pin the newest versions that pyproject.toml allows
	@$(BIN)/python -m venv build/lock && build/lock/bin/pip install --quiet uv
	$(COMPILE) pyproject.toml -o requirements.lock
	$(COMPILE) pyproject.toml --group dev -o requirements-dev.lock
	$(COMPILE) pyproject.toml --group training -o requirements-training.lock
	$(COMPILE) pyproject.toml --group training --group distill -o requirements-distill.lock
	$(COMPILE) pyproject.toml --extra traces -o requirements-traces.lock
	$(COMPILE) --group schemathesis -o requirements-schemathesis.lock
	$(COMPILE) --group docs -o requirements-docs.lock
	$(COMPILE) --group sdk -o requirements-sdk.lock
	$(COMPILE) --group containers -o requirements-containers.lock
	$(COMPILE) --group peers -o requirements-peers.lock

clean: ## Remove what can be made again (never your data in ./var)
	rm -rf $(VENV) $(TRACES) $(TRAINING) $(SCHEMATHESIS) $(DOCS) $(SDK) $(CONTAINERS) $(PEERS) build .coverage .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
