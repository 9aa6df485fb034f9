// SPDX-License-Identifier: GPL-2.0-only
#include <linux/pci-ats.h>

#include "device_tlbs.h"
#include "fixture.h"
#include "hand_over.h"
#include "kernel_features.h"

/* Earlier commits of the series do not have it yet. */
void __weak intel_kdump_replace_context(struct intel_iommu *iommu,
					struct context_entry *live,
					const struct context_entry *new,
					u8 bus, u8 devfn);

u64 live_rtaddr;

void caches_hear(const struct sim_event *event)
{
	switch (event->kind) {
	case STORED:
	case LINES_FLUSHED:
		break;
	case CONTEXT_FLUSHED:
		caches_flush_contexts(event->type != DMA_CCMD_GLOBAL_INVL &&
				      !fx.scalable,
				      event->type == DMA_CCMD_DEVICE_INVL,
				      event->did, event->source_id);
		break;
	case PASIDS_FLUSHED:
		caches_flush_pasids(event->type != PASIDS_OF_ALL, event->did);
		break;
	case IOTLB_FLUSHED:
		caches_flush_iotlb(event->type != DMA_TLB_GLOBAL_FLUSH, event->did);
		break;
	case DEVICE_TLB_OFF:
		device_tlb_remove(event->source_id);
		break;
	}
}

struct sim_device *add_ats_device(u8 bus, u8 devfn, u64 *top)
{
	u64 table = build_old_device(bus, devfn, 4);
	struct sim_device *device = add_device(&fx.iommu, bus << 8 | devfn);

	/* Translation type 01b, or DTE: bit 2 in both modes */
	build_flip(old_context(bus, devfn), 2);
	device->ats.has = true;
	device->ats.on = true;
	/* The driver knows that it can, if it can, and has not enabled it. */
	device->info.ats_supported = pci_ats_supported(&device->pci);
	if (top)
		*top = table;

	return device;
}

static void fetch(u64 rtaddr)
{
	caches_fetch(rtaddr);
	device_tlbs_fetch(rtaddr);
}

static void look(bool stored)
{
	if (stored)
		fetch(live_rtaddr);
}

static void hear(const struct sim_event *event)
{
	caches_hear(event);
	fetch(live_rtaddr);
}

static void start_caches(void)
{
	u16 ids[DEVICES_MAX];

	for (unsigned int i = 0; i < devices.count; i++)
		ids[i] = devices.device[i].pci.requester_ids[0];
	caches_start(ids, devices.count);
	device_tlbs_start();
	for (unsigned int i = 0; i < devices.count; i++)
		if (devices.device[i].ats.on)
			device_tlb_add(ids[i]);
	caches_forgive(fx.regs[RTADDR]);
	live_rtaddr = fx.regs[RTADDR];
	fetch(live_rtaddr);
	devices.told = hear;
	machine.look = look;
}

static void set_probed(bool probed)
{
	for (unsigned int i = 0; i < devices.count; i++) {
		struct sim_device *device = &devices.device[i];

		device->pci.dev.iommu_priv = probed ? &device->info : NULL;
	}
}

void hand_over(void)
{
	u64 mode = fx.regs[RTADDR] & 0xc00;

	set_probed(false);
	record_flushes(&fx.iommu);
	start_caches();
	assert_int_equal(copy_tables(), 0);

	/* RTADDR may be used from now on, and is from the flushes on. */
	fetch(virt_to_phys(fx.iommu.root_entry) | mode);
	fetch(live_rtaddr);
	live_rtaddr = virt_to_phys(fx.iommu.root_entry) | mode;
	caches_flush_all();
	fetch(live_rtaddr);
#if SERIES_HAS_MUTE_FAULTS
	intel_kdump_clear_faults(&fx.iommu);
#endif
	set_probed(true);
	devices_join();
}

/* A domain-id that nobody has, and a table or PASID directory without anything */
void attach_device(u16 source_id, bool device_tlb)
{
	struct context_entry *live, new = { .lo = 0x21234001 | device_tlb << 2 };
	u16 domain_id = 2;

	while (domain_id_reserved(domain_id))
		domain_id++;
	if (!fx.scalable)
		new.hi = domain_id << 8 | AW_48;
	spin_lock(&fx.iommu.lock);
	live = iommu_context_addr(&fx.iommu, source_id >> 8, source_id & 0xff, 1);
	intel_kdump_replace_context(&fx.iommu, live, &new, source_id >> 8,
				    source_id & 0xff);
	spin_unlock(&fx.iommu.lock);
}

void assert_device_tlb_told(u16 source_id)
{
	if (device_tlb_is_stale(source_id, live_rtaddr))
		fail_msg("the TLB of %04x keeps what is withdrawn", source_id);
}

void assert_device_tlb_on(u16 source_id)
{
	if (!device_tlb_is_enabled(source_id, live_rtaddr))
		fail_msg("%04x may not use its TLB", source_id);
}
