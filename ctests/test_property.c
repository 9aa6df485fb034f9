// SPDX-License-Identifier: GPL-2.0-only
/* ctest: from continuePassThrough, includes the code */
/*
 * The property that the series is for: at each instant of the hand-over and of
 * the attach of drivers, whatever the hardware has cached, an address that
 * translated before leads to the same place with the same permissions, nothing
 * that the checks reject is reachable, and what is carried over never reaches
 * this kernel's own memory.
 *
 * CTEST_SEED repeats a run, CTEST_ROUNDS makes it longer.
 */

#include <string.h>
#include <time.h>

#include "drivers/iommu/intel/kdump.c"

#include "caches.h"
#include "devices.h"
#include "fixture.h"
#include "kernel_facts.h"
#include "oracle.h"
#if __has_include("drivers/iommu/iommu-pages.h")
#include "drivers/iommu/iommu-pages.h"
#endif
#include "random.h"
#include "trees.h"
#include "walker.h"

#define RUNS_MAX	1024
#define PROBES_MAX	1024
#define RTADDR		(0x20 / 8)
#define FLOOR		(256ULL << 20)

enum stage { OLD_ROOT, BOTH_ROOTS, COPIED, ATTACHING, ATTACHED };

struct source {
	u16 id;
	unsigned int device;
	bool sound;			/* its tables are */
	bool refused;			/* they are not */
	bool one_to_one;		/* they are pass-through in software */
	bool replaced;			/* by identity */
	struct hw_space before;
	u64 entry[4], replacement[4];	/* of a context, before and after */
	struct hw_run runs[RUNS_MAX];
	unsigned int run_count;
	u64 probes[PROBES_MAX];
	unsigned int probe_count;
};

struct group {
	struct sim_domain domain;
	u64 table;			/* of the domain */
	u16 domain_id;
	unsigned int attached[TREE_DEVICES], count;	/* in this order */
	bool attaching;			/* the last of these */
	unsigned int looked_at;		/* of the domain's mappings */
};

static struct {
	const struct tree *tree;
	struct source sources[SOURCES_MAX];
	unsigned int source_count;
	struct group groups[TREE_DEVICES];
	struct sim_device *device[TREE_DEVICES];
	enum stage stage[TREE_DEVICES];
	u64 rtaddr, old_rtaddr;
	bool both;			/* roots are in use */
	bool lossy;			/* memory ran out, or a call failed */
	u64 floor;			/* nothing below is carried over */
	bool aside[MACHINE_OWN_PAGES];	/* pages that nothing matters in */
	bool by_own_table;		/* what is looked at now is this kernel's */
	char failure[512];
} run;

static struct group *group_of(unsigned int device)
{
	return &run.groups[run.tree->group[device]];
}

static void __printf(1, 2) fails(const char *fmt, ...)
{
	va_list args;

	if (run.failure[0])
		return;
	va_start(args, fmt);
	vsnprintf(run.failure, sizeof(run.failure), fmt, args);
	va_end(args);
}

static bool is_own(u64 phys)
{
	return phys >= MACHINE_PAGE &&
	       (phys < MACHINE_LOW_END ||
		phys - MACHINE_OWN_BASE < MACHINE_OWN_PAGES * MACHINE_PAGE);
}

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

/* Neither a table nor anything else that was written */
static bool nothing_matters_in(u64 phys)
{
	const u8 *page = machine_own_page(phys, true);

	return page && !is_table(phys) &&
	       !memcmp(page, page + 1, MACHINE_PAGE - 1);
}

/* Reads fault; writes go where nothing matters. */
static bool is_aside(struct hw_page page)
{
	u64 phys = page.phys & ~0xfffULL, frame = (phys - MACHINE_OWN_BASE) / MACHINE_PAGE;

	if (page.access != HW_WRITE || !run.by_own_table ||
	    frame >= MACHINE_OWN_PAGES)
		return false;
	if (!run.aside[frame])
		run.aside[frame] = nothing_matters_in(phys);

	return run.aside[frame];
}

static bool same_page(struct hw_page a, struct hw_page b)
{
	return a.access == b.access && (!a.access || a.phys == b.phys);
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

static bool in_ram(u64 phys)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(machine.old_ram); i++)
		if (phys - machine.old_ram[i].first < machine.old_ram[i].size)
			return true;

	return false;
}

/*
 * What a source-id brings into the domain of its device;  if that is
 * memory that nothing matters in.
 */
static struct hw_page carried(const struct source *source, u64 iova, bool *aside)
{
	struct hw_page page = { 0, 0 };

	*aside = false;
	if (iova < run.floor && !run.lossy)
		return page;
	if (source->refused) {
		*aside = iova >= FLOOR && iova < SZ_4G;
	} else if (source->replaced || source->before.kind == HW_PASS_THROUGH) {
		if (in_ram(iova))
			page = (struct hw_page){ iova, HW_READ | HW_WRITE };
	} else if (source->before.kind != HW_OTHER) {
		page = hw_address(&source->before, iova);
	}
	*aside |= page.access && is_own(page.phys);

	return page;
}

/*
 * Whether @page is what the domain of a group has for an address, with the
 * first @count devices attached: what the firmware wants, or what the first of
 * them brought along.
 */
static bool is_in_domain(const struct group *group, unsigned int count,
			 u64 iova, struct hw_page page)
{
	if (in_direct(group, iova))
		return same_page(page, (struct hw_page){ iova, 3 });

	for (unsigned int i = 0; i < count; i++) {
		for (unsigned int j = 0; j < run.source_count; j++) {
			const struct source *source = &run.sources[j];
			struct hw_page brought;
			bool aside;

			if (source->device != group->attached[i])
				continue;
			brought = carried(source, iova, &aside);
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

/* Up to the end of RAM, pass-through becomes identity with a hole. */
static bool is_identity(u64 iova, struct hw_page same, struct hw_page page)
{
	if (!run.tree->dump)
		return same_page(page, same);
	if (run.lossy || !run.tree->superpages)
		return same_page(page, same) || is_aside(page);

	/* The header of the dump is in the rest of what kexec reserved. */
	if (iova >= MACHINE_LOW_END && iova < SZ_16M && !in_ram(iova))
		return same_page(page, same) || is_aside(page);

	return iova < 5ULL * SZ_1G && !is_own(iova) ? same_page(page, same) :
						   is_aside(page);
}

static bool is_allowed(const struct source *source, u64 iova,
		       struct hw_page page)
{
	const struct group *group = group_of(source->device);
	struct hw_page old = hw_address(&source->before, iova);
	enum stage stage = run.stage[source->device];

	if (stage == ATTACHED)
		return is_in_domain(group, group->count, iova, page) ||
		       (group->attaching &&
			is_in_domain(group, group->count - 1, iova, page));
	if (stage == ATTACHING &&
	    (is_in_domain(group, group->count, iova, page) ||
	     (run.tree->old_cpu && !page.access)))
		return true;
	if (stage == OLD_ROOT || (stage == BOTH_ROOTS && same_page(page, old)))
		return same_page(page, old);
	if (run.lossy && (is_aside(page) || !page.access))
		return true;
	if (source->refused)
		return is_aside(page);
	if (source->before.kind == HW_PASS_THROUGH)
		return is_identity(iova, old, page);
	if (source->replaced)
		return is_identity(iova, (struct hw_page){ iova, 3 }, page);

	return same_page(page, old);
}

static void look_at(unsigned int index, u64 first, u64 last)
{
	const struct source *source = &run.sources[index];
	struct reach reach;

	caches_reach(index, run.rtaddr, &reach);
	if (run.both)
		reach.space[reach.count++] = hw_space(run.old_rtaddr, source->id);
	for (unsigned int i = 0; i < reach.count; i++) {
		run.by_own_table = is_own(reach.space[i].table);
		for (unsigned int j = 0; j < source->probe_count; j++) {
			u64 iova = source->probes[j];
			struct hw_page page;

			if (iova < first || iova > last)
				continue;
			page = hw_address(&reach.space[i], iova);
			if (!is_allowed(source, iova, page)) {
				fails("stage %u: %04x: %#llx leads to %#llx with access %u by table %#llx with %u levels",
				      run.stage[source->device], source->id, iova,
				      (u64)page.phys, page.access,
				      (u64)reach.space[i].table,
				      reach.space[i].levels);
				return;
			}
		}
	}
}

/* A context that is being replaced is the old one or the new one, never a mix. */
static void look_at_entry(const struct source *source)
{
	unsigned int words = run.tree->scalable ? 4 : 2;
	u64 entry[4];

	if (run.stage[source->device] != ATTACHING)
		return;
	hw_context(run.rtaddr, source->id, (uint64_t *)entry);
	if (memcmp(entry, source->entry, words * 8) &&
	    memcmp(entry, source->replacement, words * 8) &&
	    !(run.tree->old_cpu && !entry[0]))
		fails("%04x: the context is %#llx %#llx while it is replaced",
		      source->id, entry[0], entry[1]);
}

/* Each store and each flush: everything is looked at. */
static void look_at_all(void)
{
	if (run.failure[0])
		return;
	for (int view = fx.iommu.ecap & 1; view < 2; view++) {
		hw_snoops = view;
		caches_fetch(run.rtaddr);
		if (run.both)
			caches_fetch(run.old_rtaddr);
		for (unsigned int i = 0; i < run.source_count; i++) {
			look_at(i, 0, U64_MAX);
			look_at_entry(&run.sources[i]);
		}
	}
}

static void look_at_event(const struct sim_event *event)
{
	switch (event->kind) {
	case STORED:
	case LINES_FLUSHED:
		return;
	case CONTEXT_FLUSHED:
		caches_flush_contexts(event->type != DMA_CCMD_GLOBAL_INVL &&
				      !run.tree->scalable,
				      event->type == DMA_CCMD_DEVICE_INVL,
				      event->did, event->source_id);
		break;
	case PASIDS_FLUSHED:
		caches_flush_pasids(event->type != QI_PC_GLOBAL, event->did);
		break;
	case IOTLB_FLUSHED:
		caches_flush_iotlb(event->type != DMA_TLB_GLOBAL_FLUSH, event->did);
		break;
	}
	look_at_all();
}

/*
 * Between the stores, only domains change, one mapping at a time. When nothing
 * is new, look at a bit of the rest: it must not have changed. The same goes for
 * all that happens while the hardware knows none of this kernel's tables.
 */
static void look(bool stored)
{
	bool mapped = false;

	if (stored && run.rtaddr != run.old_rtaddr) {
		look_at_all();
		return;
	}
	for (unsigned int i = 0; i < run.source_count; i++) {
		struct group *group = group_of(run.sources[i].device);
		const struct sim_domain *domain = &group->domain;

		for (unsigned int j = group->looked_at; j < domain->count; j++)
			if (run.stage[run.sources[i].device] == ATTACHED)
				look_at(i, domain->maps[j].iova,
					domain->maps[j].iova +
					domain->maps[j].size - 1);
	}
	for (unsigned int i = 0; i < TREE_DEVICES; i++) {
		mapped |= run.groups[i].looked_at != run.groups[i].domain.count;
		run.groups[i].looked_at = run.groups[i].domain.count;
	}
	if (run.source_count && !mapped) {
		const struct source *source;
		u64 iova;

		source = &run.sources[machine.calls % run.source_count];
		iova = source->probes[machine.calls % source->probe_count];
		look_at(source - run.sources, iova, iova);
	}
}

static bool find_in_domain(uint64_t table, unsigned int levels, uint64_t iova,
			   struct hw_page *page)
{
	for (unsigned int i = 0; i < TREE_DEVICES; i++) {
		const struct sim_mapping *mapping;

		if (!run.groups[i].table || run.groups[i].table != table)
			continue;
		mapping = domain_find(&run.groups[i].domain, iova);
		page->access = 0;
		if (mapping && levels == 5) {
			page->phys = mapping->phys + iova - mapping->iova;
			page->access = mapping->prot & 3;
		}
		return true;
	}

	return false;
}

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

static void add_domain_edges(struct source *source)
{
	const struct sim_domain *domain =
		&group_of(source->device)->domain;

	for (unsigned int i = 0; i < domain->count; i++) {
		/* Own memory is many pages in a row, and all of them are one. */
		if (i && domain->maps[i].phys == domain->maps[i - 1].phys)
			continue;
		add_edge(source, domain->maps[i].iova);
		add_edge(source, domain->maps[i].iova + domain->maps[i].size);
	}
}

static bool same_group(unsigned int a, unsigned int b)
{
	return run.tree->group[a] == run.tree->group[b];
}

static void collect_probes(struct source *source)
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

/* What a device may be using, in the ways that it may be doing so */
static void collect_runs(struct source *source)
{
	if (source->refused) {
		note_run(source, FLOOR, SZ_4G - FLOOR);
	} else if (source->replaced || source->before.kind == HW_PASS_THROUGH) {
		for (unsigned int i = 0; i < ARRAY_SIZE(machine.old_ram); i++)
			if (machine.old_ram[i].size)
				note_run(source, machine.old_ram[i].first,
					machine.old_ram[i].size);
	} else {
		source->run_count = hw_runs(&source->before, source->runs,
					      RUNS_MAX);
	}
}

/* Nothing is known of the contexts behind a damaged root entry. */
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

static void add_source(const struct tree_part *part)
{
	struct sim_device *device = run.device[part->device];
	struct source *source = &run.sources[run.source_count];

	for (unsigned int i = 0; i < run.source_count; i++)
		if (run.sources[i].id == part->source_id)
			return;
	if (device->pci.aliases == PCI_ALIASES)
		return;

	run.source_count++;
	memset(source, 0, offsetof(struct source, runs));
	source->run_count = 0;
	source->probe_count = 0;
	source->id = part->source_id;
	source->device = part->device;
	if (!device->pci.aliases) {
		device->info.bus = source->id >> 8;
		device->info.devfn = source->id & 0xff;
	}
	device->pci.requester_ids[device->pci.aliases++] = source->id;

	source->before = hw_space(run.old_rtaddr, source->id);
	hw_context(run.old_rtaddr, source->id, (uint64_t *)source->entry);
	source->sound = source->entry[0] & 1 &&
			hw_is_sound(run.old_rtaddr, source->id);
	source->refused = !source->sound &&
			  (source->entry[0] & 1 || root_is_damaged(source->id));
	source->one_to_one = source->sound &&
			     hw_is_one_to_one(&source->before, MACHINE_DUMP_HEADER);
	collect_runs(source);
}

static void add_devices(const struct tree *tree)
{
	devices_reset();
	record_flushes(&fx.iommu);
	devices.no_cmpxchg16b = tree->old_cpu;
	devices.told = look_at_event;
	for (unsigned int i = 0; i < TREE_DEVICES; i++) {
		run.device[i] = add_device(&fx.iommu, 0);
		run.device[i]->pci.aliases = 0;
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

static void *alloc_table(void)
{
	struct intel_iommu *iommu = &fx.iommu;

	return kernel_alloc_table;
}

static void add_domains(void)
{
	for (unsigned int i = 0; i < TREE_DEVICES; i++) {
		struct group *group = &run.groups[i];
		void *table = alloc_table();

		domain_init(&group->domain);
		group->table = virt_to_phys(table);
		group->count = 0;
		group->attaching = false;
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
	if (test_bit(source->id, fx.iommu.copied_tables)) {
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
	if (test_bit(source->id, fx.iommu.copied_tables))
		fails("%04x still counts as copied", source->id);
}

/* As dmar_domain_attach_device() of the driver does it */
static void attach(unsigned int device, u64 *pasids)
{
	struct group *group = group_of(device);

	if (!run.device[device]->pci.aliases)
		return;
	if (!group->count)
		map_direct(group);
	group->attached[group->count++] = device;
	group->attaching = true;
	run.stage[device] = ATTACHING;
	intel_kdump_carry_over(&group->domain.domain, &run.device[device]->pci.dev,
			       group->count > 1);
	if (strstr(machine_log(), "lost"))
		run.lossy = true;
	for (unsigned int i = 0; i < run.source_count; i++)
		if (run.sources[i].device == device)
			attach_source(&run.sources[i], group, pasids);
	run.stage[device] = ATTACHED;
	group->attaching = false;
	for (unsigned int i = 0; i < run.source_count; i++)
		if (same_group(run.sources[i].device, device))
			add_domain_edges(&run.sources[i]);
	look_at_all();
}

static void set_stage(enum stage stage)
{
	for (unsigned int i = 0; i < TREE_DEVICES; i++)
		run.stage[i] = stage;
}

/* What was pass-through in software, and now is RAM that leads to itself */
static void note_replaced(void)
{
	bool expected = run.tree->dump && run.tree->superpages && !run.lossy;

	for (unsigned int i = 0; i < run.source_count; i++) {
		struct source *source = &run.sources[i];

		if (!source->one_to_one)
			continue;
		source->replaced = is_own(hw_space(run.rtaddr, source->id).table);
		if (expected && !source->replaced)
			fails("%04x: its page tables reach this kernel", source->id);
		source->run_count = 0;
		collect_runs(source);
	}
	for (unsigned int i = 0; i < run.source_count; i++)
		collect_probes(&run.sources[i]);
}

/* As init_dmars() does it: RTADDR, then all that is cached is flushed. */
static void switch_roots(void)
{
	run.both = true;
	run.rtaddr = virt_to_phys(fx.iommu.root_entry) | (run.old_rtaddr & 0xc00);
	note_replaced();
	set_stage(BOTH_ROOTS);
	look_at_all();
	run.both = false;
	caches_flush_all();
	set_stage(COPIED);
	look_at_all();
	for (unsigned int i = 0; i < run.source_count; i++) {
		struct source *source = &run.sources[i];

		hw_context(run.rtaddr, source->id, (uint64_t *)source->entry);
		if ((source->entry[0] & 1) !=
		    test_bit(source->id, fx.iommu.copied_tables))
			fails("%04x is %smarked as copied", source->id,
			      source->entry[0] & 1 ? "not " : "");
	}
}

/* Nothing that is in use is handed out, and enough is left to hand out. */
static void check_reserved(unsigned int device)
{
	struct iommu_resv_region *region, *next;
	u64 room = 4ULL << 30;
	struct list_head regions;

	INIT_LIST_HEAD(&regions);
	intel_kdump_get_resv_regions(&run.device[device]->pci.dev, &regions);
	for (unsigned int i = 0; i < run.source_count; i++) {
		const struct source *source = &run.sources[i];

		if (!same_group(source->device, device))
			continue;
		for (unsigned int j = 0; j < min(source->run_count, RUNS_MAX); j++) {
			u64 first = max(source->runs[j].iova, run.floor);
			u64 end = source->runs[j].iova + source->runs[j].size;
			bool found = first >= end || run.tree->fail_at;

			list_for_each_entry(region, &regions, list)
				found |= region->start <= first &&
					 region->start + region->length >= end;
			if (!found)
				fails("%04x: %#llx to %#llx is not reserved",
				      source->id, first, end);
		}
	}
	list_for_each_entry_safe(region, next, &regions, list) {
		u64 end = region->start + region->length;

		if (region->start < SZ_4G)
			room -= min(end, (u64)SZ_4G) - region->start;
		kfree(region);
	}
	if (room < FLOOR)
		fails("%#llx bytes are left below 4 GiB", room);
}

/* The addresses below 4 GiB that the devices of a group leave free */
static u64 room_of(unsigned int device)
{
	u64 room = 0, at = 0, next;

	for (; at < 4ULL << 30; at = next) {
		bool used = false;

		next = 4ULL << 30;
		for (unsigned int i = 0; i < run.source_count; i++) {
			const struct source *source = &run.sources[i];

			if (!same_group(source->device, device))
				continue;
			for (unsigned int j = 0; j < min(source->run_count, RUNS_MAX); j++) {
				u64 first = source->runs[j].iova;
				u64 end = first + source->runs[j].size;

				if (first > at)
					next = min(next, first);
				if (end > at)
					next = min(next, end);
				used |= first <= at && at < end;
			}
		}
		if (!used)
			room += next - at;
	}

	return room;
}

static void reserve(void)
{
	for (unsigned int i = 0; i < TREE_DEVICES; i++)
		if (run.device[i]->pci.aliases && room_of(i) < FLOOR)
			run.floor = FLOOR;
	for (int twice = 0; twice < 2; twice++)
		for (unsigned int i = 0; i < TREE_DEVICES; i++)
			if (run.device[i]->pci.aliases)
				check_reserved(i);
}

static void free_own(void)
{
	for (unsigned int i = 0; i < TREE_DEVICES; i++) {
		if (!run.groups[i].table)
			continue;
		kernel_free_table(phys_to_virt(run.groups[i].table));
		domain_free(&run.groups[i].domain);
		run.groups[i].table = 0;
	}
	memset(quarantine, 0, sizeof(quarantine));
	scratch = 0;
	carried_pages = 0;
	old_floor = 0;
}

static bool under_one_id(const struct hw_space *a, const struct hw_space *b)
{
	return a->kind && b->kind && a->domain_id == b->domain_id &&
	       (a->kind != b->kind || a->table != b->table ||
		a->levels != b->levels);
}

static void start_caches(void)
{
	u16 ids[SOURCES_MAX];

	for (unsigned int i = 0; i < run.source_count; i++)
		ids[i] = run.sources[i].id;
	caches_start(ids, run.source_count);
	for (unsigned int i = 0; i < run.source_count; i++)
		for (unsigned int j = 0; j < i; j++)
			if (under_one_id(&run.sources[i].before,
					 &run.sources[j].before))
				caches_forgive(run.sources[i].before.domain_id);
	caches_fetch(run.rtaddr);
}

static void start_run(const struct tree *tree)
{
	memset(&run, 0, offsetof(typeof(run), sources));
	run.source_count = 0;
	memset(run.groups, 0, sizeof(run) - offsetof(typeof(run), groups));
	run.tree = tree;
	tree_build(tree);
	hw_domain = find_in_domain;
	run.old_rtaddr = fx.regs[RTADDR];
	run.rtaddr = run.old_rtaddr;
	run.lossy = tree->fail_at;
	add_devices(tree);
	for (unsigned int i = 0; i < run.source_count; i++)
		collect_probes(&run.sources[i]);
	start_caches();
}

/* False if the property does not hold; run.failure says where. */
static bool holds(const struct tree *tree)
{
	struct page *pasids = NULL;

	start_run(tree);
	machine.fail_at = tree->fail_at;
	machine.look = look;
	/* Without memory, all is blocked, or translation switched off. */
	if (copy_tables() || !fx.iommu.copied_tables) {
		if (!tree->fail_at)
			fails("nothing is copied");
	} else {
		switch_roots();
		reserve();
		machine.look = NULL;
		machine.fail_at = 0;
		add_domains();
		pasids = alloc_pages_node(0, GFP_KERNEL | __GFP_ZERO, 4);
		machine.look = look;
		if (tree->fail_at > machine.calls)
			machine.fail_at = tree->fail_at;
		for (unsigned int i = 0; i < TREE_DEVICES; i++)
			attach(tree->order[i], (u64 *)page_address(pasids) +
					       i * 1024);
	}
	machine.look = NULL;
	if (machine.violations || machine.maps || machine.locks)
		fails("%s", machine_complaints());

	free_own();
	discard();
	devices_reset();
	if (machine.allocs)
		fails("%u objects are left", machine.allocs);

	return !run.failure[0];
}

static bool does_not_hold(const struct tree *tree)
{
	return !holds(tree);
}

static void property_holds(void **state)
{
	unsigned long long seed = random_setting("CTEST_SEED", time(NULL));
	unsigned long long rounds = random_rounds(2000);
	static struct tree tree;

	print_message("CTEST_SEED=%llu, %llu rounds\n", seed, rounds);
	for (unsigned long long i = 0; i < rounds; i++) {
		tree_make(&tree, seed + i);
		if (holds(&tree))
			continue;
		tree_shrink(&tree, does_not_hold);
		holds(&tree);
		print_message("CTEST_SEED=%llu CTEST_ROUNDS=1 fails:\n", seed + i);
		tree_print(&tree);
		fail_msg("%s", run.failure);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(property_holds),
	};

	return cmocka_run_group_tests_name("property", tests, NULL, NULL);
}
