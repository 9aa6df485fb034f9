// SPDX-License-Identifier: GPL-2.0-only
/* What there is one of in the machine: messages, failures, locks, firmware. */

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <linux/acpi.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/workqueue.h>
#include <asm/processor.h>

#include "internal.h"

#define WATCHES		4

struct cpuinfo_x86 boot_cpu_data;
struct machine machine;

static unsigned int machines = 1;	/* so far */
static struct work_struct *scheduled;
static char log_text[65536], complaints[4096];
/* A unit comes before the regions, of which a machine need not have any. */
static struct {
	struct acpi_table_dmar table;
	struct acpi_dmar_header unit;
	struct acpi_dmar_reserved_memory region[RESERVED_MAX];
} __packed dmar;
static struct {
	const void *ptr;
	size_t size;
	void *copy;
} watches[WATCHES];

static void append(char *text, size_t size, const char *prefix,
		   const char *fmt, va_list args)
{
	size_t used = strlen(text);

	used += snprintf(text + used, size - used, "%s", prefix);
	if (used < size)
		vsnprintf(text + used, size - used, fmt, args);
}

void sim_violation(const char *fmt, ...)
{
	va_list args;

	machine.violations++;
	va_start(args, fmt);
	append(complaints, sizeof(complaints), "\n  ", fmt, args);
	va_end(args);
}

void sim_printk(enum sim_level level, const char *fmt, ...)
{
	va_list args;

	if (level <= SIM_WARNING)
		machine.warnings++;
	if (fmt[strlen(fmt) - 1] != '\n')
		sim_violation("a message without a newline: %s", fmt);
	/* by which people find it: the driver's, or the device that it is about */
	if (strncmp(fmt, "DMAR: ", 6) && strncmp(fmt, "device: ", 8))
		sim_violation("a message that does not say whose it is: %s", fmt);
	va_start(args, fmt);
	append(log_text, sizeof(log_text), "", fmt, args);
	va_end(args);
}

const char *machine_log(void)
{
	return log_text;
}

const char *machine_complaints(void)
{
	return complaints;
}

static void check_watches(const char *what)
{
	for (int i = 0; i < WATCHES; i++) {
		if (!watches[i].ptr ||
		    !memcmp(watches[i].ptr, watches[i].copy, watches[i].size))
			continue;
		sim_violation("published before the copy was whole: seen at %s()",
			      what);
		memcpy(watches[i].copy, watches[i].ptr, watches[i].size);
	}
}

void machine_watch(const void *ptr, size_t size)
{
	for (int i = 0; i < WATCHES; i++) {
		if (watches[i].ptr)
			continue;
		watches[i].ptr = ptr;
		watches[i].size = size;
		watches[i].copy = malloc(size);
		memcpy(watches[i].copy, ptr, size);
		return;
	}
	abort();
}

void machine_unwatch(void)
{
	for (int i = 0; i < WATCHES; i++)
		free(watches[i].copy);
	memset(watches, 0, sizeof(watches));
}

void sim_stored(void)
{
	if (machine.look)
		machine.look(true);
}

bool sim_should_fail(const char *what)
{
	check_watches(what);
	if (machine.look)
		machine.look(false);
	sim_step();

	return ++machine.calls == machine.fail_at;
}

static bool holds(const struct sim_lock *lock)
{
	return lock->held && lock->task == sim_task();
}

static void take(struct sim_lock *lock, const char *name)
{
	sim_step();
	while (lock->held && !holds(lock) && sim_wait())
		;
	if (lock->held)
		sim_violation(holds(lock) ? "%s is taken twice" :
					    "%s is waited for, for ever", name);
	lock->held = true;
	lock->task = sim_task();
	sim_acquire(lock);
}

static void release(struct sim_lock *lock, const char *name)
{
	if (!holds(lock))
		sim_violation("%s is released but not held", name);
	sim_release(lock);
	lock->held = false;
	sim_wake();
}

void sim_lock(struct sim_lock *lock, const char *name)
{
	take(lock, name);
	lock->in_interrupt |= machine.in_interrupt;
	lock->with_interrupts |= !machine.in_interrupt && !machine.irqs_off;
	if (lock->in_interrupt && lock->with_interrupts)
		sim_violation("%s is an interrupt's, and held with interrupts on",
			      name);
	machine.locks++;
}

void sim_unlock(struct sim_lock *lock, const char *name)
{
	release(lock, name);
	machine.locks--;
	sim_step();
}

void sim_mutex_lock(struct sim_lock *lock, const char *name)
{
	sim_might_sleep("mutex_lock");
	take(lock, name);
}

bool sim_mutex_trylock(struct sim_lock *lock, const char *name)
{
	sim_step();
	if (lock->held)
		return true;
	take(lock, name);

	return false;
}

void sim_mutex_unlock(struct sim_lock *lock, const char *name)
{
	release(lock, name);
	sim_step();
}

void sim_assert_held(const struct sim_lock *lock, const char *name)
{
	if (!holds(lock))
		sim_violation("%s is not held", name);
}

unsigned long sim_irqs_off(void)
{
	bool off = machine.irqs_off;

	machine.irqs_off = true;

	return off;
}

void sim_irqs_restore(unsigned long off)
{
	machine.irqs_off = off;
}

void sim_irqs_off_once(const char *name)
{
	if (machine.in_interrupt || sim_irqs_off())
		sim_violation("releasing %s turns interrupts on", name);
}

void sim_might_sleep(const char *what)
{
	sim_step();
	if (machine.locks)
		sim_violation("%s() under a spinlock", what);
	if (machine.irqs_off || machine.in_interrupt)
		sim_violation("%s() with interrupts off", what);
}

bool sim_preemptible(void)
{
	return !machine.locks && !machine.irqs_off && !machine.in_interrupt;
}

void sim_might_sleep_if(unsigned int gfp, const char *what)
{
	if (gfp & __GFP_DIRECT_RECLAIM)
		sim_might_sleep(what);
}

bool sim_say(struct sim_said *said, unsigned int times)
{
	if (said->machine != machines)
		*said = (struct sim_said){ .machine = machines };

	return said->times++ < times;
}

bool sim_schedule_work(struct work_struct *work)
{
	sim_release(work);
	if (scheduled == work)
		return false;
	if (scheduled)
		sim_violation("more work than one is scheduled");
	scheduled = work;

	return true;
}

void sim_writel(u32 value, volatile void *addr)
{
	WRITE_ONCE(*(u32 *)addr, value);
	if (machine.written)
		machine.written(addr, value);
}

bool machine_run_work(void)
{
	struct work_struct *work = scheduled;

	if (!work)
		return false;
	scheduled = NULL;
	sim_acquire(work);
	work->func(work);
	if (machine.locks || machine.irqs_off)
		sim_violation("work ends with a lock, or with interrupts off");

	return true;
}

acpi_status acpi_get_table(const char *signature, u32 instance,
			   struct acpi_table_header **table)
{
	sim_might_sleep(__func__);
	if (strcmp(signature, ACPI_SIG_DMAR) || instance || !machine.dmar_table)
		return 5; /* AE_NOT_FOUND */

	dmar.table.width = machine.host_width - 1;
	dmar.table.header.length = offsetof(typeof(dmar), region);
	dmar.unit.length = sizeof(dmar.unit);
	for (unsigned int i = 0; i < RESERVED_MAX && machine.reserved[i].end; i++) {
		dmar.region[i] = (struct acpi_dmar_reserved_memory){
			.header = {
				ACPI_DMAR_TYPE_RESERVED_MEMORY, sizeof(dmar.region[i]),
			},
			.base_address = machine.reserved[i].first,
			.end_address = machine.reserved[i].end - 1,
		};
		dmar.table.header.length += sizeof(dmar.region[i]);
	}
	*table = &dmar.table.header;
	machine.acpi_tables++;

	return 0;
}

void acpi_put_table(struct acpi_table_header *table)
{
	if (table != &dmar.table.header)
		sim_violation("%s() of a foreign table", __func__);
	machine.acpi_tables--;
}

void machine_reset(void)
{
	machine_unwatch();
	sim_reset_pages();
	sim_reset_memory();
	memset(&machine, 0, sizeof(machine));
	machines++;
	machine.crash_kernel = true;
	machine.dmar_table = true;
	machine.host_width = 46;
	machine.cpu_width = 52;
	machine.own_pages = MACHINE_OWN_PAGES;
	boot_cpu_data.x86_phys_bits = machine.cpu_width;
	scheduled = NULL;
	memcpy(dmar.table.header.signature, ACPI_SIG_DMAR, 4);
	log_text[0] = '\0';
	complaints[0] = '\0';
}

bool sim_crash_kernel(void)
{
	return machine.crash_kernel;
}

unsigned long sim_totalram_pages(void)
{
	return machine.own_pages;
}

void sim_worked(void)
{
	if (++machine.worked > machine.longest)
		machine.longest = machine.worked;
}

void sim_cond_resched(void)
{
	sim_might_sleep("cond_resched");
	machine.worked = 0;
}
