# Everything there is to type. Each target makes .venv first where it is missing or out of date.
.DEFAULT_GOAL := help
.PHONY: help run engines test lint long bench figures bench-peers size constraints clean

BIN := .venv/bin
BASE := .venv/.base-installed
VISION := .venv/.vision-installed
ENGINES := .venv/.engines-installed
DEV := .venv/.dev-installed
export PYTHON EDGE_VISION

help:             ## show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /	/' | expand -t 16

run: $(VISION)    ## start the assistant; Ctrl-C ends it
	@$(BIN)/edge run

engines: $(ENGINES)  ## add sherpa-onnx, Piper and llama.cpp (built here, some minutes)

test: lint        ## all checks and all tests, hours-long shows shortened
	$(BIN)/pytest

lint: $(DEV)      ## style and types
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy

long: $(DEV)      ## the hours-long shows in full
	$(BIN)/pytest -m long --long -s

bench: $(BASE)    ## measure the product on this machine
	@$(BIN)/edge bench

figures: $(BASE)  ## measure it again and write the table of docs/bench.md
	@mkdir -p .bench
	$(BIN)/edge bench --json > .bench/edge.json
	$(BIN)/python -m edge.bench.page docs/bench.md .bench/edge.json $(wildcard .bench/peers.json)

bench-peers: $(BASE)  ## Pipecat and LiveKit Agents beside ours (RECORDINGS=folder: endpointing too)
	@tests/bench/peers/run.sh $(abspath $(BIN))/python $(RECORDINGS)

size: $(BASE)     ## how much disk the base install takes, by package
	@$(BIN)/python .ci/size.py --each

constraints:      ## renew the pinned versions and hashes (needs uv)
	.ci/constraints

clean:            ## remove .venv and everything that was generated
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist *.egg-info
	find edge tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(BASE): .ci/install .constraints/base.txt .constraints/build.txt pyproject.toml
	@.ci/install base
	@touch $@

$(VISION): $(BASE) .constraints/vision.txt
	@.ci/install vision
	@touch $@

$(ENGINES): $(BASE) .constraints/engines.txt .constraints/engines-build.txt
	@.ci/install engines
	@touch $@

$(DEV): $(VISION) $(ENGINES) .constraints/dev.txt
	@.ci/install dev
	@touch $@
