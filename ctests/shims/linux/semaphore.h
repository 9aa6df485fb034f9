/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _LINUX_SEMAPHORE_H
#define _LINUX_SEMAPHORE_H

#include <linux/spinlock.h>

/* Kinder than a kernel: it counts to one. */
struct semaphore {
	struct sim_lock lock;
};

#define sema_init(s, n)		((void)(*(s) = (struct semaphore){ 0 }))
#define down(s)			sim_mutex_lock(&(s)->lock, #s)
#define down_trylock(s)		sim_mutex_trylock(&(s)->lock, #s)
#define up(s)			sim_mutex_unlock(&(s)->lock, #s)

#endif
