# make demo    a four-bar loop from a fresh clone, in about a minute
# make test    everything the tests need, then all of them
# make bench   speed, side by side with the stock way
# make lint    style, types, import directions
# make docs    renew what the docs show
# make protocol  what is generated from the protocol's definition
#
# plugin.mk, windows.mk and models.mk add: plugin, plugin-install, windows, models.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/pip --disable-pip-version-check --quiet

.PHONY: demo test bench docs lint style layers protocol clean acoustic-packages osc-peers \
	kill-gets
.DEFAULT_GOAL := demo

# The SoundFont player, and a small General MIDI set, that sketch's acoustic instruments are
# tested with.
ACOUSTIC_PACKAGES := libfluidsynth3 timgm6mb-soundfont
TEST_NEEDS += acoustic-packages osc-peers

# Programs that the OSC port is tested with: Pure Data, SuperCollider's language (190 MB, nearly
# all of it Qt), liblo's tools; and libsndfile's, which reads the clips' chunks back.
OSC_PEERS := puredata-core supercollider-language liblo-tools sndfile-programs

-include juce-plugin/plugin.mk
-include juce-plugin/windows.mk
-include daemon/models.mk
-include installers.mk

$(VENV)/daemon.stamp: pyproject.toml constraints/daemon.txt
	@scripts/make_venv.sh $(VENV)
	@echo "Installing the daemon (no torch) ..."
	@$(PIP) install -c constraints/daemon.txt -e .
	@touch $@

$(VENV)/test.stamp: $(VENV)/daemon.stamp constraints/test.txt
	@echo "Installing what the tests need ..."
	@$(PIP) install -c constraints/daemon.txt -c constraints/test.txt -r constraints/test.txt
	@touch $@

demo: $(VENV)/daemon.stamp
	@TONEKILN_HOME=$(CURDIR)/.demo $(BIN)/python scripts/demo.py $(DEMO)

lint: style layers types-linux types-win32 types-darwin

style: $(VENV)/test.stamp
	$(BIN)/ruff check --output-format concise .
	$(BIN)/ruff check --quiet --preview --select PLW1514 .  # on Windows, text has other encodings
	$(BIN)/ruff format --check .

layers: $(VENV)/test.stamp
	$(BIN)/lint-imports
	$(BIN)/vermin --no-tips --quiet --violations -t=3.7- bridge/tonekiln/timeline/scripts/live

types-%: $(VENV)/test.stamp
	$(BIN)/mypy --platform $* --cache-dir .mypy_cache/$*

protocol: $(VENV)/daemon.stamp
	$(BIN)/python scripts/generate_protocol.py

acoustic-packages:
	@if command -v apt-get >/dev/null; then scripts/apt_install.sh $(ACOUSTIC_PACKAGES); fi

osc-peers:
	@if command -v apt-get >/dev/null; then scripts/apt_install.sh $(OSC_PEERS); fi

# What waits for a network or takes one core is done beside what takes them all. Then two files of
# tests at a time: much of a test is waiting for a process to start, and with three on two cores
# DAWs that play in real time were late. One thread a process: tiny models are slower on more.
TEST_WORKERS ?= 2
test: $(VENV)/test.stamp
	@$(MAKE) --no-print-directory -j3 lint $(TEST_NEEDS)
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n $(TEST_WORKERS) --dist loadfile \
		--no-loadscope-reorder $(TESTS)

# What the docs show, seen anew: pictures, transcripts, tables.
docs: $(VENV)/test.stamp $(TEST_NEEDS)
	TONEKILN_WRITE_DOCS=1 $(BIN)/python -m pytest -q tests/integration/test_readme.py \
		tests/integration/models/test_models_rows.py tests/unit/engines/sketch/test_contact_sheet.py \
		tests/plugin/ardour/test_producers_walk.py

# An engine that is being got, its daemon killed at twenty random moments.
kill-gets: $(VENV)/test.stamp $(VENV)/models.stamp
	TONEKILN_KILL_GETS=20 $(BIN)/python -m pytest --timeout 0 tests/integration/models/test_getting_libraries.py

bench: $(VENV)/test.stamp $(BENCH_NEEDS)
	$(BIN)/python -m benchmarks $(if $(QUICK),--quick)

clean:
	rm -rf $(VENV) .demo build juce-plugin/build
