/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _LINUX_DEVICE_H
#define _LINUX_DEVICE_H

#include <linux/types.h>
#include <sim.h>

struct dentry;
struct attribute_group;
struct iommu_group;
struct iommu_device;

/* What the core of IOMMUs keeps of a device */
struct dev_iommu {
	struct iommu_device *iommu_dev;
};

/* A device as far as the core of IOMMUs knows it: sim/mainline/ */
struct device {
	struct iommu_group *iommu_group;
	struct dev_iommu *iommu;
	void *iommu_priv;	/* the driver's, once it has probed the device */
	bool pci;
};

#define dev_warn(dev, fmt, ...)	\
	((void)(dev), sim_printk(SIM_WARNING, "device: " fmt, ##__VA_ARGS__))

#endif
