# The plugin's part of the Makefile: build, install, test.
PLUGIN := juce-plugin
PLUGIN_BUILD := $(PLUGIN)/build/release
PLUGIN_ARTEFACTS := $(PLUGIN_BUILD)/Tonekiln_artefacts/Release
PLUGIN_PACKAGES := g++ cmake ninja-build pkg-config juce-modules-source libzmq3-dev \
	nlohmann-json3-dev catch2 ccache
# The hosts and timelines that the tests run for real.
HOST_PACKAGES := xvfb xauth openbox xdotool ardour jackd2 jalv lua5.4 nodejs
TEST_NEEDS += host-packages plugin-tests

.PHONY: plugin plugin-packages host-packages plugin-install plugin-tests plugin-test plugin-sanitize plugin-bench

# On Debian and its kin the packages are installed; elsewhere CMake fetches what is missing.
plugin-packages:
	@if command -v apt-get >/dev/null; then scripts/apt_install.sh $(PLUGIN_PACKAGES); fi

host-packages:
	@if command -v apt-get >/dev/null; then scripts/apt_install.sh $(HOST_PACKAGES); fi

plugin: plugin-packages
	cd $(PLUGIN) && cmake --preset release && cmake --build --preset release --target Tonekiln_All

plugin-install: plugin
	mkdir -p ~/.vst3 ~/.lv2 ~/.local/bin
	cp -R $(PLUGIN_ARTEFACTS)/VST3/Tonekiln.vst3 ~/.vst3/
	cp -R $(PLUGIN_ARTEFACTS)/LV2/Tonekiln.lv2 ~/.lv2/
	cp $(PLUGIN_ARTEFACTS)/Standalone/Tonekiln ~/.local/bin/tonekiln-standalone

# Everything that tests/plugin runs.
plugin-tests: plugin
	cd $(PLUGIN) && cmake --build --preset release

plugin-test: plugin-tests
	cd $(PLUGIN) && ctest --preset release

# The same tests under AddressSanitizer with UBSan, and under ThreadSanitizer.
plugin-sanitize: plugin-packages
	cd $(PLUGIN) && for preset in asan tsan; do cmake --preset $$preset && \
		cmake --build --preset $$preset && ctest --preset $$preset || exit 1; done

plugin-bench: plugin-tests
	$(PLUGIN_BUILD)/tests/tonekiln_tests_artefacts/Release/tonekiln_tests "[bench]"
