# The commands of this repository. `make help` lists them.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes

.PHONY: help
help: ## List these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.venv/runtime: requirements-build.txt requirements.txt pyproject.toml
	@echo "Setting up .venv with the locked dependencies …"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(INSTALL) -r requirements-build.txt
	@$(INSTALL) -r requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
	@touch $@

.venv/development: .venv/runtime requirements-development.txt
	@echo "Setting up what tests and checks need …"
	@$(INSTALL) -r requirements-development.txt
	@touch $@

.PHONY: setup
setup: .venv/runtime ## Set up the virtual environment, and nothing else

.PHONY: run
run: .venv/runtime ## Serve the record in ./data on http://127.0.0.1:8000 (PORT overrides), with a demonstration in it
	@$(BIN)/sijill serve --demo

.PHONY: test
test: .venv/development ## Set up and run all tests
	@$(BIN)/python -m pytest --numprocesses 2 --dist loadgroup --no-loadscope-reorder

.PHONY: test-fast
test-fast: .venv/development ## Set up and run the tests that need no database: rules, golden events, architecture, catalogues
	@$(BIN)/python -m pytest -m unit --numprocesses 2 --dist worksteal

.PHONY: coverage
coverage: .venv/development ## Run the tests up to those that need a database, and print which lines and branches they leave out
	@mkdir -p var/coverage
	@$(BIN)/python -m pytest -m "unit or integration" --numprocesses 2 --dist loadgroup --no-loadscope-reorder --cov --cov-report=
	@$(BIN)/coverage report
	@$(BIN)/coverage json --quiet -o var/coverage/figures.json
	@$(BIN)/python -c 'import json; total = json.load(open("var/coverage/figures.json"))["totals"]; \
		print("lines %.1f %%, branches %.1f %%" % (total["percent_statements_covered"], total["percent_branches_covered"]))'

.PHONY: mutants
mutants: .venv/development ## Change the rules of councils and ballots in small ways, and list the changes that no unit test sees
	@timeout 1h $(BIN)/mutmut run --max-children 2
	@$(BIN)/mutmut results

.PHONY: static
static: .venv/development ## Check format, lint, strict types and import contracts
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

.PHONY: check
check: static test ## All of these, then all tests

.PHONY: format
format: .venv/development ## Put all Python files into form
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

.PHONY: bench
bench: .venv/runtime ## Measure against the stock libraries and the machine's floor (QUICK=1: a first answer in two minutes)
	@$(BIN)/sijill bench $(if $(QUICK),--quick)

.PHONY: soak
soak: .venv/development ## Kill server, database and relay under load, and stop whatever runs at any moment
	@$(BIN)/python -m pytest tests/soak/test_kills.py --rounds 20 -s
	@$(BIN)/python -m pytest tests/soak/test_stops.py --rounds 200 -s

.PHONY: kafka
kafka: .venv/runtime ## Run a real Kafka broker on loopback, without Docker (needs Java 17 and Maven)
	@$(BIN)/python -m ops.kafka

.PHONY: schemas
schemas: .venv/development ## Write again what is generated from the code and committed: GraphQL schema, OpenAPI, new golden events, the read models' tables, the guide's code
	@$(BIN)/python -m pytest --write-committed -q tests/api/graphql/test_schema.py tests/api/rest/test_openapi.py tests/test_golden_events.py tests/projections/test_schema.py tests/test_how_to_add_a_noun.py::test_the_code_on_the_page_is_that_of_the_files

.PHONY: lock
lock: .venv/development ## Lock the newest versions of all dependencies, by version and hash
	@for extra in "-o requirements.txt" "--extra development -c requirements.txt -o requirements-development.txt"; do \
		$(BIN)/pip-compile --quiet --upgrade --generate-hashes --strip-extras --allow-unsafe --no-header \
			--no-emit-index-url --no-emit-find-links --no-emit-trusted-host $$extra pyproject.toml; done
	@grep -h -A2 '^setuptools==' requirements-development.txt | grep -v '#' > requirements-build.txt

.PHONY: clean
clean: ## Remove the virtual environment and caches; the record in ./data stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info build var mutants
