/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _LINUX_CRASH_DUMP_H
#define _LINUX_CRASH_DUMP_H

#include <linux/types.h>
#include <sim.h>

static inline bool is_kdump_kernel(void)
{
	return sim_crash_kernel();
}

/* The header of the dump, with the crashed kernel's RAM: sim/memory.c */
#define ELFCORE_ADDR_MAX	(-1ULL)

extern unsigned long long elfcorehdr_addr;

ssize_t elfcorehdr_read(char *buf, size_t count, u64 *ppos);

#endif
