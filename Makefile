# Everything one does with Atelier by hand; `make help` lists it. Needs Python 3.11 or newer, make and, once, a network.

PYTHON ?= python3
PY := .venv/bin/python

.DEFAULT_GOAL := help

.PHONY: help
help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: install
install: python  ## make .venv with everything to run, test and change Atelier
	@$(PYTHON) scripts/install.py dev

.PHONY: install-run
install-run: python
	@$(PYTHON) scripts/install.py run

.PHONY: python
python:
	@command -v $(PYTHON) >/dev/null || { echo "Atelier needs Python 3.11 or newer, and there is no $(PYTHON) here: install it, or name it with make PYTHON=…" >&2; exit 1; }
