# The plugin's part of the Makefile: build, install, test.
PLUGIN := juce-plugin
PLUGIN_BUILD := $(PLUGIN)/build/release
PLUGIN_ARTEFACTS := $(PLUGIN_BUILD)/Tonekiln_artefacts/Release
PLUGIN_PACKAGES := g++ cmake ninja-build pkg-config juce-modules-source libzmq3-dev \
	nlohmann-json3-dev catch2 ccache
# The hosts and timelines that the tests run for real.
HOST_PACKAGES := xvfb xauth openbox xdotool x11-utils ardour jackd2 jalv lua5.4 nodejs
LINT_PACKAGES := clang-format-14 clang-tidy-14
KERNELS := daemon/tonekilnd/engines/neural/fast/native/kernels
TEST_NEEDS += host-packages plugin-format plugin-tests
BENCH_NEEDS += plugin-tests

.PHONY: plugin plugin-packages host-packages lint-packages plugin-install plugin-tests \
	plugin-test plugin-tests-juce8 plugin-sanitize plugin-bench plugin-format plugin-lint

# On Debian and its kin the packages are installed; elsewhere CMake fetches what is missing.
plugin-packages:
	@if command -v apt-get >/dev/null; then scripts/apt_install.sh $(PLUGIN_PACKAGES); fi

host-packages:
	@if command -v apt-get >/dev/null; then scripts/apt_install.sh $(HOST_PACKAGES); fi

lint-packages:
	@if command -v apt-get >/dev/null; then scripts/apt_install.sh $(LINT_PACKAGES); fi

plugin: plugin-packages
	cd $(PLUGIN) && cmake --preset release && cmake --build --preset release --target Tonekiln_All

plugin-install: plugin
	mkdir -p ~/.vst3 ~/.lv2 ~/.local/bin
	cp -R $(PLUGIN_ARTEFACTS)/VST3/Tonekiln.vst3 ~/.vst3/
	cp -R $(PLUGIN_ARTEFACTS)/LV2/Tonekiln.lv2 ~/.lv2/
	cp $(PLUGIN_ARTEFACTS)/Standalone/Tonekiln ~/.local/bin/tonekiln-standalone

# Everything that tests/plugin runs.
plugin-tests: plugin-packages
	cd $(PLUGIN) && cmake --preset release && cmake --build --preset release

plugin-test: plugin-tests
	cd $(PLUGIN) && ctest --preset release

# Built and tested against a JUCE 8, hosts included. JUCE: the folder of its sources, or of an
# installed one's JUCEConfig.cmake.
plugin-tests-juce8: plugin-packages host-packages $(VENV)/test.stamp
	@test -n "$(JUCE)" || { echo "Which one? make $@ JUCE=/path/to/JUCE"; exit 2; }
	cd $(PLUGIN) && cmake --preset juce8 -DJUCE_DIR="$(abspath $(JUCE))" && \
		cmake --build --preset juce8
	TONEKILN_PLUGIN_BUILD=juce8 OMP_NUM_THREADS=1 $(BIN)/python -m pytest tests/plugin

# The same tests under AddressSanitizer with UBSan, and under ThreadSanitizer.
plugin-sanitize: plugin-packages
	cd $(PLUGIN) && for preset in asan tsan; do cmake --preset $$preset && \
		cmake --build --preset $$preset && ctest --preset $$preset || exit 1; done

plugin-bench: plugin-tests $(VENV)/test.stamp
	$(BIN)/python -m benchmarks plugin

# One version of clang-format, since each formats in its own way; where it is not, nothing is said.
plugin-format: lint-packages
	@if command -v clang-format-14 >/dev/null; then find $(PLUGIN)/source $(PLUGIN)/tests \
		$(PLUGIN)/formats $(PLUGIN)/benchmarks $(KERNELS) -name '*.cpp' -o -name '*.h' ! -name '*.gen.h' | \
		xargs clang-format-14 --dry-run --Werror && \
		clang-format-14 --style=file:$(PLUGIN)/.clang-format --dry-run --Werror \
		$$(find tests/windows -name '*.cpp' -o -name '*.h'); fi

# Some minutes: every file with all of JUCE's headers.
plugin-lint: plugin-format plugin-packages
	cd $(PLUGIN) && cmake --preset release
	$(PYTHON) scripts/lint_plugin.py $(PLUGIN_BUILD)
