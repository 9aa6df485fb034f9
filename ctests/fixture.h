/* SPDX-License-Identifier: GPL-2.0-only */
/* An IOMMU that the crashed kernel left on, and what is true after a copy. */
#ifndef _FIXTURE_H
#define _FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <linux/kernel.h>

#include "builder.h"
#include "drivers/iommu/intel/iommu.h"
#include "machine.h"
#include "own_tables.h"

struct fixture {
	struct intel_iommu iommu;
	u64 regs[512];
	u64 root;		/* the crashed kernel's root table */
	bool scalable;
	struct own_tables own[2];	/* what the copy has made */
	unsigned int owns;
};

extern struct fixture fx;

/* A cmocka group's set-up for each mode, and the tear-down for both. */
int setup_legacy(void **state);
int setup_scalable(void **state);
int teardown(void **state);

/*
 * A group's set-up for tests that start their own machines: lets the code make
 * what it makes once and keeps. From then on, the header of the dump can be read.
 */
int warm_up(void **state);

/* The same within a test that needs more than one machine */
void start_legacy(void);
void start_scalable(void);
void finish(void);
/* Frees what finish() frees, and checks nothing. */
void discard(void);

/* Runs the copy, watching what must not be published early. */
int copy_tables(void);

/* Bits of the capability register: 57-bit tables; pages of 2 MiB and 1 GiB */
#define CAP_57_BITS	(1ULL << 11)
#define CAP_2M		(1ULL << 34)
#define CAP_1G		(1ULL << 35)
/* The same of first-stage tables: pages of 1 GiB; 57-bit tables */
#define CAP_FIRST_1G	(1ULL << 56)
#define CAP_FIRST_57	(1ULL << 60)

/*
 * A device with empty second-stage tables of @levels for what it does without a
 * PASID, and a domain-id that equals its source-id. The top table.
 */
u64 build_old_device(u8 bus, u8 devfn, unsigned int levels);
/* The legacy context of such a device, or its PASID entry */
old_entry_t built_translation(u8 bus, u8 devfn);
/* Scalable mode only: such a device with first-stage tables instead, of 4 or 5 levels */
u64 build_first_stage_device(u8 bus, u8 devfn, unsigned int levels);

/*
 * Runs the copy, which must succeed, and checks all that must be true of any:
 * what is copied equals what was there, is marked, is visible to the hardware,
 * and its domain-ids are reserved. What stands there instead is quarantine, or
 * identity for pass-through, under domain-ids that nobody else has.
 */
void assert_copy_succeeds(void);

/*
 * The same of a copy that has been run, without the count of the pages, some of
 * which a failure may have left behind
 */
void assert_sound(void);

/* Runs the copy, which must fail with @error and leave no trace. */
void assert_copy_fails(int error);
void assert_untouched(void);

/* Whether the device goes on as it did, be it by identity for pass-through. */
bool is_copied(u8 bus, u8 devfn);
/* Whether it is in quarantine; in what the series is first, whether blocked */
bool is_refused(u8 bus, u8 devfn);
bool is_blocked(u8 bus, u8 devfn);
/* Whether the crashed kernel had a context for it */
bool was_present(u8 bus, u8 devfn);
/* The tables that this kernel has made for the device, or NULL */
const struct own_tables *own_tables_of(u8 bus, u8 devfn);
#define assert_copied(bus, devfn)	assert_true(is_copied(bus, devfn))
#define assert_not_copied(bus, devfn)	assert_false(is_copied(bus, devfn))
#define assert_refused(bus, devfn)	assert_true(is_refused(bus, devfn))
#define assert_blocked(bus, devfn)	assert_true(is_blocked(bus, devfn))

/*
 * The domain-ids in use, besides those that no domain ever gets; the count has
 * not those of the quarantine and of identity.
 */
bool domain_id_reserved(u16 domain_id);
unsigned int domain_ids_reserved(void);
void reserve_domain_id(u16 domain_id);

/* The hardware has 256 domain-ids instead of 65536. */
void limit_domain_ids(void);

/* What was copied is forgotten, for another copy. */
void free_copy(void);

/* How many warnings there are, and that exactly one line says @text. */
void assert_warnings(unsigned int count);
void assert_logged_once(const char *text);

/* No leak, no unbalanced map, no lock held, nothing that kernels may not do */
void assert_machine_clean(void);

#endif
