/* SPDX-License-Identifier: GPL-2.0-only */
/* The side of the simulated machine that the tests set up and question. */
#ifndef _MACHINE_H
#define _MACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MACHINE_PAGE		4096

/* This kernel's own memory: a crashkernel region and the low 640 KiB. */
#define MACHINE_OWN_BASE	0x20000000ULL
#define MACHINE_OWN_PAGES	4096
#define MACHINE_LOW_END		0xa0000ULL
/* The last page of the region */
#define MACHINE_DUMP_HEADER \
	(MACHINE_OWN_BASE + (MACHINE_OWN_PAGES - 1) * MACHINE_PAGE)

#define RESERVED_MAX	20

struct machine {
	/* Set by the test */
	unsigned int fail_at;		/* fail this fallible call; 0: none */
	bool crash_kernel;		/* is_kdump_kernel() */
	/* What the hardware does when a register is written; NULL: nothing */
	void (*written)(volatile void *addr, uint32_t value);
	bool in_interrupt;		/* an interrupt handler runs, or its task */
	bool dmar_table;		/* the firmware has a DMAR table */
	unsigned int host_width;	/* the address width it declares */
	unsigned int cpu_width;		/* the CPU's physical address width */
	unsigned int own_pages;		/* of its region, how many are RAM to it */
	struct {
		uint64_t first, size;
	} old_ram[4];			/* of the crashed kernel; none: no dump */
	struct {
		uint64_t first, end;
	} windows[20];			/* of memory-mapped I/O, in ascending order */
	struct {
		uint64_t first, end;
	} reserved[RESERVED_MAX];	/* regions of the DMAR table */
	uint64_t poisoned;		/* a page that cannot be read; 0: none */
	void (*flush_lines)(const void *addr);	/* is told of each cache flush */
	void (*look)(bool stored);	/* at each store and each fallible call */

	/* Kept by the simulation */
	unsigned int calls;		/* fallible calls so far */
	unsigned int maps;		/* live memremap() mappings */
	unsigned int mapped;		/* ever mapped */
	unsigned int most_mapped;	/* how often one page of old memory was */
	unsigned int worked;		/* pages read, since others could run */
	unsigned int longest;		/* the most that was done at a stretch */
	unsigned int own_mapped;	/* of these, pages of this kernel */
	unsigned int holes_mapped;	/* of these, where there is no memory */
	unsigned int allocs;		/* live kmalloc() and vmalloc() objects */
	unsigned int pages;		/* live page allocations */
	unsigned int acpi_tables;	/* live acpi_get_table() references */
	unsigned int locks;		/* spinlocks held by the running task */
	bool irqs_off;			/* for it */
	unsigned int warnings;		/* pr_warn() and pr_err() */
	unsigned int violations;
	long accounted[2];		/* pages in the vmstat counters */
};

extern struct machine machine;

/* Empties all memory and forgets all failures; call it before each test. */
void machine_reset(void);

/* What was printed, line by line, and what was violated, since the reset. */
const char *machine_log(void);
const char *machine_complaints(void);

/*
 * The page of the crashed kernel's memory at @phys, which comes into being
 * zeroed. It is the test's view: kernel code gets a copy of its own from each
 * memremap(), and any change that it makes there is a violation.
 */
void *machine_old_page(uint64_t phys);
/* The same page, or NULL if nothing is there. */
const void *machine_find_old_page(uint64_t phys);

/* Does the work that was scheduled; false if there is none. */
bool machine_run_work(void);

/* What one of several CPUs does, maybe in an interrupt handler */
struct machine_task {
	void (*run)(void *data);
	void *data;
	bool in_interrupt;
};

/*
 * Run up to four tasks at once: each has its turn for @steps calls of the
 * simulation, or until it waits for a lock. They must not use assertions.
 */
void machine_run_at_once(const struct machine_task *tasks, unsigned int count,
			 unsigned int steps);

/*
 * What was accessed by two tasks in no order, since the last call: a line for
 * each variable and two functions. None without ThreadSanitizer.
 */
const char *machine_races(void);

/* @ptr must stay as it is until machine_unwatch(), at each fallible call. */
void machine_watch(const void *ptr, size_t size);
void machine_unwatch(void);

/*
 * A page of this kernel as the hardware sees it, with what is in the caches of
 * the CPU or without; NULL if it is not allocated.
 */
const void *machine_own_page(uint64_t phys, bool snooped);

/* Whether hardware that does not snoop sees what is in this page now. */
bool machine_page_flushed(const void *page);

/*
 * Keep the pages that are allocated now for all later machines, and count them
 * no more.
 */
void machine_keep_pages(void);

/* Whether @phys is an allocated page of this kernel. */
bool machine_page_allocated(uint64_t phys);

#endif
