// SPDX-License-Identifier: GPL-2.0-only
/* Whether the tables behind a source-id are as the specification wants them */

#include "entries.h"
#include "oracle.h"

/* @path: the tables above, by level */
static bool tables_are_sound(uint64_t table, unsigned int level,
			     unsigned int levels, uint64_t path[8])
{
	for (unsigned int above = level + 1; above <= levels; above++)
		if (path[above] == table)
			return false;
	if (!sound_table(table))
		return false;

	path[level] = table;
	for (unsigned int i = 0; i < ENTRIES; i++) {
		uint64_t entry = read_word(table + i * 8);

		if (!(entry & 3))
			continue;
		if (!second_stage_is_sound(level, entry))
			return false;
		if (!is_page(level, entry) &&
		    !tables_are_sound(entry & ADDRESS, level - 1, levels, path))
			return false;
	}

	return true;
}

static bool page_tables_are_sound(uint64_t table, unsigned int width)
{
	uint64_t path[8];

	return tables_are_sound(table, width + 2, width + 2, path);
}

static bool pasid_table_is_sound(uint64_t table)
{
	for (unsigned int i = 0; i < 64; i++) {
		uint64_t w[8];

		read_words(table + i * 64, w, 8);
		if (!(w[0] & 1))
			continue;
		if (!sound_pasid_entry(w))
			return false;
		if ((bits(w[0], 8, 6) == PGTT_SECOND ||
		     bits(w[0], 8, 6) == PGTT_NESTED) &&
		    !page_tables_are_sound(w[0] & ~0xfffULL, bits(w[0], 4, 2)))
			return false;
		if (bits(w[0], 8, 6) == PGTT_FIRST &&
		    !sound_first_stage_tables(w[2] & ~0xfffULL,
					      4 + bits(w[2], 3, 2)))
			return false;
	}

	return true;
}

static bool directory_is_sound(uint64_t directory, unsigned int entries)
{
	for (unsigned int i = 0; i < entries; i++) {
		uint64_t word;

		if (!sound_table((directory + i * 8) & ~0xfffULL))
			return false;
		word = read_word(directory + i * 8);
		if ((word & 1) && (!sound_pasid_directory_entry(word) ||
				   !pasid_table_is_sound(word & ~0xfffULL)))
			return false;
	}

	return true;
}

bool hw_is_sound(uint64_t rtaddr, uint16_t source_id)
{
	bool scalable = is_scalable(rtaddr), upper = scalable && (source_id & 0x80);
	uint64_t root[2], w[4];

	read_words((rtaddr & ~0xfffULL) + (source_id >> 8) * 16, root, 2);
	if (scalable ? !sound_scalable_root_half(root[upper]) :
		       !sound_legacy_root(root))
		return false;

	hw_context(rtaddr, source_id, w);
	if (scalable)
		return sound_scalable_context(w) &&
		       directory_is_sound(w[0] & ~0xfffULL,
					  128 << bits(w[0], 11, 9));

	return sound_legacy_context(w) &&
	       (bits(w[0], 3, 2) == TT_PASS_THROUGH ||
		page_tables_are_sound(w[0] & ~0xfffULL, bits(w[1], 2, 0)));
}
