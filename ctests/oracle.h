/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a sound entry is, written by hand from the VT-d specification for the
 * IOMMU of the fixture, as a second opinion on the validators of the series.
 * Like the builder, it shares no masks with what is tested. Each takes the
 * entry's words, of which bit 0 says that it is present.
 */
#ifndef _ORACLE_H
#define _ORACLE_H

#include <stdbool.h>
#include <stdint.h>

/* A page that the crashed kernel can have had a table in */
bool sound_table(uint64_t phys);

bool sound_legacy_root(const uint64_t w[2]);		/* section 9.1 */
bool sound_scalable_root_half(uint64_t w);		/* section 9.2 */
bool sound_legacy_context(const uint64_t w[2]);		/* section 9.3 */
bool sound_scalable_context(const uint64_t w[4]);	/* section 9.4 */
bool sound_pasid_directory_entry(uint64_t w);		/* section 9.5 */
bool sound_pasid_entry(const uint64_t w[8]);		/* section 9.6 */

/* All of the second-stage tables below @table, section 9.8 */
bool sound_page_tables(uint64_t table, unsigned int levels);
/* And of the first-stage tables, section 9.7 */
bool sound_first_stage_tables(uint64_t table, unsigned int levels);
/* Where the tables of either stage lead, whatever their reserved bits are */
bool sound_table_addresses(uint64_t table, unsigned int levels,
			   bool first_stage);

#endif
