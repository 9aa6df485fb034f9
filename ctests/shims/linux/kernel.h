/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _LINUX_KERNEL_H
#define _LINUX_KERNEL_H

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include <linux/bits.h>
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/printk.h>
#include <linux/string.h>
#include <linux/types.h>

#define U8_MAX			((u8)~0U)
#define U16_MAX			((u16)~0U)
#define U32_MAX			((u32)~0U)
#define U64_MAX			((u64)~0ULL)
#ifndef ULONG_MAX
#define ULONG_MAX		(~0UL)
#endif

#define ARRAY_SIZE(arr)							\
	(sizeof(arr) / sizeof((arr)[0]) +				\
	 BUILD_BUG_ON_ZERO(__builtin_types_compatible_p(typeof(arr),	\
							typeof(&(arr)[0]))))
#define DIV_ROUND_UP(n, d)	(((n) + (d) - 1) / (d))
#define ALIGN(x, a)		(((x) + (typeof(x))(a) - 1) & ~((typeof(x))(a) - 1))
#define ALIGN_DOWN(x, a)	((x) & ~((typeof(x))(a) - 1))
#define round_up(x, y)		ALIGN(x, y)
#define round_down(x, y)	ALIGN_DOWN(x, y)
#define IS_ALIGNED(x, a)	(((x) & ((typeof(x))(a) - 1)) == 0)
#define lower_32_bits(n)	((u32)(n))
#define upper_32_bits(n)	((u32)((u64)(n) >> 32))
#define swap(a, b) \
	do { typeof(a) __tmp = (a); (a) = (b); (b) = __tmp; } while (0)

static inline bool __below_zero(long long x)
{
	return x < 0;
}

/*
 * A negative side must not become a huge one. Kinder than a kernel, in which
 * sides that might do so do not compile.
 */
#define __is_signed(x)		((typeof(x))(-1) <= (typeof(x))0)
#define __negative(x)		(__is_signed(x) && __below_zero(x))
#define __same_sign(x, y) ({ \
	if (__is_signed(x) != __is_signed(y) && \
	    (__negative(x) || __negative(y))) \
		sim_violation("min() or max() of different signedness"); })
#define __select(x, op, y) ({		\
	typeof(x) __x = (x);		\
	typeof(y) __y = (y);		\
	__x op __y ? __x : __y; })
#define min(x, y)		({ __same_sign(x, y); __select(x, <, y); })
#define max(x, y)		({ __same_sign(x, y); __select(x, >, y); })
#define min_t(type, x, y)	__select((type)(x), <, (type)(y))
#define max_t(type, x, y)	__select((type)(x), >, (type)(y))
#define clamp_t(type, val, lo, hi)	min_t(type, max_t(type, val, lo), hi)
#define clamp(val, lo, hi)	min(max(val, lo), hi)
#define min_not_zero(x, y)	((x) && (y) ? min(x, y) : (x) + (y))
#define min3(x, y, z)		min(min(x, y), z)

#define cond_resched()		sim_cond_resched()
#define preemptible()		sim_preemptible()
/* Kinder than a kernel: code may sleep there. */
#define rcu_read_lock()		((void)0)
#define rcu_read_unlock()	((void)0)
#define rcu_preempt_depth()	0

/* What runs early runs before the tests. */
#define early_initcall(fn)					\
	static void __attribute__((__constructor__)) __run_##fn(void)	\
	{							\
		fn();						\
	}

#define container_of(ptr, type, member) ({				\
	_Static_assert(__builtin_types_compatible_p(typeof(*(ptr)),	\
						    typeof(((type *)0)->member)), \
		       "not a pointer to a " #member);			\
	(type *)((char *)(ptr) - offsetof(type, member)); })

#endif
