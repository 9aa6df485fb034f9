// SPDX-License-Identifier: GPL-2.0-only
#include "flips.h"

#define POINTER		0x3ffffffff000ULL

/* A sound pointer leads to an empty table, far from all others. */
static void flip_pointer(old_entry_t entry, unsigned int bit)
{
	u64 word = (built_word(entry, bit / 64) & ~POINTER) |
		   (0x2a40000000 ^ 1ULL << bit % 64);

	build_word(entry, bit / 64, word);
	machine_old_page(word & POINTER);
}

static void flip_one(old_entry_t (*build)(void), u8 bus, u8 devfn,
		     unsigned int bit, const struct flip *flip)
{
	bool accepted = flip->result == ACCEPTED;
	bool refused = flip->result == REFUSED;
	old_entry_t entry = build();

	/* Words 0 and 2 have pointers. */
	if (accepted && bit / 64 % 2 == 0 && bit % 64 >= 12 && bit % 64 < 46)
		flip_pointer(entry, bit);
	else
		build_flip(entry, bit);
	assert_copy_succeeds();
	if (is_copied(bus, devfn) != accepted)
		fail_msg("bit %u flipped: %02x:%02x is %s", bit, bus, devfn,
			 accepted ? "not copied" : "copied");
	if (refused && !is_refused(bus, devfn))
		fail_msg("bit %u flipped: %02x:%02x is not refused", bit, bus,
			 devfn);
	if ((machine.warnings > 0) != refused)
		fail_msg("bit %u flipped: %u warnings\n%s", bit,
			 machine.warnings, machine_log());
	finish();
}

void flip_each_bit(old_entry_t (*build)(void), u8 bus, u8 devfn,
		   const struct flip *flips)
{
	unsigned int bit = flips->high + 1;

	for (; bit; flips++) {
		assert_int_equal(flips->high, bit - 1);
		while (bit > flips->low)
			if (--bit, flips->result != SKIPPED)
				flip_one(build, bus, devfn, bit, flips);
	}
}
