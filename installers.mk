# What people install, one command each: into build/installers, with a digest and a size a file.
#
# make installer-linux     a .deb and a portable archive
# make installer-windows   an .exe; INSTALLER_PYTHON names the folder of a CPython for Windows
# make installer-macos     a .pkg, on a Mac; INSTALLER_PYTHON names a relocatable CPython
# make installers-test     Linux': made twice, and tried in a clean Debian without a network
# make installers-test-windows   Windows': made with a Python of the tests, and tried under Wine
#
# INSTALLER_PYTHON names the folder of a relocatable CPython (releases do); for Linux this
# machine's own is copied without it. Clean systems are kept in INSTALLERS_CACHE.
INSTALLERS := build/installers
INSTALLERS_CACHE ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/tonekiln/installers
INSTALLER_PYTHON ?=
INSTALLER_ARTEFACTS ?= $(PLUGIN_ARTEFACTS)
LINUX_INSTALLER_PACKAGES := dpkg-dev patchelf binutils
INSTALLERS_TEST_PACKAGES := mmdebstrap util-linux
LINT_SCRIPTS_PACKAGES := shellcheck

.PHONY: installer-linux installer-windows installer-macos installers-test \
	installers-test-windows lint-scripts

# Shell, that of GitHub's workflows too, and the workflows.
lint: lint-scripts
lint-scripts: $(VENV)/test.stamp
	@if command -v apt-get >/dev/null; then scripts/apt_install.sh $(LINT_SCRIPTS_PACKAGES); fi
	@if command -v shellcheck >/dev/null; then $(BIN)/python scripts/lint_shell.py; fi
	$(BIN)/zizmor --quiet --offline --strict-collection --no-progress --min-severity=medium .github/workflows

installer-linux: plugin $(VENV)/test.stamp
	@scripts/apt_install.sh $(LINUX_INSTALLER_PACKAGES)
	$(BIN)/python -m installers.linux $(INSTALLERS) --artefacts $(INSTALLER_ARTEFACTS) \
		$(if $(INSTALLER_PYTHON),--python "$(INSTALLER_PYTHON)")

# The plugin is what INSTALLER_ARTEFACTS names: that of `make windows` is for tests.
WINDOWS_ARTEFACTS := $(PLUGIN)/build/windows/Tonekiln_artefacts/Release
WINDOWS_PLUGIN := $(if $(filter command environment,$(origin INSTALLER_ARTEFACTS)),$(INSTALLER_ARTEFACTS))
installer-windows: $(VENV)/test.stamp
	@if command -v apt-get >/dev/null; then scripts/apt_install.sh nsis; fi
	$(BIN)/python -m installers.windows $(INSTALLERS) --python "$(INSTALLER_PYTHON)" \
		--artefacts $(or $(WINDOWS_PLUGIN),$(WINDOWS_ARTEFACTS))

installer-macos: $(VENV)/test.stamp
	$(BIN)/python -m installers.macos $(INSTALLERS) --artefacts $(INSTALLER_ARTEFACTS) \
		--python "$(INSTALLER_PYTHON)"

INSTALLERS_TEST = TONEKILN_INSTALLERS=$(INSTALLERS) TONEKILN_INSTALLERS_CACHE=$(INSTALLERS_CACHE) \
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest

installers-test: installer-linux plugin-tests host-packages
	@scripts/apt_install.sh $(INSTALLERS_TEST_PACKAGES)
	$(BIN)/python -m installers.linux $(INSTALLERS)/again --artefacts $(INSTALLER_ARTEFACTS) \
		$(if $(INSTALLER_PYTHON),--python "$(INSTALLER_PYTHON)")
	$(INSTALLERS_TEST) tests/installers/linux

# With a plugin that is there already: INSTALLER_ARTEFACTS.
installers-test-windows: $(if $(WINDOWS_PLUGIN),,windows) wine-packages $(VENV)/test.stamp
	@scripts/apt_install.sh nsis
	TONEKILN_WINDOWS_CACHE=$(WINDOWS_CACHE) \
		TONEKILN_INSTALLER_ARTEFACTS=$(or $(WINDOWS_PLUGIN),$(WINDOWS_ARTEFACTS)) \
		$(INSTALLERS_TEST) tests/installers/windows
