/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _LINUX_MUTEX_H
#define _LINUX_MUTEX_H

#include <linux/spinlock.h>

/* Kinder than a kernel, in which no other task may release it */
struct mutex {
	struct sim_lock lock;
};

#define DEFINE_MUTEX(m)		struct mutex m
#define mutex_init(m)		((void)(*(m) = (struct mutex){ 0 }))
#define mutex_lock(m)		sim_mutex_lock(&(m)->lock, #m)
#define mutex_unlock(m)		sim_mutex_unlock(&(m)->lock, #m)

#endif
