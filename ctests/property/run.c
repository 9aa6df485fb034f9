// SPDX-License-Identifier: GPL-2.0-only
#include <stdarg.h>
#include <stdio.h>

#include "fixture.h"
#include "run.h"

struct property_run run;

struct group *group_of(unsigned int device)
{
	return &run.groups[run.tree->group[device]];
}

bool same_group(unsigned int a, unsigned int b)
{
	return run.tree->group[a] == run.tree->group[b];
}

void __printf(1, 2) fails(const char *fmt, ...)
{
	va_list args;

	if (run.failure[0])
		return;
	va_start(args, fmt);
	vsnprintf(run.failure, sizeof(run.failure), fmt, args);
	va_end(args);
}

bool in_own_memory(u64 phys)
{
	return phys < MACHINE_LOW_END ||
	       phys - MACHINE_OWN_BASE < MACHINE_OWN_PAGES * MACHINE_PAGE;
}

bool in_ram(u64 phys)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(machine.old_ram); i++)
		if (phys - machine.old_ram[i].first < machine.old_ram[i].size)
			return true;

	return false;
}

u64 identity_end(void)
{
	u64 end = SZ_4G;

	for (unsigned int i = 0; i < ARRAY_SIZE(machine.old_ram); i++)
		end = max(end, round_up(machine.old_ram[i].first +
					machine.old_ram[i].size, SZ_1G));

	return end;
}

bool same_page(struct hw_page a, struct hw_page b)
{
	return a.access == b.access && (!a.access || a.phys == b.phys);
}
