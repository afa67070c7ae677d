# make bilan   set up the environment, then build the bilan of each wave
# make check   the checks that take a minute
# make test    the checks of the project
# make help    the rest

PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	command -v $$p >/dev/null && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' && echo $$p && break; done)
BIN := .venv/bin
READY := .venv/ready
# Byte-compiled modules are worth two seconds in each kernel: let Python write them.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: bilan check test test-long built lint help setup lock notebooks quarto bench mutants clean

bilan: $(READY)  ## build what is not up to date, both waves, in _site/
	@$(BIN)/python pipeline.py

setup: $(READY)  ## the environment alone, in .venv/

$(READY): requirements.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "error: Python 3.11 or later is needed; found none on the path" >&2; exit 2; }
	@echo "[1/4] virtual environment, with $(PYTHON)"
	@$(PYTHON) -m venv --clear .venv || { echo "error: the venv module is not whole; on Debian: apt install python3-venv" >&2; exit 2; }
	@echo "[2/4] installer"
	@awk '/^uv==/ {p = 1} p {print; if ($$0 !~ /\\$$/) exit}' requirements.txt > .venv/installer.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r .venv/installer.txt
	@echo "[3/4] packages of the lock, checked against their hashes and byte-compiled"
	@$(BIN)/uv pip sync --python $(BIN)/python --require-hashes --no-build --compile-bytecode requirements.txt
	@echo "[4/4] the project's own package, in place"
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

# Files of tests that build come first: the short ones then fill both cores to the end.
PYTEST := $(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

check: $(READY) lint  ## within a minute: lint, types, order of rooms, the fast tests
	@$(PYTEST) -m "not slow and not long"

test: $(READY)  ## all that counts, in some minutes: what check does, the slow tests, stored notebooks
	@$(MAKE) --no-print-directory --jobs 2 --output-sync=target lint built
	@$(PYTEST)
	@$(BIN)/python -m pytest -p nbval --nbval --nbval-current-env notebooks

test-long: $(READY) built  ## the tests that take minutes each: every command in every state, a third wave, attacks
	@$(PYTEST) -m long

built: $(READY)
	@$(BIN)/python pipeline.py --engine embedded > .venv/build.log || { cat .venv/build.log; exit 1; }

lint: $(READY)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

notebooks: $(READY)  ## store the notebooks with the outputs of 2014, after a change of them
	@$(BIN)/python -m bilan.running.store_notebooks

lock: $(READY)  ## pin the environment anew, after a change of requirements.in
	@$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header --quiet requirements.in --output-file requirements.txt

quarto: $(READY)  ## add Quarto to the environment (its release is downloaded: open internet)
	@$(BIN)/uv pip install --python $(BIN)/python quarto-cli==1.10.19 || { \
		echo "error: Quarto could not be had: its package downloads the official release, which needs the open internet." >&2; \
		echo "  next: install Quarto 1.10 or later from its site; the embedded engine makes the same report without it." >&2; exit 6; }

mutants: $(READY)  ## break the code in small ways and count what no test sees (long; goes on after a stop)
	@$(BIN)/python tests/mutation/survivors.py $(MODULES)

bench: $(READY)  ## measure the pipeline beside other ways (long; a quiet machine)
	@$(BIN)/python -m benchmarks.run

clean: $(READY)  ## remove all that was made, but the environment
	@$(BIN)/python pipeline.py clean

help:  ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
