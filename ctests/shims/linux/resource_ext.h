/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _LINUX_RESOURCE_EXT_H
#define _LINUX_RESOURCE_EXT_H

#include <linux/ioport.h>
#include <linux/list.h>

struct resource_entry {
	struct list_head node;
	struct resource *res;		/* as the CPU sees it */
	resource_size_t offset;		/* from the addresses on the bus */
};

#define resource_list_for_each_entry(entry, list) \
	list_for_each_entry((entry), (list), node)

#endif
