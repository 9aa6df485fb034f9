/* SPDX-License-Identifier: GPL-2.0-only */
#include <linux/io.h>

#ifndef readq
#define readq(addr) ({						\
	u32 __lo = readl(addr);					\
	(u64)readl((u8 *)(addr) + 4) << 32 | __lo; })
#define writeq(val, addr)					\
	do {							\
		u64 __val = (val);				\
		writel((u32)__val, addr);			\
		writel((u32)(__val >> 32), (u8 *)(addr) + 4);	\
	} while (0)
#endif
