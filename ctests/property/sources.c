// SPDX-License-Identifier: GPL-2.0-only
/* The source-ids of a tree's devices, what they may be using, and where to look */

#include <string.h>

#include "fixture.h"
#include "oracle.h"
#include "run.h"

static void add_probe(struct source *source, u64 iova)
{
	iova &= ~0xfffULL;
	for (unsigned int i = 0; i < source->probe_count; i++)
		if (source->probes[i] == iova)
			return;
	if (source->probe_count < PROBES_MAX)
		source->probes[source->probe_count++] = iova;
}

/* The pages on both sides of an address at which something may change */
static void add_edge(struct source *source, u64 iova)
{
	add_probe(source, iova);
	if (iova)
		add_probe(source, iova - MACHINE_PAGE);
}

static void add_run_edges(struct source *source, const struct hw_run *part)
{
	static const u64 own[] = {
		MACHINE_PAGE, MACHINE_LOW_END, MACHINE_OWN_BASE,
		MACHINE_OWN_BASE + MACHINE_OWN_PAGES * MACHINE_PAGE,
	};

	add_edge(source, part->iova);
	add_edge(source, part->iova + part->size);
	for (unsigned int i = 0; i < ARRAY_SIZE(own); i++)
		if (own[i] - part->page.phys < part->size)
			add_edge(source, part->iova + own[i] - part->page.phys);
}

void add_domain_edges(struct source *source)
{
	const struct sim_domain *domain =
		&group_of(source->device)->domain;

	for (unsigned int i = 0; i < domain->count; i++) {
		/* Many addresses in a row may lead to the same scratch page. */
		if (i && domain->maps[i].phys == domain->maps[i - 1].phys)
			continue;
		add_edge(source, domain->maps[i].iova);
		add_edge(source, domain->maps[i].iova + domain->maps[i].size);
	}
}

void collect_probes(struct source *source)
{
	for (unsigned int i = 0; i < run.source_count; i++) {
		const struct source *other = &run.sources[i];

		if (!same_group(source->device, other->device))
			continue;
		for (unsigned int j = 0; j < min(other->run_count, 64U); j++)
			add_run_edges(source, &other->runs[j]);
	}
	for (unsigned int i = 0; i < run.tree->count; i++) {
		const struct tree_part *part = &run.tree->part[i];

		if (tree_has(part, PAGES) || tree_has(part, DIRECT))
			add_edge(source, part->iova);
		if (tree_has(part, DIRECT))
			add_edge(source, part->iova + part->other * MACHINE_PAGE);
	}
	add_edge(source, FLOOR);
}

static void note_run(struct source *source, u64 iova, u64 size)
{
	source->runs[source->run_count++] = (struct hw_run){
		iova, size, { iova, HW_READ | HW_WRITE }
	};
}

/* Cut from runs that are one to one what leads to this kernel's memory. */
static void cut_own(struct source *source, u64 first, u64 end)
{
	for (unsigned int i = 0; i < min(source->run_count, RUNS_MAX); i++) {
		struct hw_run *part = &source->runs[i];
		u64 last = part->iova + part->size;

		if (part->page.phys != part->iova || last <= first ||
		    part->iova >= end)
			continue;
		if (last > end && source->run_count < RUNS_MAX)
			source->runs[source->run_count++] = (struct hw_run){
				end, last - end, { end, part->page.access }
			};
		part->size = max(first, part->iova) - part->iova;
	}
}

/* The addresses that a device may be using: what must be reserved for it */
void collect_runs(struct source *source)
{
	if (source->refused) {
		note_run(source, FLOOR, SZ_4G - FLOOR);
	} else if (source->before.kind == HW_PASS_THROUGH) {
		note_run(source, 0, identity_end());
	} else {
		source->run_count = hw_runs(&source->before, source->runs,
					      RUNS_MAX);
	}
	if (source->refused)
		return;
	cut_own(source, 0, MACHINE_LOW_END);
	cut_own(source, MACHINE_OWN_BASE,
		MACHINE_OWN_BASE + MACHINE_OWN_PAGES * MACHINE_PAGE);
}

/* Behind a damaged root entry, every function is in quarantine. */
static bool root_is_damaged(u16 source_id)
{
	bool upper = run.tree->scalable && (source_id & 0x80);
	uint64_t root[2];

	for (int half = 0; half < 2; half++)
		root[half] = built_word(root_half(fx.root, source_id >> 8, half), 0);
	if (!(root[upper] & 1))
		return false;

	return run.tree->scalable ? !sound_scalable_root_half(root[upper]) :
				    !sound_legacy_root(root);
}

static void add_id(struct source *source, unsigned int index)
{
	struct sim_device *device = run.device[index];

	source->of[index] = true;
	if (!device->pci.aliases) {
		device->info.bus = source->id >> 8;
		device->info.devfn = source->id & 0xff;
	}
	device->pci.requester_ids[device->pci.aliases++] = source->id;
}

/* Devices of different groups have no id in common. */
static void add_sharer(struct source *source, unsigned int device)
{
	if (same_group(source->device, device) && !source->of[device])
		add_id(source, device);
}

static void add_source(const struct tree_part *part)
{
	struct sim_device *device = run.device[part->device];
	struct source *source = &run.sources[run.source_count];

	if (device->pci.aliases == PCI_ALIASES)
		return;
	for (unsigned int i = 0; i < run.source_count; i++)
		if (run.sources[i].id == part->source_id) {
			add_sharer(&run.sources[i], part->device);
			return;
		}

	run.source_count++;
	memset(source, 0, offsetof(struct source, runs));
	source->run_count = 0;
	source->probe_count = 0;
	source->id = part->source_id;
	source->device = part->device;
	add_id(source, part->device);

	source->before = hw_space(run.old_rtaddr, source->id);
	hw_context(run.old_rtaddr, source->id, (uint64_t *)source->entry);
	source->sound = source->entry[0] & 1 &&
			hw_is_sound(run.old_rtaddr, source->id);
	source->refused = !source->sound &&
			  (source->entry[0] & 1 || root_is_damaged(source->id));
	collect_runs(source);
}

void add_devices(const struct tree *tree)
{
	devices_reset();
	record_flushes(&fx.iommu);
	devices.no_cmpxchg16b = tree->old_cpu;
	devices.told = look_at_event;
	for (unsigned int i = 0; i < TREE_DEVICES; i++) {
		run.device[i] = add_device(&fx.iommu, 0);
		run.device[i]->pci.aliases = 0;
		run.device[i]->pci.dev.pci = !tree->topology || !tree->topology->acpi;
		run.device[i]->pci.dev.iommu_group =
			run.device[tree->group[i]]->pci.dev.iommu_group;
	}
	for (unsigned int i = 0; i < tree->count; i++) {
		const struct tree_part *part = &tree->part[i];
		struct sim_device *device = run.device[part->device];

		if (tree_has(part, SOURCE))
			add_source(part);
		if (!tree_has(part, DIRECT) || device->directs == DIRECT_MAX)
			continue;
		device->direct[device->directs].start = part->iova;
		device->direct[device->directs].length = part->other * MACHINE_PAGE;
		device->direct[device->directs++].type = part->type;
	}
}
