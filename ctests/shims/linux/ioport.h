/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _LINUX_IOPORT_H
#define _LINUX_IOPORT_H

#include <linux/types.h>

struct resource {
	resource_size_t start, end;	/* the last byte */
	unsigned long flags;
};

#define IORESOURCE_IO		0x100
#define IORESOURCE_MEM		0x200
#define IORES_DESC_NONE		0
#define resource_type(res)	((res)->flags & 0x1f00)

/* This kernel's memory, range by range: sim/memory.c */
int walk_system_ram_range(unsigned long start_pfn, unsigned long nr_pages,
			  void *arg,
			  int (*func)(unsigned long, unsigned long, void *));

/* Those of machine.windows that overlap, cut to size: sim/memory.c */
int walk_iomem_res_desc(unsigned long desc, unsigned long flags, u64 start,
			u64 end, void *arg,
			int (*func)(struct resource *, void *));

#endif
