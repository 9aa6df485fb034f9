/* SPDX-License-Identifier: GPL-2.0-only */
/* Stores of 128 bits, as kernels before and after 6.4 have them; 64 on i386 */
#ifndef _ASM_CMPXCHG_H
#define _ASM_CMPXCHG_H

#include <linux/types.h>

#include "kernel_features.h"

#ifdef CONFIG_64BIT

/* What the CPU does: sim/mainline/ */
bool sim_has_cmpxchg16b(void);
bool sim_cmpxchg16b(u128 *ptr, u128 *old, u128 new);
/* Whether another processor was there first: true for every first attempt */
bool sim_comes_too_late(void);

#if KERNEL_CMPXCHG128
#define system_has_cmpxchg128()		sim_has_cmpxchg16b()
#define try_cmpxchg128(ptr, old, new)	\
	(!sim_comes_too_late() && sim_cmpxchg16b(ptr, old, new))
#else
#define system_has_cmpxchg_double()	sim_has_cmpxchg16b()
#define cmpxchg_double(p1, p2, o1, o2, n1, n2) ({			\
	u128 __old = (u128)(o2) << 64 | (o1);				\
	if ((u64 *)(p1) + 1 != (u64 *)(p2))				\
		sim_violation("the halves are not neighbours");		\
	sim_cmpxchg16b((u128 *)(p1), &__old, (u128)(n2) << 64 | (n1)); })
#endif

#else

#define __cmpxchg64(ptr, old, new)	__sync_val_compare_and_swap(ptr, old, new)

/* Every CPU that the driver runs on has it, for two longs. */
#if !KERNEL_CMPXCHG128
#define system_has_cmpxchg_double()	true
#define cmpxchg_double(p1, p2, o1, o2, n1, n2) ({			\
	_Static_assert(sizeof(*(p1)) == sizeof(long),			\
		       "cmpxchg_double() of what is no long");		\
	_Static_assert(sizeof(*(p2)) == sizeof(long),			\
		       "cmpxchg_double() of what is no long");		\
	sim_violation("there is no stand-in for cmpxchg_double()");	\
	true; })
#endif

#endif

#endif
