/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _LINUX_IDR_H
#define _LINUX_IDR_H

#include <linux/rbtree.h>
#include <linux/spinlock.h>
#include <linux/xarray.h>

#endif
