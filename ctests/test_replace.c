// SPDX-License-Identifier: GPL-2.0-only
/* ctest: from replaceContexts */
/* A copied context gives way to a new one, in both modes */

#include "devices.h"
#include "fixture.h"

#define SOURCE_ID	0x510
#define NEW_LO		0x0000000021234001ULL
#define NEW_HI		0x0000000000000702ULL

/* Invalidation granularities, by hand from sections 6.5.2 and 11.4 */
#define CONTEXT_OF_DEVICE	(3ULL << 61)
#define IOTLB_GLOBAL		(1ULL << 60)
#define IOTLB_OF_DOMAIN		(2ULL << 60)
#define PASIDS_GLOBAL		3

static struct context_entry *live;
static u64 old_lo, old_hi;

static int begin(void **state)
{
	start_machine();
	devices_reset();
	record_flushes(&fx.iommu);
	build_old_device(5, 0x10, 4);
	build_old_device(5, 0x11, 4);
	assert_copy_succeeds();

	spin_lock(&fx.iommu.lock);
	live = iommu_context_addr(&fx.iommu, 5, 0x10, 1);
	spin_unlock(&fx.iommu.lock);
	old_lo = live->lo;
	old_hi = live->hi;
	devices.live = live;

	return 0;
}

static int end(void **state)
{
	devices.live = NULL;
	finish();

	return 0;
}

static void replace(void)
{
	const struct context_entry new = { .lo = NEW_LO, .hi = NEW_HI };

	spin_lock(&fx.iommu.lock);
	intel_kdump_replace_context(&fx.iommu, live, &new, 5, 0x10);
	spin_unlock(&fx.iommu.lock);
}

static unsigned int next;

static const struct sim_event *take(enum sim_event_kind kind)
{
	const struct sim_event *event = &devices.events[next++];

	assert_in_range(next, 1, devices.event_count);
	assert_int_equal(event->kind, kind);

	return event;
}

static void take_flush(enum sim_event_kind kind, u16 did, u16 source_id, u64 type)
{
	const struct sim_event *event = take(kind);

	assert_int_equal(event->did, did);
	assert_int_equal(event->source_id, source_id);
	assert_int_equal(event->type, type);
	/* Nothing of the old entry can be cached again. */
	assert_int_equal(event->lo, NEW_LO);
	assert_int_equal(event->hi, NEW_HI);
	assert_true(event->visible);
}

/* The context cache first, what was found through it after that: 6.5.3.1 */
static void take_flushes(void)
{
	if (scalable) {
		take_flush(CONTEXT_FLUSHED, 0, SOURCE_ID, CONTEXT_OF_DEVICE);
		take_flush(PASIDS_FLUSHED, 0, 0, PASIDS_GLOBAL);
		take_flush(IOTLB_FLUSHED, 0, 0, IOTLB_GLOBAL);
	} else {
		take_flush(CONTEXT_FLUSHED, SOURCE_ID, SOURCE_ID,
			   CONTEXT_OF_DEVICE);
		take_flush(IOTLB_FLUSHED, SOURCE_ID, 0, IOTLB_OF_DOMAIN);
	}
	assert_int_equal(next, devices.event_count);
}

static void __maybe_unused one_store_and_then_the_flushes(void **state)
{
	const struct sim_event *event;

	next = 0;
	replace();
	event = take(STORED);
	assert_int_equal(event->lo, NEW_LO);
	assert_int_equal(event->hi, NEW_HI);
	/* Before it, nobody has seen anything but the old entry. */
	assert_int_equal(event->old_lo, old_lo);
	assert_int_equal(event->old_hi, old_hi);
	take(LINES_FLUSHED);
	take_flushes();
}

static void __maybe_unused coherent_hardware_needs_no_cache_flush(void **state)
{
	next = 0;
	fx.iommu.ecap |= 1;
	replace();
	take(STORED);
	assert_int_equal(devices.events[next].kind, CONTEXT_FLUSHED);
}

static void only_this_context_is_no_copy_any_more(void **state)
{
	replace();
	assert_false(test_bit(0x510, copied_tables_of(&fx.iommu)));
	assert_true(test_bit(0x511, copied_tables_of(&fx.iommu)));
	assert_copied(5, 0x11);
}

/*
 * Old CPUs store 64 bits: the entry is absent for a moment, and never a mix of
 * two.
 */
static void never_a_mix_on_old_cpus(void **state)
{
	const struct sim_event *event;

	next = 0;
	devices.no_cmpxchg16b = true;
	replace();
	event = take(LINES_FLUSHED);
	assert_int_equal(event->lo, 0);
	assert_int_equal(event->hi, old_hi);
	event = take(LINES_FLUSHED);
	assert_int_equal(event->lo, 0);
	assert_int_equal(event->hi, NEW_HI);
	event = take(LINES_FLUSHED);
	assert_int_equal(event->lo, NEW_LO);
	assert_int_equal(event->hi, NEW_HI);
	take_flushes();
}

int main(void)
{
#define TEST(f)		cmocka_unit_test_setup_teardown(f, begin, end)
	const struct CMUnitTest tests[] = {
#ifdef CONFIG_64BIT	/* i386 has no store of 128 bits. */
		TEST(one_store_and_then_the_flushes),
		TEST(coherent_hardware_needs_no_cache_flush),
#endif
		TEST(only_this_context_is_no_copy_any_more),
		TEST(never_a_mix_on_old_cpus),
	};

	return run_in_both_modes("replace", tests, tests);
}
