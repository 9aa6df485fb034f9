# SPDX-License-Identifier: GPL-2.0-only
# The front door: `make help`. Every target works from any directory with `make -C`.

root  := $(abspath $(dir $(lastword $(MAKEFILE_LIST))))
swift := swift
tool  := $(root)/.build/release/crashdump-iommu

BASE ?= 6.12
KDIR ?=
OUT  ?=

export CC JOBS SAN COV

# which kernel: a packaged one, or a tree of the user's
kernel   := $(if $(KDIR),--kdir '$(KDIR)',--base '$(BASE)')
refresh  := $(if $(REFRESH),--refresh)
sources  := $(root)/Package.swift $(shell find '$(root)/Sources' '$(root)/Plugins' -type f)
compiler := $(if $(filter default undefined,$(origin CC)),,--cc '$(CC)')
jobs     := $(if $(JOBS),--jobs '$(JOBS)')

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help patches ctest test checkpatch bisect bench tables swift-tests up-to-date

help: ## list the targets
	@echo 'usage: make TARGET [BASE=6.12|6.1|7.3|all] [KDIR=kernel tree] [OUT=directory]'
	@sed -n 's/^\([a-z]*\):[^#]*## /  \1\t/p' '$(root)/Makefile' | expand -t 14

patches: $(tool) ## write the series for a base (KDIR: your tree; REFRESH=1: ask for a newer base)
	@'$(tool)' patches $(kernel) $(refresh) $(if $(OUT),--out '$(OUT)')

c# each of these passes or fails as a whole; all are run
steps := swift-tests ctest up-to-date checkpatch

test: $(tool) ## build the C of the series in user space and run its tests (SAN=1, COV=1)
	@passed=0; failed=0; for step in $(steps); do \
	  if $(MAKE) --no-print-directory -C '$(root)' $$step; then passed=$$((passed + 1)); \
	  else failed=$$((failed + 1)); echo "$$step failed" >&2; fi; \
	done; echo "$$passed passed, $$failed failed"; test $$failed = 0

swift-tests:
	@$(swift) test --package-path '$(root)' --quiet

up-to-date: $(tool)
	@'$(tool)' patches --check $(kernel)

checkpatch: $(tool) ## run the base's own checkpatch over every patch
	@'$(tool)' checkpatch $(kernel)

bisect: $(tool) ## build the driver at every commit, under each configuration (CC, JOBS)
	@'$(tool)' bisect $(kernel) $(compiler) $(jobs)

bench: $(tool) ## measure writing the series beside git am
	@'$(tool)' bench $(kernel)

tables: $(tool) ## draw the tables: build/tables/
	@'$(tool)' tables

test: $(tool) ## everything before a commit: Swift tests, ctest, up-to-date patches, checkpatch
	@'$(tool)' test

# swift build alone takes a second to find out that nothing has changed
$(tool): $(sources)
	@command -v $(swift) >/dev/null || { \
	  echo "error: swift is not installed (fix: get Swift 6.2 or later from swift.org, and put it in PATH)" >&2; exit 1; }
	@$(swift) build --package-path '$(root)' --configuration release --product crashdump-iommu
	@touch '$@'
