/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _LINUX_CRASH_DUMP_H
#define _LINUX_CRASH_DUMP_H

#include <linux/types.h>
#include <sim.h>

static inline bool is_kdump_kernel(void)
{
	return sim_crash_kernel();
}

#endif
