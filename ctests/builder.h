/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A builder of the tables that a crashed kernel leaves behind.
 *
 * Every bit position here was written by hand from the VT-d specification
 * (chapter 9, "Translation Structure Formats"), in plain numbers: nothing is
 * shared with the code under test, with the generated masks, or with the
 * kernel's headers.
 */
#ifndef _BUILDER_H
#define _BUILDER_H

#include <stdbool.h>
#include <stdint.h>

/* Translation types of a legacy context entry, section 9.3 */
enum { TT_UNTRANSLATED, TT_ALL, TT_PASS_THROUGH, TT_RESERVED };

/* Address widths of second-stage tables: 39 and 48 bits */
enum { AW_39 = 1, AW_48 = 2 };

/* PASID-granular translation types, section 9.6 */
enum { PGTT_FIRST = 1, PGTT_SECOND, PGTT_NESTED, PGTT_PASS_THROUGH };

/* Where an entry lies: the physical address of its first word. */
typedef uint64_t old_entry_t;

/* Forget all pages; the next ones come in the same order again. */
void build_reset(void);

/* @count zeroed pages of the crashed kernel in a row; their address. */
uint64_t build_pages(unsigned int count);

uint64_t built_word(old_entry_t entry, unsigned int word);
void build_word(old_entry_t entry, unsigned int word, uint64_t value);
/* Exclusive or of one bit, counted through the words of the entry. */
void build_flip(old_entry_t entry, unsigned int bit);

/* Where the entries of a bus or a function lie, in tables that need not exist. */
old_entry_t root_half(uint64_t root, uint8_t bus, bool upper);
old_entry_t legacy_context(uint64_t table, uint8_t devfn);
old_entry_t scalable_context(uint64_t table, uint8_t devfn);

/* A context table behind one half of a root entry (lower in legacy mode). */
uint64_t build_context_table(uint64_t root, uint8_t bus, bool upper);

old_entry_t build_legacy_context(uint64_t table, uint8_t devfn,
				 unsigned int type, unsigned int width,
				 uint16_t domain_id);

/* A scalable context with an empty PASID directory of 2^(pdts + 7) entries. */
old_entry_t build_scalable_context(uint64_t table, uint8_t devfn,
				   unsigned int pdts);
uint64_t built_pasid_directory(old_entry_t context);
old_entry_t pasid_directory_entry(uint64_t directory, uint32_t pasid);

/* Entries for @pasid; a PASID table comes into being on first use. */
old_entry_t build_pasid_entry(old_entry_t context, uint32_t pasid,
			      unsigned int pgtt, uint16_t domain_id);

/* The second-stage tables of a legacy context or a PASID entry. */
uint64_t built_page_tables(old_entry_t entry);

/* What a page-table entry may say beside an address, section 9.8 */
enum { PTE_READ = 1, PTE_WRITE = 2, PTE_LARGE = 0x80, PTE_SNOOP = 0x800 };

/* The same in the first stage, section 9.7: bit 0 says that it is present. */
enum { FIRST_PRESENT = 1, FIRST_USER = 4 };

/* Where the entry for @iova lies in a table of @level, which is 1 at the bottom. */
old_entry_t page_table_entry(uint64_t table, unsigned int level, uint64_t iova);

/*
 * The entry for @iova in the table of @level below @table, which is of @levels.
 * Tables come into being where there are none, readable and writable.
 */
old_entry_t build_path(uint64_t table, unsigned int levels, uint64_t iova,
		       unsigned int level);

/* A page of 4 KiB, 2 MiB or 1 GiB, at level 1, 2 or 3; its entry. */
old_entry_t build_page(uint64_t table, unsigned int levels, uint64_t iova,
		       unsigned int level, uint64_t phys, unsigned int flags);

/* The same in the first stage, below tables that are the users' */
old_entry_t build_first_stage_page(uint64_t table, unsigned int levels,
				   uint64_t iova, unsigned int level,
				   uint64_t phys, unsigned int flags);

#endif
