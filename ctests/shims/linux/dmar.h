/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _LINUX_DMAR_H
#define _LINUX_DMAR_H

#include <linux/acpi.h>
#include <linux/list.h>
#include <linux/pci.h>

#define DMAR_UNITS_SUPPORTED	1024

struct intel_iommu;

struct dmar_drhd_unit {
	struct list_head list;
	struct intel_iommu *iommu;
	u8 ignored:1;
};

extern struct list_head dmar_drhd_units;

typedef enum { IRQ_NONE, IRQ_HANDLED } irqreturn_t;

/* In sim/mainline/ */
irqreturn_t dmar_fault(int irq, void *dev_id);

/* Kinder than a kernel, which wants dmar_global_lock, or RCU */
#define for_each_active_iommu(i, drhd)				\
	list_for_each_entry(drhd, &dmar_drhd_units, list)	\
		if (i = (drhd)->iommu, (drhd)->ignored) {} else

#endif
