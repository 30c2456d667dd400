# Everything one does with Atelier by hand; `make help` lists it. Needs Python 3.11 or newer, make and, once, a network.

PYTHON ?= python3
PORT ?= 8000
ARGS ?=
MAILS ?= tests/mails/samples
PY := .venv/bin/python

export PORT

.DEFAULT_GOAL := help

.PHONY: help
help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo "Settings are environment variables or NAME=value behind the command; README.md lists them."

.PHONY: run
run: install-run compile-messages  ## start Atelier with its demo (PORT=8000 HOST=127.0.0.1)
	@$(PY) -m scripts.serve

.PHONY: test
test: install compile-messages  ## run all tests (ARGS= goes to pytest; REQUIRE_ALL=1 lets nothing be left out)
	@$(PY) -m scripts.run_tests $(ARGS)

# What proves the rules of docs/rules.md with many processes, kills, damaged mails and mails in every shape.
PROOF_TESTS = tests/registrations/concurrency tests/outbox/test_worker.py tests/inbox/receiving/test_killed.py \
	tests/inbox/receiving/test_staying.py tests/inbox/receiving/test_damaged.py tests/mailreader/test_hostile.py \
	tests/inbox/receiving/test_mailbox_breaks.py tests/inbox/receiving/test_sets_of_mails.py \
	tests/mail_report/test_report.py tests/mailreader/test_metamorphic.py tests/browser

.PHONY: proofs
proofs: install compile-messages  ## run the proofs of the rules at full size (SEED=n repeats a run)
	@PROOFS=1 REQUIRE_ALL=1 $(PY) -m scripts.run_tests $(PROOF_TESTS) $(ARGS)

.PHONY: lint
lint: install compile-messages  ## check style, types, templates, migrations, messages and locks
	@$(PY) -m scripts.lint $(ARGS)

.PHONY: audit
audit: .venv/bin/python  ## ask whether holes of the locked packages are known (needs a network)
	@$(PY) -m scripts.audit

.PHONY: format
format: install  ## rewrite the Python files in the house's format
	@.venv/bin/ruff check --fix --quiet . || true
	@.venv/bin/ruff format .

.PHONY: messages
messages: install  ## bring the catalogues of locale/ up to date with code and templates
	@$(PY) -m scripts.messages update

.PHONY: compile-messages
compile-messages:  ## make what Django reads of the catalogues (`make run`, `test` and `lint` do it themselves)
	@$(PY) -m scripts.messages compile

.PHONY: bench
bench: install compile-messages  ## measure: requests per second, exports, memory (takes minutes)
	@$(PY) -m tests.bench $(ARGS)

.PHONY: bench-data
bench-data: install compile-messages  ## fill the empty database of DATABASE_URL as a large house's (ARGS="--registrations 5000")
	@$(PY) -m tests.bench.large $(ARGS)

.PHONY: clicks
clicks: install compile-messages  ## count the clicks and boxes that an event from nothing takes (in a browser)
	@$(PY) -m pytest tests/bench/clicks.py -q -s -p no:cacheprovider $(ARGS)

.PHONY: drill
drill: install compile-messages  ## let things die and be away on a running site, and count who is lost (ARGS="--short --only web,mail")
	@$(PY) -m tests.drill $(ARGS)

.PHONY: mail-report
mail-report: install compile-messages  ## feed sets of mails through the intake and compare (MAILS="folder …")
	@MAILS="$(MAILS)" $(PY) -m scripts.run_tests tests/mail_report/test_report.py -qqq -rN $(ARGS)

.PHONY: postgres
postgres: install-run  ## start a throw-away PostgreSQL and print its address
	@$(PY) -m scripts.postgres

.PHONY: lock
lock: install  ## pin the dependencies of pyproject.toml anew (ARGS=--upgrade takes the newest)
	@$(PY) -m uv --version >/dev/null 2>&1 || $(PY) -m pip --disable-pip-version-check install -qq uv
	@$(PY) -m scripts.lock $(ARGS)

# A copy of the lock in .venv tells what is installed there. What develops runs, too.
.PHONY: install install-run
install: LOCK = dev
install: .venv/bin/python  ## make .venv with everything to run, test and change Atelier
	$(INSTALL)

install-run: LOCK = $(if $(wildcard .venv/dev.lock),dev,run)
install-run: .venv/bin/python
	$(INSTALL)

# -qq: pip warns of every odd index of the machine; errors are still told.
define INSTALL
@cmp -s requirements/$(LOCK).txt .venv/$(LOCK).lock || { \
	echo "Installing requirements/$(LOCK).txt into .venv (once)."; \
	$(PY) -m pip --disable-pip-version-check install -qq --require-hashes --requirement requirements/$(LOCK).txt && \
	cp requirements/$(LOCK).txt .venv/$(LOCK).lock; }
endef

.venv/bin/python:
	@command -v $(PYTHON) >/dev/null || { echo "Atelier needs Python 3.11 or newer, and there is no $(PYTHON) here: install it, or name it with make PYTHON=…" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Atelier needs Python 3.11 or newer and this is Python %d.%d: install a newer one and name it, for example `make PYTHON=python3.12 install`." % sys.version_info[:2])'
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "This Python cannot make virtual environments: install its venv module (Debian and Ubuntu: apt install python3-venv)." >&2; exit 1; }
	@$(PYTHON) -m venv --clear .venv || { rm -rf .venv; exit 1; }

.PHONY: clean
clean:  ## remove the environment and everything made, but no data in var/
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis var/static
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	find locale -name '*.mo' -delete
