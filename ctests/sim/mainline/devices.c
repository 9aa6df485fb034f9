// SPDX-License-Identifier: GPL-2.0-only
/* Devices, as PCI and the core of IOMMUs know them, and their reserved regions */

#include <string.h>

#include <linux/kernel.h>
#include <linux/pci-ats.h>
#include <linux/slab.h>

#include "devices.h"
#include "internal.h"
#include "kernel_features.h"

#define MSI_START	0xfee00000
#define MSI_SIZE	0x100000

struct sim_devices devices;

void devices_reset(void)
{
	memset(&devices, 0, sizeof(devices));
	devices.no_cmpxchg16b = !IS_ENABLED(CONFIG_64BIT);
	INIT_LIST_HEAD(&dmar_drhd_units);
	for (unsigned int i = 0; i < BRIDGES_MAX; i++) {
		struct sim_bridge *bridge = &devices.bridge[i];

		INIT_LIST_HEAD(&bridge->host.windows);
		INIT_LIST_HEAD(&bridge->host.dma_ranges);
		bridge->bus.bridge = &bridge->host;
	}
}

void add_window(struct sim_bridge *bridge, u64 first, u64 end, unsigned long type)
{
	unsigned int i = bridge->windows++;

	if (i == WINDOWS_MAX)
		abort();
	bridge->resource[i] = (struct resource){ first, end - 1, type };
	bridge->window[i].res = &bridge->resource[i];
	list_add_tail(&bridge->window[i].node, &bridge->host.windows);
}

struct sim_device *add_device(struct intel_iommu *iommu, u16 source_id)
{
	struct sim_device *device = &devices.device[devices.count++];

	device->pci.dev.pci = true;
	device->pci.bus = &devices.bridge[0].bus;
	device->pci.dev.iommu_group = &device->group;
	device->pci.dev.iommu_priv = &device->info;
	device->pci.dev.iommu = &device->core;
	device->pci.requester_ids[0] = source_id;
	device->pci.aliases = 1;
	device->info.iommu = iommu;
	device->info.bus = source_id >> 8;
	device->info.devfn = source_id & 0xff;
	device->info.dev = &device->pci.dev;

	return device;
}

void devices_join(void)
{
#if SERIES_HAS_RESERVE_IOVAS
	unsigned int fail_at = machine.fail_at;

	machine.fail_at = 0;
	for (unsigned int i = 0; i < devices.count; i++) {
		struct sim_device *device = &devices.device[i];
		struct iommu_group *group = device->pci.dev.iommu_group;

		if (device->joined || !device->pci.dev.iommu_priv)
			continue;
		if (!copied_tables_of(device->info.iommu)) {
			/* What the core sets after the callback, which did nothing */
			device->core.iommu_dev = &device->info.iommu->iommu;
			continue;
		}
		device->joined = true;
		/* It is in the group when the callback has returned. */
		device->pci.dev.iommu_group = NULL;
		intel_kdump_join_group(&device->pci.dev, group);
		device->pci.dev.iommu_group = group;
	}
	machine.fail_at = fail_at;
#endif
}

void devices_leave(void)
{
	for (unsigned int i = 0; i < devices.count; i++) {
		struct sim_device *device = &devices.device[i];

		if (device->group.data)
			device->group.release(device->group.data);
		device->group.data = NULL;
		device->joined = false;
	}
}

#define ATS_CAPABILITY	0x140

int pci_find_ext_capability(struct pci_dev *pdev, int cap)
{
	const struct sim_device *device = container_of(pdev, struct sim_device, pci);

	return cap == PCI_EXT_CAP_ID_ATS && device->ats.has ? ATS_CAPABILITY : 0;
}

/* Without enable, bit 15, a device forgets what it has translated. */
int pci_write_config_word(const struct pci_dev *pdev, int where, u16 val)
{
	struct sim_device *device =
		container_of((struct pci_dev *)pdev, struct sim_device, pci);

	if (where != ATS_CAPABILITY + PCI_ATS_CTRL || val >> 15)
		sim_violation("a write of %#x to %#x", val, where);
	device->ats.on = false;
	for (unsigned int i = 0; i < pdev->aliases; i++)
		record_event(DEVICE_TLB_OFF, 0, pdev->requester_ids[i], 0);

	return 0;
}

#ifdef CONFIG_PCI_ATS
bool pci_ats_supported(struct pci_dev *pdev)
{
	return container_of(pdev, struct sim_device, pci)->ats.on;
}
#endif

struct pci_bus *pci_find_bus(int domain, int busnr)
{
	for (unsigned int i = 0; i < devices.count; i++)
		if (devices.device[i].info.bus == busnr)
			return devices.device[i].pci.bus;

	return NULL;
}

struct pci_dev *pci_get_device(unsigned int vendor, unsigned int device,
			       struct pci_dev *from)
{
	unsigned int next = 0;

	sim_might_sleep(__func__);
	devices.steps++;
	if (from) {
		next = container_of(from, struct sim_device, pci) -
		       devices.device + 1;
		devices.held--;
	}
	while (next < devices.count && !devices.device[next].pci.dev.pci)
		next++;
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

#if KERNEL_INFO_AT_ATTACH
struct intel_iommu *device_to_iommu(struct device *dev, u8 *bus, u8 *devfn)
{
	struct device_domain_info *info = dev_iommu_priv_get(dev);

	*bus = info->bus;
	*devfn = info->devfn;

	return info->iommu;
}
#endif

static struct iommu_resv_region *new_region(phys_addr_t start, size_t length, int prot,
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

#if KERNEL_RESV_TAKES_GFP
struct iommu_resv_region *
iommu_alloc_resv_region(phys_addr_t start, size_t length, int prot,
			enum iommu_resv_type type, gfp_t gfp)
{
	return new_region(start, length, prot, type, gfp);
}
#else
struct iommu_resv_region *
iommu_alloc_resv_region(phys_addr_t start, size_t length, int prot,
			enum iommu_resv_type type)
{
	return new_region(start, length, prot, type, GFP_KERNEL);
}
#endif

static void list_region(struct list_head *list, u64 start, u64 length, int prot,
			enum iommu_resv_type type)
{
	struct iommu_resv_region *region;

	region = new_region(start, length, prot, type, GFP_KERNEL);
	if (region)
		list_add_tail(&region->list, list);
}

/*
 * What the driver's callback lists: what the firmware's tables say of the
 * device, what the series adds, and the range of MSIs, for each device.
 */
void iommu_get_resv_regions(struct device *dev, struct list_head *list)
{
	struct sim_device *device = container_of(to_pci_dev(dev),
						 struct sim_device, pci);
	unsigned int fail_at = machine.fail_at;

	if (KERNEL_GROUPS_BEFORE_IOMMU && !dev->iommu->iommu_dev)
		sim_violation("%s() before the core knows the IOMMU", __func__);

	/*
	 * Kinder than a kernel, in which a region that cannot be listed is left
	 * out, and nobody is told.
	 */
	machine.fail_at = 0;
	for (unsigned int i = 0; i < device->directs; i++)
		list_region(list, device->direct[i].start,
			    device->direct[i].length, IOMMU_READ | IOMMU_WRITE,
			    device->direct[i].type);
#if SERIES_HAS_RESERVE_IOVAS
	intel_kdump_get_resv_regions(dev, list);
#endif
	list_region(list, MSI_START, MSI_SIZE, 0, IOMMU_RESV_MSI);
	machine.fail_at = fail_at;
}

void generic_iommu_put_resv_regions(struct device *dev, struct list_head *list)
{
	struct iommu_resv_region *region, *next;

	list_for_each_entry_safe(region, next, list, list)
		kfree(region);
	INIT_LIST_HEAD(list);
}

void iommu_put_resv_regions(struct device *dev, struct list_head *list)
{
	if (KERNEL_GENERIC_PUT && !dev)
		sim_violation("%s() without a device", __func__);

	generic_iommu_put_resv_regions(dev, list);
}

static void list_and_forget(struct sim_device *device)
{
	struct list_head regions = LIST_HEAD_INIT(regions);

	iommu_get_resv_regions(&device->pci.dev, &regions);
	iommu_put_resv_regions(&device->pci.dev, &regions);
}

void probe_group(struct sim_device *devices[], unsigned int count,
		 struct sim_domain *domain)
{
	devices_join();
	/* iommu_create_device_direct_mappings() */
	for (unsigned int i = 0; i < count; i++)
		list_and_forget(devices[i]);
	iovas_init(&domain->iovas, devices[0]);
#if SERIES_HAS_CARRY_MAPPINGS
	/* iommu_deferred_attach(), at the first mapping of each device */
	for (unsigned int i = 0; i < count; i++)
		intel_kdump_carry_over(&domain->domain, &devices[i]->pci.dev);
#endif
}
