// SPDX-License-Identifier: GPL-2.0-only
/*
 * The invalidation queue, for device-TLBs: VT-d specification, sections 4.3,
 * 6.5.2.5 and 6.5.2.6. All numbers are by hand from there.
 */

#include <linux/kernel.h>

#include "devices.h"
#include "internal.h"

#define DEVICE_TLB		3
#define DEVICE_TLB_OF_PASID	8
/* From which on it is no longer patience, but a loop */
#define ASKED_IN_VAIN		8

static u64 bits(u64 word, unsigned int high, unsigned int low)
{
	return word << (63 - high) >> (63 - high + low);
}

static struct sim_device *find_device(u16 source_id)
{
	for (unsigned int i = 0; i < devices.count; i++) {
		const struct pci_dev *pci = &devices.device[i].pci;

		for (unsigned int j = 0; j < pci->aliases; j++)
			if (pci->requester_ids[j] == source_id)
				return &devices.device[i];
	}

	return NULL;
}

/* Where a unit throttles them (extended capability 41), it must know the PF. */
static void check_function(struct intel_iommu *iommu, u64 descriptor,
			   const struct sim_device *device)
{
	u16 told = bits(descriptor, 15, 12) | bits(descriptor, 63, 52) << 4;
	u16 is = iommu->ecap >> 41 & 1 ? device->info.pfsid : 0;

	if (told != is)
		sim_violation("the physical function is %04x, not %04x", is, told);
}

static int invalidate(struct intel_iommu *iommu, const struct qi_desc *desc)
{
	unsigned int type = bits(desc->qw0, 3, 0);
	bool of_pasid = type == DEVICE_TLB_OF_PASID;
	u16 source_id = of_pasid ? bits(desc->qw0, 31, 16) :
				   bits(desc->qw0, 47, 32);
	bool sized = of_pasid ? bits(desc->qw1, 11, 11) : desc->qw1 & 1;
	struct sim_device *device = find_device(source_id);

	if (!device)
		return -ETIMEDOUT;
	check_function(iommu, desc->qw0, device);
	device->ats.asked++;
	if (!device->ats.on || device->ats.silent) {
		if (device->ats.asked <= ASKED_IN_VAIN)
			return -ETIMEDOUT;
		sim_violation("%04x is asked again and again, and does not answer",
			      source_id);
		return 0;
	}

	/* All addresses: bits 62:12 are set, the first that is not tells the size */
	if (!sized || desc->qw1 >> 12 != ~0ULL >> 13)
		sim_violation("only part of the device-TLB of %04x is flushed",
			      source_id);
	else if (!of_pasid)
		record_event(DEVICE_TLB_FLUSHED, 0, source_id, 0);

	return 0;
}

/*
 * Kinder than a kernel, which asks a device again that is there and does not
 * answer, for good; a wait with a bound has to be made first.
 */
int qi_submit_sync(struct intel_iommu *iommu, struct qi_desc *desc,
		   unsigned int count, unsigned long options)
{
	int ret = 0;

	if (!iommu->qi)
		return 0;
	if (sim_should_fail(__func__))
		return -ETIMEDOUT;
	for (unsigned int i = 0; i < count && !ret; i++) {
		unsigned int type = bits(desc[i].qw0, 3, 0);

		if (type == DEVICE_TLB || type == DEVICE_TLB_OF_PASID)
			ret = invalidate(iommu, &desc[i]);
		else
			sim_violation("%s() of type %u is not simulated",
				      __func__, type);
	}

	return ret;
}

/* The lowest bit of an address that is not set says how much of it counts. */
static u64 up_to(u64 addr, unsigned int order)
{
	return (addr | (order ? ~0ULL >> (64 - 11 - order) : 0)) & ~0xfffULL;
}

void qi_flush_dev_iotlb(struct intel_iommu *iommu, u16 sid, u16 pfsid,
			u16 qdep, u64 addr, unsigned int mask)
{
	struct qi_desc desc = {
		.qw0 = DEVICE_TLB | (u64)sid << 32 | (u64)(qdep & 31) << 16 |
		       (pfsid & 15) << 12 | (u64)(pfsid >> 4) << 52,
		.qw1 = up_to(addr, mask) | !!mask,
	};

	/* Not sent unless translation is on: bit 31 of the command register */
	if (iommu->gcmd >> 31)
		qi_submit_sync(iommu, &desc, 1, 0);
}

void qi_flush_dev_iotlb_pasid(struct intel_iommu *iommu, u16 sid, u16 pfsid,
			      u32 pasid, u16 qdep, u64 addr,
			      unsigned int size_order)
{
	struct qi_desc desc = {
		.qw0 = DEVICE_TLB_OF_PASID | (u64)pasid << 32 | (u64)sid << 16 |
		       (qdep & 31) << 4 | (pfsid & 15) << 12 |
		       (u64)(pfsid >> 4) << 52,
		.qw1 = up_to(addr, size_order) | (u64)!!size_order << 11,
	};

	if (iommu->gcmd >> 31)
		qi_submit_sync(iommu, &desc, 1, 0);
}
