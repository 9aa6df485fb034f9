/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _LINUX_IO_H
#define _LINUX_IO_H

#include <linux/mm.h>

enum {
	MEMREMAP_WB = 1 << 0,
	MEMREMAP_WT = 1 << 1,
	MEMREMAP_WC = 1 << 2,
	MEMREMAP_ENC = 1 << 3,
	MEMREMAP_DEC = 1 << 4,
};

/* Mappings of simulated physical memory: sim/memory.c */
void *memremap(resource_size_t offset, size_t size, unsigned long flags);
void memunmap(void *addr);

/* Registers are a page of plain memory that the test owns, and may watch. */
void sim_writel(u32 value, volatile void *addr);

#define readb(addr)		READ_ONCE(*(u8 *)(addr))
#define readl(addr)		READ_ONCE(*(u32 *)(addr))
#define writel(val, addr)	sim_writel(val, addr)
#ifdef CONFIG_64BIT
#define readq(addr)		READ_ONCE(*(u64 *)(addr))
#define writeq(val, addr)	WRITE_ONCE(*(u64 *)(addr), val)
#endif

#define dma_wmb()		barrier()
#define wmb()			barrier()
#define smp_wmb()		barrier()

#endif
