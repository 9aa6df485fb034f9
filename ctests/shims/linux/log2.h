/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _LINUX_LOG2_H
#define _LINUX_LOG2_H

#define ilog2(n)		(63 - __builtin_clzll(n))
#define is_power_of_2(n)	((n) && !((n) & ((n) - 1)))
#define __roundup_pow_of_two(n)	(1UL << ((n) > 1 ? ilog2((n) - 1) + 1 : 0))
#define roundup_pow_of_two	__roundup_pow_of_two

#endif
