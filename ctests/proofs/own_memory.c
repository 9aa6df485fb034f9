// SPDX-License-Identifier: GPL-2.0-only
/* proof: a part of a run is wholly in this kernel's memory, or wholly outside */
/* assumes: two ranges, which may touch or overlap; loops: 3 */
/* broken by: *size = min(*size, end - iova); => ; */
/* broken by: *size = min(*size, first - iova); => ; */
/* broken by: return first <= iova && iova < end; => return first < iova && iova < end; */

#include "proof.h"

void proof(void)
{
	u64 phys = nondet_u64(), size = nondet_u64(), before = size, address = nondet_u64();
	bool is_there = false, found;

	owns = 2;
	for (unsigned int i = 0; i < owns; i++) {
		own[i].first = nondet_u64();
		own[i].end = nondet_u64();
		assume(own[i].first < own[i].end);
	}
	assume(size && phys <= ~0ULL - size);

	found = is_own(phys, &size);
	prove(size && size <= before);

	/* any address of the part */
	assume(address >= phys && address < phys + size);
	for (unsigned int i = 0; i < owns; i++)
		is_there |= address >= own[i].first && address < own[i].end;
	prove(is_there == found);
}
