// SPDX-License-Identifier: GPL-2.0-only
/* A device gets its domain, as the core and the driver do it. */

#include <string.h>

#include "caches.h"
#include "fixture.h"
#include "kernel_features.h"
#if __has_include("drivers/iommu/iommu-pages.h")
#include "drivers/iommu/iommu-pages.h"
#endif
#include "run.h"

static void *alloc_table(void)
{
	struct intel_iommu *iommu = &fx.iommu;

	return kernel_alloc_table;
}

void add_domains(void)
{
	for (unsigned int i = 0; i < TREE_DEVICES; i++) {
		struct group *group = &run.groups[i];
		void *table = alloc_table();

		domain_init(&group->domain);
		group->table = virt_to_phys(table);
		group->count = 0;
		group->domain_id = 2;
		while (domain_id_reserved(group->domain_id))
			group->domain_id++;
		reserve_domain_id(group->domain_id);
	}
}

/* The core does this before it attaches a device to its first domain. */
static void map_direct(struct group *group)
{
	struct iommu_domain *domain = &group->domain.domain;
	unsigned int fail_at = machine.fail_at;

	machine.fail_at = 0;
	for (unsigned int i = 0; i < TREE_DEVICES; i++) {
		const struct sim_device *device = run.device[i];

		if (&run.groups[run.tree->group[i]] != group)
			continue;
		for (unsigned int j = 0; j < device->directs; j++) {
			u64 iova = device->direct[j].start;

			if (device->direct[j].type > IOMMU_RESV_DIRECT_RELAXABLE)
				continue;
			for (u64 end = iova + device->direct[j].length; iova < end;
			     iova += MACHINE_PAGE)
				if (!iommu_iova_to_phys(domain, iova))
					iommu_map(domain, iova, iova, MACHINE_PAGE,
						  IOMMU_READ | IOMMU_WRITE
#if KERNEL_MAP_TAKES_GFP
						  , GFP_KERNEL
#endif
						  );
		}
	}
	machine.fail_at = fail_at;
}

/* A table for a function that none was copied for, as the driver makes it */
static u64 *live_context(u16 source_id)
{
	struct root_entry *root = &fx.iommu.root_entry[source_id >> 8];
	bool upper = run.tree->scalable && (source_id & 0x80);
	u64 *half = upper ? &root->hi : &root->lo;

	if (!(*half & 1)) {
		void *table = alloc_table();

		__iommu_flush_cache(&fx.iommu, table, MACHINE_PAGE);
		*half = virt_to_phys(table) | 1;
		__iommu_flush_cache(&fx.iommu, half, sizeof(*half));
	}

	return (u64 *)phys_to_virt(*half & ~0xfffULL) +
	       (run.tree->scalable ? source_id % 128 * 4 : source_id % 256 * 2);
}

/* Word by word as in builder.c: a PASID directory and a table for PASID 0 */
static void make_replacement(struct source *source, const struct group *group,
			     u64 *pasids)
{
	u64 *word = source->replacement;

	if (!run.tree->scalable) {
		word[0] = group->table | 1;
		word[1] = group->domain_id << 8 | 3;
		return;
	}
	pasids[0] = virt_to_phys(pasids + 512) | 1;
	pasids[512] = group->table | PGTT_SECOND << 6 | 3 << 2 | 1;
	pasids[513] = group->domain_id;
	__iommu_flush_cache(&fx.iommu, pasids, 2 * MACHINE_PAGE);
	word[0] = virt_to_phys(pasids) | 1;
}

static void attach_source(struct source *source, const struct group *group,
			  u64 *pasids)
{
	u64 *live = live_context(source->id);
	struct context_entry new[2];

	make_replacement(source, group, pasids);
	memcpy(new, source->replacement, sizeof(new));
	spin_lock(&fx.iommu.lock);
	if (test_bit(source->id, copied_tables_of(&fx.iommu))) {
		intel_kdump_replace_context(&fx.iommu, (struct context_entry *)live,
					    new, source->id >> 8,
					    source->id & 0xff);
	} else {
		memcpy(live, new, run.tree->scalable ? 32 : 16);
		__iommu_flush_cache(&fx.iommu, live, run.tree->scalable ? 32 : 16);
	}
	spin_unlock(&fx.iommu.lock);
	if (caches_stale(run.rtaddr))
		fails("%04x: a %s of before is still cached", source->id,
		      caches_stale(run.rtaddr));
	if (test_bit(source->id, copied_tables_of(&fx.iommu)))
		fails("%04x still counts as copied", source->id);
}

/*
 * As dmar_domain_attach_device() of the driver does it: what another device has
 * made of a context that they share stays.
 */
void attach(unsigned int device, u64 *pasids)
{
	struct group *group = group_of(device);

	if (!run.device[device]->pci.aliases)
		return;
	if (!group->count)
		map_direct(group);
	group->count++;
	for (unsigned int i = 0; i < run.source_count; i++)
		if (run.sources[i].of[device] && run.sources[i].stage != ATTACHED)
			run.sources[i].stage = ATTACHING;
	intel_kdump_carry_over(&group->domain.domain, &run.device[device]->pci.dev);
	if (strstr(machine_log(), "lost"))
		run.lossy = true;
	for (unsigned int i = 0; i < run.source_count; i++)
		if (run.sources[i].stage == ATTACHING)
			attach_source(&run.sources[i], group, pasids);
	for (unsigned int i = 0; i < run.source_count; i++)
		if (run.sources[i].stage == ATTACHING)
			run.sources[i].stage = ATTACHED;
	for (unsigned int i = 0; i < run.source_count; i++)
		if (same_group(run.sources[i].device, device))
			add_domain_edges(&run.sources[i]);
	look_at_all();
}
