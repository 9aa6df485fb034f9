/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _LINUX_DEVICE_H
#define _LINUX_DEVICE_H

#include <linux/types.h>
#include <sim.h>

struct dentry;
struct attribute_group;
struct iommu_group;

/* A device as far as the core of IOMMUs knows it: sim/mainline/ */
struct device {
	struct iommu_group *iommu_group;
	void *iommu_priv;	/* the driver's, once it has probed the device */
	bool pci;
};

#define dev_warn(dev, fmt, ...)	\
	((void)(dev), sim_printk(SIM_WARNING, fmt, ##__VA_ARGS__))

#endif
