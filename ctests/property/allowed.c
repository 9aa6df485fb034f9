// SPDX-License-Identifier: GPL-2.0-only
/* Where an address may lead, at each stage of a device */

#include <string.h>

#include "fixture.h"
#include "run.h"

static bool is_table(u64 phys)
{
	if (phys == virt_to_phys(fx.iommu.root_entry))
		return true;
	for (int bus = 0; bus < 256; bus++)
		if (phys == (fx.iommu.root_entry[bus].lo & ~0xfffULL) ||
		    phys == (fx.iommu.root_entry[bus].hi & ~0xfffULL))
			return true;
	for (int i = 0; i < TREE_DEVICES; i++)
		if (phys == run.groups[i].table)
			return true;

	return false;
}

/* Scratch memory is no table and was never written: all its bytes are the same. */
static bool is_scratch(u64 phys)
{
	const u8 *page = machine_own_page(phys, true);

	return page && !is_table(phys) &&
	       !memcmp(page, page + 1, MACHINE_PAGE - 1);
}

/*
 * Whether this is scratch memory, and reads fault or find nothing: fresh pages
 * are filled with SIM_POISON, which stands for what this kernel had there.
 */
static bool holds_nothing(struct hw_page page)
{
	u64 phys = page.phys & ~0xfffULL, frame = (phys - MACHINE_OWN_BASE) / MACHINE_PAGE;
	const u8 *bytes;

	if (!run.by_own_table || frame >= MACHINE_OWN_PAGES)
		return false;
	if (!run.aside[frame])
		run.aside[frame] = is_scratch(phys);
	if (!run.aside[frame] || !(page.access & HW_READ))
		return run.aside[frame];

	bytes = machine_own_page(phys, true);

	return bytes && !bytes[0];
}

/* Whether writes end there */
static bool is_aside(struct hw_page page)
{
	return page.access & HW_WRITE && holds_nothing(page);
}

static bool in_direct(const struct group *group, u64 iova)
{
	for (unsigned int i = 0; i < TREE_DEVICES; i++) {
		const struct sim_device *device = run.device[i];

		if (&run.groups[run.tree->group[i]] != group)
			continue;
		for (unsigned int j = 0; j < device->directs; j++)
			if (device->direct[j].type <= IOMMU_RESV_DIRECT_RELAXABLE &&
			    iova - device->direct[j].start < device->direct[j].length)
				return true;
	}

	return false;
}

/*
 * The page that @source contributes to its device's domain; sets *@aside if
 * that is scratch memory.
 */
static struct hw_page carried(const struct source *source, u64 iova, bool *aside)
{
	struct hw_page page = { 0, 0 };

	*aside = false;
	if (!is_reserved(group_of(source->device), iova) && !run.lossy)
		return page;
	if (source->refused)
		return page;
	if (source->before.kind == HW_PASS_THROUGH) {
		if (iova < identity_end())
			page = (struct hw_page){ iova, HW_READ | HW_WRITE };
	} else if (source->before.kind != HW_OTHER) {
		page = hw_address(&source->before, iova);
	}
	/* What is one to one was mapped with all of RAM. */
	if (page.access && in_own_memory(page.phys)) {
		*aside = page.phys != iova;
		page.access = 0;
	}

	return page;
}

static const struct source *source_with(u16 id)
{
	const struct source *source = run.sources;

	while (source->id != id)
		source++;

	return source;
}

/*
 * Whether @page is what the group's domain maps at @iova, with what all of its
 * devices bring once one is @attached: the firmware's direct mapping, or that of
 * the first device.
 */
static bool is_in_domain(const struct group *group, bool attached, u64 iova,
			 struct hw_page page)
{
	if (in_direct(group, iova))
		return same_page(page, (struct hw_page){ iova, 3 });

	for (unsigned int i = 0; attached && i < TREE_DEVICES; i++) {
		const struct pci_dev *pdev = &run.device[i]->pci;

		if (group_of(i) != group)
			continue;

		for (unsigned int j = 0; j < pdev->aliases; j++) {
			struct hw_page brought;
			bool aside;

			brought = carried(source_with(pdev->requester_ids[j]),
					  iova, &aside);
			if (!brought.access && !aside)
				continue;
			if (aside ? is_aside(page) : same_page(page, brought))
				return true;
			if (!run.lossy)
				return false;
		}
	}

	return !page.access || (run.lossy && is_aside(page));
}

/*
 * Identity tables reach to the end of RAM, with a hole for this kernel's memory.
 * @same: where the address led before
 */
static bool is_identity(u64 iova, struct hw_page same, struct hw_page page)
{
	if (!run.tree->dump)
		return same_page(page, same);
	if (run.lossy || !run.tree->superpages)
		return same_page(page, same) || is_aside(page);

	return iova < 5ULL * SZ_1G && !in_own_memory(iova) ? same_page(page, same) :
						   is_aside(page);
}

/* A page of this kernel's memory that is cut off; one may fault that was read. */
static bool is_spared_page(struct hw_page old, struct hw_page page)
{
	if (!old.access || !in_own_memory(old.phys))
		return false;

	return is_aside(page) || (!(old.access & HW_WRITE) &&
				  (!page.access || holds_nothing(page)));
}

bool is_allowed(const struct source *source, u64 iova, struct hw_page page)
{
	const struct group *group = group_of(source->device);
	struct hw_page old = hw_address(&source->before, iova);
	enum stage stage = source->stage;

	if (stage == ATTACHED)
		return is_in_domain(group, true, iova, page);
	if (stage == ATTACHING &&
	    (is_in_domain(group, true, iova, page) ||
	     (run.tree->old_cpu && !page.access)))
		return true;
	if (stage == OLD_ROOT)
		return same_page(page, old);
	/* Devices may have a domain-id in common, and what is cached under it. */
	if (stage == BOTH_ROOTS &&
	    (same_page(page, old) || is_spared_page(old, page) ||
	     (source->before.kind == HW_OTHER && run.by_own_table && page.access)))
		return true;
	if (run.lossy && (is_aside(page) || !page.access))
		return true;
	if (source->refused)
		return is_aside(page);
	if (source->before.kind == HW_PASS_THROUGH)
		return is_identity(iova, old, page);
	/* Nested tables are never walked. */
	if (source->before.kind == HW_OTHER)
		return run.by_own_table ? page.access : same_page(page, old);
	if (old.access && in_own_memory(old.phys))
		return is_spared_page(old, page);

	return same_page(page, old);
}
