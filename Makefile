# The commands one repeats while working on dfmf. `make` alone lists them.
# They use .venv where there is one, else the environment that is active.
SHELL := /bin/bash
PYTHON ?= python3
export PATH := $(CURDIR)/.venv/bin:$(PATH)
export MPLBACKEND := agg

.PHONY: help setup export clean test test-one slow lint readme pages docs dist
.DEFAULT_GOAL := help

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## make .venv, install dfmf and the tools into it, install nbdev's git hooks
	$(PYTHON) -m venv .venv
	python -m pip install -q -e '.[dev]'
	nbdev_install_hooks

export: ## write dfmf/ from the notebooks
	nbdev_export

clean: ## strip what does not belong into version control from the notebooks
	nbdev_clean

test: ## run all notebooks as tests, but for cells marked slow, cuda or data
	OMP_NUM_THREADS=1 nbdev_test

test-one: ## run the notebooks whose name ends in NB: make test-one NB=methods
	@test -n "$(NB)" || { echo 'Which one? For instance: make test-one NB=methods'; exit 2; }
	@find nbs -name '*$(NB).ipynb' | grep -q . || { echo 'No notebook has a name that ends in $(NB)'; exit 2; }
	OMP_NUM_THREADS=1 nbdev_test --file_glob '*$(NB).ipynb'

slow: ## run all notebooks, cells marked slow included
	OMP_NUM_THREADS=1 nbdev_test --flags slow

lint: ## check the style of code and prose
	ruff check
	python .ci/checks.py

readme: ## write README.md from nbs/index.ipynb
	python .ci/readme.py

pages: ## process the notebooks for the website and check them, without Quarto
	python .ci/docs.py --check

docs: ## build the website into _docs (needs Quarto)
	python .ci/docs.py

dist: ## build sdist and wheel into dist
	rm -rf dist
	python -m build
