/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _ASM_CACHEFLUSH_H
#define _ASM_CACHEFLUSH_H

/* Recorded, so that a test can tell what the hardware would have seen. */
void clflush_cache_range(void *addr, unsigned int size);

#endif
