/* SPDX-License-Identifier: GPL-2.0-only */
/* Shared by the files that make, build and print trees */
#ifndef _PARTS_H
#define _PARTS_H

#include "fixture.h"
#include "trees.h"

#define GIB		(1ULL << 30)

/* The size of a page, or of what a table's entry covers, at a level */
static inline uint64_t page_size(unsigned int level)
{
	return 1ULL << (9 * level + 3);
}

#endif
