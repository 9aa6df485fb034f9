// SPDX-License-Identifier: GPL-2.0-only
/* What the code calls of the driver, of the core of IOMMUs, and of PCI. */

#include <string.h>

#include <linux/kernel.h>
#include <linux/slab.h>

#include "devices.h"
#include "internal.h"

struct sim_devices devices;
struct list_head dmar_drhd_units = { &dmar_drhd_units, &dmar_drhd_units };

/* Kernels differ in which headers declare them. */
struct context_entry *iommu_context_addr(struct intel_iommu *iommu, u8 bus,
					 u8 devfn, int alloc);
void qi_flush_pasid_cache(struct intel_iommu *iommu, u16 did, u64 granu,
			  u32 pasid);

void devices_reset(void)
{
	memset(&devices, 0, sizeof(devices));
	INIT_LIST_HEAD(&dmar_drhd_units);
}

struct sim_device *add_device(struct intel_iommu *iommu, u16 source_id)
{
	struct sim_device *device = &devices.device[devices.count++];

	device->pci.dev.pci = true;
	device->pci.dev.iommu_group = (struct iommu_group *)device;
	device->pci.dev.iommu_priv = &device->info;
	device->pci.requester_ids[0] = source_id;
	device->pci.aliases = 1;
	device->info.iommu = iommu;
	device->info.bus = source_id >> 8;
	device->info.devfn = source_id & 0xff;
	device->info.dev = &device->pci.dev;

	return device;
}

struct pci_bus *pci_find_bus(int domain, int busnr)
{
	for (unsigned int i = 0; i < devices.count; i++)
		if (devices.device[i].info.bus == busnr)
			return (struct pci_bus *)&devices.device[i];

	return NULL;
}

struct pci_dev *pci_get_device(unsigned int vendor, unsigned int device,
			       struct pci_dev *from)
{
	unsigned int next = 0;

	sim_might_sleep(__func__);
	if (from) {
		next = container_of(from, struct sim_device, pci) -
		       devices.device + 1;
		devices.held--;
	}
	if (next == devices.count)
		return NULL;
	devices.held++;

	return &devices.device[next].pci;
}

int pci_for_each_dma_alias(struct pci_dev *pdev,
			   int (*fn)(struct pci_dev *pdev, u16 alias, void *data),
			   void *data)
{
	int ret = 0;

	for (unsigned int i = 0; !ret && i < pdev->aliases; i++)
		ret = fn(pdev, pdev->requester_ids[i], data);

	return ret;
}

void *dev_iommu_priv_get(struct device *dev)
{
	if (!dev->iommu_priv)
		sim_violation("%s() of a device that was not probed", __func__);

	return dev->iommu_priv;
}

struct iommu_resv_region *
iommu_alloc_resv_region(phys_addr_t start, size_t length, int prot,
			enum iommu_resv_type type, gfp_t gfp)
{
	struct iommu_resv_region *region = kzalloc(sizeof(*region), gfp);

	if (!region)
		return NULL;

	INIT_LIST_HEAD(&region->list);
	region->start = start;
	region->length = length;
	region->prot = prot;
	region->type = type;

	return region;
}

void iommu_get_resv_regions(struct device *dev, struct list_head *list)
{
	struct sim_device *device = container_of(to_pci_dev(dev),
						 struct sim_device, pci);
	unsigned int fail_at = machine.fail_at;

	/* A region that cannot be listed is left out, and nobody is told. */
	machine.fail_at = 0;
	for (unsigned int i = 0; i < device->directs; i++) {
		struct iommu_resv_region *region;

		region = iommu_alloc_resv_region(device->direct[i].start,
						 device->direct[i].length,
						 IOMMU_READ | IOMMU_WRITE,
						 device->direct[i].type,
						 GFP_KERNEL);
		if (region)
			list_add_tail(&region->list, list);
	}
	machine.fail_at = fail_at;
}

void iommu_put_resv_regions(struct device *dev, struct list_head *list)
{
	struct iommu_resv_region *region, *next;

	list_for_each_entry_safe(region, next, list, list)
		kfree(region);
	INIT_LIST_HEAD(list);
}

void domain_init(struct sim_domain *domain)
{
	memset(domain, 0, sizeof(*domain));
	domain->domain.type = IOMMU_DOMAIN_DMA;
	domain->domain.pgsize_bitmap = 1UL << 12 | 1UL << 21 | 1UL << 30;
}

void domain_free(struct sim_domain *domain)
{
	free(domain->maps);
	free(domain->sorted);
	domain->maps = NULL;
	domain->sorted = NULL;
	domain->count = 0;
}

/* How many mappings begin below an address */
static unsigned int place(const struct sim_domain *domain, u64 iova)
{
	unsigned int low = 0, high = domain->count;

	while (low < high) {
		unsigned int middle = (low + high) / 2;

		if (domain->maps[domain->sorted[middle]].iova < iova)
			low = middle + 1;
		else
			high = middle;
	}

	return low;
}

static const struct sim_mapping *find(const struct sim_domain *domain,
				      u64 iova, u64 size)
{
	unsigned int next = place(domain, iova + size);
	const struct sim_mapping *last;

	if (!next)
		return NULL;
	last = &domain->maps[domain->sorted[next - 1]];

	return last->iova + last->size > iova ? last : NULL;
}

const struct sim_mapping *domain_find(const struct sim_domain *domain, u64 iova)
{
	return find(domain, iova, 1);
}

static int map(struct iommu_domain *to, u64 iova, u64 phys, u64 size, int prot)
{
	struct sim_domain *domain = container_of(to, struct sim_domain, domain);
	unsigned int at;

	sim_might_sleep("iommu_map");
	if (!size || (iova | phys | size) & 0xfff)
		sim_violation("iommu_map(%#llx, %#llx, %#llx)", iova, phys, size);
	if (!(prot & (IOMMU_READ | IOMMU_WRITE)))
		return -EINVAL;
	if (sim_should_fail("iommu_map"))
		return -ENOMEM;
	if (find(domain, iova, size))
		sim_violation("%#llx is mapped twice", iova);

	if (!(domain->count & (domain->count - 1))) {
		unsigned int room = domain->count ? 2 * domain->count : 1;

		domain->maps = realloc(domain->maps, room * sizeof(*domain->maps));
		domain->sorted = realloc(domain->sorted,
					 room * sizeof(*domain->sorted));
	}
	at = place(domain, iova);
	memmove(&domain->sorted[at + 1], &domain->sorted[at],
		(domain->count - at) * sizeof(*domain->sorted));
	domain->sorted[at] = domain->count;
	domain->gap.size = 0;
	domain->maps[domain->count++] =
		(struct sim_mapping){ iova, phys, size, prot };

	return 0;
}

#if KERNEL_MAP_TAKES_GFP
int iommu_map(struct iommu_domain *domain, unsigned long iova,
	      phys_addr_t paddr, size_t size, int prot, gfp_t gfp)
#else
int iommu_map(struct iommu_domain *domain, unsigned long iova,
	      phys_addr_t paddr, size_t size, int prot)
#endif
{
	return map(domain, iova, paddr, size, prot);
}

/* From an address that is not mapped to the next one that is */
static void find_gap(struct sim_domain *domain, u64 iova)
{
	unsigned int next = place(domain, iova);
	u64 end = next < domain->count ?
		  domain->maps[domain->sorted[next]].iova : U64_MAX;

	domain->gap.iova = iova;
	domain->gap.size = end - iova;
}

phys_addr_t iommu_iova_to_phys(struct iommu_domain *from, dma_addr_t iova)
{
	struct sim_domain *domain = container_of(from, struct sim_domain, domain);
	const struct sim_mapping *mapping;

	/* Page after page of a large one is asked for. */
	if (iova - domain->gap.iova < domain->gap.size)
		return 0;
	mapping = domain->count ? &domain->maps[domain->found] : NULL;
	if (!mapping || iova - mapping->iova >= mapping->size)
		mapping = domain_find(domain, iova);
	if (mapping)
		domain->found = mapping - domain->maps;
	else
		find_gap(domain, iova);

	return mapping ? mapping->phys + iova - mapping->iova : 0;
}

struct context_entry *iommu_context_addr(struct intel_iommu *iommu, u8 bus,
					 u8 devfn, int alloc)
{
	struct root_entry *root = &iommu->root_entry[bus];
	bool upper = sm_supported(iommu) && devfn >= 0x80;
	u64 word = upper ? root->hi : root->lo;

	lockdep_assert_held(&iommu->lock);
	if (!alloc && iommu->copied_tables &&
	    test_bit(bus << 8 | devfn, iommu->copied_tables))
		return NULL;
	if (!(word & 1)) {
		if (alloc)
			sim_violation("a context table comes into being");
		return NULL;
	}

	return (struct context_entry *)phys_to_virt(word & ~0xfffULL) +
	       (sm_supported(iommu) ? devfn % 0x80 * 2 : devfn);
}

static void record(enum sim_event_kind kind, u16 did, u16 source_id, u64 type)
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
	*ptr = new;
	sim_stored();
	record(STORED, 0, 0, 0);
	devices.events[devices.event_count - 1].old_lo = *old;
	devices.events[devices.event_count - 1].old_hi = *old >> 64;

	return true;
}

static void flush_context(struct intel_iommu *iommu, u16 did, u16 source_id,
			  u8 mask, u64 type)
{
	if (mask)
		sim_violation("contexts of other devices are flushed");
	record(CONTEXT_FLUSHED, did, source_id, type);
}

static void flush_iotlb(struct intel_iommu *iommu, u16 did, u64 addr,
			unsigned int order, u64 type)
{
	if (addr || order)
		sim_violation("only part of a domain-id's entries is flushed");
	record(IOTLB_FLUSHED, did, 0, type);
}

void qi_flush_pasid_cache(struct intel_iommu *iommu, u16 did, u64 granu,
			  u32 pasid)
{
	record(PASIDS_FLUSHED, did, pasid, granu);
}

static void flush_lines(const void *addr)
{
	if (addr == devices.live)
		record(LINES_FLUSHED, 0, 0, 0);
}

void record_flushes(struct intel_iommu *iommu)
{
	machine.flush_lines = flush_lines;
	iommu->flush.flush_context = flush_context;
	iommu->flush.flush_iotlb = flush_iotlb;
}

irqreturn_t dmar_fault(int irq, void *dev_id)
{
	struct intel_iommu *iommu = dev_id;

	if (irq != iommu->irq || iommu->register_lock.held)
		sim_violation("%s() of another interrupt, or under its lock",
			      __func__);
	devices.handled++;

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
