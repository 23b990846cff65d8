# The plugin for Windows, cross-built by MinGW, and everything of Windows that Wine can show.
#
# What is made once (libraries, a Windows of 0.7 GB, Python and its wheels) is kept outside the
# clone, under names made of its contents; WINDOWS_CACHE names another place for it.
WINDOWS_CACHE ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/tonekiln/windows
# What MinGW builds with and for; dpkg-dev unpacks the libraries' sources.
WINDOWS_PACKAGES := g++-mingw-w64-x86-64-posix libz-mingw-w64-dev dpkg-dev
WINE_PACKAGES := wine wine64 g++-mingw-w64-x86-64-posix xvfb openbox xdotool x11-utils
WINDOWS_ENVIRONMENT = TONEKILN_WINDOWS_CACHE=$(WINDOWS_CACHE) OMP_NUM_THREADS=1
WINDOWS_STEP := scripts/step.sh
# Seconds after which each step is ended, whatever it does: at least twice what it
# takes on two cores with nothing kept: a hang is ended, not a slow machine.
WINDOWS_PACKAGES_SECONDS ?= 600
WINDOWS_LIBRARIES_SECONDS ?= 900
WINDOWS_BUILD_SECONDS ?= 1800
WINDOWS_DAEMON_SECONDS ?= 900
WINDOWS_PLUGIN_SECONDS ?= 900
WINDOWS_PYTHON_SECONDS ?= 1800

.PHONY: windows windows-packages wine-packages windows-libraries windows-daemon-test \
	windows-test-quick windows-test

windows-packages: plugin-packages
	@$(WINDOWS_STEP) "MinGW" $(WINDOWS_PACKAGES_SECONDS) scripts/apt_install.sh $(WINDOWS_PACKAGES)

wine-packages:
	@$(WINDOWS_STEP) "Wine" $(WINDOWS_PACKAGES_SECONDS) scripts/apt_install.sh $(WINE_PACKAGES)

# What the plugin is linked with; the file names the folder.
windows-libraries: windows-packages
	@mkdir -p $(WINDOWS_CACHE)
	@$(WINDOWS_STEP) "Windows' libraries" $(WINDOWS_LIBRARIES_SECONDS) \
		$(PYTHON) scripts/windows_sysroot.py $(WINDOWS_CACHE)

# VST3, Standalone and the C++ suite.
windows: windows-libraries
	@$(WINDOWS_STEP) "The plugin for Windows" $(WINDOWS_BUILD_SECONDS) sh -ec ' \
		export TONEKILN_WINDOWS_SYSROOT="$$($(PYTHON) scripts/windows_sysroot.py $(WINDOWS_CACHE))"; \
		cd $(PLUGIN); cmake --preset windows; cmake --build --preset windows'

# The daemon and the command line.
windows-daemon-test: $(VENV)/test.stamp wine-packages
	@$(WINDOWS_ENVIRONMENT) $(WINDOWS_STEP) "The daemon on Windows" $(WINDOWS_DAEMON_SECONDS) \
		$(BIN)/python -m pytest --durations=8 tests/windows \
		--ignore=tests/windows/plugin --ignore=tests/windows/python_suite

# The plugin, its C++ suite, our own host, a walk of plugin and daemon, and what the Python is
# asked only on Windows.
windows-test-quick: windows windows-daemon-test
	@$(WINDOWS_ENVIRONMENT) $(WINDOWS_STEP) "The plugin on Windows" $(WINDOWS_PLUGIN_SECONDS) \
		$(BIN)/python -m pytest --durations=8 tests/windows/plugin

# Also the Python tests, as far as they are known to pass on Windows.
windows-test: windows-test-quick
	@$(WINDOWS_ENVIRONMENT) $(WINDOWS_STEP) "The Python tests on Windows" $(WINDOWS_PYTHON_SECONDS) \
		$(BIN)/python -m pytest --timeout 0 --durations=8 tests/windows/python_suite
