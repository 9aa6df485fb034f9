// SPDX-License-Identifier: GPL-2.0-only
/* The crashed kernel's memory: sparse pages, seen only through mappings. */

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include <linux/crash_dump.h>
#include <linux/elf.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/kernel.h>
#include <linux/uaccess.h>

#include "internal.h"

#define SLOTS	16384	/* of a hash table of pages; a power of 2 */
#define MAPS	64

static struct old_page {
	u64 pfn;
	u8 *bytes;
	unsigned int mapped;
} old_pages[SLOTS];

/* A mapping is a copy: reading beyond it, or after it, is seen by ASan. */
static struct map {
	u8 *copy, *pristine;
	size_t size;
	bool poisoned;
} maps[MAPS];

static struct old_page *find_slot(u64 pfn)
{
	unsigned int i = (pfn * 0x9e3779b97f4a7c15ULL) >> 50;

	while (old_pages[i].bytes && old_pages[i].pfn != pfn)
		i = (i + 1) % SLOTS;

	return &old_pages[i];
}

void *machine_old_page(uint64_t phys)
{
	struct old_page *page = find_slot(phys / MACHINE_PAGE);

	if (!page->bytes) {
		page->pfn = phys / MACHINE_PAGE;
		page->bytes = calloc(1, MACHINE_PAGE);
	}

	return page->bytes;
}

const void *machine_find_old_page(uint64_t phys)
{
	return find_slot(phys / MACHINE_PAGE)->bytes;
}

/* The first page belongs to the firmware, as on every x86. */
bool page_is_ram(unsigned long pfn)
{
	u64 phys = (u64)pfn * MACHINE_PAGE;

	return (phys && phys < MACHINE_LOW_END) ||
	       phys - MACHINE_OWN_BASE < (u64)machine.own_pages * MACHINE_PAGE;
}

int walk_iomem_res_desc(unsigned long desc, unsigned long flags, u64 start,
			u64 end, void *arg,
			int (*func)(struct resource *, void *))
{
	int ret = -EINVAL;

	sim_might_sleep(__func__);
	if (desc || flags != IORESOURCE_MEM)
		sim_violation("these are resources of every kind");
	for (size_t i = 0; i < ARRAY_SIZE(machine.windows); i++) {
		struct resource res = {
			.start = max_t(u64, machine.windows[i].first, start),
			.end = min_t(u64, machine.windows[i].end - 1, end),
			.flags = IORESOURCE_MEM,
		};

		if (!machine.windows[i].end || res.start > res.end)
			continue;
		ret = func(&res, arg);
		if (ret)
			break;
	}

	return ret;
}

int walk_system_ram_range(unsigned long start_pfn, unsigned long nr_pages,
			  void *arg,
			  int (*func)(unsigned long, unsigned long, void *))
{
	/* first and last page of each range, as machine.h has them */
	const unsigned long ram[][2] = {
		{ 1, MACHINE_LOW_END / MACHINE_PAGE - 1 },
		{ MACHINE_OWN_BASE / MACHINE_PAGE,
		  MACHINE_OWN_BASE / MACHINE_PAGE + machine.own_pages - 1 },
	};
	unsigned long end_pfn = start_pfn + nr_pages - 1;
	int ret = -1;

	for (size_t i = 0; i < ARRAY_SIZE(ram); i++) {
		unsigned long lo = max(start_pfn, ram[i][0]);
		unsigned long hi = min(end_pfn, ram[i][1]);

		if (lo > hi)
			continue;
		ret = func(lo, hi - lo + 1, arg);
		if (ret)
			break;
	}

	return ret;
}

/*
 * The header of the dump: a note, and a segment for each piece of RAM. kexec
 * keeps it at the end of what it reserved.
 */
unsigned long long elfcorehdr_addr = MACHINE_DUMP_HEADER;

/* Kinder than x86-64 without /proc/vmcore, which finds nothing to read. */
#if defined(CONFIG_X86_64) || defined(CONFIG_PROC_VMCORE)

ssize_t elfcorehdr_read(char *buf, size_t count, u64 *ppos)
{
	struct {
		struct elf64_hdr header;
		struct elf64_phdr segment[1 + ARRAY_SIZE(machine.old_ram)];
	} dump = {
		.header = { .e_ident = ELFMAG "\2", .e_phoff = sizeof(dump.header),
			    .e_phnum = 1 },
		.segment = { { .p_type = PT_NOTE, .p_memsz = 0x1000 } },
	};
	u64 offset = *ppos - elfcorehdr_addr;

	sim_might_sleep(__func__);
	if (sim_should_fail(__func__))
		return -ENOMEM;
	if (!machine.old_ram[0].size || offset + count > sizeof(dump))
		return -EINVAL;

	for (size_t i = 0; i < ARRAY_SIZE(machine.old_ram); i++) {
		if (!machine.old_ram[i].size)
			break;
		dump.segment[i + 1].p_type = PT_LOAD;
		dump.segment[i + 1].p_paddr = machine.old_ram[i].first;
		dump.segment[i + 1].p_memsz = machine.old_ram[i].size;
		dump.header.e_phnum++;
	}
	memcpy(buf, (char *)&dump + offset, count);
	*ppos += count;

	return count;
}
#endif

/* Where nothing answers, reads give all ones, as on real machines. */
static void fill(u8 *copy, u64 phys, size_t size)
{
	while (size) {
		size_t offset = phys % MACHINE_PAGE;
		size_t chunk = min_t(size_t, size, MACHINE_PAGE - offset);
		struct old_page *page = find_slot(phys / MACHINE_PAGE);

		if (page->bytes) {
			memcpy(copy, page->bytes + offset, chunk);
			machine.most_mapped = max(machine.most_mapped,
						  ++page->mapped);
		} else {
			memset(copy, 0xff, chunk);
			machine.holes_mapped++;
		}
		copy += chunk;
		phys += chunk;
		size -= chunk;
	}
}

/* A read of poisoned memory is a machine check; here it is a SIGSEGV. */
static void *unreadable(size_t size)
{
	void *copy = mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
			  0);

	if (copy == MAP_FAILED)
		abort();

	return copy;
}

unsigned long copy_mc_to_kernel(void *to, const void *from, unsigned int len)
{
	for (struct map *map = maps; map < maps + MAPS; map++)
		if (map->poisoned && map->copy <= (const u8 *)from &&
		    (const u8 *)from < map->copy + map->size)
			return len;
	memcpy(to, from, len);

	return 0;
}

void *memremap(resource_size_t offset, size_t size, unsigned long flags)
{
	struct map *map = maps;

	sim_might_sleep("memremap");
	if (!(flags & MEMREMAP_WB))
		sim_violation("memory is not mapped write-back");
	if (!size || (offset + size - 1) >> boot_cpu_data.x86_phys_bits)
		sim_violation("%#llx cannot be mapped", offset);
	if (sim_should_fail("memremap"))
		return NULL;

	while (map->copy)
		if (++map == maps + MAPS)
			return NULL;

	if (page_is_ram(PHYS_PFN(offset)))
		machine.own_mapped++;
	map->poisoned = machine.poisoned && offset <= machine.poisoned &&
			machine.poisoned < offset + size;
	map->size = size;
	if (map->poisoned) {
		map->copy = unreadable(size);
	} else {
		map->copy = malloc(size);
		map->pristine = malloc(size);
		fill(map->copy, offset, size);
		memcpy(map->pristine, map->copy, size);
	}
	machine.maps++;
	machine.mapped++;
	sim_worked();

	return map->copy;
}

static void forget(struct map *map)
{
	if (map->poisoned)
		munmap(map->copy, map->size);
	else
		free(map->copy);
	free(map->pristine);
	*map = (struct map){ 0 };
}

void memunmap(void *addr)
{
	struct map *map = maps;

	while (map->copy != addr || !addr)
		if (++map == maps + MAPS) {
			sim_violation("memunmap() of what is not mapped");
			return;
		}

	if (!map->poisoned && memcmp(map->copy, map->pristine, map->size))
		sim_violation("the crashed kernel's memory was written");
	forget(map);
	machine.maps--;
}

void sim_reset_memory(void)
{
	/* AddressSanitizer takes its time for free(NULL), too. */
	for (struct map *map = maps; map < maps + MAPS; map++)
		if (map->copy)
			forget(map);
	for (struct old_page *page = old_pages; page < old_pages + SLOTS; page++)
		if (page->bytes)
			free(page->bytes);
	memset(old_pages, 0, sizeof(old_pages));
}
