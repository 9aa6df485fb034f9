/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _LINUX_CRASH_DUMP_H
#define _LINUX_CRASH_DUMP_H

#include <linux/types.h>

/* The code under test runs in the kernel that boots after the crash. */
static inline bool is_kdump_kernel(void)
{
	return true;
}

#endif
