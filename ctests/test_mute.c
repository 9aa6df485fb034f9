// SPDX-License-Identifier: GPL-2.0-only
/* ctest: from muteFaults, includes the code */
/* Devices that keep faulting in the crash kernel */

#include <signal.h>
#include <string.h>

#include "code.h"
#include "devices.h"
#include "fixture.h"
#include "kernel_features.h"

#define DEVICE		0x00d8		/* 00:1b.0 */
#define DOMAIN_ID	7
#define FPD		2ULL
#define MESSAGE		"dmar0: 00:1b.0 keeps faulting"

/* A fault record, from section 11.4.14 of the specification */
#define RECORD		0x400
#define F		(1ULL << 63)	/* bit 127 */
#define NOT_WRITABLE	5

/* Device-selective: bits 62:61 of the context command register */
#define ONE_DEVICE	(3ULL << 61)

static struct {
	unsigned int count;
	u16 did, source_id;
	u64 type;
	bool seen;		/* the hardware saw the table as it was then */
} flushed;

/* The half of a root entry that leads to a device */
static u64 *half_of(u16 source_id)
{
	struct root_entry *root = &fx.iommu.root_entry[source_id >> 8];

	return fx.scalable && source_id & 0x80 ? &root->hi : &root->lo;
}

static u64 *table_of(u16 source_id)
{
	return phys_to_virt(*half_of(source_id) & ~0xfffULL);
}

static u64 *entry_of(u16 source_id)
{
	if (fx.scalable)
		return &table_of(source_id)[(source_id & 0x7f) * 4];

	return &table_of(source_id)[(source_id & 0xff) * 2];
}

static void flush_context(struct intel_iommu *iommu, u16 did, u16 source_id,
			  u8 mask, u64 type)
{
	assert_int_equal(mask, 0);
	assert_true(iommu->lock.held);
	flushed.count++;
	flushed.did = did;
	flushed.source_id = source_id;
	flushed.type = type;
	flushed.seen = machine_page_flushed(table_of(source_id));
}

static void add_table(u16 source_id)
{
	struct intel_iommu *iommu = &fx.iommu;

	*half_of(source_id) = virt_to_phys(kernel_alloc_table) | 1;
	clflush_cache_range(table_of(source_id), MACHINE_PAGE);
}

/* The copied entry of the device, with a bit of every kind */
static u64 *copy_entry(void)
{
	u64 *entry;

	add_table(DEVICE);
	__set_bit(DEVICE, fx.iommu.copied_tables);
	entry = entry_of(DEVICE);
	entry[0] = 0x123456789000ULL | (fx.scalable ? 1 : 5);
	entry[1] = fx.scalable ? 0 : DOMAIN_ID << 8 | AW_48;
	clflush_cache_range(entry, 16);

	return entry;
}

static void start(void)
{
	memset(faulty, 0, sizeof(faulty));
	memset(&flushed, 0, sizeof(flushed));
	devices_reset();
	record_flushes(&fx.iommu);
	fx.iommu.flush.flush_context = flush_context;
	fx.iommu.copied_tables = bitmap_zalloc(65536, GFP_KERNEL);
}

static int setup(void **state)
{
	start_legacy();
	start();

	return 0;
}

static int setup_for_scalable(void **state)
{
	start_scalable();
	start();

	return 0;
}

static void fault_on(struct intel_iommu *iommu, u16 source_id, u8 reason)
{
	fx.regs[RECORD / 8 + 1] = F | (u64)reason << 32 | source_id;
	machine.in_interrupt = true;
	raw_spin_lock(&iommu->register_lock);
	intel_kdump_count_fault(iommu, RECORD);
	raw_spin_unlock(&iommu->register_lock);
	machine.in_interrupt = false;
}

static void fault(u16 source_id, unsigned int times)
{
	while (times--)
		fault_on(&fx.iommu, source_id, NOT_WRITABLE);
}

static void mutes_at_the_sixteenth_fault(void **state)
{
	u64 *entry = copy_entry(), lo = entry[0], hi = entry[1];

	fault(DEVICE, 15);
	assert_false(machine_run_work());
	assert_int_equal(entry[0], lo);

	fault(DEVICE, 1);
	assert_true(machine_run_work());
	assert_int_equal(entry[0], lo | FPD);
	assert_int_equal(entry[1], hi);
	assert_warnings(1);
	assert_logged_once(MESSAGE);
}

static void tells_the_hardware(void **state)
{
	copy_entry();
	fault(DEVICE, 16);
	machine_run_work();
	assert_int_equal(flushed.count, 1);
	assert_int_equal(flushed.did, fx.scalable ? 0 : DOMAIN_ID);
	assert_int_equal(flushed.source_id, DEVICE);
	assert_int_equal(flushed.type, ONE_DEVICE);
	assert_true(flushed.seen);
}

/* What the hardware may see of an entry: looked at after each instruction */
static struct {
	const volatile u64 *entry;
	u64 words[2];
	unsigned int changes;
} watched;

static void look(int signal)
{
	for (int i = 0; i < 2; i++) {
		if (watched.entry[i] == watched.words[i])
			continue;
		watched.words[i] = watched.entry[i];
		watched.changes++;
	}
}

/* The processor's trap flag; the space is what a leaf function may use. */
#ifdef CONFIG_64BIT
#define LONG		"q"
#define set_trap_flag(change)						\
	asm volatile("lea -128(%%rsp), %%rsp\n\tpushfq\n\t" change	\
		     ", (%%rsp)\n\tpopfq\n\tlea 128(%%rsp), %%rsp" ::: "memory", "cc")
#else
#define LONG		"l"
#define set_trap_flag(change)						\
	asm volatile("pushfl\n\t" change ", (%%esp)\n\tpopfl" ::: "memory", "cc")
#endif

static void changes_the_entry_at_once(void **state)
{
	u64 *entry = copy_entry();

	watched.entry = entry;
	watched.changes = 0;
	memcpy(watched.words, entry, sizeof(watched.words));
	fault(DEVICE, 16);

	signal(SIGTRAP, look);
	set_trap_flag("or" LONG " $0x100");
	machine_run_work();
	set_trap_flag("and" LONG " $~0x100");
	signal(SIGTRAP, SIG_DFL);

	assert_true(entry[0] & FPD);
	assert_int_equal(watched.changes, 1);
}

/* Old records and cached entries may report a muted device again. */
static void says_it_once(void **state)
{
	u64 *entry = copy_entry(), lo = entry[0];

	for (int i = 0; i < 1000; i++) {
		fault(DEVICE, 1);
		machine_run_work();
	}
	assert_int_equal(entry[0], lo | FPD);
	assert_warnings(1);
}

static void does_not_wrap(void **state)
{
	copy_entry();
	for (int i = 0; i < 3; i++) {
		fault(DEVICE, 256);
		assert_true(machine_run_work());
		assert_false(machine_run_work());
	}
	assert_warnings(1);
}

static void mutes_what_is_not_present(void **state)
{
	u64 *entry;

	add_table(DEVICE);
	entry = entry_of(DEVICE);
	fault(DEVICE, 16);
	machine_run_work();
	assert_int_equal(entry[0], FPD);
	assert_int_equal(entry[1], 0);
	assert_int_equal(flushed.did, 0);
	assert_true(flushed.seen);
	assert_warnings(1);
}

static void makes_no_table(void **state)
{
	unsigned int pages = machine.pages;

	fault(DEVICE, 100);
	assert_true(machine_run_work());
	assert_int_equal(machine.pages, pages);
	assert_int_equal(flushed.count, 0);
	assert_warnings(0);
}

static void counts_no_faults_of_interrupts(void **state)
{
	u64 *entry = copy_entry();

	for (unsigned int reason = 0x20; reason < 0x30; reason++)
		for (int i = 0; i < 16; i++)
			fault_on(&fx.iommu, DEVICE, reason);
	assert_false(machine_run_work());

	for (unsigned int reason = 1; reason < 0x10; reason++)
		fault_on(&fx.iommu, DEVICE, reason);
	fault_on(&fx.iommu, DEVICE, 0x30);
	assert_true(machine_run_work());
	assert_true(entry[0] & FPD);
}

static void counts_each_device(void **state)
{
	struct intel_iommu other = { .reg = fx.regs };
	u64 *entry = copy_entry();

	for (u16 source_id = 0; source_id < 64; source_id++)
		fault(source_id, 15);
	assert_false(machine_run_work());

	memset(faulty, 0, sizeof(faulty));
	fault(DEVICE, 15);
	for (int i = 0; i < 15; i++)
		fault_on(&other, DEVICE, NOT_WRITABLE);
	assert_false(machine_run_work());
	fault(DEVICE, 1);
	assert_true(machine_run_work());
	assert_true(entry[0] & FPD);
}

/* However many devices fault, each is muted in the end. */
static void mutes_one_device_of_many(void **state)
{
	unsigned int muted = 0;

	for (u16 bus = 0; bus < 4; bus++)
		add_table(bus << 8);
	for (int round = 0; round < 200; round++) {
		for (u16 source_id = 0; source_id < 1024; source_id++)
			if (!(entry_of(source_id)[0] & FPD))
				fault(source_id, 1);
		machine_run_work();
	}
	for (u16 source_id = 0; source_id < 1024; source_id++)
		muted += !!(entry_of(source_id)[0] & FPD);
	assert_int_equal(muted, 1024);
	assert_warnings(1024);
}

static void attach(u64 *entry)
{
	struct context_entry new = { .lo = 0x1000 | 1, .hi = entry[1] };

	spin_lock(&fx.iommu.lock);
	intel_kdump_replace_context(&fx.iommu, (struct context_entry *)entry,
				    &new, DEVICE >> 8, DEVICE & 0xff);
	spin_unlock(&fx.iommu.lock);
	memset(&flushed, 0, sizeof(flushed));
}

static void a_driver_starts_anew(void **state)
{
	u64 *entry = copy_entry();

	fault(DEVICE, 10);
	attach(entry);
	fault(DEVICE, 15);
	assert_false(machine_run_work());
	fault(DEVICE, 1);
	assert_true(machine_run_work());
	assert_int_equal(entry[0], 0x1000 | FPD | 1);
	assert_warnings(1);
}

static void a_driver_comes_before_the_work(void **state)
{
	u64 *entry = copy_entry();

	fault(DEVICE, 16);
	attach(entry);
	assert_true(machine_run_work());
	assert_int_equal(entry[0], 0x1000 | 1);
	assert_int_equal(flushed.count, 0);
	assert_warnings(0);
}

/*
 * While a record is left, there is no interrupt. Capability register: FRO in
 * 33:24, in units of 16 bytes, and NFR in 47:40, less one. Fault status register
 * at 0x34: bits 0, 1 and 7 are cleared by a write.
 */
static void the_work_clears_all_records(void **state)
{
	u64 *entry = copy_entry();

	fx.iommu.cap |= 1ULL << 40 | (RECORD / 16ULL) << 24;
	for (int attached = 0; attached < 2; attached++) {
		fault(DEVICE, 16);
		if (attached)
			attach(entry);
		fx.regs[RECORD / 8 + 1] = 0;
		fx.regs[RECORD / 8 + 3] = 0;
		fx.regs[0x30 / 8] = 0;
		assert_true(machine_run_work());
		assert_int_equal(fx.regs[RECORD / 8 + 1], F);
		assert_int_equal(fx.regs[RECORD / 8 + 3], F);
		assert_int_equal(fx.regs[0x30 / 8] >> 32, 0x83);
		assert_int_equal(fx.regs[RECORD / 8 + 5], 0);
	}
}

static void mutes_again_after_a_driver(void **state)
{
	u64 *entry = copy_entry();

	fault(DEVICE, 16);
	machine_run_work();
	attach(entry);
	fault(DEVICE, 15);
	assert_false(machine_run_work());
	fault(DEVICE, 1);
	machine_run_work();
	assert_int_equal(entry[0], 0x1000 | FPD | 1);
	assert_warnings(2);
}

static void the_iommu_is_given_up(void **state)
{
	u64 *entry = copy_entry();

	fault(DEVICE, 16);
	bitmap_free(fx.iommu.copied_tables);
	fx.iommu.copied_tables = NULL;
	assert_true(machine_run_work());
	assert_false(entry[0] & FPD);
	assert_warnings(0);
}

static void handles_what_is_pending(void **state)
{
	unsigned long *copied = fx.iommu.copied_tables;

	fx.iommu.irq = 24;
	intel_kdump_handle_faults(&fx.iommu);
	assert_int_equal(devices.handled, 1);

	fx.iommu.copied_tables = NULL;
	intel_kdump_handle_faults(&fx.iommu);
	assert_int_equal(devices.handled, 1);
	fx.iommu.copied_tables = copied;
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
#define SCALABLE(f) \
	{ #f "_in_scalable_mode", f, setup_for_scalable, teardown, NULL }
	const struct CMUnitTest tests[] = {
		TEST(mutes_at_the_sixteenth_fault),
		SCALABLE(mutes_at_the_sixteenth_fault),
		TEST(tells_the_hardware),
		SCALABLE(tells_the_hardware),
		TEST(changes_the_entry_at_once),
		SCALABLE(changes_the_entry_at_once),
		TEST(says_it_once),
		TEST(does_not_wrap),
		TEST(mutes_what_is_not_present),
		SCALABLE(mutes_what_is_not_present),
		TEST(makes_no_table),
		TEST(counts_no_faults_of_interrupts),
		TEST(counts_each_device),
		TEST(mutes_one_device_of_many),
		TEST(a_driver_starts_anew),
		TEST(a_driver_comes_before_the_work),
		TEST(mutes_again_after_a_driver),
		TEST(the_work_clears_all_records),
		TEST(the_iommu_is_given_up),
		TEST(handles_what_is_pending),
	};

	return cmocka_run_group_tests_name("mute", tests, NULL, NULL);
}
