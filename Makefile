# Targets for a fresh clone: `make demo` shows what esslink does, `make test` proves it.
# Needs Python 3.11 or later, git and make. Everything goes into .venv and demo/.

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

VENV := .venv
BIN := $(VENV)/bin
JOBS ?= 2
export PIP_DISABLE_PIP_VERSION_CHECK := 1

# The first interpreter that is recent enough; override with `make PYTHON=/path/to/python`.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	>/dev/null 2>&1 && { echo $$p; break; }; done)

# pip warns about things that do not matter to a user; its words are shown only when it fails.
define pip_install
log=$$(mktemp); \
if ! $(BIN)/python -m pip install --quiet $(1) >"$$log" 2>&1; then \
	cat "$$log" >&2; rm -f "$$log"; \
	echo "make: l’installation a échoué (pip, ci-dessus) : vérifiez l’accès au réseau, puis relancez." >&2; \
	exit 1; \
fi; rm -f "$$log"
endef

.PHONY: help demo test lint wheel clean

help:
	@echo "make demo    installe esslink dans .venv, nettoie et annote examples/pages vers demo/"
	@echo "make test    installe les outils de test et lance les tests"
	@echo "make lint    ruff, ruff format et mypy"
	@echo "make wheel   construit le paquet dans dist/"
	@echo "make clean   efface .venv, demo/, dist/ et les caches"

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "make: il faut Python 3.11 ou plus récent (python3 --version)." >&2; exit 1; }
	@echo "Création de $(VENV) ($$($(PYTHON) --version))…"
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "make: « $(PYTHON) -m venv » a échoué ; sous Debian ou Ubuntu : apt-get install python3-venv" >&2; exit 1; }
	@# The pip that comes with Python 3.11 stops at some of the test tools' extras.
	@$(call pip_install,--upgrade pip)

# Stamps stand in .venv, so that a second run has nothing to do.
$(VENV)/.stamp-run: pyproject.toml | $(BIN)/python
	@echo "Installation d’esslink (une à deux minutes la première fois)…"
	@$(call pip_install,-e .)
	@touch $@

$(VENV)/.stamp-test: pyproject.toml .ci/browser .ci/archives .ci/spark | $(BIN)/python
	@echo "Installation des outils de test (quelques minutes la première fois)…"
	@$(call pip_install,-e '.[dev$(comma)model]')
	@.ci/browser
	@.ci/archives
	@.ci/spark
	@touch $@ $(VENV)/.stamp-run

comma := ,

demo: $(VENV)/.stamp-run
	@$(BIN)/python examples/demo.py

# The log is kept so that its closing line can be shown again after the linters.
test: $(VENV)/.stamp-test
	@$(BIN)/python -m pytest -n $(JOBS) -rs 2>&1 | tee $(VENV)/pytest.log

lint: $(VENV)/.stamp-test
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy

wheel: $(VENV)/.stamp-test
	@rm -rf dist
	@$(BIN)/python -m build --wheel --outdir dist . >$(VENV)/build.log 2>&1 || { cat $(VENV)/build.log >&2; exit 1; }
	@ls dist/*.whl

clean:
	rm -rf $(VENV) demo dist build tests/hosts/browser/node_modules .pytest_cache .mypy_cache .ruff_cache
