/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _LINUX_DMAR_H
#define _LINUX_DMAR_H

#include <linux/acpi.h>
#include <linux/pci.h>

#define DMAR_UNITS_SUPPORTED	1024

struct dmar_drhd_unit;
struct intel_iommu;

#endif
