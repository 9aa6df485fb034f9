// SPDX-License-Identifier: GPL-2.0-only
/* ctest: from carryMappings, includes the code */
/* When and how often a device may be attached */

#include "carry.h"

/* The core attaches a device again when the first attempt failed later on. */
static void may_be_attached_again(void **state)
{
	unsigned int violations;

	map(GIB, 1, 0x70000000, RW);
	assert_copy_succeeds();
	carry();
	intel_kdump_carry_over(&domain.domain, &device->pci.dev);
	violations = machine.violations;
	machine.violations = 0;
	if (violations)
		fail_msg("there are %u violations:%s", violations,
			 machine_complaints());
	assert_carried();
}

/* A driver may map memory for the first time where it must not sleep. */
static void may_be_attached_under_a_spinlock(void **state)
{
	unsigned int violations;
	unsigned long flags;
	spinlock_t lock;

	map(GIB, 1, 0x70000000, RW);
	assert_copy_succeeds();
	spin_lock_init(&lock);
	spin_lock_irqsave(&lock, flags);
	intel_kdump_carry_over(&domain.domain, &device->pci.dev);
	spin_unlock_irqrestore(&lock, flags);
	violations = machine.violations;
	machine.violations = 0;
	if (violations)
		fail_msg("the attach sleeps, or may, %u times", violations);
	assert_carried();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(may_be_attached_again),
		TEST(may_be_attached_under_a_spinlock),
	};

	return run_in_both_modes("groups", tests, tests);
}
