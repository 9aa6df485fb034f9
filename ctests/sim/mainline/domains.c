// SPDX-License-Identifier: GPL-2.0-only
/* Domains and what they map */

#include <stdlib.h>
#include <string.h>

#include <linux/kernel.h>

#include "devices.h"
#include "internal.h"

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

static int map(struct iommu_domain *to, u64 iova, u64 phys, u64 size, int prot,
	       gfp_t gfp)
{
	struct sim_domain *domain = container_of(to, struct sim_domain, domain);
	unsigned int at;

	sim_might_sleep_if(gfp, "iommu_map");
	if (gfp == GFP_ATOMIC && sim_preemptible())
		sim_violation("iommu_map() from the reserves of interrupts");
	sim_worked();
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
{
	return map(domain, iova, paddr, size, prot, gfp);
}
#else
int iommu_map(struct iommu_domain *domain, unsigned long iova,
	      phys_addr_t paddr, size_t size, int prot)
{
	return map(domain, iova, paddr, size, prot, GFP_KERNEL);
}

int iommu_map_atomic(struct iommu_domain *domain, unsigned long iova,
		     phys_addr_t paddr, size_t size, int prot)
{
	return map(domain, iova, paddr, size, prot, GFP_ATOMIC);
}
#endif

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

	devices.looked_up++;
	sim_worked();
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
