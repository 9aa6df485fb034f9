// SPDX-License-Identifier: GPL-2.0-only
/* proof: the room that drivers get is free, and no gap is larger */
/* assumes: 4 GiB are 8 chunks, not 1024; loops: 10 */
/* broken by: if ((u64)(end - first) * CHUNK_SIZE <= group->room_end - group->room) => if (0) */
/* broken by: end = find_next_bit(chunks, CHUNKS, first); => end = first + 1; */
/* broken by: first = find_next_zero_bit(chunks, CHUNKS, first); => */

#include <linux/sizes.h>
#undef SZ_4M
#define SZ_4M	0x20000000

#include "proof.h"

void proof(void)
{
	unsigned long chunks = nondet_u64() & 0xff;
	unsigned int first = nondet_u64() % 8, last = nondet_u64() % 8;
	struct old_group group = {};
	u64 room;

	find_room(&group, &chunks);
	room = group.room_end - group.room;
	prove(group.room <= group.room_end && group.room_end <= 1ULL << 32);
	for (u64 at = 0; at < 8; at++)
		if (at << 29 >= group.room && at << 29 < group.room_end)
			prove(!(chunks >> at & 1));

	/* any gap, whether it is the largest or not */
	assume(first <= last);
	for (unsigned int i = 0; i < 8; i++)
		assume(i < first || i > last || !(chunks >> i & 1));
	prove((u64)(last - first + 1) << 29 <= room);
}
