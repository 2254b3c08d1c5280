# Two commands for a newcomer: `make run` and `make test`. Both make the environment first.
# PYTHON picks the interpreter (3.11 or newer), VENV where the environment goes.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
# Compiled modules are kept whatever the environment says: tests start many processes that import the same ones.
export PYTHONDONTWRITEBYTECODE =
# Tests wait for browsers, databases and processes of their own, so more of them run at a time than there are cores.
WORKERS ?= $(shell expr 2 \* $$(getconf _NPROCESSORS_ONLN))

.PHONY: run test lint simulate check lock clean

run: $(VENV)/run.stamp
	@$(BIN)/python server.py --demo

test: $(VENV)/dev.stamp
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile $(ARGS)

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# Every shipped scenario three times on a clean line; fails when one call does. ARGS="--noise 0.1" and others.
simulate: $(VENV)/run.stamp
	@$(BIN)/python -m qa simulate --repeat 3 $(ARGS)

check: $(VENV)/run.stamp
	@$(BIN)/python -m engine check

# The environment is made anew when a lock file changes. Each missing piece gets one line that says what to do.
$(VENV)/bin/python:
	@sh scripts/environment.sh "$(PYTHON)" "$(VENV)"

$(VENV)/run.stamp: requirements.lock | $(VENV)/bin/python
	@sh scripts/install.sh "$(VENV)" requirements.lock
	@touch $@

$(VENV)/dev.stamp: requirements-dev.lock | $(VENV)/bin/python
	@sh scripts/install.sh "$(VENV)" requirements-dev.lock
	@touch $@ $(VENV)/run.stamp

# After a change of pyproject.toml; needs `uv`.
lock:
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	  pyproject.toml --extra postgres --extra otel -o requirements.lock
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	  pyproject.toml --extra postgres --extra otel --extra dev -o requirements-dev.lock

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache
