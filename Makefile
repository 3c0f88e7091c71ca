# Each target works in a fresh clone: it makes .venv first, and again whenever pyproject.toml or constraints.txt change.
SHELL := /bin/bash
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed-$(shell cat pyproject.toml constraints.txt | cksum | cut -d ' ' -f 1)
# Each test process has its own database; more than four gain little.
TEST_PROCESSES ?= $(shell n=$$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2); echo $$(( n > 4 ? 4 : n )))
# Tests have servers of their own, which need not survive a power cut, and stop them at the end.
define run_tests
export WOOREC_HOME="$(CURDIR)/.woorec/test" WOOREC_FAST_SERVICES=1 OMP_NUM_THREADS=1; \
$(BIN)/python -m pytest $(1); status=$$?; $(BIN)/python -m woorec.embedded stop >/dev/null; exit $$status
endef

export PYTHON
.DEFAULT_GOAL := help
.PHONY: help install demo up stop test slow e2e faults bench lint fix docs frontend

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z0-9]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

$(STAMP):
	@.ci/environment "$(VENV)"
	@rm -f "$(VENV)"/.installed-* && touch "$@"

install: $(STAMP) ## Make .venv and install everything into it

demo: $(STAMP) ## Start with a demonstration shop, and say where to look
	$(BIN)/python manage.py demo

up: $(STAMP) ## Start web, workers and, unless configured, PostgreSQL and Valkey
	$(BIN)/python manage.py up

stop: $(STAMP) ## Stop the PostgreSQL and Valkey that WooRec started
	$(BIN)/python -m woorec.embedded stop

test: $(STAMP) ## Run the tests that need no browser
	@$(call run_tests,-n $(TEST_PROCESSES))

slow: $(STAMP) ## Run the tests that take their time
	@$(call run_tests,-m slow)

e2e: $(STAMP) ## Run the tests that drive a browser
	@CHROMIUM="$$(CHROMIUM="$(CHROMIUM)" .ci/browser)" || exit 1; export CHROMIUM; $(call run_tests,-m e2e)

faults: $(STAMP) ## Kill and starve processes, and check that nothing is lost
	@$(call run_tests,-m faults)

bench: $(STAMP) ## Time a request beside its floor and other services, in ratios
	$(BIN)/python manage.py bench
	$(BIN)/python manage.py bench rules

lint: $(STAMP) ## Check style, types, boundaries, templates, migrations and links
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tests.lint.templates
	$(BIN)/python -m tests.lint.links
	$(BIN)/python manage.py check
	$(BIN)/python manage.py makemigrations --check --dry-run

fix: $(STAMP) ## Repair what can be repaired by itself
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/python -m tests.lint.templates --fix

docs: $(STAMP) ## Write docs/openapi.yaml from the code and validate it
	$(BIN)/python manage.py spectacular --file docs/openapi.yaml --validate --fail-on-warn

frontend: ## Build what shops load into static/woorec; needs Node
	cd frontend && npm ci --no-audit --no-fund --loglevel=error && node build.mjs
