# Everything from a bare python3: `make run` or `make test` and nothing before it.
# The environment is made once and again only when a locked requirements file changes.

PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
AUDIT  := $(VENV)/audit/bin
CASE   ?= examples/knees_in_right.yaml

LOCKS  := requirements.txt requirements-build.txt requirements-dev.txt
UV     := $(shell command -v uv 2>/dev/null)
ifdef UV
INSTALL = $(UV) pip install --quiet --python $(BIN)/python
else
INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check
endif

.PHONY: help run explore figures test test-deep check check-types check-ontology tests format schemas documents screenshots bench lock sbom audit clean
.DELETE_ON_ERROR:

help: ## show this list
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -e 's/:.*## /	/'

run: $(VENV)/core.stamp ## set up what is needed and advise on an example (CASE=file for another)
	@$(BIN)/continuum advise $(CASE)

explore: $(VENV)/dev.stamp ## set up the explorer and start it (CASE=file to begin with another)
	@$(BIN)/continuum explore $(CASE)

test: check tests ## set up everything, then all checks and all tests, at the depth of a push

test-deep: export CONTINUUM_DEPTH := deep
test-deep: check tests ## the same at the depth of every night and of a release (hours)

# The quick ones first, then the two that take their time, side by side.
check: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-logo
	$(BIN)/continuum ontology format --check
	@$(MAKE) --no-print-directory --jobs=2 check-types check-ontology

check-types: $(VENV)/dev.stamp
	$(BIN)/mypy

check-ontology: $(VENV)/dev.stamp
	CONTINUUM_CACHE_DIR="$$($(BIN)/python -m tests.warm_cache)" $(BIN)/continuum ontology check

tests: $(VENV)/dev.stamp
	$(BIN)/python -m pytest -n auto --dist worksteal $(PYTEST)

format: $(VENV)/dev.stamp ## bring Python and Turtle files into their one form
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .
	$(BIN)/continuum ontology format

schemas: $(VENV)/core.stamp ## write the published JSON Schemas anew
	$(BIN)/continuum schema case > schemas/case.schema.json
	$(BIN)/continuum schema advice > schemas/advice.schema.json
	$(BIN)/continuum schema plan > schemas/plan.schema.json
	$(BIN)/continuum schema critique > schemas/critique.schema.json

documents: $(VENV)/core.stamp ## fill in the output that README.md and docs/ show
	$(BIN)/continuum rules docs --out docs/reference
	$(BIN)/python tools/output_blocks.py

screenshots: $(VENV)/dev.stamp ## take the pictures of the explorer in docs/images/ anew (needs a Chromium)
	$(BIN)/python tools/screenshots.py

figures: $(VENV)/dev.stamp ## draw every exercise for the wheel and the explorer (build/figures), and the sheets of docs/figures.md
	$(BIN)/continuum figure --all build/figures
	$(BIN)/python tools/figure_sheets.py

bench: $(VENV)/dev.stamp ## measure: ratios against the bare solver
	$(BIN)/python -m benchmarks

lock: ## resolve the requirements anew (needs uv; see CONTRIBUTING.md)
	sh tools/lock.sh

sbom: $(VENV)/audit.stamp ## write the bill of materials in build/, as CycloneDX
	@mkdir -p build
	@$(AUDIT)/python -W ignore -m cyclonedx_py requirements --pyproject pyproject.toml --output-reproducible \
	  --of JSON -o build/sbom-core.cdx.json requirements.txt
	@$(AUDIT)/python -W ignore -m cyclonedx_py requirements --pyproject pyproject.toml --output-reproducible \
	  --of JSON -o build/sbom-all.cdx.json requirements-dev.txt

audit: $(VENV)/audit.stamp ## ask the public list of vulnerabilities about every locked dependency
	$(AUDIT)/pip-audit --strict --disable-pip --require-hashes \
	  -r requirements-dev.txt -r requirements-build.txt -r requirements-audit.txt

clean: ## remove the environment and everything that is made anew
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- the environment ---------------------------------------------------------------------------

$(VENV)/made.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Continuum needs Python 3.11 or later; $(PYTHON) is $$($(PYTHON) --version 2>&1)." \
	    "Name another one: make PYTHON=python3.12" >&2; exit 1; }
	rm -rf $(VENV)
ifdef UV
	$(UV) venv --quiet --python "$$($(PYTHON) -c 'import sys; print(sys.executable)')" $(VENV)
else
	$(PYTHON) -m venv $(VENV)
endif
	@touch $@

$(VENV)/core.stamp: $(VENV)/made.stamp requirements.txt requirements-build.txt pyproject.toml
	$(INSTALL) --require-hashes -r requirements.txt -r requirements-build.txt
	$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev.stamp: $(VENV)/core.stamp requirements-dev.txt
	$(INSTALL) --require-hashes -r requirements-dev.txt
	@touch $@

# A place of its own: the tools that look at the dependencies are not among them.
$(VENV)/audit.stamp: $(VENV)/made.stamp requirements-audit.txt
	$(PYTHON) -m venv $(VENV)/audit
	$(VENV)/audit/bin/python -m pip install --quiet --disable-pip-version-check \
	  --require-hashes -r requirements-audit.txt
	@touch $@
