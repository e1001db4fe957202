PORT ?= 8000
SERVE ?= 1
PYTHON ?= python3
BIN := .venv/bin
# Stamps: the requirements file was installed into .venv after it last changed.
APP := .venv/requirements.txt.ok
DEV := .venv/requirements-dev.txt.ok

.PHONY: demo lint test bench clean
.DEFAULT_GOAL := demo

.venv/%.ok: %
	PYTHON=$(PYTHON) .ci/venv $<
	@touch $@

demo: $(APP)
	@.ci/paket demo
	$(BIN)/python manage.py migrate --verbosity 0
	$(BIN)/python manage.py demo
ifneq ($(SERVE),0)
	@echo
	@echo "Öppna http://localhost:$(PORT)/ och logga in med något av kontona ovan. Avsluta med Ctrl+C."
	@$(BIN)/python manage.py runserver $(PORT)
endif

lint: $(DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/python manage.py check
	$(BIN)/python manage.py makemigrations --check --dry-run

test: lint
	@.ci/paket demo test
	$(BIN)/pytest -n 2
	.ci/postgres $(BIN)/pytest -n 2

bench: $(DEV)
	@.ci/paket demo
	$(BIN)/python -m pytest tests/bench -s -p no:cacheprovider -n 0

clean:
	rm -rf .venv .pytest_cache .ruff_cache .hypothesis test-results staticfiles ut
	rm -f db.sqlite3 db.sqlite3-shm db.sqlite3-wal
