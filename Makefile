# `make course` renders the course, `make test` runs all tests, `make check` those that belong to
# what changed. Each sets up first what is missing; a second run installs nothing.

quality ?= medium

PYTHON := .venv/bin/python
INSTALL := $(PYTHON) -m pip install --quiet --disable-pip-version-check
READY := .venv/.ready
DEVELOPS := .venv/.develops
DEBIAN_PACKAGES := gcc pkg-config libcairo2-dev libpango1.0-dev
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)

BROWSER_PACKAGES := chromium chromium-driver

# what Python has compiled is kept: a run, and more so a test run, is many processes
unexport PYTHONDONTWRITEBYTECODE

.PHONY: course test check setup browser lock

course: setup
	$(PYTHON) render.py video all --quality $(quality)

test: $(DEVELOPS) browser
	$(PYTHON) -m pytest -n auto

check: $(DEVELOPS)
	$(PYTHON) -m tests.affected -n auto -q

setup: $(READY)

# Linux has no wheels of pycairo and manimpango: they are built against these libraries.
$(READY): requirements.lock pyproject.toml
	@if command -v apt-get >/dev/null; then \
		packages=; \
		command -v gcc >/dev/null && pkg-config --exists cairo pangocairo 2>/dev/null \
			|| packages="$(DEBIAN_PACKAGES)"; \
		python3 -c 'import ensurepip' 2>/dev/null || packages="$$packages python3-venv"; \
		test -e "$$(python3 -c 'import sysconfig; print(sysconfig.get_path("include"))')/Python.h" \
			|| packages="$$packages python3-dev"; \
		if [ -n "$$packages" ]; then \
			echo "installing Debian packages: $$packages"; \
			$(SUDO) apt-get update -qq && $(SUDO) env DEBIAN_FRONTEND=noninteractive \
				apt-get install -y -qq --no-install-recommends $$packages >/dev/null; \
		fi; \
	fi
	python3 -m venv .venv
	$(INSTALL) --require-hashes -r requirements.lock
	$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $@

# What the tests need besides; of these packages, Python compiles the modules that it imports.
$(DEVELOPS): $(READY) requirements-dev.lock
	$(INSTALL) --no-compile --require-hashes -r requirements-dev.lock
	@touch $@

# For the test of the page that `render.py watch` serves; where it cannot be had, that test is skipped.
browser:
	@if ! command -v chromedriver >/dev/null && command -v apt-get >/dev/null; then \
		echo "installing Debian packages: $(BROWSER_PACKAGES)"; \
		$(SUDO) apt-get update -qq && $(SUDO) env DEBIAN_FRONTEND=noninteractive \
			apt-get install -y -qq --no-install-recommends $(BROWSER_PACKAGES) >/dev/null \
			|| echo "no browser: the page is not tested"; \
	fi

# Versions and hashes for every platform, without the address of any index: of everything, and of
# those that a render needs.
COMPILE := .venv/bin/uv pip compile pyproject.toml --universal --python-version 3.11 \
	--generate-hashes --no-header --quiet

lock: setup
	$(INSTALL) uv
	$(COMPILE) --all-extras --output-file requirements-dev.lock
	$(COMPILE) --extra build --constraints requirements-dev.lock --output-file requirements.lock
