# Every command sets up what it needs in .venv by itself. PYTHON= chooses the interpreter, NO_APT=1 forbids apt-get.
.DEFAULT_GOAL := help
.PHONY: help setup setup-test setup-bench run demo test interop lint bench bench-year soak chaos

venv := sh deploy/setup/venv.sh
python := .venv/bin/python
code := $(wildcard app pdf integrations worker.py)

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 12

setup: ## the environment alone
	@$(venv) requirements.txt

setup-test:
	@$(venv) requirements.txt requirements-test.txt

setup-bench:
	@$(venv) requirements.txt requirements-test.txt requirements-bench.txt
	@sh deploy/setup/packages.sh bench

run: setup ## the service on http://localhost:8000 (PORT=) with workers and simulators, until Ctrl-C
	@$(python) -m app.house.run

demo: setup ## hands in sample dossiers through every door, waits for every paper, stops
	@$(python) -m app.house.demo

test: setup-test ## every test; TESTS= names some
	@sh deploy/setup/packages.sh test
	@sh deploy/setup/node.sh
	@$(python) -m pytest -n 2 $(TESTS)

interop: setup-test ## SOAP clients of other makers: gSOAP, JAX-WS, Axis, Mono, KDSoap
	@sh deploy/setup/packages.sh interop
	@$(python) -m tests.interop

lint: setup-test ## ruff, mypy, layers
	@$(python) -m ruff check
	@$(python) -m ruff format --check
	@$(python) -m mypy $(code)
	@$(python) -c 'from importlinter.cli import lint_imports_command as lint; lint()'

bench: setup-bench ## the benchmarks, under 10 minutes, into bench/results.json
	@$(python) -m bench

bench-year: setup-bench ## a year's dossiers (long)
	@$(python) -m bench year

soak: setup-bench ## hours under load (long)
	@$(python) -m bench soak memory

chaos: setup-test ## random kills of every process while dossiers come in
	@$(python) -m tests.chaos
