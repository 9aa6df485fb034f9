/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What every proof has around the code: a kernel whose memory, host address
 * width and capabilities can be anything. Kinder than a kernel in two things:
 * its memory is one range, and there is no ELF header that would disprove the
 * width that the platform declares.
 */
#ifndef _PROOFS_PROOF_H
#define _PROOFS_PROOF_H

#include "drivers/iommu/intel/kdump.c"

#define assume(condition)	__CPROVER_assume(condition)
#define prove(condition)	__CPROVER_assert(condition, #condition)

/* CBMC takes these for any value. */
u64 nondet_u64(void);
bool nondet_bool(void);

/* This kernel's memory, in pages: one range, wherever it is */
static u64 own_first, own_last;

struct cpuinfo_x86 boot_cpu_data;

bool page_is_ram(unsigned long pfn)
{
	return pfn >= own_first && pfn <= own_last;
}

/* The platform's table, if it has one, and the width that it declares */
static struct acpi_table_dmar declared;
static bool has_declared;

acpi_status acpi_get_table(const char *signature, u32 instance,
			   struct acpi_table_header **table)
{
	*table = (struct acpi_table_header *)&declared;

	return !has_declared;
}

void acpi_put_table(struct acpi_table_header *table)
{
}

ssize_t elfcorehdr_read(char *buf, size_t count, u64 *ppos)
{
	return -EIO;
}

/* A machine as small or as large as VT-d knows them: section 10.4.2 */
static void any_machine(struct intel_iommu *iommu)
{
	own_first = nondet_u64();
	own_last = nondet_u64();
	boot_cpu_data.x86_phys_bits = nondet_u64();
	assume(own_first <= own_last);
	assume(boot_cpu_data.x86_phys_bits >= 36 && boot_cpu_data.x86_phys_bits <= 52);
	has_declared = nondet_bool();
	declared.width = nondet_u64();
	iommu->cap = nondet_u64();
	iommu->ecap = nondet_u64();
}

/* Where the hardware may look for a table: bits 51:12 of a word */
static bool is_old_memory(u64 word)
{
	u64 phys = word & 0x000ffffffffff000ULL;

	/* Section 8.1: the table has the width minus one. */
	if (has_declared && declared.width < 52 && phys >> (declared.width + 1))
		return false;

	return phys && phys < 1ULL << boot_cpu_data.x86_phys_bits &&
	       !(phys >> 12 >= own_first && phys >> 12 <= own_last);
}

#endif
