/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The tables that this kernel makes where it does not use the crashed kernel's,
 * as the hardware would walk them. All numbers are plain, from chapter 9 of the
 * VT-d specification.
 */
#ifndef _OWN_TABLES_H
#define _OWN_TABLES_H

#include <stdbool.h>
#include <linux/types.h>

enum own_kind { NOT_OWN, QUARANTINE, IDENTITY };

struct own_tables {
	enum own_kind kind;
	u64 context[4];			/* the entry that leads there */
	u64 root;
	unsigned int levels;
	bool first_stage;
	u16 domain_id;
	unsigned int tables;		/* of identity alone, and large pages */
	unsigned int large[4];		/* by level */
};

/* Whether a context entry leads to a page that is allocated in this kernel. */
bool leads_to_own_tables(const u64 *context);
/*
 * Whether a context entry leads to copies of its old tables, in which other pages
 * take the place of some. Where pages lead is not asked: see test_reach.c.
 */
bool is_spared(u8 bus, u8 devfn, const u64 *context);
/* The pages of its PASID directory and of PASID tables that are copies */
unsigned int spared_pages(const u64 *context);
void free_spared(const u64 *context);
/* Whether the device may use a TLB of its own: sections 9.3, 9.4 */
bool enables_device_tlb(const u64 *context);

/*
 * What a context entry leads to. A test fails when the tables are not whole:
 * neither quarantine, nor identity with all that is not mapped in quarantine.
 */
struct own_tables read_own_tables(const u64 *context);

/* Where an address of a device ends; 0 if in quarantine. */
u64 own_translation(const struct own_tables *own, u64 iova);

/* Frees all behind a context entry but the quarantine. */
void free_own_tables(const u64 *context);

#endif
