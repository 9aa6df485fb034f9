// SPDX-License-Identifier: GPL-2.0-only
/* Second opinions: see oracle.h for why all numbers are plain. */

#include "fixture.h"
#include "oracle.h"

static uint64_t bits(uint64_t word, unsigned int high, unsigned int low)
{
	return word << (63 - high) >> (63 - high + low);
}

static bool cap(unsigned int bit)
{
	return fx.iommu.cap >> bit & 1;
}

static bool ecap(unsigned int bit)
{
	return fx.iommu.ecap >> bit & 1;
}

/* Capability register 2:0, ND: 2^(4 + 2 * ND) domains */
static bool domain_id_exists(uint64_t domain_id)
{
	return domain_id >> (4 + 2 * bits(fx.iommu.cap, 2, 0)) == 0;
}

/* Capability register 12:8, SAGAW */
static bool address_width_exists(uint64_t width)
{
	return width < 5 && cap(8 + width);
}

bool sound_table(uint64_t phys)
{
	uint64_t own_end = MACHINE_OWN_BASE + MACHINE_OWN_PAGES * MACHINE_PAGE;

	return phys >= MACHINE_LOW_END && phys >> machine.host_width == 0 &&
	       (phys < MACHINE_OWN_BASE || phys >= own_end);
}

static bool sound_pointer(uint64_t word)
{
	return sound_table(word & ~0xfffULL);
}

bool sound_legacy_root(const uint64_t w[2])
{
	return bits(w[0], 11, 1) == 0 && w[1] == 0 && sound_pointer(w[0]);
}

bool sound_scalable_root_half(uint64_t w)
{
	return bits(w, 11, 1) == 0 && sound_pointer(w);
}

bool sound_legacy_context(const uint64_t w[2])
{
	uint64_t type = bits(w[0], 3, 2);

	if (bits(w[0], 11, 4) || bits(w[1], 7, 7) || bits(w[1], 63, 24))
		return false;
	if (!domain_id_exists(bits(w[1], 23, 8)) ||
	    !address_width_exists(bits(w[1], 2, 0)))
		return false;

	switch (type) {
	case TT_UNTRANSLATED:
		return sound_pointer(w[0]);
	case TT_ALL:		/* extended capability 2: device-TLBs */
		return ecap(2) && sound_pointer(w[0]);
	case TT_PASS_THROUGH:	/* extended capability 6 */
		return ecap(6);
	default:
		return false;
	}
}

bool sound_scalable_context(const uint64_t w[4])
{
	uint64_t pasid = bits(w[1], 19, 0);

	if (bits(w[0], 8, 5) || bits(w[1], 63, 21) || w[2] || w[3])
		return false;
	if (bits(w[0], 2, 2) && !ecap(2))	/* device-TLB enable */
		return false;
	if (bits(w[0], 3, 3) && !ecap(40))	/* PASID enable */
		return false;
	if (bits(w[0], 4, 4) && !ecap(29))	/* page-request enable */
		return false;
	/* RID_PRIV, which the driver of some kernels always sets */
	if (!KERNEL_SETS_RID_PRIV && bits(w[1], 20, 20) && !ecap(53))
		return false;
	if (pasid && !ecap(49))			/* RID_PASID */
		return false;
	/* A directory of 2^(size + 7) entries for 64 PASIDs each */
	if (pasid >= 64ULL << (bits(w[0], 11, 9) + 7))
		return false;

	return sound_pointer(w[0]);
}

bool sound_pasid_directory_entry(uint64_t w)
{
	return bits(w, 11, 2) == 0 && sound_pointer(w);
}

static bool sound_second_stage(const uint64_t w[8])
{
	return address_width_exists(bits(w[0], 4, 2)) && sound_pointer(w[0]);
}

/* 0: 4 levels; 1: 5 levels, capability 60 */
static bool sound_first_stage_levels(const uint64_t w[8])
{
	uint64_t levels = bits(w[2], 3, 2);

	return levels == 0 || (levels == 1 && cap(60));
}

bool sound_pasid_entry(const uint64_t w[8])
{
	/* 5 and 129: SLEE and ERE until revision 4.0 */
	if (bits(w[0], 5, 5) || bits(w[0], 11, 10) || bits(w[1], 22, 16) ||
	    bits(w[1], 31, 27) || bits(w[2], 1, 1) || bits(w[2], 11, 8))
		return false;
	if (w[3] || w[4] || w[5] || w[6] || w[7])
		return false;
	if (bits(w[0], 9, 9) && !ecap(45))	/* second-stage A/D */
		return false;
	if (bits(w[1], 23, 23) && !ecap(48))	/* page-walk snoop */
		return false;
	if (bits(w[1], 24, 24) && !ecap(7))	/* page snoop */
		return false;
	if (bits(w[1], 26, 25) && !ecap(25))	/* memory types */
		return false;
	if (bits(w[1], 63, 32) && !ecap(25))	/* page-attribute table */
		return false;
	if (bits(w[2], 0, 0) && !ecap(31))	/* supervisor requests */
		return false;
	if (bits(w[2], 7, 7) && !ecap(34))	/* extended-accessed flag */
		return false;
	if (!domain_id_exists(bits(w[1], 15, 0)))
		return false;

	switch (bits(w[0], 8, 6)) {
	case PGTT_FIRST:
		return ecap(47) && sound_first_stage_levels(w) &&
		       sound_pointer(w[2]);
	case PGTT_SECOND:
		return ecap(46) && sound_second_stage(w);
	case PGTT_NESTED:	/* the first-stage table has a guest address */
		return ecap(26) && sound_first_stage_levels(w) &&
		       sound_second_stage(w);
	case PGTT_PASS_THROUGH:
		return ecap(6);
	default:
		return false;
	}
}

/* Capability register 37:34, SSLPS: 2 MiB and 1 GiB */
static bool sound_page(uint64_t pte, unsigned int level)
{
	if (bits(pte, 62, 62) || bits(pte, 51, 12) >> (machine.host_width - 12))
		return false;
	if (bits(pte, 11, 11) && !ecap(7))	/* snoop control */
		return false;

	switch (level) {
	case 1:
		return true;
	case 2:
		return cap(34) && bits(pte, 20, 12) == 0;
	case 3:
		return cap(35) && bits(pte, 29, 12) == 0;
	default:
		return false;
	}
}

/* Capability register 56, FS1GP; bit 63 is the execute-disable flag */
static bool sound_first_stage_page(uint64_t pte, unsigned int level)
{
	if (bits(pte, 51, 12) >> (machine.host_width - 12))
		return false;

	switch (level) {
	case 1:
		return true;
	case 2:
		return bits(pte, 20, 13) == 0;
	case 3:
		return cap(56) && bits(pte, 29, 13) == 0;
	default:
		return false;
	}
}

static bool sound_path(uint64_t *path, unsigned int depth, unsigned int level,
		       bool first_stage, bool reserved_bits)
{
	uint64_t table = path[depth];
	const uint64_t *entries = machine_find_old_page(table);

	if (!sound_table(table))
		return false;
	for (unsigned int i = 0; i < depth; i++)
		if (path[i] == table)
			return false;

	for (unsigned int i = 0; i < 512; i++) {
		uint64_t pte = entries ? entries[i] : ~0ULL;

		if (bits(pte, first_stage ? 0 : 1, 0) == 0)
			continue;
		if (level == 1 || bits(pte, 7, 7)) {
			if (reserved_bits && !(first_stage ?
					       sound_first_stage_page(pte, level) :
					       sound_page(pte, level)))
				return false;
			continue;
		}
		if (reserved_bits && !first_stage &&
		    (bits(pte, 62, 62) || bits(pte, 11, 11)))
			return false;
		path[depth + 1] = bits(pte, 51, 12) << 12;
		if (!sound_path(path, depth + 1, level - 1, first_stage,
				reserved_bits))
			return false;
	}

	return true;
}

bool sound_page_tables(uint64_t table, unsigned int levels)
{
	uint64_t path[8] = { table };

	return sound_path(path, 0, levels, false, true);
}

bool sound_first_stage_tables(uint64_t table, unsigned int levels)
{
	uint64_t path[8] = { table };

	return sound_path(path, 0, levels, true, true);
}

bool sound_table_addresses(uint64_t table, unsigned int levels,
			   bool first_stage)
{
	uint64_t path[8] = { table };

	return sound_path(path, 0, levels, first_stage, false);
}
