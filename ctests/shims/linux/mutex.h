/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _LINUX_MUTEX_H
#define _LINUX_MUTEX_H

#include <linux/spinlock.h>

/* Kinder than a kernel, in which no other task may release it */
struct mutex {
	struct sim_lock lock;
};

#define DEFINE_MUTEX(mutex)	struct mutex mutex
#define mutex_init(mutex)	((void)(*(mutex) = (struct mutex){ 0 }))
#define mutex_lock(mutex)	sim_mutex_lock(&(mutex)->lock, #mutex)
#define mutex_unlock(mutex)	sim_mutex_unlock(&(mutex)->lock, #mutex)

#endif
