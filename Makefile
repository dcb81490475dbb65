# Two commands for a fresh machine: `make demo` and `make test`. `make help` lists the rest.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
.DEFAULT_GOAL := help
.PHONY: help setup demo test mutate node python kotlin lint deny bench generate conform replay clean

STEP := scripts/step
DENY := target/tools/bin/cargo-deny

help: ## Lists the targets.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

setup: ## Checks the toolchain and installs what is missing.
	@scripts/setup

demo: setup ## Logs in, sends, loses a token, meets faults and logs out, against the embedded mock.
	@$(STEP) "build the command line" cargo build --locked -p wppkit-cli
	target/debug/wppkit demo

test: setup lint deny ## Runs every test.
	@$(STEP) "build the tests" cargo test --locked --workspace --no-run
	$(STEP) "unit, integration and conformance tests" cargo test --locked --workspace
	$(STEP) "demo" target/debug/wppkit demo
	$(STEP) "OpenAPI document against the mock" scripts/openapi
	$(STEP) "stock Socket.IO clients" scripts/stock-clients
	$(MAKE) --no-print-directory node
	$(MAKE) --no-print-directory python
	$(MAKE) --no-print-directory kotlin

kotlin: setup ## Builds and tests the Kotlin package.
	@$(STEP) "build the mock for the Kotlin package" cargo build --locked -p wppkit-cli
	$(STEP) "build and tests of the Kotlin package" scripts/kotlin-env verify
	$(STEP) "scenarios on kotlin" target/debug/wppkit conform --target kotlin

python: setup ## Builds and tests the Python package.
	@$(STEP) "tools and wheels of the Python package" scripts/python-env
	$(STEP) "browser and database of the tests" sh -c 'scripts/browser && scripts/postgres'
	$(STEP) "style of the Python package" scripts/python-check style
	$(STEP) "types of the Python package" scripts/python-check types
	$(STEP) "tests of the Python package" scripts/python-check tests
	$(STEP) "tests on other Pythons, Django 4.2" scripts/python-versions
	$(STEP) "scenarios on python" target/debug/wppkit conform --target python-sync --target python-async
	$(STEP) "scenarios on a hand-written helper" scripts/foreign-client

node: setup ## Builds and tests the npm package.
	@$(STEP) "install what the npm package is built with" npm ci --prefix bindings-node
	$(STEP) "build the npm package" npm run build --prefix bindings-node
	$(STEP) "browser for the dashboard" scripts/browser
	$(STEP) "style of the npm package" npm run lint --prefix bindings-node
	$(STEP) "tests of the npm package" npm test --prefix bindings-node
	$(STEP) "tests on other versions of Node" scripts/node-versions
	$(STEP) "scenarios on node" target/debug/wppkit conform --target node

lint: setup ## Format, lints, documentation, generated files.
	@$(STEP) "format" cargo fmt --all --check
	$(STEP) "lints" cargo clippy --locked --workspace --all-targets -- -D warnings
	$(STEP) "documentation" env RUSTDOCFLAGS=-Dwarnings cargo doc --locked --workspace --no-deps
	$(STEP) "generated files" cargo xtask generate --check

deny: setup $(DENY) ## Licences, sources and banned crates of the dependencies.
	@$(STEP) "dependencies" $(DENY) check bans licenses sources

$(DENY):
	@$(STEP) "install cargo-deny" cargo install cargo-deny --locked --version 0.20.2 --no-default-features --root target/tools --target-dir target/tools/build

mutate: setup ## Breaks core, mock and facades deliberately, and prints which scenarios notice.
	@cargo xtask mutate

bench: setup ## Prints the speed ratios (release build; takes a few minutes).
	@scripts/bench

generate: ## Renders what follows from the operation registry.
	@cargo xtask generate

clean: ## Removes everything that was built.
	@cargo clean
