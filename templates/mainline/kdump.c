//@ readCrashedMemory
// SPDX-License-Identifier: GPL-2.0-only
/*
 * Take over the translation tables of a crashed kernel.
 *
 * Devices that the crashed kernel left running go on doing DMA through the
 * IOMMU while this kernel boots. The tables behind that DMA lie in memory that
 * this kernel does not own, and a crash may have damaged them. They are read
 * and checked here, and never written: the dump shows them as they were.
 */

#define pr_fmt(fmt)	"DMAR: " fmt

#include <linux/acpi.h>
#include <linux/crash_dump.h> //+ warnWhenSwitchedOff
#include <linux/dmar.h> //+ inheritMode
#include <linux/elf.h> //+ passThrough
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/pci.h> //+ copyAllOrNothing
#include <linux/spinlock.h> //+ muteFaults
#include <linux/workqueue.h> //+ muteFaults

#include "iommu.h"
#include "pasid.h" //+ checkPASIDTables
{{#kernel.iommu_pages}}
#include "../iommu-pages.h" //+ copyAllOrNothing
{{/kernel.iommu_pages}}

//@ copyAllOrNothing
{{{root_entry.defines}}}

{{{scalable_root_half.defines}}}

{{{context_entry.defines}}}

{{{scalable_context_entry.defines}}}

//@ checkPASIDTables
{{{pasid_dir_entry.defines}}}

{{{pasid_table_entry.defines}}}
#define PASID_TE_WORDS		{{{pasid_table_entry.words}}}

//@ copyAllOrNothing
{{{rtaddr.defines}}}

//@ readCrashedMemory
/*
 * The platform's host address width, which no CPU exceeds: VT-d specification,
 * section 8.1.
 */
static unsigned int host_address_width(void)
{
	struct acpi_table_header *dmar;
	static unsigned int width;

	if (width)
		return width;

	width = boot_cpu_data.x86_phys_bits;
	if (ACPI_SUCCESS(acpi_get_table(ACPI_SIG_DMAR, 0, &dmar))) {
		width = min(width, ((struct acpi_table_dmar *)dmar)->width + 1U);
		acpi_put_table(dmar);
	}

	return width;
}

/*
 * The crashed kernel never owned this kernel's memory: a table there is the
 * mark of a damaged pointer, and so is one that the hardware cannot address.
 */
static bool old_table_usable(phys_addr_t phys)
{
	return phys && !(phys >> host_address_width()) &&
	       !page_is_ram(PHYS_PFN(phys));
}

/**
 * intel_kdump_read_table - read a table of the crashed kernel
 * @phys: physical address of the table, aligned to its size of one VT-d page
 * @table: where to copy it
 *
 * Return: 0, -EINVAL if there can be no such table, -ENOMEM if it cannot be
 * mapped.
 */
int intel_kdump_read_table(phys_addr_t phys, void *table) //- switchToTheCopy
static int intel_kdump_read_table(phys_addr_t phys, void *table) //~ switchToTheCopy
{
	void *old;

	if (!old_table_usable(phys))
		return -EINVAL;

	old = memremap(phys, VTD_PAGE_SIZE, MEMREMAP_WB);
	if (!old)
		return -ENOMEM;

	memcpy(table, old, VTD_PAGE_SIZE);
	memunmap(old);

	return 0;
}

//@ validateEntries
/*
 * The entries of the crashed kernel, as the hardware would judge them. These
 * are for entries that are present.
 */

{{{root_entry.validator}}}

{{{scalable_root_half.validator}}}

{{{context_entry.validator}}}

{{{scalable_context_entry.validator}}}

//@ checkPASIDTables
{{{pasid_dir_entry.validator}}}

{{{pasid_table_entry.validator}}}

//@ copyAllOrNothing
#define ROOT_ENTRIES	256
#define TABLE_WORDS	(VTD_PAGE_SIZE / sizeof(u64))
#define SOURCE_IDS	(U16_MAX + 1)
#define DOMAIN_IDS	(U16_MAX + 1)

//@ checkPageTables
/* Reserved bits by stage and level, in table and page entries: VT-d 9.8, 9.7 */
static const u64 pte_reserved[][6][2] = { {
	{{{second_stage.reserved}}}
}, {
	{{{first_stage.reserved}}}
} };

#define PTE_R		{{{ss_pte.mask.R}}}
#define PTE_W		{{{ss_pte.mask.W}}}
#define PTE_US		{{{fs_pte.mask.US}}}
#define PTE_PS		{{{ss_pde_2m.mask.PS}}}
#define PTE_SNP		{{{ss_pte.mask.SNP}}}
#define PTE_ADDR	{{{ss_pte.mask.ADDR}}}

#define OLD_LEVELS_MAX		5

/* The levels of a table whose address width is @aw */
#define AW_LEVELS(aw)		((unsigned int)(aw) + 2)

/* The levels of the first-stage table of a PASID table entry */
#define FS_LEVELS(entry)	(4 + (unsigned int)FIELD_GET(PASID_TE_FSPM, (entry)[2]))

/* Pages to read for one translation: tables for 2 TiB in pages of 4 KiB */
#define OLD_PAGE_TABLES_MAX	BIT(20)

/* A stretch of I/O addresses, and of the memory that it translates to */
struct old_run {
	u64 iova;
	u64 phys;
	u64 size;
	int prot;			/* IOMMU_READ, IOMMU_WRITE */
};

/* A walk through the page tables of one translation, in ascending order */
struct old_walk {
	struct intel_iommu *iommu;
	phys_addr_t root;
	unsigned int levels;
	bool pass_through;		/* there are no page tables */ //+ continuePassThrough
	unsigned int lowest;		/* tables below this level are only counted */ //+ carryMappings
	bool first_stage;
	int (*visit)(struct old_walk *walk, const struct old_run *run);
	void *data;

	unsigned int pages;		/* read so far */
	struct old_run run;		/* grows while what follows fits */
	u64 refused[OLD_LEVELS_MAX + 1][2];
	struct old_page_table {
		phys_addr_t phys;
		u64 iova;
		int prot;
		unsigned int next;
		u64 entries[TABLE_WORDS];
	} path[OLD_LEVELS_MAX + 1];	/* by level, down to 1 */
};

static u64 entry_size(unsigned int level)
{
	return BIT_ULL(VTD_PAGE_SHIFT + 9 * (level - 1));
}

/* Level 2 has pages of 2 MiB, level 3 of 1 GiB, where the hardware can. */
static bool page_level(struct intel_iommu *iommu, unsigned int level)
{
	return level == 1 ||
	       (level <= 3 && cap_super_page_val(iommu->cap) & BIT(level - 2));
}

/* The bits that no entry may have which leads to a table, or to a page */
static void set_refused_bits(struct old_walk *walk)
{
	u64 beyond = PTE_ADDR & -BIT_ULL(host_address_width());
	struct intel_iommu *iommu = walk->iommu;
	unsigned int level;

	for (level = 1; level <= walk->levels; level++) {
		const u64 *reserved = pte_reserved[walk->first_stage][level];
		bool pages = walk->first_stage ?
			     level <= 2 + cap_fl1gp_support(iommu->cap) :
			     page_level(iommu, level);

		walk->refused[level][0] = reserved[0];
		walk->refused[level][1] = pages ? reserved[1] | beyond : U64_MAX;
		if (!walk->first_stage && !ecap_sc_support(iommu->ecap))
			walk->refused[level][1] |= PTE_SNP;
	}
}

static int enter_page_table(struct old_walk *walk, unsigned int level,
			    phys_addr_t phys, u64 iova, int prot)
{
	struct old_page_table *table = &walk->path[level];
	unsigned int above;

	for (above = level + 1; above <= walk->levels; above++)
		if (walk->path[above].phys == phys)
			return -EINVAL;

	if (walk->pages == OLD_PAGE_TABLES_MAX)
		return -EINVAL;
	walk->pages++;

	table->phys = phys;
	table->iova = iova;
	table->prot = prot;
	table->next = 0;

	return intel_kdump_read_table(phys, table->entries);
}

static int end_run(struct old_walk *walk, struct old_run run)
{
	return run.size && walk->visit ? walk->visit(walk, &run) : 0;
}

/* Collect pages up to the end of a table, or to an entry that leads to one. */
static int walk_page_table(struct old_walk *walk, unsigned int *level)
{
	u64 size = entry_size(*level), users = entry_size(walk->levels + 1) / 2;
	u64 present = walk->first_stage ? PTE_R : PTE_R | PTE_W;
	struct old_page_table *table = &walk->path[*level];
	const u64 *refused = walk->refused[*level];
	struct old_run run = walk->run;
	int ret = 0;

	while (!ret && table->next < TABLE_WORDS) {
		u64 iova = table->iova + table->next * size;
		u64 pte = table->entries[table->next++];
		u64 phys = pte & PTE_ADDR & -size;
		bool page = *level == 1 || pte & PTE_PS;
		int prot = pte & table->prot;

		if (!(pte & present))
			continue;

		if (pte & refused[page]) {
			ret = -EINVAL;
			break;
		}

		/* In the first stage, only what users may do, below the sign bit */
		if (walk->first_stage && (!(pte & PTE_US) || iova >= users))
			prot = 0;

//+ carryMappings {
		if (!page && *level == walk->lowest) {
			walk->pages++;
			continue;
		}
//}

		if (!page) {
			walk->run = run;
			--*level;
			return enter_page_table(walk, *level, pte & PTE_ADDR,
						iova, prot);
		}

		if (run.size && run.iova + run.size == iova &&
		    run.phys + run.size == phys && run.prot == prot) {
			run.size += size;
			continue;
		}

		ret = end_run(walk, run);
		run = (struct old_run){ iova, phys, prot ? size : 0, prot };
	}

	walk->run = run;
	++*level;

	return ret;
}

static int walk_page_tables(struct old_walk *walk)
{
	unsigned int level = walk->levels;
	int ret, end_ret;

	if (level > OLD_LEVELS_MAX)
		return -EINVAL;

	set_refused_bits(walk);
	walk->pages = 0;
	walk->run.size = 0;
	ret = enter_page_table(walk, level, walk->root, 0,
			       IOMMU_READ | IOMMU_WRITE);

	while (!ret && level <= walk->levels)
		ret = walk_page_table(walk, &level);

	end_ret = end_run(walk, walk->run);

	return ret ?: end_ret;
}

//@ reserveIOVAs
/*
 * Find the PASID table entry of a scalable-mode context for requests without
 * PASID; it lies in @page then.
 */
static int read_rid_entry(const u64 *context, u64 *page, const u64 **entry)
{
	u64 pasid = FIELD_GET(SMCTX_RID_PASID, context[1]), dir_entry;
	int ret;

	/* A directory entry covers 64 PASIDs, a page of the directory 512. */
	ret = intel_kdump_read_table((context[0] & SMCTX_PASIDDIRPTR) +
				     (pasid >> 15 << VTD_PAGE_SHIFT), page);
	if (ret)
		return ret;

	dir_entry = page[pasid >> 6 & (TABLE_WORDS - 1)];
	if (!(dir_entry & PASID_DE_P))
		return -ENOENT;

	ret = intel_kdump_read_table(dir_entry & PASID_DE_SMPTBLPTR, page);
	if (ret)
		return ret;

	*entry = &page[(pasid & 63) * PASID_TE_WORDS];

	return (*entry)[0] & PASID_TE_P ? 0 : -ENOENT;
}

//@ carryMappings
/* Where DMA goes that must not reach anything; one large page, if there is one */
static phys_addr_t scratch;
static u64 scratch_size;

static int alloc_scratch(void)
{
	unsigned int order = get_order(SZ_2M);
	unsigned long pages;

	if (scratch)
		return 0;

	pages = __get_free_pages(GFP_KERNEL | __GFP_NOWARN, order);
	if (!pages) {
		order = 0;
		pages = __get_free_page(GFP_KERNEL);
	}
	if (!pages)
		return -ENOMEM;

	scratch = virt_to_phys((void *)pages);
	scratch_size = PAGE_SIZE << order;

	return 0;
}

//@ copyAllOrNothing
/* What one IOMMU takes over; nothing of it is published before it is whole. */
struct old_tables {
	struct intel_iommu *iommu;
	bool scalable;
	unsigned int refused;		/* entries that were not taken over */ //+ validateEntries - quarantine
	DECLARE_BITMAP(refused, SOURCE_IDS); //~ quarantine
	DECLARE_BITMAP(pass_through, SOURCE_IDS); //+ passThrough
	unsigned long identity_pages; //+ passThrough
	unsigned int pasid_pages;	/* read so far */ //+ checkPASIDTables
	unsigned long *copied;		/* bitmap of source-ids */
	DECLARE_BITMAP(domain_ids, DOMAIN_IDS);
	u64 *tables[ROOT_ENTRIES][2];	/* the context tables to publish */

	unsigned long ranges;		/* of I/O addresses that are translated */ //+ quarantine
	/* The tables that were read last from the crashed kernel */
	u64 root[TABLE_WORDS];
	u64 context[TABLE_WORDS];
	u64 pasid_dir[TABLE_WORDS]; //+ checkPASIDTables
	u64 pasid_table[TABLE_WORDS]; //+ checkPASIDTables

//+ checkPageTables {
	/* The page tables that were walked last, and what came of it */
	struct old_walk walk;
	int walked;
//}
//+ continuePassThrough {
	unsigned int pasids;		/* present, of the last context */
	bool moved;			/* what was walked last is not one to one */
	bool header;			/* it has the header of the dump */
//}
};

//@ checkPASIDTables
/*
 * PASID directory and PASID table pages to read for one IOMMU. A damaged
 * directory can point to 64 MiB of tables, and each of 65,536 context entries
 * to such a directory.
 */
#define PASID_PAGES_MAX	BIT(17)

static int read_pasid_page(struct old_tables *old, phys_addr_t phys, u64 *page)
{
	if (old->pasid_pages == PASID_PAGES_MAX)
		return -EINVAL;
	old->pasid_pages++;

	return intel_kdump_read_table(phys, page);
}

//@ passThrough
static u64 elf_header = ELFCORE_ADDR_MAX;

/* /proc/vmcore forgets the address when it has read the header. */
static int __init save_elf_header(void)
{
	elf_header = elfcorehdr_addr;

	return 0;
}
early_initcall(save_elf_header);

/* Visit the crashed kernel's RAM, as the ELF header of the dump has it. */
static int visit_old_ram(int (*visit)(u64 first, u64 size, void *data),
			 void *data)
{
	u64 at = elf_header;
	struct elf64_phdr segment;
	struct elf64_hdr header;
	unsigned int i;
	int ret = 0;

	if (elf_header == ELFCORE_ADDR_MAX ||
	    elfcorehdr_read((char *)&header, sizeof(header), &at) < 0 ||
	    memcmp(header.e_ident, ELFMAG, SELFMAG))
		return -ENODATA;

	at = elf_header + header.e_phoff;
	for (i = 0; i < header.e_phnum && !ret; i++) {
		if (elfcorehdr_read((char *)&segment, sizeof(segment), &at) < 0)
			return -ENODATA;
		if (segment.p_type == PT_LOAD)
			ret = visit(segment.p_paddr, segment.p_memsz, data);
	}

	return ret;
}

//@ quarantine
static int count_range(struct old_walk *walk, const struct old_run *run)
{
	struct old_tables *old = walk->data;

	old->ranges++;
//+ continuePassThrough {
	if (run->iova != run->phys || run->prot != (IOMMU_READ | IOMMU_WRITE))
		old->moved = true;
	if (elf_header - run->phys < run->size)
		old->header = true;
//}

	return 0;
}

//@ checkPageTables
/* Walk a translation once when one context after the other shares it. */
static int check_page_tables(struct old_tables *old, phys_addr_t root,
			     unsigned int levels, bool first_stage)
{
	struct old_walk *walk = &old->walk;

	if (walk->root == root && walk->levels == levels &&
	    walk->first_stage == first_stage)
		return old->walked;

	walk->iommu = old->iommu;
	walk->root = root;
	walk->levels = levels;
	walk->visit = count_range; //+ quarantine
	walk->data = old; //+ quarantine
	walk->first_stage = first_stage;
	old->moved = false; //+ continuePassThrough
	old->header = false; //+ continuePassThrough
	old->walked = walk_page_tables(walk);

	return old->walked;
}

static int check_pasid_entry(struct old_tables *old, const u64 *entry)
{
	if (!pasid_table_entry_valid(old->iommu, entry))
		return -EINVAL;

	switch (FIELD_GET(PASID_TE_PGTT, entry[0])) {
	case PASID_ENTRY_PGTT_FL_ONLY:
		return check_page_tables(old, entry[2] & PASID_TE_FSPTPTR,
					 FS_LEVELS(entry), true);
	case PASID_ENTRY_PGTT_SL_ONLY:
	case PASID_ENTRY_PGTT_NESTED:
		return check_page_tables(old, entry[0] & PASID_TE_SSPTPTR,
					 AW_LEVELS(FIELD_GET(PASID_TE_AW, entry[0])), false);
	default:
		return 0;
	}
}

//@ checkPASIDTables
static int check_pasid_table(struct old_tables *old, phys_addr_t phys)
{
	unsigned int i;
	int ret;

	ret = read_pasid_page(old, phys, old->pasid_table);
	if (ret)
		return ret;

	for (i = 0; i < TABLE_WORDS; i += PASID_TE_WORDS) {
		const u64 *entry = &old->pasid_table[i];

		if (!(entry[0] & PASID_TE_P))
			continue;

		old->pasids++; //+ continuePassThrough
		__set_bit(FIELD_GET(PASID_TE_DID, entry[1]), old->domain_ids);
		if (!pasid_table_entry_valid(old->iommu, entry)) //- checkPageTables
			return -EINVAL; //- checkPageTables
//~ checkPageTables {
		ret = check_pasid_entry(old, entry);
		if (ret)
			return ret;
//}
	}

	return 0;
}

static int check_pasid_directory(struct old_tables *old, const u64 *context)
{
	unsigned int i, entries = 128 << FIELD_GET(SMCTX_PDTS, context[0]);
	phys_addr_t phys = context[0] & SMCTX_PASIDDIRPTR;
	int ret;

	old->pasids = 0; //+ continuePassThrough
	for (i = 0; i < entries; i++) {
		const u64 *entry = &old->pasid_dir[i % TABLE_WORDS];

		if (i % TABLE_WORDS == 0) {
			ret = read_pasid_page(old, phys + i * sizeof(*entry),
					      old->pasid_dir);
			if (ret)
				return ret;
		}

		if (!(entry[0] & PASID_DE_P))
			continue;

		if (!pasid_dir_entry_valid(entry))
			return -EINVAL;

		ret = check_pasid_table(old, entry[0] & PASID_DE_SMPTBLPTR);
		if (ret)
			return ret;
	}

	return 0;
}

//@ validateEntries
static bool root_valid(struct old_tables *old, const u64 *root)
{
	return old->scalable ? scalable_root_half_valid(root) :
			       root_entry_valid(root);
}

static void refuse_root(struct old_tables *old, u8 bus, bool upper)
{
	u8 first = upper ? 0x80 : 0, last = first;

	last += old->scalable ? 0x7f : 0xff;
	old->refused++; //- quarantine
	bitmap_set(old->refused, PCI_DEVID(bus, first), last - first + 1); //~ quarantine
	pr_warn_ratelimited("%s: Damaged root entry: bus %02x, devfn %02x-%02x\n",
			    old->iommu->name, bus, first, last);
}

static int check_context(struct old_tables *old, const u64 *entry)
{
	bool valid = old->scalable ?
		     scalable_context_entry_valid(old->iommu, entry) :
		     context_entry_valid(old->iommu, entry);

	return valid ? 0 : -EINVAL; //- checkPASIDTables
	if (!valid) //~ checkPASIDTables
		return -EINVAL; //~ checkPASIDTables

	return old->scalable ? check_pasid_directory(old, entry) : 0; //~ checkPASIDTables - checkPageTables
//~ checkPageTables {
	if (old->scalable)
		return check_pasid_directory(old, entry);

	if (FIELD_GET(CTX_TT, entry[0]) == CONTEXT_TT_PASS_THROUGH)
		return 0;

	return check_page_tables(old, entry[0] & CTX_SSPTPTR,
				 AW_LEVELS(FIELD_GET(CTX_AW, entry[1])), false);
//}
}

static void refuse_context(struct old_tables *old, u8 bus, u8 devfn)
{
	old->refused++; //- quarantine
	__set_bit(PCI_DEVID(bus, devfn), old->refused); //~ quarantine
	pr_warn_ratelimited("%s: Damaged context entry: %02x:%02x.%d\n",
			    old->iommu->name, bus, PCI_SLOT(devfn),
			    PCI_FUNC(devfn));
}

//@ continuePassThrough
/* Pass-through in software also maps what was kept for this kernel. */
static bool is_one_to_one(struct old_tables *old)
{
	return old->header && !old->moved;
}

//@ passThrough
/* Whether an identity table can do what a context does */
static int is_pass_through(struct old_tables *old, const u64 *context)
{
	const u64 *entry;
	int ret;

	if (!old->scalable)
		return FIELD_GET(CTX_TT, context[0]) == CONTEXT_TT_PASS_THROUGH; //- continuePassThrough
		return FIELD_GET(CTX_TT, context[0]) == CONTEXT_TT_PASS_THROUGH || //~ continuePassThrough
		       is_one_to_one(old); //~ continuePassThrough

	ret = read_rid_entry(context, old->pasid_table, &entry);
	if (ret)
		return ret == -ENOMEM ? ret : 0;

	return FIELD_GET(PASID_TE_PGTT, entry[0]) == PASID_ENTRY_PGTT_PT && //- continuePassThrough
	       !(context[0] & (SMCTX_DTE | SMCTX_PASIDE)); //- continuePassThrough
//~ continuePassThrough {
	switch (FIELD_GET(PASID_TE_PGTT, entry[0])) {
	case PASID_ENTRY_PGTT_FL_ONLY:
	case PASID_ENTRY_PGTT_SL_ONLY:
		return old->pasids == 1 && is_one_to_one(old);
	case PASID_ENTRY_PGTT_PT:
		if (old->pasids > 1)
			pr_warn_once("%s: Pass-through goes on for devices with PASIDs, this kernel's memory included\n",
				     old->iommu->name);
		return old->pasids == 1;
	default:
		return 0;
	}
//}
}

//@ copyAllOrNothing
/*
 * Copy the context table behind a root entry. In scalable mode context entries
 * are twice as large, and each half of a root entry has a table for 128 of the
 * 256 functions of its bus.
 */
static int copy_context_table(struct old_tables *old, u8 bus, bool upper,
			      const u64 *root)
{
	unsigned int i, words = old->scalable ? 4 : 2;
	struct intel_iommu *iommu = old->iommu;
	u64 *table;
	int ret;

	if (!(root[0] & ROOT_P))
		return 0;

//+ validateEntries {
	if (!root_valid(old, root)) {
		refuse_root(old, bus, upper);
		return 0;
	}
//}

	ret = intel_kdump_read_table(root[0] & ROOT_CTP, old->context);
	if (ret)
		return ret;

	table = {{{kernel.alloc_table}}};
	if (!table)
		return -ENOMEM;
	old->tables[bus][upper] = table;

	for (i = 0; i < TABLE_WORDS; i += words) {
		u8 devfn = i / words + (upper ? 0x80 : 0);
		const u64 *entry = &old->context[i];

		if (!(entry[0] & CTX_P))
			continue;

		if (!old->scalable)
			__set_bit(FIELD_GET(CTX_DID, entry[1]), old->domain_ids);

//+ validateEntries {
		if (check_context(old, entry)) { //- checkPASIDTables
		ret = check_context(old, entry); //~ checkPASIDTables
		if (ret == -EINVAL) { //~ checkPASIDTables
			refuse_context(old, bus, devfn);
			continue;
		}
//}
		if (ret) //+ checkPASIDTables
			return ret; //+ checkPASIDTables

//+ passThrough {
		ret = is_pass_through(old, entry);
		if (ret < 0)
			return ret;
		if (ret)
			__set_bit(PCI_DEVID(bus, devfn), old->pass_through);
//}
		__set_bit(PCI_DEVID(bus, devfn), old->copied);
		memcpy(&table[i], entry, words * sizeof(*entry));
	}

	return 0;
}

//@ quarantine
/*
 * The quarantine: all entries of a level lead to the one table of the level
 * below, those of the last to one page. Writes end there. Reads fault: a device
 * could go on to write what it read to a disk.
 */
static u64 *quarantine[OLD_LEVELS_MAX + 1];

static u64 quarantine_pte(unsigned int level)
{
	return virt_to_phys(quarantine[level - 1]) | PTE_W;
}

static int build_quarantine(struct intel_iommu *iommu)
{
	unsigned int level;

	if (alloc_scratch())
		return -ENOMEM;

	quarantine[0] = phys_to_virt(scratch);
	for (level = 1; level <= OLD_LEVELS_MAX; level++) {
		if (quarantine[level])
			continue;

		quarantine[level] = {{{kernel.alloc_table}}};
		if (!quarantine[level])
			return -ENOMEM;
		memset64(quarantine[level], quarantine_pte(level), TABLE_WORDS);
		clflush_cache_range(quarantine[level], VTD_PAGE_SIZE);
	}

	return 0;
}

/* One that neither kernel uses; this kernel takes its own from the bottom. */
static int take_domain_id(struct old_tables *old)
{
{{#kernel.domain_ida}}
	int id = cap_ndoms(old->iommu->cap), ret = -ENOSPC;

	while (ret == -ENOSPC && --id > FLPT_DEFAULT_DID)
		ret = ida_alloc_range(&old->iommu->domain_ida, id, id, GFP_KERNEL);

	return ret;
{{/kernel.domain_ida}}
{{^kernel.domain_ida}}
	unsigned int id = cap_ndoms(old->iommu->cap);

	while (--id > FLPT_DEFAULT_DID)
		if (!__test_and_set_bit(id, old->domain_ids))
			return id;

	return -ENOSPC;
{{/kernel.domain_ida}}
}

/* A PASID directory whose one entry, for requests without PASID, has @root. */
static int build_pasid_directory(struct intel_iommu *iommu, phys_addr_t root,
				 u16 domain_id, u64 *context)
{
	u64 *directory, *table;

	if (!ecap_slts(iommu->ecap))
		return -EOPNOTSUPP;

	directory = {{{kernel.alloc_table}}};
	table = {{{kernel.alloc_table}}};
	if (!directory || !table) {
		{{{kernel.free_table}}}(directory);
		{{{kernel.free_table}}}(table);
		return -ENOMEM;
	}

	directory[0] = virt_to_phys(table) | PASID_DE_P;
	table[0] = root | PASID_TE_P |
		   FIELD_PREP(PASID_TE_AW, iommu->msagaw) |
		   FIELD_PREP(PASID_TE_PGTT, PASID_ENTRY_PGTT_SL_ONLY);
	table[1] = FIELD_PREP(PASID_TE_DID, domain_id);
	clflush_cache_range(directory, VTD_PAGE_SIZE);
	clflush_cache_range(table, VTD_PAGE_SIZE);

	context[0] = virt_to_phys(directory) | SMCTX_P;

	return 0;
}

/* The context that puts a device behind second-stage page tables at @root. */
static int build_context(struct old_tables *old, phys_addr_t root, u64 *context)
{
	int domain_id = take_domain_id(old);

	if (domain_id < 0)
		return domain_id;

	if (old->scalable)
		return build_pasid_directory(old->iommu, root, domain_id,
					     context);

	context[0] = root | CTX_P;
	context[1] = FIELD_PREP(CTX_AW, old->iommu->msagaw) |
		     FIELD_PREP(CTX_DID, domain_id);

	return 0;
}

static int put_contexts(struct old_tables *old, const unsigned long *source_ids,
			const u64 *context)
{
	unsigned int id, words = old->scalable ? 4 : 2;
	struct intel_iommu *iommu = old->iommu;

	for_each_set_bit(id, source_ids, SOURCE_IDS) {
		u8 bus = PCI_BUS_NUM(id), devfn = id & 0xff;
		u64 **table = &old->tables[bus][old->scalable && devfn >= 0x80];
		u64 *entry; //- continuePassThrough
		u64 *entry, device_tlb; //~ continuePassThrough

		if (!*table)
			*table = {{{kernel.alloc_table}}};
		if (!*table)
			return -ENOMEM;

		entry = *table + devfn * words % TABLE_WORDS;
		device_tlb = entry[0] & SMCTX_DTE; /* a bit of TT in legacy mode */ //+ continuePassThrough
		memcpy(entry, context, words * sizeof(*entry));
		entry[0] |= device_tlb; //+ continuePassThrough
		__set_bit(id, old->copied);
	}

	return 0;
}

static void quarantine_refused(struct old_tables *old)
{
	struct intel_iommu *iommu = old->iommu;
	unsigned int levels = AW_LEVELS(iommu->msagaw);
	u64 context[4] = {};
	int ret;

	if (bitmap_empty(old->refused, SOURCE_IDS))
		return;

	ret = build_quarantine(iommu) ?:
	      build_context(old, virt_to_phys(quarantine[levels]), context) ?:
	      put_contexts(old, old->refused, context);
	if (ret)
		pr_warn("%s: Legacy DMA of some devices is blocked (%d)\n",
			iommu->name, ret);
}

//@ passThrough
/* Page tables in which an address leads to itself, or to the quarantine */
struct identity {
	struct intel_iommu *iommu;
	unsigned int levels;
	unsigned long pages;		/* of tables; they have a budget */
	u64 *root;
	u64 next, end;			/* what is still to be mapped */
	u64 own, own_end;		/* memory of this kernel */
	u64 hole, hole_end;		/* what is left out for it */
};

static u64 *new_identity_table(struct identity *identity, unsigned int level)
{
	struct intel_iommu *iommu = identity->iommu;
	u64 *table;

	if (identity->pages == totalram_pages() / 64)
		return NULL;

	table = {{{kernel.alloc_table}}};
	if (table) {
		identity->pages++;
		memset64(table, quarantine_pte(level), TABLE_WORDS);
		clflush_cache_range(table, VTD_PAGE_SIZE);
	}

	return table;
}

static void free_identity(u64 *table, unsigned int level)
{
	unsigned int i;

	for (i = 0; level > 1 && table && i < TABLE_WORDS; i++)
		if (table[i] != quarantine_pte(level) && !(table[i] & PTE_PS))
			free_identity(phys_to_virt(table[i] & PTE_ADDR),
				      level - 1);

	{{{kernel.free_table}}}(table);
}

static int set_identity(struct identity *identity, unsigned int leaf)
{
	unsigned int level = identity->levels;
	u64 *table = identity->root;
	u64 *pte;

	for (;; level--) {
		pte = &table[identity->next / entry_size(level) % TABLE_WORDS];
		if (level == leaf)
			break;

		if (*pte == quarantine_pte(level)) {
			table = new_identity_table(identity, level - 1);
			if (!table)
				return -ENOMEM;
			*pte = virt_to_phys(table) | PTE_R | PTE_W;
			clflush_cache_range(pte, sizeof(*pte));
		}
		table = phys_to_virt(*pte & PTE_ADDR);
	}

	*pte = identity->next | PTE_R | PTE_W | (leaf > 1 ? PTE_PS : 0);
	clflush_cache_range(pte, sizeof(*pte));

	return 0;
}

static int map_identity(struct identity *identity, u64 end)
{
	unsigned int level;
	int ret;

	while (identity->next < end) {
		for (level = 3; level > 1; level--)
			if (page_level(identity->iommu, level) &&
			    IS_ALIGNED(identity->next, entry_size(level)) &&
			    entry_size(level) <= end - identity->next)
				break;

		ret = set_identity(identity, level);
		if (ret)
			return ret;
		identity->next += entry_size(level);
	}

	return 0;
}

static int trim_hole(u64 first, u64 size, void *data)
{
	struct identity *identity = data;
	u64 end = first + size;

	if (first < identity->own)
		identity->hole = max(identity->hole, min(end, identity->own));
	if (end > identity->own_end)
		identity->hole_end = min(identity->hole_end,
					 max(first, identity->own_end));

	return 0;
}

/*
 * Not all of what kexec reserved is RAM to this kernel, the ELF header for one.
 * The hole reaches to the crashed kernel's RAM, but not too far.
 */
static int map_around(unsigned long pfn, unsigned long pages, void *data)
{
	struct identity *identity = data;
	int ret;

	identity->own = PFN_PHYS(pfn);
	identity->own_end = PFN_PHYS(pfn + pages);
	identity->hole = round_down(identity->own, SZ_16M);
	identity->hole_end = round_up(identity->own_end, SZ_16M);

	ret = visit_old_ram(trim_hole, identity) ?:
	      map_identity(identity, PAGE_ALIGN(identity->hole));
	identity->next = identity->hole_end & PAGE_MASK;

	return ret;
}

static int find_end(u64 first, u64 size, void *data)
{
	struct identity *identity = data;

	identity->end = max(identity->end, round_up(first + size, SZ_1G));

	return 0;
}

/* An identity table up to the end of RAM, with a hole for this kernel's own */
static int build_identity(struct old_tables *old, u64 *context)
{
	struct intel_iommu *iommu = old->iommu;
	struct identity identity = {
		.iommu = iommu,
		.levels = AW_LEVELS(iommu->msagaw),
		.end = SZ_4G,
	};
	int ret;

	ret = visit_old_ram(find_end, &identity) ?: build_quarantine(iommu);
	if (ret)
		return ret;

	identity.end = min(identity.end, entry_size(identity.levels + 1));
	identity.root = new_identity_table(&identity, identity.levels);
	if (!identity.root)
		return -ENOMEM;

	ret = walk_system_ram_range(0, PHYS_PFN(identity.end), &identity,
				    map_around) ?:
	      map_identity(&identity, identity.end) ?:
	      build_context(old, virt_to_phys(identity.root), context);
	if (ret)
		free_identity(identity.root, identity.levels);
	else
		old->identity_pages = identity.pages;

	return ret;
}

static void replace_pass_through(struct old_tables *old)
{
	u64 context[4] = {};
	int ret;

	if (!bitmap_andnot(old->pass_through, old->pass_through, old->refused,
			   SOURCE_IDS))
		return;

	ret = build_identity(old, context) ?:
	      put_contexts(old, old->pass_through, context);
	if (ret)
		pr_warn("%s: Pass-through of legacy DMA goes on, this kernel's memory included (%d)\n",
			old->iommu->name, ret);
}

//@ quarantine
static void refuse_all(struct old_tables *old)
{
	unsigned int bus;

	for (bus = 0; bus < ROOT_ENTRIES; bus++) {
		if (!pci_find_bus(old->iommu->segment, bus))
			continue;

		refuse_root(old, bus, false);
		if (old->scalable)
			refuse_root(old, bus, true);
	}
}

//@ copyAllOrNothing
//- quarantine {
static int copy_root_table(struct old_tables *old, phys_addr_t phys)
{
	unsigned int bus;
	int ret;

	ret = intel_kdump_read_table(phys, old->root);
	if (ret)
		return ret;

	for (bus = 0; bus < ROOT_ENTRIES; bus++) {
		const u64 *root = &old->root[2 * bus];

		ret = copy_context_table(old, bus, false, root);
		if (!ret && old->scalable)
			ret = copy_context_table(old, bus, true, root + 1);
		if (ret)
			return ret;
	}

	return 0;
}
//}

//@ quarantine
static void copy_root_table(struct old_tables *old, phys_addr_t phys)
{
	unsigned int bus;

	if (intel_kdump_read_table(phys, old->root)) {
		refuse_all(old);
		return;
	}

	for (bus = 0; bus < ROOT_ENTRIES; bus++) {
		const u64 *root = &old->root[2 * bus];

		if (copy_context_table(old, bus, false, root))
			refuse_root(old, bus, false);
		if (old->scalable &&
		    copy_context_table(old, bus, true, root + 1))
			refuse_root(old, bus, true);
	}
}

//@ copyAllOrNothing
{{#kernel.domain_ida}}
/* All domain-ids of the crashed kernel or none; this kernel may use some. */
static int reserve_domain_ids(struct old_tables *old)
{
	struct intel_iommu *iommu = old->iommu;
	unsigned int id, end;
	int ret;

	for_each_set_bit(id, old->domain_ids, {{{kernel.domain_ids}}}) {
		ret = ida_alloc_range(&iommu->domain_ida, id, id, GFP_KERNEL);
		if (ret == -ENOSPC)
			__clear_bit(id, old->domain_ids);
		else if (ret < 0)
			goto free_ids;
	}

	return 0;

free_ids:
	end = id;
	for_each_set_bit(id, old->domain_ids, end)
		ida_free(&iommu->domain_ida, id);

	return ret;
}

{{/kernel.domain_ida}}
static void publish_tables(struct old_tables *old)
{
	struct intel_iommu *iommu = old->iommu;
	unsigned int bus;

	spin_lock(&iommu->lock);

	for (bus = 0; bus < ROOT_ENTRIES; bus++) {
		struct root_entry *root = &iommu->root_entry[bus];
		u64 **tables = old->tables[bus];

		if (tables[0]) {
			__iommu_flush_cache(iommu, tables[0], VTD_PAGE_SIZE);
			root->lo = virt_to_phys(tables[0]) | ROOT_P;
		}
		if (tables[1]) {
			__iommu_flush_cache(iommu, tables[1], VTD_PAGE_SIZE);
			root->hi = virt_to_phys(tables[1]) | ROOT_P;
		}
	}

{{^kernel.domain_ida}}
	bitmap_or(iommu->domain_ids, iommu->domain_ids, old->domain_ids,
		  cap_ndoms(iommu->cap));
{{/kernel.domain_ida}}
	iommu->copied_tables = old->copied;

	spin_unlock(&iommu->lock);

	__iommu_flush_cache(iommu, iommu->root_entry, VTD_PAGE_SIZE);
}

static void free_tables(struct old_tables *old)
{
	unsigned int bus;

	for (bus = 0; bus < ROOT_ENTRIES; bus++) {
		{{{kernel.free_table}}}(old->tables[bus][0]);
		{{{kernel.free_table}}}(old->tables[bus][1]);
	}

	bitmap_free(old->copied);
}

//@ quarantine
static void print_summary(struct old_tables *old)
{
	unsigned int bus, pages = 0; //- passThrough
	unsigned long pages = old->identity_pages; //~ passThrough
	unsigned int bus; //~ passThrough

	for (bus = 0; bus < ROOT_ENTRIES; bus++)
		pages += !!old->tables[bus][0] + !!old->tables[bus][1];

	pr_info("%s: Took over %u contexts with %lu address ranges, %u in quarantine, in %lu KiB\n",
		old->iommu->name, bitmap_weight(old->copied, SOURCE_IDS),
		old->ranges, bitmap_weight(old->refused, SOURCE_IDS),
		(pages * VTD_PAGE_SIZE + BITS_TO_BYTES(SOURCE_IDS)) / SZ_1K);
}

//@ copyAllOrNothing
static int take_over_tables(struct intel_iommu *iommu, phys_addr_t root)
{
	struct old_tables *old;
	int ret = -ENOMEM;

{{#kernel.typed_allocation}}
	old = kvzalloc_obj(*old);
{{/kernel.typed_allocation}}
{{^kernel.typed_allocation}}
	old = kvzalloc(sizeof(*old), GFP_KERNEL);
{{/kernel.typed_allocation}}
	if (!old)
		return -ENOMEM;

	old->iommu = iommu;
	old->scalable = sm_supported(iommu);
	old->copied = bitmap_zalloc(SOURCE_IDS, GFP_KERNEL);
{{^kernel.domain_ida}}
	if (old->copied) //- quarantine
		ret = copy_root_table(old, root); //- quarantine
//~ quarantine {
	if (old->copied) {
		copy_root_table(old, root);
		replace_pass_through(old); //+ passThrough
		quarantine_refused(old);
		ret = 0;
	}
//}
{{/kernel.domain_ida}}
{{#kernel.domain_ida}}
	if (old->copied) //- quarantine
		ret = copy_root_table(old, root); //- quarantine
	if (!ret) //- quarantine
		ret = reserve_domain_ids(old); //- quarantine
//~ quarantine {
	if (old->copied) {
		copy_root_table(old, root);
		ret = reserve_domain_ids(old);
	}
	if (!ret) //- passThrough
		quarantine_refused(old); //- passThrough
//}
//~ passThrough {
	if (!ret) {
		replace_pass_through(old);
		quarantine_refused(old);
	}
//}
{{/kernel.domain_ida}}

	if (ret)
		free_tables(old);
	else
		publish_tables(old);

//+ validateEntries - quarantine {
	if (old->refused)
		pr_warn("%s: Refused %u damaged entries of the crashed kernel\n",
			iommu->name, old->refused);
//}
	if (!ret) //~ quarantine
		print_summary(old); //~ quarantine

	kvfree(old);

	return ret;
}

/**
 * intel_kdump_copy_tables - take over the tables of the crashed kernel
 * @iommu: an IOMMU that was found with translation enabled
 *
 * Copy the root table and every context table, mark the contexts as copied and
 * reserve their domain-ids.
 *
 * Return: 0 or a negative error code; nothing has changed then.
 */
int intel_kdump_copy_tables(struct intel_iommu *iommu)
{
	u64 rtaddr = {{{kernel.readq}}}(iommu->reg + DMAR_RTADDR_REG);

	/*
	 * The table mode can only be changed while translation is disabled,
	 * but disabling translation opens a window for data corruption.
	 */
	if (FIELD_GET(RTADDR_TTM, rtaddr) != !!sm_supported(iommu))
		return -EINVAL;

	return take_over_tables(iommu, rtaddr & RTADDR_RTA); //- quarantine
//~ quarantine {
	if (take_over_tables(iommu, rtaddr & RTADDR_RTA))
		pr_warn("%s: No memory, legacy DMA is blocked\n", iommu->name);

	return 0;
//}
}

//@ warnWhenSwitchedOff
/**
 * intel_kdump_warn_off - tell what switching translation off means
 * @iommu: an IOMMU whose translation is about to be switched off
 *
 * The crashed kernel may have left it on, with devices doing DMA through it.
 */
void intel_kdump_warn_off(struct intel_iommu *iommu)
{
	if (!is_kdump_kernel() ||
	    !(readl(iommu->reg + DMAR_GSTS_REG) & DMA_GSTS_TES))
		return;

	pr_warn_once("%s: Translation is switched off, legacy DMA is no longer isolated\n",
		     iommu->name);
}

//@ inheritMode
/**
 * intel_kdump_inherit_mode - use the table mode of the crashed kernel
 *
 * The mode of a running IOMMU can only be changed by switching it off. What
 * depends on the mode is to be worked out after this call.
 */
void __init intel_kdump_inherit_mode(void)
{
	struct dmar_drhd_unit *drhd;
	struct intel_iommu *iommu;

	if (!is_kdump_kernel())
		return;

	for_each_active_iommu(iommu, drhd) {
		u64 rtaddr = {{{kernel.readq}}}(iommu->reg + DMAR_RTADDR_REG);
		int scalable = FIELD_GET(RTADDR_TTM, rtaddr);

		if (!(readl(iommu->reg + DMAR_GSTS_REG) & DMA_GSTS_TES) ||
		    !ecap_smts(iommu->ecap) || scalable > RTADDR_TTM_SCALABLE)
			continue;

		if (scalable != intel_iommu_sm)
			pr_info("Using the %s mode of the crashed kernel\n",
				scalable ? "scalable" : "legacy");
		intel_iommu_sm = scalable;
		break;
	}

	for_each_active_iommu(iommu, drhd) {
		iommu->agaw = iommu_calculate_agaw(iommu);
		iommu->msagaw = iommu_calculate_max_sagaw(iommu);
	}
}

//@ reserveIOVAs
#define OLD_RANGES_MAX	256
/* What the drivers are left with below 4 GiB at the least */
#define OLD_RANGES_ROOM	SZ_256M

/* I/O addresses in use, sorted, with gaps between them */
struct old_ranges {
	unsigned int count;
	u64 joined;			/* gaps up to this are no gaps */
	struct {
		u64 first;
		u64 last;
	} range[OLD_RANGES_MAX + 1];
};

/* Nothing below this is kept of the crashed kernel's mappings. */
static u64 old_floor;

//@ continuePassThrough
/* Of this kernel's own tables, a context has the quarantine's or identity. */
static bool in_quarantine(struct intel_iommu *iommu, const u64 *context)
{
	phys_addr_t root = context[0] & CTX_SSPTPTR;
	u64 *top = quarantine[AW_LEVELS(iommu->msagaw)];
	const u64 *directory, *table;

	if (sm_supported(iommu)) {
		directory = phys_to_virt(context[0] & SMCTX_PASIDDIRPTR);
		table = phys_to_virt(directory[0] & PASID_DE_SMPTBLPTR);
		root = table[0] & PASID_TE_SSPTPTR;
	}

	return top && root == virt_to_phys(top);
}

/* There are no page tables to walk: the crashed kernel's RAM stands for them. */
static int find_pass_through(struct old_walk *walk)
{
	walk->pass_through = true;
	walk->root = elf_header;
	walk->levels = OLD_LEVELS_MAX;

	return 0;
}

//@ reserveIOVAs
/* Look a copied context up; the walk that it leads to is the caller's. */
static int find_page_tables(struct old_walk *walk, u8 bus, u8 devfn)
{
	struct intel_iommu *iommu = walk->iommu;
	u64 context[2] = {};
	struct context_entry *entry;
	const u64 *pasid_entry;
	int ret;

	if (!iommu->copied_tables ||
	    !test_bit(PCI_DEVID(bus, devfn), iommu->copied_tables))
		return -ENOENT;

	spin_lock(&iommu->lock);
	entry = iommu_context_addr(iommu, bus, devfn, 1);
	if (entry)
		memcpy(context, entry, sizeof(context));
	spin_unlock(&iommu->lock);

//+ quarantine {
	/* Of this kernel's own tables, a context has the quarantine's. */ //- continuePassThrough
	walk->pass_through = false; //~ continuePassThrough
	if (page_is_ram(PHYS_PFN(context[0]))) {
		if (!in_quarantine(iommu, context)) //+ continuePassThrough
			return find_pass_through(walk); //+ continuePassThrough
		walk->root = context[0] & CTX_SSPTPTR;
		walk->levels = OLD_LEVELS_MAX;
		return 0;
	}
//}

	walk->first_stage = false;
	if (!sm_supported(iommu)) {
		walk->root = context[0] & CTX_SSPTPTR;
		walk->levels = AW_LEVELS(FIELD_GET(CTX_AW, context[1]));
		return FIELD_GET(CTX_TT, context[0]) == CONTEXT_TT_PASS_THROUGH ?
		       -ENOENT : 0; //- continuePassThrough
		       find_pass_through(walk) : 0; //~ continuePassThrough
	}

	ret = read_rid_entry(context, walk->path[1].entries, &pasid_entry);
	if (ret)
		return ret;

	if (!pasid_table_entry_valid(iommu, pasid_entry))
		return -EINVAL;

	switch (FIELD_GET(PASID_TE_PGTT, pasid_entry[0])) {
	case PASID_ENTRY_PGTT_FL_ONLY:
		walk->root = pasid_entry[2] & PASID_TE_FSPTPTR;
		walk->levels = FS_LEVELS(pasid_entry);
		walk->first_stage = true;
		return 0;
	case PASID_ENTRY_PGTT_SL_ONLY:
		walk->root = pasid_entry[0] & PASID_TE_SSPTPTR;
		walk->levels = AW_LEVELS(FIELD_GET(PASID_TE_AW, pasid_entry[0]));
		return 0;
	case PASID_ENTRY_PGTT_PT: //+ continuePassThrough
		return find_pass_through(walk); //+ continuePassThrough
	default:
		return -ENOENT;
	}
}

static void join_closest(struct old_ranges *ranges)
{
	unsigned int i, closest = 1;
	u64 gap, smallest = U64_MAX;

	for (i = 1; i < ranges->count; i++) {
		gap = ranges->range[i].first - ranges->range[i - 1].last - 1;
		if (gap < smallest) {
			smallest = gap;
			closest = i;
		}
	}

	ranges->joined = max(ranges->joined, smallest);
	ranges->range[closest - 1].last = ranges->range[closest].last;
	ranges->count--;
	memmove(&ranges->range[closest], &ranges->range[closest + 1],
		(ranges->count - closest) * sizeof(ranges->range[0]));
}

static void add_old_range(struct old_ranges *ranges, u64 first, u64 last)
{
	unsigned int begin, end;

	/* Those from begin on, and before end, touch the new one. */
	for (begin = ranges->count; begin; begin--)
		if (ranges->range[begin - 1].last + 1 + ranges->joined < first)
			break;
	for (end = begin; end < ranges->count; end++) {
		if (ranges->range[end].first > last + 1 + ranges->joined)
			break;
		first = min(first, ranges->range[end].first);
		last = max(last, ranges->range[end].last);
	}

	if (end != begin + 1)
		memmove(&ranges->range[begin + 1], &ranges->range[end],
			(ranges->count - end) * sizeof(ranges->range[0]));
	ranges->range[begin].first = first;
	ranges->range[begin].last = last;
	ranges->count += begin + 1 - end;

	if (ranges->count > OLD_RANGES_MAX)
		join_closest(ranges);
}

//@ continuePassThrough
static int add_ram(u64 first, u64 size, void *data)
{
	add_old_range(data, round_down(first, VTD_PAGE_SIZE),
		      round_up(first + size, VTD_PAGE_SIZE) - 1);

	return 0;
}

static int walk_old_ram(struct old_walk *walk)
{
	struct old_ranges *ranges;
	unsigned int i;
	int ret;

{{#kernel.typed_allocation}}
	ranges = kvzalloc_obj(*ranges);
{{/kernel.typed_allocation}}
{{^kernel.typed_allocation}}
	ranges = kvzalloc(sizeof(*ranges), GFP_KERNEL);
{{/kernel.typed_allocation}}
	if (!ranges)
		return -ENOMEM;

	ret = visit_old_ram(add_ram, ranges);
	for (i = 0; i < ranges->count && !ret; i++) {
		u64 first = ranges->range[i].first;
		struct old_run run = {
			first, first, ranges->range[i].last + 1 - first,
			IOMMU_READ | IOMMU_WRITE
		};

		ret = walk->visit(walk, &run);
	}
	kvfree(ranges);

	return ret;
}

//@ quarantine
/* Any address may be in use in quarantine; small pages take more tables. */
static int walk_context(struct old_walk *walk)
{
	u64 odd = scratch_size & VTD_PAGE_SIZE;
	struct old_run run = { OLD_RANGES_ROOM, odd, SZ_4G - OLD_RANGES_ROOM };

	if (walk->pass_through) //+ continuePassThrough
		return walk_old_ram(walk); //+ continuePassThrough

	return page_is_ram(PHYS_PFN(walk->root)) ? walk->visit(walk, &run) :
						   walk_page_tables(walk);
}

//@ reserveIOVAs
static int add_run(struct old_walk *walk, const struct old_run *run)
{
	struct old_ranges *ranges = walk->data;
	u64 last = run->iova + run->size - 1, *end;

	/* A walk ascends: most runs go on where the last one ended. */
	end = ranges->count ? &ranges->range[ranges->count - 1].last : NULL;
	if (end && run->iova > *end && run->iova - *end - 1 <= ranges->joined)
		*end = last;
	else
		add_old_range(ranges, run->iova, last);

	return 0;
}

static int add_alias(struct pci_dev *pdev, u16 alias, void *data)
{
	struct old_walk *walk = data;

	/* What a damaged table hides is not translated, either. */
	if (!find_page_tables(walk, PCI_BUS_NUM(alias), alias & 0xff))
		walk_page_tables(walk); //- quarantine
		walk_context(walk); //~ quarantine

	return 0;
}

/* The devices of a group share a domain, which takes its regions from one. */
static void collect_ranges(struct device *dev, struct old_walk *walk)
{
	struct pci_dev *pdev = NULL;

	for_each_pci_dev(pdev) {
		struct device_domain_info *info;

		if (pdev->dev.iommu_group != dev->iommu_group)
			continue;

		info = dev_iommu_priv_get(&pdev->dev);
		walk->iommu = info->iommu;
		pci_for_each_dma_alias(pdev, add_alias, walk);
	}
}

static void make_room(struct device *dev, struct old_ranges *ranges)
{
	u64 room = SZ_4G;
	unsigned int i;

	for (i = 0; i < ranges->count && ranges->range[i].first < SZ_4G; i++)
		room -= min(ranges->range[i].last + 1, SZ_4G) -
			ranges->range[i].first;

	if (room >= OLD_RANGES_ROOM)
		return;

	if (!old_floor)
		dev_warn(dev, "Legacy DMA leaves no room, its mappings below %#x are given up\n",
			 OLD_RANGES_ROOM);
	old_floor = OLD_RANGES_ROOM;
}

/**
 * intel_kdump_get_resv_regions - list the I/O addresses of the crashed kernel
 * @dev: a device that this kernel probes
 * @head: the list of reserved regions to add to
 */
void intel_kdump_get_resv_regions(struct device *dev, struct list_head *head)
{
	struct device_domain_info *info = dev_iommu_priv_get(dev);
	struct iommu_resv_region *region;
	struct old_ranges *ranges;
	struct old_walk *walk;
	unsigned int i;

	if (!info->iommu->copied_tables || !dev_is_pci(dev))
		return;

{{#kernel.typed_allocation}}
	ranges = kvzalloc_obj(*ranges);
	walk = kvzalloc_obj(*walk);
{{/kernel.typed_allocation}}
{{^kernel.typed_allocation}}
	ranges = kvzalloc(sizeof(*ranges), GFP_KERNEL);
	walk = kvzalloc(sizeof(*walk), GFP_KERNEL);
{{/kernel.typed_allocation}}
	if (!ranges || !walk)
		goto out;

	walk->visit = add_run;
	walk->data = ranges;
	collect_ranges(dev, walk);
	make_room(dev, ranges);

	for (i = 0; i < ranges->count; i++) {
		u64 first = max(ranges->range[i].first, old_floor);

		if (first > ranges->range[i].last)
			continue;

		region = iommu_alloc_resv_region(first,
						 ranges->range[i].last + 1 - first,
						 0, IOMMU_RESV_RESERVED, GFP_KERNEL);
		if (region)
			list_add_tail(&region->list, head);
	}

out:
	kvfree(walk);
	kvfree(ranges);
}

//@ muteFaults
/*
 * Fault processing disable, in the context entries of both modes: VT-d
 * specification, sections 9.3 and 9.4. It counts in an entry that is not
 * present, too.
 */
#define CONTEXT_FPD	{{{context_entry.mask.FPD}}}

/* Faults after which a device is muted; devices that are counted at a time */
#define FAULTS_MAX	16
#define FAULTY_MAX	64

static struct faulty_device {
	struct intel_iommu *iommu;
	u16 source_id;
	u8 faults;
} faulty[FAULTY_MAX];

/* Protects the counts, in the handler of fault interrupts, too. */
static DEFINE_RAW_SPINLOCK(faulty_lock);

/*
 * Where a device is counted. When there are more, a new one takes the place and
 * the count of the one with the fewest: it may be muted early, none never.
 */
static struct faulty_device *find_faulty(struct intel_iommu *iommu,
					 u16 source_id)
{
	struct faulty_device *device, *fewest = faulty;

	for (device = faulty; device < faulty + FAULTY_MAX; device++) {
		if (device->iommu == iommu && device->source_id == source_id)
			return device;
		if (device->faults < fewest->faults)
			fewest = device;
	}

	return fewest;
}

/* Let the count of a device start anew. Return: what it was. */
static unsigned int reset_faults(struct intel_iommu *iommu, u16 source_id)
{
	struct faulty_device *device;
	unsigned int faults = 0;
	unsigned long flags;

	raw_spin_lock_irqsave(&faulty_lock, flags);

	device = find_faulty(iommu, source_id);
	if (device->iommu == iommu && device->source_id == source_id) {
		faults = device->faults;
		device->faults = 0;
	}

	raw_spin_unlock_irqrestore(&faulty_lock, flags);

	return faults;
}

/*
 * Let the hardware no longer report the faults of a device. Only the reporting
 * changes: what is cached of its translations stays right.
 */
static void mute_device(struct intel_iommu *iommu, u16 source_id)
{
	u8 bus = PCI_BUS_NUM(source_id), devfn = source_id & 0xff;
	struct context_entry *context = NULL;
	bool muted = false;
	u16 did;

	spin_lock(&iommu->lock);

	/* A driver may have attached since, or the IOMMU be given up. */
	if (reset_faults(iommu, source_id) == FAULTS_MAX &&
	    iommu->copied_tables)
		context = iommu_context_addr(iommu, bus, devfn,
					     test_bit(source_id,
						      iommu->copied_tables));

	if (context) {
		muted = context->lo & CONTEXT_FPD;
		WRITE_ONCE(context->lo, context->lo | CONTEXT_FPD);
		__iommu_flush_cache(iommu, context, sizeof(*context));
		did = sm_supported(iommu) ? 0 : FIELD_GET(CTX_DID, context->hi);
		iommu->flush.flush_context(iommu, did, source_id,
					   DMA_CCMD_MASK_NOBIT,
					   DMA_CCMD_DEVICE_INVL);
	}

	spin_unlock(&iommu->lock);

	if (context && !muted)
		pr_warn("%s: %02x:%02x.%d keeps faulting, its faults are no longer reported\n",
			iommu->name, bus, PCI_SLOT(devfn), PCI_FUNC(devfn));
}

static void mute_devices(struct work_struct *work)
{
	struct faulty_device device;
	unsigned int i;

	for (i = 0; i < FAULTY_MAX; i++) {
		raw_spin_lock_irq(&faulty_lock);
		device = faulty[i];
		raw_spin_unlock_irq(&faulty_lock);

		if (device.faults == FAULTS_MAX)
			mute_device(device.iommu, device.source_id);
	}
}

static DECLARE_WORK(mute_work, mute_devices);

/**
 * intel_kdump_count_fault - count a fault, and mute a device with too many
 * @iommu: an IOMMU with copied tables; its register_lock is held
 * @record: offset of the fault record among its registers
 */
void intel_kdump_count_fault(struct intel_iommu *iommu, int record)
{
	u16 source_id = dma_frcd_source_id(readl(iommu->reg + record + 8));
	u8 reason = dma_frcd_fault_reason(readl(iommu->reg + record + 12));
	struct faulty_device *device;

	/* No context entry is asked about interrupts. */
	if ((reason & 0xf0) == 0x20)
		return;

	raw_spin_lock(&faulty_lock);

	device = find_faulty(iommu, source_id);
	if (device->faults < FAULTS_MAX) {
		device->iommu = iommu;
		device->source_id = source_id;
		device->faults++;
	}
	if (device->faults == FAULTS_MAX)
		schedule_work(&mute_work);

	raw_spin_unlock(&faulty_lock);
}

/**
 * intel_kdump_handle_faults - handle faults that came before their interrupt
 * @iommu: an IOMMU whose fault interrupt was set up just now
 *
 * While a fault is pending, the hardware raises no interrupt for others. The
 * one for it, of legacy DMA, may have gone to a vector of the crashed kernel.
 */
void intel_kdump_handle_faults(struct intel_iommu *iommu)
{
	if (iommu->copied_tables)
		dmar_fault(iommu->irq, iommu);
}

//@ replaceContexts
/* The hardware reads half an entry at a time, and must not see a mix. */
static void store_context(struct intel_iommu *iommu, struct context_entry *live,
			  const struct context_entry *new)
{
{{#kernel.cmpxchg128}}
#ifdef system_has_cmpxchg128
	if (system_has_cmpxchg128()) {
		u128 value = (u128)new->hi << 64 | new->lo;
		u128 old = (u128)live->hi << 64 | live->lo;

		while (!try_cmpxchg128((u128 *)live, &old, value))
			;
		return;
	}
#endif
{{/kernel.cmpxchg128}}
{{^kernel.cmpxchg128}}
#ifdef system_has_cmpxchg_double
	if (system_has_cmpxchg_double()) {
		while (!cmpxchg_double(&live->lo, &live->hi, live->lo, live->hi,
				       new->lo, new->hi))
			;
		return;
	}
#endif
{{/kernel.cmpxchg128}}
	WRITE_ONCE(live->lo, 0);
	__iommu_flush_cache(iommu, live, sizeof(*live));
	WRITE_ONCE(live->hi, new->hi);
	__iommu_flush_cache(iommu, live, sizeof(*live));
	WRITE_ONCE(live->lo, new->lo);
}

/**
 * intel_kdump_replace_context - end the use of a copied context entry
 * @iommu: the IOMMU; its lock is held
 * @live: the copied entry, which the hardware may be using
 * @new: what takes its place
 * @bus: the bus that the entry is for
 * @devfn: the device and function
 *
 * Legacy DMA may be going on: the entry is present at all times. Translations
 * under the crashed kernel's domain-id are flushed once it cannot bring in new
 * ones.
 */
void intel_kdump_replace_context(struct intel_iommu *iommu,
				 struct context_entry *live,
				 const struct context_entry *new,
				 u8 bus, u8 devfn)
{
	u16 did = sm_supported(iommu) ? 0 : FIELD_GET(CTX_DID, live->hi);
	u16 source_id = PCI_DEVID(bus, devfn);

	store_context(iommu, live, new);
	__iommu_flush_cache(iommu, live, sizeof(*live));
	iommu->flush.flush_context(iommu, did, source_id, DMA_CCMD_MASK_NOBIT,
				   DMA_CCMD_DEVICE_INVL);
	if (sm_supported(iommu)) {
		/* The domain-ids are those of all its PASIDs. */
		qi_flush_pasid_cache(iommu, 0, QI_PC_GLOBAL, 0);
		iommu->flush.flush_iotlb(iommu, 0, 0, 0, DMA_TLB_GLOBAL_FLUSH);
	} else {
		iommu->flush.flush_iotlb(iommu, did, 0, 0, DMA_TLB_DSI_FLUSH);
	}

	clear_bit(source_id, iommu->copied_tables);
	reset_faults(iommu, source_id); //+ muteFaults
}

//@ carryMappings
/* Pages of page tables that old mappings take in this kernel's domains */
static unsigned long carried_pages;

/* What goes on while the mappings behind a device are carried over */
struct old_carry {
	struct iommu_domain *domain;
	struct list_head direct;	/* what the domain maps of its own */
	bool shared;			/* it may map some of it already */
	phys_addr_t tables;		/* of an alias, with their levels */
	unsigned long pages;		/* of page tables, by count_run() */
	u64 slot[OLD_LEVELS_MAX + 1];	/* counted last, by level, plus one */
	struct old_run run;		/* what is left of it */
	int ret;
};

/*
 * Count the page tables that a run adds to the domain. Where a large page fits,
 * only its ends need a table.
 */
static int count_run(struct old_walk *walk, const struct old_run *run)
{
	struct old_carry *carry = walk->data;
	u64 end = run->iova + run->size;
	unsigned int level;

	for (level = 2; level <= walk->levels; level++) {
		u64 size = entry_size(level);
		unsigned int shift = ilog2(size);
		u64 first = run->iova >> shift, last = (end - 1) >> shift;
		u64 tables = last - first + 1;

		if (carry->domain->pgsize_bitmap & size &&
		    !((run->iova ^ run->phys) & (size - 1)))
			tables = min(tables, !!(run->iova & (size - 1)) +
					     !!(end & (size - 1)));
		if (tables && carry->slot[level] == first + 1)
			tables--;
		carry->slot[level] = last + 1;
		carry->pages += tables;
	}
	cond_resched();

	return 0;
}

/* How much of the next @size bytes the domain is to map, and does not yet. */
static u64 unmapped_size(struct old_carry *carry, u64 size)
{
	struct iommu_resv_region *region;
	u64 iova = carry->run.iova, done;

	if (iova < old_floor)
		return 0;

	list_for_each_entry(region, &carry->direct, list) {
		if (region->type != IOMMU_RESV_DIRECT &&
		    region->type != IOMMU_RESV_DIRECT_RELAXABLE)
			continue;
		if (iova < region->start)
			size = min(size, region->start - iova);
		else if (iova - region->start < region->length)
			return 0;
	}

	if (!carry->shared)
		return size;

	/* Not the first byte of a page: it may be mapped to address 0. */
	for (done = 0; done < size; done += VTD_PAGE_SIZE)
		if (iommu_iova_to_phys(carry->domain, iova + done + 1))
			break;

	return done;
}

/* Take @size bytes off the run, mapped as they were if @keep says so. */
static void carry_part(struct old_carry *carry, u64 size, bool keep)
{
	struct old_run *run = &carry->run;

	if (!keep && !carry->ret)
		carry->ret = alloc_scratch();

	while (size && !carry->ret) {
		bool large = IS_ALIGNED(run->iova, scratch_size) &&
			     size >= scratch_size;
		u64 part = unmapped_size(carry, keep ? size :
					 large ? scratch_size : VTD_PAGE_SIZE);

		if (part)
			carry->ret = iommu_map(carry->domain, run->iova,
					       keep ? run->phys : scratch, part,
					       keep ? run->prot : IOMMU_WRITE{{#kernel.map_takes_gfp}},
					       GFP_KERNEL{{/kernel.map_takes_gfp}});

		part = max_t(u64, part, VTD_PAGE_SIZE);
		run->iova += part;
		run->phys += part;
		run->size -= part;
		size -= part;
		cond_resched();
	}
}

/* This kernel's own memory: what legacy DMA writes there goes to a page aside. */
static int carry_around(unsigned long pfn, unsigned long pages, void *data)
{
	struct old_carry *carry = data;

	carry_part(carry, PFN_PHYS(pfn) - carry->run.phys, true);
	carry_part(carry, PFN_PHYS(pages), false);

	return carry->ret;
}

/* Of fragmented mappings, most are pages that need no care. */
static int carry_run(struct old_walk *walk, const struct old_run *run)
{
	struct old_carry *carry = walk->data;

	if (run->iova + run->size > carry->slot[2] * entry_size(2))
		count_run(walk, run);

	if (run->size == VTD_PAGE_SIZE && run->iova >= old_floor &&
	    !page_is_ram(PHYS_PFN(run->phys)) &&
	    list_empty(&carry->direct) && !carry->shared)
		return iommu_map(carry->domain, run->iova, run->phys,
				 run->size, run->prot{{#kernel.map_takes_gfp}}, GFP_KERNEL{{/kernel.map_takes_gfp}});

	carry->run = *run;
//- quarantine {
	walk_system_ram_range(PHYS_PFN(run->phys), PHYS_PFN(run->size), carry,
			      carry_around);
	carry_part(carry, carry->run.size, true);
//} ~ quarantine {
	if (run->prot)
		walk_system_ram_range(PHYS_PFN(run->phys), PHYS_PFN(run->size),
				      carry, carry_around);
	carry_part(carry, carry->run.size, run->prot);
//}

	return carry->ret;
}

/* Visit the runs, and count their tables; with @lowest, this is a bound. */
static int walk_runs(struct old_walk *walk, unsigned int lowest,
		     int (*visit)(struct old_walk *walk, const struct old_run *run))
{
	struct old_carry *carry = walk->data;
	int ret;

	memset(carry->slot, 0, sizeof(carry->slot));
	carry->pages = walk->levels + 8; /* own memory splits large pages */
	walk->lowest = lowest;
	walk->visit = visit;
	ret = walk_page_tables(walk); //- quarantine
	ret = walk_context(walk); //~ quarantine
	carry->pages += lowest ? walk->pages : 0;

	return ret;
}

static int carry_alias(struct pci_dev *pdev, u16 alias, void *data)
{
	struct old_walk *walk = data;
	struct old_carry *carry = walk->data;
	int ret = find_page_tables(walk, PCI_BUS_NUM(alias), alias & 0xff);

	if (ret)
		return ret == -ENOENT ? 0 : ret;
	if (carry->tables == (walk->root | walk->levels))
		return 0;

	walk_runs(walk, 2, count_run);
	if (carried_pages + carry->pages > totalram_pages() / 16)
		walk_runs(walk, 0, count_run);
	if (carried_pages + carry->pages > totalram_pages() / 16)
		return -E2BIG;

	carry->shared |= !!carry->tables;
	carry->tables = walk->root | walk->levels;
	ret = walk_runs(walk, 0, carry_run);
	carried_pages += carry->pages;

	return ret;
}

/**
 * intel_kdump_carry_over - map what a device's copied contexts translate
 * @domain: the domain that the device is about to be attached to
 * @dev: the device
 * @shared: whether another device is attached to the domain
 */
void intel_kdump_carry_over(struct iommu_domain *domain, struct device *dev,
			    bool shared)
{
	struct device_domain_info *info = dev_iommu_priv_get(dev);
	struct old_carry carry = {
		.domain = domain,
		.direct = LIST_HEAD_INIT(carry.direct),
		.shared = shared,
	};
	struct pci_dev *pdev = NULL;
	struct old_walk *walk;
	int ret = -ENOMEM;

	if (!info->iommu->copied_tables || !iommu_is_dma_domain(domain) ||
	    !dev_is_pci(dev))
		return;

{{#kernel.typed_allocation}}
	walk = kvzalloc_obj(*walk);
{{/kernel.typed_allocation}}
{{^kernel.typed_allocation}}
	walk = kvzalloc(sizeof(*walk), GFP_KERNEL);
{{/kernel.typed_allocation}}
	if (walk) {
		/* What the group's devices need one to one is mapped already. */
		for_each_pci_dev(pdev)
			if (pdev->dev.iommu_group == dev->iommu_group)
				iommu_get_resv_regions(&pdev->dev, &carry.direct);
		walk->iommu = info->iommu;
		walk->data = &carry;
		ret = pci_for_each_dma_alias(to_pci_dev(dev), carry_alias, walk);
		iommu_put_resv_regions(dev, &carry.direct);
	}

	if (ret)
		dev_warn(dev, "Mappings of the crashed kernel are lost (%d), legacy DMA may fault\n",
			 ret);
	kvfree(walk);
}
