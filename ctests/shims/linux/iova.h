/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _LINUX_IOVA_H
#define _LINUX_IOVA_H

#include <linux/bitmap.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/spinlock.h>

/* Before 6.0, each domain of the driver embeds one. */
struct iova_domain { char unused; };

#endif
