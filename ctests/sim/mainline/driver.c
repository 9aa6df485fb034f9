// SPDX-License-Identifier: GPL-2.0-only
/* What the code calls of the driver, what the IOMMU is told, and 128-bit stores */

#include <linux/kernel.h>

#include "devices.h"
#include "internal.h"

#if KERNEL_SIDE_TABLE
unsigned long *intel_copied_tables[DMAR_UNITS_SUPPORTED];
#endif

struct list_head dmar_drhd_units = { &dmar_drhd_units, &dmar_drhd_units };

/* Kernels differ in which headers declare them. */
struct context_entry *iommu_context_addr(struct intel_iommu *iommu, u8 bus,
					 u8 devfn, int alloc);
#if KERNEL_FLUSHES_PASID_CACHE
void qi_flush_pasid_cache(struct intel_iommu *iommu, u16 did, u64 granu,
			  u32 pasid);
#endif

struct context_entry *iommu_context_addr(struct intel_iommu *iommu, u8 bus,
					 u8 devfn, int alloc)
{
	struct root_entry *root = &iommu->root_entry[bus];
	bool upper = sm_supported(iommu) && devfn >= 0x80;
	u64 *entry = upper ? &root->hi : &root->lo, word = *entry;
	unsigned long table;

	lockdep_assert_held(&iommu->lock);
	if (!alloc && copied_tables_of(iommu) &&
	    test_bit(bus << 8 | devfn, copied_tables_of(iommu)))
		return NULL;
	if (!(word & 1)) {
		if (!alloc)
			return NULL;
		if (!devices.new_tables)
			sim_violation("a context table comes into being");
		table = get_zeroed_page(GFP_ATOMIC);
		if (!table)
			return NULL;
		clflush_cache_range((void *)table, VTD_PAGE_SIZE);
		word = virt_to_phys((void *)table) | 1;
		*entry = word;
		clflush_cache_range(entry, sizeof(*entry));
	}

	return (struct context_entry *)phys_to_virt(word & ~0xfffULL) +
	       (sm_supported(iommu) ? devfn % 0x80 * 2 : devfn);
}

void record_event(enum sim_event_kind kind, u16 did, u16 source_id, u64 type)
{
	struct sim_event *event;

	/* Nobody counts what somebody is told of. */
	if (devices.told)
		devices.event_count = 0;
	if (devices.event_count == EVENTS_MAX)
		abort();
	event = &devices.events[devices.event_count++];
	*event = (struct sim_event){ kind, did, source_id, type };
	if (devices.live) {
		event->lo = devices.live->lo;
		event->hi = devices.live->hi;
		event->visible =
			machine_page_flushed(page_address(virt_to_page(devices.live)));
	}
	if (devices.told)
		devices.told(event);
}

bool sim_has_cmpxchg16b(void)
{
	return !devices.no_cmpxchg16b;
}

#ifdef CONFIG_64BIT

static void store(u128 *ptr, u128 new)
{
#ifndef CONFIG_SMP
	/* LOCK_PREFIX is empty: other agents on the bus may see half of it. */
	*(u64 *)ptr = new;
	sim_stored();
#endif
	*ptr = new;
	sim_stored();
}

bool sim_comes_too_late(void)
{
	static bool late;

	return late = !late;
}

bool sim_cmpxchg16b(u128 *ptr, u128 *old, u128 new)
{
	if ((uintptr_t)ptr & 15)
		sim_violation("cmpxchg16b of what is not aligned");
	if (devices.no_cmpxchg16b)
		sim_violation("cmpxchg16b on a CPU without it");
	if (*ptr != *old) {
		*old = *ptr;
		return false;
	}
	store(ptr, new);
	record_event(STORED, 0, 0, 0);
	devices.events[devices.event_count - 1].old_lo = *old;
	devices.events[devices.event_count - 1].old_hi = *old >> 64;

	return true;
}

#endif

static void flush_context(struct intel_iommu *iommu, u16 did, u16 source_id,
			  u8 mask, u64 type)
{
	if (mask)
		sim_violation("contexts of other devices are flushed");
	record_event(CONTEXT_FLUSHED, did, source_id, type);
}

static void flush_iotlb(struct intel_iommu *iommu, u16 did, u64 addr,
			unsigned int order, u64 type)
{
	if (addr || order)
		sim_violation("only part of a domain-id's entries is flushed");
	record_event(IOTLB_FLUSHED, did, 0, type);
}

#if KERNEL_FLUSHES_PASID_CACHE
void qi_flush_pasid_cache(struct intel_iommu *iommu, u16 did, u64 granu,
			  u32 pasid)
{
	record_event(PASIDS_FLUSHED, did, pasid, granu);
}
#else
/* A PASID-cache invalidate descriptor: VT-d specification, section 6.5.2.2 */
int qi_submit_sync(struct qi_desc *desc, struct intel_iommu *iommu)
{
	if ((desc->qw0 & 0xf) != QI_PC_TYPE)
		sim_violation("another cache than that of PASIDs is invalidated");
	record_event(PASIDS_FLUSHED, desc->qw0 >> 16, desc->qw0 >> 32 & 0xfffff,
		     desc->qw0 >> 4 & 3);

	return 0;
}
#endif

static void flush_lines(const void *addr)
{
	if (addr == devices.live)
		record_event(LINES_FLUSHED, 0, 0, 0);
}

void record_flushes(struct intel_iommu *iommu)
{
	machine.flush_lines = flush_lines;
	iommu->flush.flush_context = flush_context;
	iommu->flush.flush_iotlb = flush_iotlb;
}

/* As the driver's own, with its pieces of this series, but for the messages */
irqreturn_t dmar_fault(int irq, void *dev_id)
{
	struct intel_iommu *iommu = dev_id;
	unsigned long flags;
	unsigned int i;
	void *record;
	u32 status;

	raw_spin_lock_irqsave(&iommu->register_lock, flags);
	status = readl(iommu->reg + DMAR_FSTS_REG);
	for (i = dma_fsts_fault_record_index(status); status & DMA_FSTS_PPF;
	     i = (i + 1) % cap_num_fault_regs(iommu->cap)) {
		record = iommu->reg + cap_fault_reg_offset(iommu->cap) + 16 * i;
		if (!(readl(record + 12) & DMA_FRCD_F))
			break;
#if SERIES_HAS_MUTE_FAULTS
		if (intel_kdump_leave_faults())
			break;
#endif
		devices.handled++;
		writel(DMA_FRCD_F, record + 12);
	}
	writel(DMA_FSTS_PFO | DMA_FSTS_PPF | DMA_FSTS_PRO, iommu->reg + DMAR_FSTS_REG);
	raw_spin_unlock_irqrestore(&iommu->register_lock, flags);

	return IRQ_HANDLED;
}

/* More with the larger tables of scalable mode, for a test to tell */
int iommu_calculate_agaw(struct intel_iommu *iommu)
{
	return intel_iommu_sm ? 3 : 2;
}

int iommu_calculate_max_sagaw(struct intel_iommu *iommu)
{
	return intel_iommu_sm ? 3 : 2;
}
