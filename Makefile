# proxlb-ui: the two commands a newcomer needs are `make demo` and `make test`.

PYTHON ?= python3
VENV   ?= .venv
PORT   ?= 8080
DEMO   ?=
BENCH  ?=
CASES  ?= 10000
VERSION_CASES ?= 1000
ARGS   ?=
SEED   ?=
MUTANTS ?=
IMAGE  ?= proxlb-ui
# Options for `docker build`, such as --network host where a bridge has no way to the package index.
IMAGE_BUILD ?=

BIN := $(VENV)/bin
SOURCES := domain adapters entrypoints tests

.PHONY: help demo test check coverage mutants lint types docs bench differential versions recordings image wheel test-stop constraints clean
.DEFAULT_GOAL := help

help:
	@echo "make demo [PORT=8080] [DEMO=\"--nodes 20 --guests 800\"]   a simulated cluster, the real ProxLB and the cockpit"
	@echo "make test [ARGS=\"-k guests\"] [SEED=7]                   every check; says what it skipped and why"
	@echo "make check                                              lint, types and unit tests, within a minute"
	@echo "make lint                                               only the checks that run nothing"
	@echo "make docs                                               what docs/api.md and the page's types draw from the routes"
	@echo "make coverage                                           what of each room the tests run"
	@echo "make mutants [MUTANTS=150] [SEED=1]                     small changes to the domain that no test notices"
	@echo "make bench [BENCH=\"--nodes 50 --guests 5000\"]            calls, latencies, bytes and memory"
	@echo "make differential [CASES=10000]                         the planner against the real ProxLB's own calculation"
	@echo "make versions [VERSION_CASES=1000]                      the planner against ProxLB 1.1.13 to 2.3.0"
	@echo "make recordings [ARGS=real_run]                          what the real ProxLB prints, anew, for the tests"
	@echo "make image [IMAGE_BUILD=\"--network host\"]                the Docker images, and how large they are"
	@echo "make wheel                                              the wheel in an empty environment runs its demo"
	@echo "make clean                                              forget the environment"

demo: $(VENV)/.demo
	@exec $(BIN)/proxlb-ui demo --port $(PORT) $(DEMO)

# Everything side by side; with ARGS one process runs what they choose.
test: lint
	$(BIN)/python -m $(if $(ARGS),pytest $(ARGS),tests.lanes) $(if $(SEED),--seed=$(SEED))

check: lint
	$(BIN)/python -m pytest -q tests/unit tests/architecture $(if $(SEED),--seed=$(SEED))

# What reads code without running it does not see where an editable install puts packages, so it is given links.
IMPORTS := $(addprefix build/imports/proxlb_ui/,domain adapters entrypoints web_assets)

$(IMPORTS):
	@mkdir -p $(@D)
	@ln -sfn ../../../$(@F) $@

lint: $(VENV)/.dev $(IMPORTS)
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/mypy

types: $(VENV)/.dev $(IMPORTS)
	$(BIN)/mypy

# The tables and shapes of docs/api.md and the page's types are declared at the routes; a test says when they differ.
docs: $(VENV)/.dev
	$(BIN)/python -m tests.documents

# What needs no container and no browser, which run the program in other processes anyway.
coverage: $(VENV)/.dev $(IMPORTS)
	$(BIN)/python -m coverage run -m pytest -q -m "not docker and not systemd" tests/unit tests/contract tests/integration tests/differential $(ARGS)
	$(BIN)/python -m coverage json -q -o - | $(BIN)/python -m tests.tools.coverage_by_room

mutants: $(VENV)/.dev
	$(BIN)/python -m tests.mutants $(if $(MUTANTS),--count=$(MUTANTS)) $(if $(SEED),--seed=$(SEED)) $(ARGS)

bench: $(VENV)/.dev
	$(BIN)/python -m tests.benchmarks $(BENCH)
	$(BIN)/python -m tests.benchmarks.plan

differential: $(VENV)/.dev
	$(BIN)/python -m tests.differential --cases $(CASES)
	$(BIN)/python -m tests.differential.causes --cases $(CASES)

# Each earlier version gets an environment of its own in build/proxlb; needs the package index the first time.
versions: $(VENV)/.dev
	$(BIN)/python -m tests.differential.versions --cases $(VERSION_CASES)

# The older one is never imported, only started.
OLD_PROXLB := build/proxlb-1.1.13

$(OLD_PROXLB): $(VENV)/.dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --target $@ proxlb==1.1.13

recordings: $(OLD_PROXLB)
	$(BIN)/python -m tests.recordings.record --old $(OLD_PROXLB) $(ARGS)

image:
	docker build $(IMAGE_BUILD) --tag $(IMAGE) --file deploy/docker/Dockerfile .
	docker build $(IMAGE_BUILD) --tag $(IMAGE)-demo --file deploy/docker/Dockerfile --target demo .
	docker build $(IMAGE_BUILD) --tag $(IMAGE)-socket-proxy deploy/docker/socket-proxy
	@for image in $(IMAGE) $(IMAGE)-demo $(IMAGE)-socket-proxy; do \
	  docker image inspect --format "{{.Size}}" $$image | awk "{ printf \"%-32s %3.0f MB\n\", \"$$image\", \$$1 / 1e6 }"; \
	done

# The wheel, built and installed in an empty environment, and its demo; needs the package index.
wheel:
	tests/e2e/wheel $(PYTHON)

# A stop is the part of the server that differs between Python versions; this needs only a small environment.
test-stop: $(VENV)/.stop
	$(BIN)/python -m pytest --noconftest -p no:cacheprovider tests/integration/web/server/test_stop.py

constraints: $(VENV)/.dev
	$(BIN)/python -m pip freeze --exclude-editable --exclude proxlb-ui | grep -v -e ' @ ' -e "^certifi=" | sed "1i \\# The versions the checks ran with. certifi is left out on purpose: authorities should always be the newest." > constraints.txt

clean:
	rm -rf $(VENV) .venv-* build *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

$(VENV)/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; $(PYTHON) is not. Try: make PYTHON=python3.12 ..."; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
	  { echo "Python's venv module is missing. On Debian and Ubuntu: apt install python3-venv"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.demo: $(VENV)/.python pyproject.toml setup.py constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[demo]'
	@touch $@

$(VENV)/.dev: $(VENV)/.python pyproject.toml setup.py constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[demo,dev]'
	@touch $@ $(VENV)/.demo

$(VENV)/.stop: $(VENV)/.python pyproject.toml setup.py constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e . pytest pytest-asyncio pytest-timeout
	@touch $@
