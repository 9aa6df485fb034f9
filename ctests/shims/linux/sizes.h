/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _LINUX_SIZES_H
#define _LINUX_SIZES_H

#define SZ_1K		0x400
#define SZ_4K		0x1000
#define SZ_1M		0x100000
#define SZ_2M		0x200000
#define SZ_4M		0x400000
#define SZ_16M		0x1000000
#define SZ_32M		0x2000000
#define SZ_256M		0x10000000
#define SZ_1G		0x40000000
#define SZ_4G		0x100000000ULL

#endif
