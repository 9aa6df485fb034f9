/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _LINUX_COMPILER_H
#define _LINUX_COMPILER_H

#include <sim.h>

/* Kinder than a kernel, which frees such code after the boot */
#define __init
#define __iomem
#define __user
#define __rcu
#define __percpu
#define __force
#define __packed		__attribute__((__packed__))
#define __must_check		__attribute__((__warn_unused_result__))
#define __weak			__attribute__((__weak__))
#define __maybe_unused		__attribute__((__unused__))
#define __printf(fmt, args)	__attribute__((__format__(printf, fmt, args)))
#define __counted_by(member)
#define noinline		__attribute__((__noinline__))
#define fallthrough		__attribute__((__fallthrough__))

#define likely(x)		__builtin_expect(!!(x), 1)
#define unlikely(x)		__builtin_expect(!!(x), 0)
#define barrier()		__asm__ __volatile__("" : : : "memory")
/* Only what a register holds is read or written at once. */
#define __at_once(x) \
	_Static_assert(sizeof(x) <= 8, "not one access: " #x)
#define READ_ONCE(x) \
	({ __at_once(x); __atomic_load_n(&(x), __ATOMIC_RELAXED); })
#define WRITE_ONCE(x, val)					\
	do {							\
		__at_once(x);					\
		if (sizeof(x) > sizeof(long))			\
			__store_halves((void *)&(x), val);	\
		else						\
			__atomic_store_n(&(x), val, __ATOMIC_RELAXED);	\
		sim_stored();					\
	} while (0)

/* So do kernels of 32 bits store 64. */
static inline void __store_halves(unsigned int *to, unsigned long long val)
{
	__atomic_store_n(&to[0], (unsigned int)val, __ATOMIC_RELAXED);
	sim_stored();
	__atomic_store_n(&to[1], (unsigned int)(val >> 32), __ATOMIC_RELAXED);
}

#endif
