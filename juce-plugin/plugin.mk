# The plugin's part of the Makefile: build, install, test.
PLUGIN := juce-plugin
PLUGIN_BUILD := $(PLUGIN)/build/release
PLUGIN_ARTEFACTS := $(PLUGIN_BUILD)/Tonekiln_artefacts/Release
PLUGIN_PACKAGES := g++ cmake ninja-build pkg-config juce-modules-source libzmq3-dev \
	nlohmann-json3-dev catch2 ccache
ROOT_DO := $(if $(filter 0,$(shell id -u)),,sudo)

.PHONY: plugin plugin-packages plugin-install plugin-test

plugin-packages:
	@command -v apt-get >/dev/null || exit 0; \
	dpkg -s $(PLUGIN_PACKAGES) >/dev/null 2>&1 || \
	{ $(ROOT_DO) apt-get update -qq && \
	  $(ROOT_DO) env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $(PLUGIN_PACKAGES); }

plugin: plugin-packages
	cd $(PLUGIN) && cmake --preset release && cmake --build --preset release

plugin-install: plugin
	mkdir -p ~/.vst3 ~/.lv2 ~/.local/bin
	cp -R $(PLUGIN_ARTEFACTS)/VST3/Tonekiln.vst3 ~/.vst3/
	cp -R $(PLUGIN_ARTEFACTS)/LV2/Tonekiln.lv2 ~/.lv2/
	cp $(PLUGIN_ARTEFACTS)/Standalone/Tonekiln ~/.local/bin/tonekiln-standalone

plugin-test: plugin
	ctest --preset release --test-dir $(PLUGIN_BUILD)
