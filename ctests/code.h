/* SPDX-License-Identifier: GPL-2.0-only */
/* The code under test, and what it keeps of one machine that the next has not */
#include "drivers/iommu/intel/kdump.c"

#include "kernel_features.h"
#include "kept.h"

#if SERIES_HAS_KEEP_MAPPINGS
static unsigned int runs_of(const struct old_domain *domain)
{
	const struct old_runs *runs;
	unsigned int count = 0;

	list_for_each_entry(runs, &domain->runs, list)
		count++;

	return count;
}
#endif

#if SERIES_HAS_SPARE_TABLES
/* No present entry of tables that are taken over leads to a table of this kernel. */
static bool leads_to_own_table(u64 pte, unsigned int level, bool first_stage)
{
	return pte & (first_stage ? PTE_R : PTE_R | PTE_W) && !(pte & PTE_PS) &&
	       (pte ^ quarantine_pte(first_stage, level)) & PTE_ADDR &&
	       page_is_ram(PHYS_PFN(pte & PTE_ADDR));
}

/* Tables of this kernel in place of some of the crashed kernel's */
static unsigned long own_tables_count(const u64 *table, unsigned int level,
				      bool first_stage)
{
	unsigned long count = !!table;

	for (unsigned int i = 0; table && level > 1 && i < TABLE_WORDS; i++)
		if (leads_to_own_table(table[i], level, first_stage))
			count += own_tables_count(phys_to_virt(table[i] & PTE_ADDR),
						  level - 1, first_stage);

	return count;
}

static void forget_own_tables(u64 *table, unsigned int level, bool first_stage)
{
	for (unsigned int i = 0; table && level > 1 && i < TABLE_WORDS; i++)
		if (leads_to_own_table(table[i], level, first_stage))
			forget_own_tables(phys_to_virt(table[i] & PTE_ADDR),
					  level - 1, first_stage);
	if (table)
		__free_page(virt_to_page(table));
}
#endif

#if SERIES_HAS_QUARANTINE
static void forget_runs(struct old_domain *domain)
{
	drop_runs(domain);
	memset(domain, 0, sizeof(*domain));
	INIT_LIST_HEAD(&domain->runs);
}
#endif

#if SERIES_HAS_CHECK_PAGE_TABLES
#define for_each_old_domain(domain, bucket)				\
	for (bucket = 0; bucket < HASH_SIZE(old_domains); bucket++)	\
		hlist_for_each_entry(domain, &old_domains[bucket], node)
#endif

unsigned int kept_allocs_count(void)
{
	unsigned int count = 0;

#if SERIES_HAS_CHECK_PAGE_TABLES
	struct old_domain *domain;
	unsigned int bucket;

	for_each_old_domain(domain, bucket)
		count++;
#endif
#if SERIES_HAS_COLLECT_IOVAS
	for (struct xa_node *node = old_devices.head; node; node = node->next)
		count++;
#endif

	return count;
}

unsigned int kept_pages_count(void)
{
	unsigned int count = 0;

#if SERIES_HAS_KEEP_MAPPINGS
	struct old_domain *domain;
	unsigned int bucket;

	for_each_old_domain(domain, bucket)
		count += runs_of(domain);
#endif
#if SERIES_HAS_SPARE_TABLES
	for_each_old_domain(domain, bucket)
		count += own_tables_count(domain->own, domain->levels,
					  domain->first_stage);
#endif
#if SERIES_HAS_QUARANTINE
	count += runs_of(&quarantined);
#endif
#if SERIES_HAS_PASS_THROUGH
	count += runs_of(&pass_through);
#endif

	return count;
}

void forget_kept(void)
{
#if SERIES_HAS_QUARANTINE
	forget_runs(&quarantined);
#endif
#if SERIES_HAS_PASS_THROUGH
	forget_runs(&pass_through);
#endif
#if SERIES_HAS_SPARE_OWN_MEMORY
	owns = 0;
#endif
#if SERIES_HAS_REACH_RESERVED_REGIONS
	rmrrs = 0;
#endif
#if SERIES_HAS_REACH_WINDOWS
	reach[0].end = SZ_4G;
	reaches = 1;
#endif
#if SERIES_HAS_CARRY_MAPPINGS
	atomic_long_set(&carried_pages, 0);
#endif
#if SERIES_HAS_COLLECT_IOVAS
	xa_destroy(&old_devices);
#endif
#if SERIES_HAS_CHECK_PAGE_TABLES
	for (unsigned int i = 0; i < HASH_SIZE(old_domains); i++) {
		struct hlist_node *node = old_domains[i].first, *next;

		for (; node; node = next) {
			struct old_domain *domain =
				container_of(node, struct old_domain, node);

			next = node->next;
#if SERIES_HAS_KEEP_MAPPINGS
			drop_runs(domain);
#endif
#if SERIES_HAS_SPARE_TABLES
			forget_own_tables(domain->own, domain->levels,
					  domain->first_stage);
#endif
			kfree(domain);
		}
		old_domains[i].first = NULL;
	}
#endif
}
