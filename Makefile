# Every target does the set-up that it needs, and only that: see scripts/.
#
#   PYTHON=/path/to/python3   the interpreter to make .venv with (default: the first usable one)
#   JOBS=N                    how many compilers run at once (default: as Ninja chooses)

export PYTHON JOBS

venv := .venv/bin
.DEFAULT_GOAL := help
.NOTPARALLEL:

.PHONY: help
help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: setup
setup:
	@scripts/system.sh
	@scripts/python.sh

.PHONY: build
build: setup ## build everything: build/bin/hls4mlir-opt, .venv/bin/hls4mlir
	@scripts/build.sh

.PHONY: demo
demo: build ## compile a network, predict with it, simulate its C++, show the result
	@$(venv)/python examples/digits/demo.py

.PHONY: test test-lit test-python
test: test-lit test-python ## run every test: first lit, then pytest
test-lit: build
	@ninja -C build check
test-python: build
	@$(venv)/python -m pytest --numprocesses=auto --dist=worksteal

.PHONY: bench
bench: build ## measure compilation and prediction, also against hls4ml; writes build/bench/
	@$(venv)/python benchmarks/bench.py --output build/bench/host.json
	@$(venv)/python benchmarks/compare.py

.PHONY: lint
lint: build ## check format and types
	@scripts/lint.sh

.PHONY: format
format: setup ## format C++ and Python in place
	@scripts/lint.sh --fix

.PHONY: docs
docs: build ## write the reference of dialects and passes to build/docs
	@scripts/docs.sh

.PHONY: clean
clean: ## remove the build tree and caches
	rm -rf build dist .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +

.PHONY: distclean
distclean: clean ## remove .venv as well
	rm -rf .venv .ccache
