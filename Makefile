# Foresite: what people run, CI runs. `make help` lists the targets.
PYTHON ?= python3.11
BIN := .venv/bin
RUN := $(BIN)/python
NPM := cd frontend && npm
SHELL := /bin/bash
export PATH := $(CURDIR)/.venv/bin:$(PATH)

.DEFAULT_GOAL := help
.PHONY: help run test smoke validate check fmt lint types contracts migrations spelling frontend-check bench bench-engine bench-memory bench-storage bench-world bench-futures bench-pipeline bench-web prepare clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

run: ## prepare this machine, start everything, begin the demonstration what-if
	@$(shell command -v $(PYTHON) || echo python3) config/bootstrap.py environment bundle
	@exec $(RUN) manage.py up

prepare:
	@$(shell command -v $(PYTHON) || echo python3) config/bootstrap.py environment bundle browser

test: prepare ## prepare this machine, run every test
	$(NPM) test --silent
	$(RUN) -m config.services -- $(RUN) -m pytest -n 2 --dist loadfile $(ARGS)

smoke: ## the quick, pure tests
	$(RUN) -m pytest -q -m "not database and not services and not browser" $(ARGS)

validate: ## hold the engine to its known answers
	$(RUN) manage.py validate_engine $(ARGS)

check: prepare lint types contracts migrations spelling frontend-check ## every quick check

fmt: ## format everything
	$(BIN)/ruff format . && $(BIN)/ruff check --fix-only . && $(NPM) run --silent format

lint:
	$(BIN)/ruff format --check . && $(BIN)/ruff check .

types:
	$(BIN)/mypy .

contracts:
	$(BIN)/lint-imports

migrations:
	$(RUN) -m config.services -- $(RUN) manage.py makemigrations --check --dry-run

spelling:
	$(BIN)/codespell

frontend-check:
	$(NPM) run --silent check

bench: bench-engine bench-memory bench-world bench-futures bench-pipeline bench-web ## every benchmark, beside its peer

bench-engine: ## the engine, its event core and its movement against SimPy, cimba, JuPedSim and pyrvo
	@missed=0; for part in events movement engine; do $(RUN) -m bench.bench_$$part || missed=1; done; exit $$missed

bench-memory: ## the memory of a recorded day with 200 agents
	$(RUN) -m bench.bench_memory --day

bench-storage: ## what ABC storage saves on real order lines
	$(RUN) -m bench.show_storage_policies

bench-world: ## the world model against path tracing
	$(RUN) -m bench.bench_world

bench-futures: ## 64 futures of 40 agents, and as agents grow
	$(RUN) -m bench.bench_futures

bench-pipeline: ## from Run to comparison, on the real stack
	$(RUN) -m bench.bench_pipeline

bench-web: ## 5,000 parts in the plan and in 3D, first paint, size of each page
	$(RUN) -m bench.bench_web

clean: ## remove the environment, the bundle and all run-time data
	rm -rf .venv frontend/node_modules frontend/dist .data
