/* SPDX-License-Identifier: GPL-2.0-only */
/* Flipping each bit of a sound entry, one at a time */
#ifndef _FLIPS_H
#define _FLIPS_H

#include "fixture.h"

/*
 * What a flipped bit between @low and @high (both included) does. A pointer that
 * would lead to other tables is skipped.
 */
struct flip {
	unsigned int high, low;
	enum { ACCEPTED, REFUSED, ABSENT, SKIPPED } result;
};

/*
 * The rows must cover the entry from its highest bit to bit 0; start over with
 * @build for each bit, which says where the entry is that (@bus, @devfn) needs.
 */
void flip_each_bit(old_entry_t (*build)(void), u8 bus, u8 devfn,
		   const struct flip *flips);

#endif
