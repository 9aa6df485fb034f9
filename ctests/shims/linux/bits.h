/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _LINUX_BITS_H
#define _LINUX_BITS_H

#include <linux/types.h>

#define BITS_PER_BYTE		8
#ifdef CONFIG_64BIT
#define BITS_PER_LONG		64
#else
#define BITS_PER_LONG		32
#endif
#define BITS_PER_LONG_LONG	64

#define BIT(nr)			(1UL << (nr))
#define BIT_ULL(nr)		(1ULL << (nr))
#define BITS_TO_BYTES(nr)	(((nr) + BITS_PER_BYTE - 1) / BITS_PER_BYTE)
#define BIT_MASK(nr)		(1UL << ((nr) % BITS_PER_LONG))
#define BIT_WORD(nr)		((nr) / BITS_PER_LONG)

/* A constant mask with its ends swapped does not compile. */
#define __GENMASK_CHECK(h, l) \
	((int)(sizeof(char[1 - 2 * __builtin_choose_expr(	\
		__builtin_constant_p((l) > (h)), (l) > (h), 0)]) - 1))
#define GENMASK_ULL(h, l) \
	(__GENMASK_CHECK(h, l) + \
	 (((~0ULL) << (l)) & (~0ULL >> (BITS_PER_LONG_LONG - 1 - (h)))))
#define GENMASK(h, l) \
	(__GENMASK_CHECK(h, l) + \
	 (((~0UL) << (l)) & (~0UL >> (BITS_PER_LONG - 1 - (h)))))

#endif
