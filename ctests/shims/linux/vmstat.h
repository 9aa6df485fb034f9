/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _LINUX_VMSTAT_H
#define _LINUX_VMSTAT_H

#include <linux/gfp.h>

enum { NR_IOMMU_PAGES, NR_SECONDARY_PAGETABLE };

#define page_pgdat(page)	(page)

/* The simulation wants both counters back at zero once all is freed. */
#define mod_node_page_state(node, item, pages)	sim_account(item, pages)
#define mod_lruvec_page_state(page, item, pages)	sim_account(item, pages)

#endif
