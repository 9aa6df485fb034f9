/* SPDX-License-Identifier: GPL-2.0-only */
/* What the driver's own headers embed or name, and the calls of the code. */
#ifndef _LINUX_IOMMU_H
#define _LINUX_IOMMU_H

#include <linux/bitmap.h>
#include <linux/completion.h>
#include <linux/device.h>
#include <linux/mutex.h>
#include <linux/rbtree.h>

#include "kernel_features.h"

#define IOMMU_DIRTY_NO_CLEAR	(1 << 0)

typedef unsigned int ioasid_t;

struct iommu_gpasid_bind_data_vtd;

#define IOMMU_READ		(1 << 0)
#define IOMMU_WRITE		(1 << 1)

struct iopf_group;

#define IOMMU_DOMAIN_IDENTITY	(1U << 2)
#define IOMMU_DOMAIN_DMA	3U
#define IOMMU_DOMAIN_SVA	(1U << 4)

struct iommu_domain {
	unsigned int type;
	unsigned long pgsize_bitmap;
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

static inline bool iommu_is_dma_domain(struct iommu_domain *domain)
{
	return domain->type == IOMMU_DOMAIN_DMA;
}

/* The mappings of domains, and reserved regions: sim/mainline/ */
#if KERNEL_MAP_TAKES_GFP
int iommu_map(struct iommu_domain *domain, unsigned long iova,
	      phys_addr_t paddr, size_t size, int prot, gfp_t gfp);
#else
int iommu_map(struct iommu_domain *domain, unsigned long iova,
	      phys_addr_t paddr, size_t size, int prot);
#endif
#if !KERNEL_MAP_TAKES_GFP
int iommu_map_atomic(struct iommu_domain *domain, unsigned long iova,
		     phys_addr_t paddr, size_t size, int prot);
#endif
phys_addr_t iommu_iova_to_phys(struct iommu_domain *domain, dma_addr_t iova);

/* What a driver keeps for a group */
struct iommu_group {
	void *data;
	void (*release)(void *data);
};

static inline void *iommu_group_get_iommudata(struct iommu_group *group)
{
	return group->data;
}

static inline void
iommu_group_set_iommudata(struct iommu_group *group, void *data,
			  void (*release)(void *data))
{
	group->data = data;
	group->release = release;
}

enum iommu_resv_type {
	IOMMU_RESV_DIRECT,
	IOMMU_RESV_DIRECT_RELAXABLE,
	IOMMU_RESV_RESERVED,
	IOMMU_RESV_MSI,
	IOMMU_RESV_SW_MSI,
};

struct iommu_resv_region {
	struct list_head list;
	phys_addr_t start;
	size_t length;
	int prot;
	enum iommu_resv_type type;
};

#if KERNEL_RESV_TAKES_GFP
struct iommu_resv_region *
iommu_alloc_resv_region(phys_addr_t start, size_t length, int prot,
			enum iommu_resv_type type, gfp_t gfp);
#else
struct iommu_resv_region *
iommu_alloc_resv_region(phys_addr_t start, size_t length, int prot,
			enum iommu_resv_type type);
#endif
void iommu_get_resv_regions(struct device *dev, struct list_head *list);
void iommu_put_resv_regions(struct device *dev, struct list_head *list);
void generic_iommu_put_resv_regions(struct device *dev, struct list_head *list);

#endif
