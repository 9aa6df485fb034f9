/* SPDX-License-Identifier: GPL-2.0-only */
/* Only what the driver's own headers embed or name. */
#ifndef _LINUX_IOMMU_H
#define _LINUX_IOMMU_H

#include <linux/bitmap.h>
#include <linux/completion.h>
#include <linux/device.h>
#include <linux/mutex.h>
#include <linux/rbtree.h>

#define IOMMU_DIRTY_NO_CLEAR	(1 << 0)

typedef unsigned int ioasid_t;

struct iopf_group;

#define IOMMU_DOMAIN_IDENTITY	(1U << 2)
#define IOMMU_DOMAIN_SVA	(1U << 4)

struct iommu_domain {
	unsigned int type;
	const void *ops;
	int (*iopf_handler)(struct iopf_group *group);
};

struct iommu_device {
	struct device *dev;
};

struct iommu_pages_list {
	struct list_head pages;
};

struct iommu_ops;
struct iommu_user_data;
struct iommu_page_response;
struct iopf_fault;
struct iopf_queue;

void *dev_iommu_priv_get(struct device *dev);

#endif
