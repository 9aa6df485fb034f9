/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _LINUX_RWSEM_H
#define _LINUX_RWSEM_H

#include <linux/spinlock.h>

/* Unkinder than a kernel: readers exclude each other. */
struct rw_semaphore {
	struct sim_lock lock;
};

#define down_read(s)		sim_mutex_lock(&(s)->lock, #s)
#define up_read(s)		sim_mutex_unlock(&(s)->lock, #s)

#endif
