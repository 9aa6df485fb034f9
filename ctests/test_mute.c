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
#define MESSAGE		"dmar0: Faults of 00:1b.0 are no longer reported"

/* Fault records, from section 11.4.14 of the specification */
#define RECORD		0x400
#define RECORDS		20
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
	__set_bit(DEVICE, copied_tables_of(&fx.iommu));
	entry = entry_of(DEVICE);
	entry[0] = 0x123456789000ULL | (fx.scalable ? 1 : 5);
	entry[1] = fx.scalable ? 0 : DOMAIN_ID << 8 | AW_48;
	clflush_cache_range(entry, 16);

	return entry;
}

/* Fault status register: FRI in 15:8, PPF in 1, PFO in 0 */
#define FSTS		0x34
#define PPF		2u
#define PFO		1u


/* The fault status register, as the hardware has it */
static u32 status;

static void show_status(void)
{
	((u32 *)fx.regs)[FSTS / 4] = status;
}

static bool is_recorded(unsigned int i)
{
	return fx.regs[RECORD / 8 + 2 * i + 1] & F;
}

/* PPF tells whether a record is pending, and FRI which one was when it was set. */
static void update_status(unsigned int recorded)
{
	bool pending = false;

	for (unsigned int i = 0; i < RECORDS; i++)
		pending |= is_recorded(i);
	if (!pending)
		status &= ~PPF;
	else if (!(status & PPF))
		status = recorded << 8 | PPF;
	show_status();
}

static void record(unsigned int i, u16 source_id, u8 reason)
{
	fx.regs[RECORD / 8 + 2 * i + 1] = F | (u64)reason << 32 | source_id;
	update_status(i);
}

/* What the hardware has recorded again when a record is cleared; 0: nothing */
static u16 again;

/* F and PFO are cleared by a write, all else is read-only. */
static void written(volatile void *addr, u32 value)
{
	unsigned long at = (unsigned long)addr - (unsigned long)fx.regs;

	if (at == FSTS) {
		status &= ~(value & PFO);
		show_status();
	}
	if (at >= RECORD && at % 16 == 12) {
		*(volatile u32 *)addr = 0;
		if (again)
			record((at - RECORD) / 16, again, NOT_WRITABLE);
		again = 0;
		update_status(0);
	}
}

static struct dmar_drhd_unit unit;

/* Capability register: FRO in 33:24, in units of 16 bytes, NFR in 47:40, less one */
static void start(void)
{
	memset(&flushed, 0, sizeof(flushed));
	devices_reset();
	devices.new_tables = true;
	record_flushes(&fx.iommu);
	fx.iommu.cap |= (RECORDS - 1ULL) << 40 | (RECORD / 16ULL) << 24;
	fx.iommu.flush.flush_context = flush_context;
	copied_tables_of(&fx.iommu) = bitmap_zalloc(65536, GFP_KERNEL);
	fx.iommu.irq = 24;
	machine.crash_kernel = true;
	machine.written = written;
	again = 0;
	status = 0;
	unit.iommu = &fx.iommu;
	list_add_tail(&unit.list, &dmar_drhd_units);
	atomic_set(&faults, 0);
	may_mute = true;
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

static void interrupt(void)
{
	machine.in_interrupt = true;
	dmar_fault(fx.iommu.irq, &fx.iommu);
	machine.in_interrupt = false;
}

static void fault(u16 source_id, unsigned int times)
{
	while (times--) {
		record(0, source_id, NOT_WRITABLE);
		interrupt();
	}
}

static void mutes_after_sixteen_faults(void **state)
{
	u64 *entry = copy_entry(), lo = entry[0], hi = entry[1];

	fault(DEVICE, 16);
	assert_int_equal(devices.handled, 16);
	assert_false(machine_run_work());
	assert_int_equal(entry[0], lo);

	fault(DEVICE, 1);
	assert_true(is_recorded(0));
	assert_int_equal(devices.handled, 16);
	assert_true(machine_run_work());
	assert_int_equal(entry[0], lo | FPD);
	assert_int_equal(entry[1], hi);
	assert_false(is_recorded(0));
	assert_warnings(1);
	assert_logged_once(MESSAGE);
}

static void tells_the_hardware(void **state)
{
	copy_entry();
	fault(DEVICE, 17);
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
	fault(DEVICE, 17);

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

static void mutes_what_is_not_present(void **state)
{
	u64 *entry;

	add_table(DEVICE);
	entry = entry_of(DEVICE);
	fault(DEVICE, 17);
	machine_run_work();
	assert_int_equal(entry[0], FPD);
	assert_int_equal(entry[1], 0);
	assert_int_equal(flushed.did, 0);
	assert_true(flushed.seen);
	assert_warnings(1);
}

/* A bus whose devices the previous kernel did not use has no table. */
static void makes_the_table(void **state)
{
	fault(0x7fff, 17);
	assert_true(machine_run_work());
	assert_int_equal(entry_of(0x7fff)[0], FPD);
	assert_int_equal(entry_of(0x7ffe)[0], 0);
	assert_true(machine_page_flushed(table_of(0x7fff)));
	assert_warnings(1);
	free_page((unsigned long)table_of(0x7fff));
	*half_of(0x7fff) = 0;
}

static void goes_without_the_table(void **state)
{
	fault(0x7fff, 17);
	machine.fail_at = machine.calls + 1;
	assert_true(machine_run_work());
	machine.fail_at = 0;
	assert_int_equal(*half_of(0x7fff), 0);
	assert_int_equal(flushed.count, 0);
	assert_warnings(0);
}

static void mutes_nobody_for_interrupts(void **state)
{
	u64 *entry = copy_entry(), lo = entry[0];

	for (unsigned int reason = 0x20; reason < 0x30; reason++) {
		fault(DEVICE, 16);
		record(0, DEVICE, reason);
		interrupt();
		assert_true(machine_run_work());
		assert_int_equal(entry[0], lo);
	}
	for (unsigned int reason = 1; reason < 0x100; reason++) {
		if ((reason & 0xf0) == 0x20)
			continue;
		entry[0] = lo;
		clflush_cache_range(entry, 16);
		atomic_set(&faults, 16);
		record(0, DEVICE, reason);
		interrupt();
		assert_true(machine_run_work());
		assert_int_equal(entry[0], lo | FPD);
	}
}

/*
 * The handler has 16, and leaves 4 to the work: it would not find them, as they
 * begin after the first that was pending, which is number 3.
 */
static void mutes_all_that_are_left(void **state)
{
	add_table(DEVICE);
	for (unsigned int i = 0; i < RECORDS; i++)
		record((i + 3) % RECORDS, i, NOT_WRITABLE);
	interrupt();
	assert_int_equal(devices.handled, 16);
	status |= PFO;
	show_status();
	/* This one was handled before. */
	fx.regs[RECORD / 8 + 1] &= ~F;
	assert_true(machine_run_work());
	assert_false(machine_run_work());
	assert_int_equal(status & (PPF | PFO), 0);
	for (unsigned int i = 0; i < RECORDS; i++) {
		assert_false(is_recorded(i));
		assert_int_equal(entry_of(i)[0], i >= 16 && i != 17 ? FPD : 0);
	}
	assert_warnings(3);
}

/* Some other is pending still then, and the hardware raises no interrupt. */
static void a_record_is_filled_again(void **state)
{
	add_table(DEVICE);
	for (unsigned int i = 0; i < RECORDS; i++)
		record(i, i, NOT_WRITABLE);
	interrupt();
	again = 0x30;
	assert_true(machine_run_work());
	assert_true(is_recorded(16));
	assert_true(machine_run_work());
	assert_false(machine_run_work());
	assert_int_equal(entry_of(0x30)[0], FPD);
	assert_int_equal(status & PPF, 0);
	assert_warnings(5);
}

/* However many devices fault, each is muted in the end. */
static void mutes_one_device_of_many(void **state)
{
	unsigned int muted = 0;

	for (u16 bus = 0; bus < 4; bus++)
		add_table(bus << 8);
	for (int round = 0; round < 200; round++) {
		for (u16 source_id = 0; source_id < 1024; source_id++)
			if (!(entry_of(source_id)[0] & FPD)) {
				fault(source_id, 1 + source_id % 3);
				machine_run_work();
			}
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

static void mutes_again_after_a_driver(void **state)
{
	u64 *entry = copy_entry();

	fault(DEVICE, 17);
	machine_run_work();
	attach(entry);
	assert_int_equal(entry[0], 0x1000 | 1);
	fault(DEVICE, 16);
	assert_false(machine_run_work());
	fault(DEVICE, 1);
	assert_true(machine_run_work());
	assert_int_equal(entry[0], 0x1000 | FPD | 1);
	assert_warnings(2);
}

/* Nobody knows what it has mapped: more faults are expected. */
static void a_driver_of_a_device_in_quarantine(void **state)
{
	u64 *entry = copy_entry();

	assert_int_equal(xa_err(xa_store(&old_devices, device_index(&fx.iommu, DEVICE),
					 &quarantined, GFP_KERNEL)), 0);
	attach(entry);
	assert_int_equal(entry[0], 0x1000 | FPD | 1);
	fault(DEVICE, 17);
	assert_true(machine_run_work());
	assert_warnings(0);
}

/* Nobody is muted, but the records do not stay. */
static void the_iommu_is_given_up(void **state)
{
	struct root_entry *root = fx.iommu.root_entry;
	u64 *entry = copy_entry();

	fault(DEVICE, 17);
	fx.iommu.root_entry = NULL;
	assert_true(machine_run_work());
	fx.iommu.root_entry = root;
	assert_false(entry[0] & FPD);
	assert_false(is_recorded(0));
	assert_warnings(0);
}

/* All in-flight DMA is blocked then. */
static void nothing_is_copied(void **state)
{
	add_table(DEVICE);
	bitmap_free(copied_tables_of(&fx.iommu));
	copied_tables_of(&fx.iommu) = NULL;
	fault(DEVICE, 17);
	assert_true(machine_run_work());
	assert_int_equal(entry_of(DEVICE)[0], FPD);
	assert_warnings(1);
}

/* Before all have their queues, some hardware cannot flush contexts. */
static void waits_for_the_queues(void **state)
{
	u64 *entry = copy_entry(), lo = entry[0];

	may_mute = false;
	fault(DEVICE, 17);
	assert_true(machine_run_work());
	assert_int_equal(entry[0], lo);
	assert_int_equal(flushed.count, 0);
	assert_false(is_recorded(0));
	intel_kdump_clear_faults(&fx.iommu);
	fault(DEVICE, 17);
	assert_true(machine_run_work());
	assert_int_equal(entry[0], lo | FPD);
}

static void a_normal_boot_reports_all(void **state)
{
	machine.crash_kernel = false;
	fault(DEVICE, 1000);
	assert_int_equal(devices.handled, 1000);
	assert_false(machine_run_work());
	machine.crash_kernel = true;
}

/* The handler of the previous kernel ended in the middle: it had the first. */
static void clears_what_is_pending(void **state)
{
	u64 *entry = copy_entry(), lo = entry[0];

	record(5, 0, NOT_WRITABLE);
	record(6, DEVICE, NOT_WRITABLE);
	fx.regs[RECORD / 8 + 2 * 5 + 1] &= ~F;
	machine.crash_kernel = false;
	intel_kdump_clear_faults(&fx.iommu);
	assert_true(is_recorded(6));
	machine.crash_kernel = true;
	intel_kdump_clear_faults(&fx.iommu);
	assert_false(is_recorded(6));
	assert_int_equal(status & PPF, 0);
	assert_int_equal(entry[0], lo);
	assert_warnings(0);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
#define SCALABLE(f) \
	{ #f "_in_scalable_mode", f, setup_for_scalable, teardown, NULL }
	const struct CMUnitTest tests[] = {
		TEST(mutes_after_sixteen_faults),
		SCALABLE(mutes_after_sixteen_faults),
		TEST(tells_the_hardware),
		SCALABLE(tells_the_hardware),
		TEST(changes_the_entry_at_once),
		SCALABLE(changes_the_entry_at_once),
		TEST(says_it_once),
		TEST(mutes_what_is_not_present),
		SCALABLE(mutes_what_is_not_present),
		TEST(makes_the_table),
		SCALABLE(makes_the_table),
		TEST(goes_without_the_table),
		TEST(mutes_nobody_for_interrupts),
		TEST(mutes_all_that_are_left),
		TEST(a_record_is_filled_again),
		TEST(mutes_one_device_of_many),
		TEST(mutes_again_after_a_driver),
		TEST(a_driver_of_a_device_in_quarantine),
		TEST(the_iommu_is_given_up),
		TEST(nothing_is_copied),
		TEST(waits_for_the_queues),
		TEST(a_normal_boot_reports_all),
		TEST(clears_what_is_pending),
	};

	return cmocka_run_group_tests_name("mute", tests, NULL, NULL);
}
