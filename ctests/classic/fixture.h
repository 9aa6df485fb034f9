/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An IOMMU of the classic driver's that was left on, page tables for it, and a
 * second opinion on where they lead. All numbers are plain, by hand from the
 * VT-d specification (sections 9.1, 9.3 and 9.8).
 */
#ifndef _CLASSIC_FIXTURE_H
#define _CLASSIC_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <linux/intel-iommu.h>
#include <linux/kernel.h>

#include "builder.h"
#include "kernel_features.h"
#include "machine.h"

/* Bit 67 of a context entry, by which the driver knows a copied one since 4.2 */
#define COPIED		(KERNEL_COPIES_TABLES ? 1ULL << 3 : 0)

#define READ		1ULL
#define WRITE		2ULL
#define RW		3ULL
#define LARGE		0x80ULL
#define GIB		(1ULL << 30)
#define MIB		(1ULL << 20)

struct fixture {
	struct intel_iommu iommu;
	u64 regs[512];
	u64 root;		/* the crashed kernel's root table */
	u64 contexts;		/* its context table of bus 0 */
};

extern struct fixture fx;

int setup(void **state);
int teardown(void **state);
void start(void);
/* Frees what was taken over, and demands that nothing else is left. */
void finish(void);

/* Frees what the code keeps for ever: code.h. */
void reset_code(void);

/* What an access by a device meets */
struct access {
	bool mapped;
	u64 phys;
	u64 rights;
};

/* Puts @value where a page table of @level has its entry for @iova. */
old_entry_t map(u64 table, int level, u64 iova, int at_level, u64 value);

/* A device on bus 0 with an empty page table of 4 levels; its top */
u64 build_device(u8 devfn, u16 domain_id);

/* Where an IOVA leads through old tables, and through those of this kernel */
struct access walk_old(u64 top, int level, u64 iova);
struct access walk_new(u64 top, int level, u64 iova);

/* The context entry that hardware would use now, or NULL */
const u64 *new_context(u8 bus, u8 devfn);
struct access device_access(u8 bus, u8 devfn, u64 iova);
bool in_quarantine(u8 bus, u8 devfn);

/* Every IOVA of a device leads where it led, except to this kernel's memory. */
void assert_same_tables(u8 devfn, u64 top);

bool own_memory(u64 phys, u64 size);

#endif
