/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _ASM_PROCESSOR_H
#define _ASM_PROCESSOR_H

#include <linux/types.h>

struct cpuinfo_x86 {
	u8 x86_phys_bits;
	u8 x86_virt_bits;
};

extern struct cpuinfo_x86 boot_cpu_data;

#endif
