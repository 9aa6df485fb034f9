/* SPDX-License-Identifier: GPL-2.0-only */
/* The scratch memory of the code under test, which is included before this */
#ifndef _SCRATCH_H
#define _SCRATCH_H

#include "fixture.h"

/* Make it first: it stays, and must not be counted. */
static inline void keep_scratch_memory(void)
{
	if (scratch)
		return;
	start_legacy();
	alloc_scratch();
	discard();
	machine_keep_pages();
}

#endif
