/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _CLASSIC_CRASH_DUMP_H
#define _CLASSIC_CRASH_DUMP_H

#include_next <linux/crash_dump.h>

/* How kernels before memremap() read a crashed kernel's memory */
ssize_t copy_oldmem_page(unsigned long pfn, char *buf, size_t csize,
			 unsigned long offset, int userbuf);

#endif
