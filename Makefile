# SPDX-License-Identifier: GPL-2.0-only
# The front door: `make help`. Every target works from any directory with `make -C`.

root  := $(abspath $(dir $(lastword $(MAKEFILE_LIST))))
swift := swift
tool  := $(root)/.build/release/crashdump-iommu

# the packaged kernels, the default first
bases := $(shell sed -n 's/.*PackagedBase.branch: "\([^"]*\)".*/\1/p' '$(root)/Sources/Kernels/Catalogue.swift')

BASE ?= $(firstword $(bases))
KDIR ?=
OUT  ?=
STAGE ?=
SAN  ?=
COV  ?=

# the committed series: all of them, unless one is named
committed := $(if $(KDIR),--kdir '$(KDIR)',--base '$(if $(filter file,$(origin BASE)),all,$(BASE))')

# which kernel: a packaged one, or a tree of the user's; and whom the series is for
profile  := $(if $(PROFILE),--profile '$(PROFILE)')
kernel   := $(if $(KDIR),--kdir '$(KDIR)',--base '$(BASE)') $(profile)
stages   := $(if $(STAGE),--stage '$(STAGE)')
refresh  := $(if $(REFRESH),--refresh)
compiler := $(if $(filter default undefined,$(origin CC)),,--cc '$(CC)')
jobs     := $(if $(JOBS),--jobs '$(JOBS)')
harness  := $(if $(SAN),$(if $(filter 0,$(SAN)),--no-san,--san))
# which tests, and how
tests    := $(if $(COV),--cov) $(foreach name,$(AREA),--area '$(name)') $(if $(TEST),--test '$(TEST)') \
  $(if $(COMMIT),--commit '$(COMMIT)') $(if $(QUICK),--quick) $(if $(GDB),--gdb)
sources  := $(root)/Package.swift $(shell find '$(root)/Sources' -type f)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help bases patches ctest test swift-tests up-to-date checkpatch bisect bench tables manual e2e mutants proofs

help: ## list the targets
	@echo 'usage: make TARGET [BASE=$(subst $() $(),|,$(bases))|all] [KDIR=kernel tree] [OUT=directory]'
	@sed -n 's/^\([a-z0-9]*\):[^#]*## /  \1\t/p' '$(root)/Makefile' | expand -t 14

patches: $(tool) ## write the series for a base (KDIR: your tree; REFRESH=1: ask for a newer base; STAGE: a part of it; PROFILE=kabi, TRAILER='Bugzilla: 123': for a vendor's kernel)
	@'$(tool)' patches $(kernel) $(refresh) $(stages) $(if $(OUT),--out '$(OUT)') $(if $(TRAILER),--trailer '$(TRAILER)')

# what is asked for by name is mainline's; a tree of the user's may be too old for the configurations
ctest: $(tool) ## test the C in user space (COMMIT=final, QUICK=1, AREA=carry, TEST='counts_*', GDB=1)
	@'$(tool)' ctest $(kernel) $(harness) $(tests) $(compiler) $(jobs)
	@$(if $(AREA)$(TEST)$(COMMIT)$(COV)$(GDB)$(KDIR),,'$(tool)' ctest $(kernel) --config all $(compiler) $(jobs))
	@$(if $(AREA)$(TEST)$(COMMIT)$(GDB),,'$(tool)' ctest --classic $(harness) $(compiler) $(jobs))

# nobody of the project chooses these mutants
mutator := $(root)/build/universalmutator
sample  := --sample $(or $(SAMPLE),300) --seed $(or $(SEED),1) $(compiler) $(jobs)

mutants: $(tool) $(mutator)/bin/mutate ## change the C at random places: the tests must see it (SAMPLE=300, SEED=1)
	@'$(tool)' mutants $(kernel) $(sample); status=$$?; \
	$(if $(KDIR),,'$(tool)' mutants --classic $(sample) || status=$$?;) exit $$status

$(mutator)/bin/mutate:
	@python3 -m venv '$(mutator)'
	@'$(mutator)/bin/pip' install --quiet universalmutator==1.14.1

proofs: $(tool) ## prove statements about the C with CBMC, for any input: ctests/proofs/
	@'$(tool)' prove $(kernel) $(compiler) $(jobs)

# each of these passes or fails as a whole; all are run
steps := swift-tests ctest up-to-date checkpatch

test: $(tool) ## everything before a commit: Swift tests, ctest, up-to-date patches (of all bases), checkpatch
	@passed=0; failed=0; for step in $(steps); do \
	  if $(MAKE) --no-print-directory -C '$(root)' $$step; then passed=$$((passed + 1)); \
	  else failed=$$((failed + 1)); echo "$$step failed" >&2; fi; \
	done; echo "$$passed passed, $$failed failed"; test $$failed = 0

swift-tests:
	@$(swift) test --package-path '$(root)' --quiet

up-to-date: $(tool)
	@'$(tool)' patches --check $(committed) $(if $(TREES),--trees '$(TREES)')

checkpatch: $(tool) ## run the base's own checkpatch over every patch (STAGE)
	@'$(tool)' checkpatch $(kernel) $(stages)

bisect: $(tool) ## build the driver at every commit, under each configuration (CC, JOBS, CONFIG)
	@'$(tool)' bisect $(kernel) $(foreach name,$(CONFIG),--config '$(name)') $(compiler) $(jobs)

bases: $(tool) ## list the kernels, and how far the series was verified on each (RECORD=1: keep what was seen here)
	@'$(tool)' bases $(if $(RECORD),--record)

# which cases, on which kernel or commit
rig := $(foreach name,$(CASE),--case '$(name)') $(if $(KERNEL),--kernel '$(KERNEL)') \
  $(if $(COMMIT),--commit '$(COMMIT)') $(if $(CORE),--core) $(if $(RECORD),--record) $(if $(MACHINES),--machines '$(MACHINES)') \
  $(if $(QEMU),--qemu '$(QEMU)')

e2e: $(tool) ## crash emulated machines under live DMA (CASE, KERNEL, STAGE, COMMIT=n|all, CORE=1, QEMU=11.1, RECORD=1)
	@'$(tool)' e2e $(kernel) $(stages) $(rig)

bench: $(tool) ## measure the hand-over (time, memory), and writing the series
	@'$(tool)' bench $(kernel) $(compiler)

tables: $(tool) ## draw the VT-d structures: build/tables/
	@'$(tool)' tables

# the pages come from a plugin of swift-argument-parser, which chooses where they go
manual: $(tool) ## write the man pages and the shell completions: build/man/, build/completions/
	@$(swift) package --package-path '$(root)' generate-manual --multi-page >/dev/null
	@mkdir -p '$(root)/build/man' '$(root)/build/completions'
	@cp '$(root)'/.build/plugins/GenerateManual/outputs/Command/*.1 '$(root)/build/man'
	@for shell in bash zsh fish; do \
	  '$(tool)' --generate-completion-script $$shell \
	    >'$(root)/build/completions/crashdump-iommu.'$$shell || exit 2; \
	done

# swift build alone takes a second to find out that nothing has changed
$(tool): $(sources)
	@command -v $(swift) >/dev/null || { \
	  echo "error: swift is not installed (fix: get Swift 6.2 or later from swift.org, and put it in PATH)" >&2; exit 1; }
	@$(swift) build --package-path '$(root)' --configuration release --product crashdump-iommu
	@touch '$@'
