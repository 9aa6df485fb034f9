// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "fixture.h"
#include "kernel_facts.h"
#include "walker.h"
#if __has_include("drivers/iommu/iommu-pages.h")
#include "drivers/iommu/iommu-pages.h"
#endif

/* Register offsets and bits by hand, from chapter 11 of the specification */
#define RTADDR		(0x20 / 8)
#define RTADDR_SCALABLE	(1ULL << 10)
#define CAP_ND_64K	6ULL			/* 2:0, 2^(4 + 2 * 6) ids */
#define CAP_ND_256	2ULL
#define CAP_SAGAW	(6ULL << 8)		/* 12:8, 39 and 48 bits */
#define CAP_MGAW	(47ULL << 16)		/* 21:16, 48 bits */
#define ECAP_DT		(1ULL << 2)
#define ECAP_PT		(1ULL << 6)
#define ECAP_NEST	(1ULL << 26)
#define ECAP_PRS	(1ULL << 29)
#define ECAP_SRS	(1ULL << 31)
#define ECAP_PSS	(19ULL << 35)		/* 39:35, 20 bits */
#define ECAP_PASID	(1ULL << 40)
#define ECAP_SMTS	(1ULL << 43)
#define ECAP_SSTS	(1ULL << 46)
#define ECAP_FSTS	(1ULL << 47)
#define ECAP_RPS	(1ULL << 49)

#define DOMAIN_IDS	65536
#define OWN_IDS		2	/* 0 and 1 are this kernel's from the start */

/* The first commits of the series do not have it yet. */
int __weak intel_kdump_copy_tables(struct intel_iommu *iommu);

struct fixture fx;
int intel_iommu_sm;

/*
 * The domain-ids in use: a bitmap of the driver, or an IDA that changes id by
 * id and does not know those that the driver never gives out.
 */
#if KERNEL_DOMAIN_IDA
static void start_domain_ids(void)
{
	fx.iommu.max_domain_id = cap_ndoms(fx.iommu.cap);
}

static void watch_domain_ids(void)
{
}

static void finish_domain_ids(void)
{
}

void reserve_domain_id(u16 domain_id)
{
	__set_bit(domain_id, fx.iommu.domain_ida.ids);
}

bool domain_id_reserved(u16 domain_id)
{
	return domain_id < IDA_START_DID ||
	       ida_exists(&fx.iommu.domain_ida, domain_id);
}

void limit_domain_ids(void)
{
	fx.iommu.cap ^= CAP_ND_64K ^ CAP_ND_256;
	start_domain_ids();
}

#define OWN_ALLOCS	0
#else
static void start_domain_ids(void)
{
	fx.iommu.domain_ids = bitmap_zalloc(DOMAIN_IDS, GFP_KERNEL);
	for (int id = 0; id < OWN_IDS; id++)
		reserve_domain_id(id);
}

static void watch_domain_ids(void)
{
	machine_watch(fx.iommu.domain_ids, DOMAIN_IDS / 8);
}

static void finish_domain_ids(void)
{
	bitmap_free(fx.iommu.domain_ids);
}

void reserve_domain_id(u16 domain_id)
{
	__set_bit(domain_id, fx.iommu.domain_ids);
}

bool domain_id_reserved(u16 domain_id)
{
	return test_bit(domain_id, fx.iommu.domain_ids);
}

void limit_domain_ids(void)
{
	fx.iommu.cap ^= CAP_ND_64K ^ CAP_ND_256;
}

#define OWN_ALLOCS	1	/* the bitmap */
#endif

unsigned int domain_ids_reserved(void)
{
	unsigned int count = 0;

	for (int id = 0; id < OWN_IDS; id++)
		assert_true(domain_id_reserved(id));
	for (int id = OWN_IDS; id < DOMAIN_IDS; id++)
		count += domain_id_reserved(id);

	return count - fx.owns;
}

static bool warm;

/* The crashed kernel had 2 GiB, but for what it kept for this kernel. */
static void add_dump(void)
{
	machine.old_ram[0].first = 0x100000;
	machine.old_ram[0].size = MACHINE_OWN_BASE - 0x100000;
	machine.old_ram[1].first = 0x30000000;
	machine.old_ram[1].size = 0x50000000;
}

static void start(bool scalable)
{
	struct intel_iommu *iommu = &fx.iommu;

	machine_reset();
	build_reset();
	memset(&fx, 0, sizeof(fx));

	fx.scalable = scalable;
	intel_iommu_sm = scalable;
	fx.root = build_pages(1);
	fx.regs[RTADDR] = fx.root | (scalable ? RTADDR_SCALABLE : 0);

	iommu->reg = fx.regs;
	snprintf((char *)iommu->name, sizeof(iommu->name), "dmar0");
	iommu->cap = CAP_ND_64K | CAP_SAGAW | CAP_MGAW | CAP_2M;
	iommu->agaw = 2;
	iommu->msagaw = 2;	/* 48 bits */
	iommu->ecap = ECAP_DT | ECAP_PT | ECAP_NEST | ECAP_PRS | ECAP_SRS |
		      ECAP_PSS | ECAP_PASID | ECAP_SMTS | ECAP_SSTS |
		      ECAP_FSTS | ECAP_RPS;
	spin_lock_init(&iommu->lock);
	iommu->node = NUMA_NO_NODE;
	iommu->root_entry = kernel_alloc_table;
	start_domain_ids();
	if (warm)
		add_dump();
	machine.calls = 0;
}

/* A damaged root entry puts a bus in quarantine. */
int warm_up(void **state)
{
	if (warm)
		return 0;

	warm = true;
	if (!SERIES_HAS_QUARANTINE)
		return 0;

	start_legacy();
	build_context_table(fx.root, 0, false);
	build_flip(root_half(fx.root, 0, false), 1);
	assert_int_equal(copy_tables(), 0);
	discard();
	machine_keep_pages();

	return 0;
}

void start_legacy(void)
{
	start(false);
}

void start_scalable(void)
{
	start(true);
}

int setup_legacy(void **state)
{
	warm_up(state);
	start_legacy();

	return 0;
}

int setup_scalable(void **state)
{
	warm_up(state);
	start_scalable();

	return 0;
}

static u64 root_word(unsigned int bus, bool upper)
{
	struct root_entry *root = &fx.iommu.root_entry[bus];

	return upper ? root->hi : root->lo;
}

/* What the hardware would see behind @word, which must be a page of ours. */
static const u64 *table_behind(u64 word)
{
	return page_address(virt_to_page(phys_to_virt(word & ~0xfffULL)));
}

static const u64 *new_context(u8 bus, u8 devfn)
{
	u64 word = root_word(bus, fx.scalable && devfn >= 0x80);

	if (!(word & 1))
		return NULL;
	if (fx.scalable)
		return table_behind(word) + (devfn % 0x80) * 4;

	return table_behind(word) + devfn * 2;
}

static old_entry_t old_context(u8 bus, u8 devfn)
{
	u64 half = built_word(root_half(fx.root, bus,
					fx.scalable && devfn >= 0x80), 0);

	if (fx.scalable)
		return scalable_context(half & ~0xfffULL, devfn);

	return legacy_context(half & ~0xfffULL, devfn);
}

/* RID_PASID is 0. The address width is in bits 2:0 of word 1, or 4:2 of word 0. */
u64 build_old_device(u8 bus, u8 devfn, unsigned int levels)
{
	bool upper = fx.scalable && devfn >= 0x80;
	u64 table = built_word(root_half(fx.root, bus, upper), 0) & ~0xfffULL;
	old_entry_t entry;

	if (!table)
		table = build_context_table(fx.root, bus, upper);
	if (fx.scalable) {
		entry = build_pasid_entry(build_scalable_context(table, devfn, 0),
					  0, PGTT_SECOND, bus << 8 | devfn);
		build_word(entry, 0, (built_word(entry, 0) & ~0x1cULL) |
				     (levels - 2) << 2);
	} else {
		entry = build_legacy_context(table, devfn, TT_UNTRANSLATED,
					     levels - 2, bus << 8 | devfn);
	}

	return built_page_tables(entry);
}

old_entry_t built_translation(u8 bus, u8 devfn)
{
	old_entry_t context = old_context(bus, devfn);
	u64 directory;

	if (!fx.scalable)
		return context;
	directory = built_pasid_directory(context);

	return built_word(directory, 0) & ~0xfffULL;
}

/* Word 0: translation type 8:6. Word 2: 0 in 3:2 for 4 levels, table 63:12 */
u64 build_first_stage_device(u8 bus, u8 devfn, unsigned int levels)
{
	u64 table = build_old_device(bus, devfn, 4);

	build_word(built_translation(bus, devfn), 0, PGTT_FIRST << 6 | 1);
	build_word(built_translation(bus, devfn), 2, table | (levels - 4) << 2);

	return table;
}

/* A hole reads as all ones. */
static u64 read_old(u64 phys)
{
	const u64 *page = machine_find_old_page(phys);

	return page ? page[phys % MACHINE_PAGE / 8] : ~0ULL;
}

/* A word of the crashed kernel's entry */
static u64 old_word(u8 bus, u8 devfn, unsigned int word)
{
	bool upper = fx.scalable && devfn >= 0x80;
	u64 table = read_old(fx.root + bus * 16 + upper * 8) & ~0xfffULL;

	return read_old((fx.scalable ? scalable_context(table, devfn) :
				       legacy_context(table, devfn)) + word * 8);
}

bool was_present(u8 bus, u8 devfn)
{
	bool upper = fx.scalable && devfn >= 0x80;

	return (read_old(fx.root + bus * 16 + upper * 8) & 1) &&
	       (old_word(bus, devfn, 0) & 1);
}

static bool is_as_it_was(u8 bus, u8 devfn, const u64 *entry)
{
	for (unsigned int i = 0; i < (fx.scalable ? 4 : 2); i++)
		if (entry[i] != old_word(bus, devfn, i))
			return false;

	return true;
}

/* What is to stay present, and nothing else, is marked as copied. */
static const u64 *present_context(u8 bus, u8 devfn)
{
	const u64 *entry = new_context(bus, devfn);
	bool present = entry && (entry[0] & 1);
	bool marked = fx.iommu.copied_tables &&
		      test_bit(bus << 8 | devfn, fx.iommu.copied_tables);

	if (present != marked)
		fail_msg("%02x:%02x is %spresent, but %smarked as copied", bus,
			 devfn, present ? "" : "not ", marked ? "" : "not ");

	return present ? entry : NULL;
}

/* Many contexts lead to the same tables. */
const struct own_tables *own_tables_of(u8 bus, u8 devfn)
{
	const u64 *entry = present_context(bus, devfn);
	struct own_tables own;

	if (!SERIES_HAS_QUARANTINE || !entry || !leads_to_own_tables(entry))
		return NULL;
	for (unsigned int i = 0; i < fx.owns; i++)
		if (fx.own[i].context[0] >> 12 == entry[0] >> 12 &&
		    fx.own[i].context[1] == entry[1])
			return &fx.own[i];

	own = read_own_tables(entry);
	for (unsigned int i = 0; i < fx.owns; i++)
		if (fx.own[i].kind == own.kind ||
		    fx.own[i].domain_id == own.domain_id)
			fail_msg("%02x:%02x has tables of its own", bus, devfn);
	assert_true(fx.owns < ARRAY_SIZE(fx.own));
	fx.own[fx.owns] = own;

	return &fx.own[fx.owns++];
}

/*
 * Bits 3:2 of a legacy entry, 8:6 of the PASID entry that RID_PASID tells, in
 * bits 19:0 of word 1: sections 9.3 to 9.6
 */
static bool was_pass_through(u8 bus, u8 devfn)
{
	u64 word = old_word(bus, devfn, 0), pasid;

	if (!fx.scalable)
		return (word >> 2 & 3) == TT_PASS_THROUGH;

	pasid = old_word(bus, devfn, 1) & 0xfffff;
	word = read_old(pasid_directory_entry(word & ~0xfffULL, pasid));
	if (!(word & 1))
		return false;
	word = read_old((word & ~0xfffULL) + pasid % 64 * 64);

	return (word & 1) && (word >> 6 & 7) == PGTT_PASS_THROUGH;
}

/* Pass-through in software */
static bool was_one_to_one(u8 bus, u8 devfn)
{
	struct hw_space space = hw_space(fx.regs[RTADDR], bus << 8 | devfn);

	return hw_is_one_to_one(&space, MACHINE_DUMP_HEADER);
}

bool is_copied(u8 bus, u8 devfn)
{
	const u64 *entry = present_context(bus, devfn);
	const struct own_tables *own = own_tables_of(bus, devfn);

	if (own)
		return own->kind == IDENTITY;
	if (entry && !is_as_it_was(bus, devfn, entry))
		fail_msg("%02x:%02x word 0 is %016llx instead of %016llx", bus,
			 devfn, entry[0], old_word(bus, devfn, 0));

	return entry;
}

bool is_blocked(u8 bus, u8 devfn)
{
	return !present_context(bus, devfn);
}

bool is_refused(u8 bus, u8 devfn)
{
	const struct own_tables *own = own_tables_of(bus, devfn);

	return SERIES_HAS_QUARANTINE ? own && own->kind == QUARANTINE :
				    is_blocked(bus, devfn);
}

/* What is in quarantine has been there before, and stays. */
static void free_translations(void)
{
	u64 freed[4] = {};
	unsigned int count = 0;

	for (unsigned int id = 0; id < 65536; id++) {
		const u64 *entry;
		unsigned int i = 0;

		if (!fx.iommu.copied_tables || !test_bit(id, fx.iommu.copied_tables))
			continue;
		entry = new_context(id >> 8, id);
		if (!entry || !leads_to_own_tables(entry))
			continue;
		while (i < count && freed[i] != entry[0] >> 12)
			i++;
		if (i < count)
			continue;
		freed[count++] = entry[0] >> 12;
		free_own_tables(entry);
	}
}

void free_copy(void)
{
	if (SERIES_HAS_QUARANTINE)
		free_translations();
	for (int bus = 0; bus < 256; bus++)
		for (int upper = 0; upper < 2; upper++)
			if (root_word(bus, upper) & 1)
				kernel_free_table((void *)table_behind(root_word(bus, upper)));
	memset(fx.iommu.root_entry, 0, VTD_PAGE_SIZE);
	bitmap_free(fx.iommu.copied_tables);
	fx.iommu.copied_tables = NULL;
	fx.owns = 0;
}

void assert_machine_clean(void)
{
	if (machine.violations)
		fail_msg("%s", machine_complaints());
	assert_int_equal(machine.maps, 0);
	assert_int_equal(machine.own_mapped, 0);
	assert_int_equal(machine.acpi_tables, 0);
	assert_int_equal(machine.locks, 0);
}

void discard(void)
{
	free_copy();
	kernel_free_table(fx.iommu.root_entry);
	finish_domain_ids();
}

void finish(void)
{
	discard();
	assert_machine_clean();
	assert_int_equal(machine.allocs, 0);
	assert_int_equal(machine.pages, 0);
	assert_int_equal(machine.accounted[0], 0);
	assert_int_equal(machine.accounted[1], 0);
}

int teardown(void **state)
{
	finish();

	return 0;
}

int copy_tables(void)
{
	int ret;

	machine_watch(fx.iommu.root_entry, VTD_PAGE_SIZE);
	watch_domain_ids();
	machine_watch(&fx.iommu.copied_tables, sizeof(fx.iommu.copied_tables));
	ret = intel_kdump_copy_tables(&fx.iommu);
	machine_unwatch();

	return ret;
}

/* Each half is absent, or a whole page of ours that the hardware sees. */
static unsigned int check_root_table(void)
{
	bool coherent = fx.iommu.ecap & 1;
	unsigned int tables = 0;

	for (int bus = 0; bus < 256; bus++) {
		for (int upper = 0; upper < 2; upper++) {
			u64 word = root_word(bus, upper);

			if (!word)
				continue;
			assert_int_equal(word & 0xfff, 1);
			assert_true(machine_page_allocated(word));
			assert_true(fx.scalable || !upper);
			assert_true(coherent ||
				    machine_page_flushed(table_behind(word)));
			tables++;
		}
	}
	assert_true(coherent || machine_page_flushed(fx.iommu.root_entry));

	return tables;
}

/* The domain-ids that go on being used in scalable mode */
static void forbid_domain_ids(u64 directory, unsigned int entries)
{
	for (unsigned int i = 0; i < entries; i++) {
		u64 word = read_old(directory + i * 8);
		const u64 *page = machine_find_old_page(word & ~0xfffULL);

		for (unsigned int j = 0; (word & 1) && page && j < 512; j += 8)
			for (unsigned int k = 0; k < fx.owns; k++)
				if ((page[j] & 1) &&
				    (page[j + 1] & 0xffff) == fx.own[k].domain_id)
					fail_msg("domain-id %u is not free",
						 fx.own[k].domain_id);
	}
}

static void check_domain_ids(u8 bus, u8 devfn, const u64 *entry)
{
	static u64 checked;	/* one directory may be that of many */

	if (fx.scalable && (entry[0] != checked || !devfn)) {
		checked = entry[0];
		forbid_domain_ids(entry[0] & ~0xfffULL, 128 << (entry[0] >> 9 & 7));
	}
	if (fx.scalable)
		return;
	assert_true(domain_id_reserved(entry[1] >> 8 & 0xffff));
	for (unsigned int i = 0; i < fx.owns; i++)
		assert_int_not_equal(fx.own[i].domain_id, entry[1] >> 8 & 0xffff);
}

/* An entry equals the old one, is empty, or leads to tables of this kernel. */
static void check_context(u8 bus, u8 devfn)
{
	unsigned int words = fx.scalable ? 4 : 2;
	const u64 *entry = new_context(bus, devfn);
	const struct own_tables *own = own_tables_of(bus, devfn);

	if (own) {
		u64 old[4] = { old_word(bus, devfn, 0) };

		if (own->kind == IDENTITY)
			assert_true(was_pass_through(bus, devfn) ||
				    was_one_to_one(bus, devfn));
		assert_int_equal(enables_device_tlb(entry),
				 own->kind == IDENTITY && enables_device_tlb(old));
		return;
	}
	if (is_copied(bus, devfn)) {
		check_domain_ids(bus, devfn, entry);
		return;
	}
	for (unsigned int i = 0; entry && i < words; i++)
		if (entry[i])
			fail_msg("%02x:%02x word %u is %016llx", bus, devfn, i,
				 entry[i]);
}

/* The devices of 128 functions; without a table none of them can be marked. */
static void check_half(u8 bus, bool upper)
{
	const u8 *marks = (const u8 *)fx.iommu.copied_tables + bus * 32 + upper * 16;

	if (!root_word(bus, fx.scalable && upper)) {
		assert_null(memchr_inv(marks, 0, 16));
		return;
	}
	for (int devfn = 0; devfn < 128; devfn++)
		own_tables_of(bus, devfn + upper * 128);
	for (int devfn = 0; devfn < 128; devfn++)
		check_context(bus, devfn + upper * 128);
}

static unsigned int check_copy(void)
{
	unsigned int tables;

	assert_machine_clean();
	assert_non_null(fx.iommu.copied_tables);

	tables = check_root_table();
	for (int bus = 0; bus < 256; bus++) {
		check_half(bus, false);
		check_half(bus, true);
	}
	/* A PASID directory and a table each, and the tables of identity */
	for (unsigned int i = 0; i < fx.owns; i++)
		tables += (fx.scalable ? 2 : 0) + fx.own[i].tables;

	return tables;
}

void assert_sound(void)
{
	check_copy();
}

void assert_copy_succeeds(void)
{
	unsigned int tables;

	assert_int_equal(copy_tables(), 0);
	tables = check_copy();

	/* The root table and the context tables; the bitmap of contexts */
	assert_int_equal(machine.pages, 1 + tables);
	assert_int_equal(machine.allocs, OWN_ALLOCS + 1);
}

void assert_untouched(void)
{
	for (int bus = 0; bus < 256; bus++) {
		assert_int_equal(root_word(bus, false), 0);
		assert_int_equal(root_word(bus, true), 0);
	}
	assert_null(fx.iommu.copied_tables);
	assert_int_equal(domain_ids_reserved(), 0);
	assert_int_equal(machine.pages, 1);
	assert_int_equal(machine.allocs, OWN_ALLOCS);
	assert_machine_clean();
}

void assert_copy_fails(int error)
{
	assert_int_equal(copy_tables(), error);
	assert_untouched();
}

void assert_warnings(unsigned int count)
{
	if (machine.warnings != count)
		fail_msg("%u warnings instead of %u:\n%s", machine.warnings,
			 count, machine_log());
}

void assert_logged_once(const char *text)
{
	const char *found = strstr(machine_log(), text);

	if (!found || strstr(found + 1, text))
		fail_msg("not one message says '%s', but:\n%s", text,
			 machine_log());
}
