//@ readOldTables
/* SPDX-License-Identifier: GPL-2.0-only */
/* How the driver takes over the tables of a crashed kernel. */
#ifndef _INTEL_IOMMU_KDUMP_H_
#define _INTEL_IOMMU_KDUMP_H_

#include <linux/errno.h>
#include <linux/types.h>

struct intel_iommu; //+ checkPageTableEntries - copyPageTables
struct old_tables; //~ copyPageTables - copyAllTables
struct intel_iommu; //~ copyAllTables
struct iova_domain; //+ continueTables

#ifdef CONFIG_CRASH_DUMP
bool intel_kdump_accepts(struct intel_iommu *iommu); //+ acceptActiveIOMMU
int intel_kdump_read_table(phys_addr_t phys, void *table); //- copyPageTables
//+ checkPageTableEntries - copyPageTables {
bool intel_kdump_entry_valid(struct intel_iommu *iommu, int level,
			     const u64 *entry);
//} ~ copyPageTables - copyAllTables {
int intel_kdump_copy_page_table(struct old_tables *old, phys_addr_t phys,
				int level, u64 **copy);
//} ~ copyAllTables {
int intel_kdump_copy_tables(struct intel_iommu *iommu);
//}
bool intel_kdump_in_quarantine(phys_addr_t root); //+ quarantineDevices
//+ continueTables {
u64 *intel_kdump_open_quarantine(int level);
int intel_kdump_reserve_iovas(struct iova_domain *iovad, const u64 *top,
			      int top_level);
{{^kernel.copies_tables}}
#else
{{/kernel.copies_tables}}
//}
//+ acceptAllTables {
#else
static inline int intel_kdump_copy_tables(struct intel_iommu *iommu)
{
	return -ENODEV;
}

//}
//+ continueTables {
//+ acceptActiveIOMMU {
static inline bool intel_kdump_accepts(struct intel_iommu *iommu)
{
	return false;
}

static inline int intel_kdump_copy_tables(struct intel_iommu *iommu)
{
	return -ENODEV;
}

//}
static inline bool intel_kdump_in_quarantine(phys_addr_t root)
{
	return false;
}

static inline u64 *intel_kdump_open_quarantine(int level)
{
	return NULL;
}

static inline int intel_kdump_reserve_iovas(struct iova_domain *iovad,
					    const u64 *top, int top_level)
{
	return -ENODEV;
}
//}
#endif /* CONFIG_CRASH_DUMP */

#endif /* _INTEL_IOMMU_KDUMP_H_ */
