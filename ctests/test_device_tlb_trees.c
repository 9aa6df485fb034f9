// SPDX-License-Identifier: GPL-2.0-only
/* ctest: from spareTables, includes the code */
/*
 * Random trees of tables whose devices all have TLBs of their own: after the
 * hand-over, and after each attach, no device keeps a translation that the
 * tables no longer have, and none is kept from using its TLB.
 *
 * CTEST_SEED repeats a run, CTEST_ROUNDS makes it longer.
 */

#include <stdio.h>
#include <string.h>
#include "code.h"

#include "device_tlbs.h"
#include "fixture.h"
#include "hand_over.h"
#include "trees.h"

static char failure[64];

static bool has_device(u16 source_id)
{
	for (unsigned int i = 0; i < devices.count; i++)
		if (devices.device[i].pci.requester_ids[0] == source_id)
			return true;

	return false;
}

/* @used: the devices with something in their TLBs, by place */
static void add_devices(const struct tree *tree, bool *used)
{
	devices_reset();
	devices.no_cmpxchg16b = tree->old_cpu;
	for (unsigned int i = 0; i < tree->count; i++) {
		u16 source_id = tree->part[i].source_id;
		struct hw_space space = hw_space(fx.regs[RTADDR], source_id);
		struct sim_device *device;
		uint64_t context[4];

		if (!tree_has(&tree->part[i], SOURCE) || has_device(source_id))
			continue;
		hw_context(fx.regs[RTADDR], source_id, context);
		used[devices.count] = context[0] & 4 && space.kind != HW_BLOCKED;
		device = add_device(&fx.iommu, source_id);
		device->ats.has = true;
		device->ats.on = true;
	}
}

static void check_all(const bool *used)
{
	for (unsigned int i = 0; i < devices.count && !failure[0]; i++) {
		u16 source_id = devices.device[i].pci.requester_ids[0];
		bool stale = device_tlb_is_stale(source_id, live_rtaddr);
		bool off = used[i] &&
			   !device_tlb_is_enabled(source_id, live_rtaddr);

		if (stale || off)
			snprintf(failure, sizeof(failure), "the TLB of %04x %s",
				 source_id, stale ? "keeps what is withdrawn" :
						    "is off");
	}
}

static void forget_this_tree(void)
{
	discard();
	memset(quarantine, 0, sizeof(quarantine));
	scratch = 0;
}

static bool keeps(const struct tree *tree)
{
	bool used[SOURCES_MAX] = {};

	failure[0] = '\0';
	tree_build(tree);
	add_devices(tree, used);
	hand_over();
	check_all(used);
	for (unsigned int i = 0; i < devices.count; i++) {
		u16 source_id = devices.device[i].pci.requester_ids[0];

		if (!test_bit(source_id, copied_tables_of(&fx.iommu)))
			continue;
		attach_device(source_id, used[i]);
		check_all(used);
	}
	if (machine.violations && !failure[0])
		snprintf(failure, sizeof(failure), "%s", machine_complaints());
	forget_this_tree();

	return failure[0];
}

static void make_with_device_tlbs(struct tree *tree, uint64_t seed)
{
	tree_make(tree, seed, NULL);
	tree->fail_at = 0;
	tree->device_tlbs = true;
}

static void none_keeps_what_is_withdrawn(void **state)
{
	assert_no_tree(make_with_device_tlbs, keeps, failure);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(none_keeps_what_is_withdrawn),
	};

	return cmocka_run_group_tests_name("device-tlb-trees", tests, NULL, NULL);
}
