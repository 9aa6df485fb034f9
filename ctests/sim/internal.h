/* SPDX-License-Identifier: GPL-2.0-only */
/* What the parts of the simulation know of each other. */
#ifndef _SIM_INTERNAL_H
#define _SIM_INTERNAL_H

#include "machine.h"
#include "sim.h"

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(addr, size)	((void)(addr), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(addr, size)	((void)(addr), (void)(size))
#endif

/* The contents of memory that was never written */
#define SIM_POISON	0xa5

void sim_reset_pages(void);
void sim_reset_memory(void);

#endif
