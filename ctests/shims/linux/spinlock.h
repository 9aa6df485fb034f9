/* SPDX-License-Identifier: GPL-2.0-only */
/* Locks that know whether they are held; sleeping under one is a violation. */
#ifndef _LINUX_SPINLOCK_H
#define _LINUX_SPINLOCK_H

#include <asm/cmpxchg.h>
#include <linux/types.h>
#include <sim.h>

typedef struct { bool held; } spinlock_t;
typedef spinlock_t raw_spinlock_t;

#define DEFINE_RAW_SPINLOCK(lock)	raw_spinlock_t lock
#define spin_lock_init(lock)		((lock)->held = false)
#define spin_lock(lock)			sim_lock(&(lock)->held, #lock)
#define spin_unlock(lock)		sim_unlock(&(lock)->held, #lock)
#define spin_lock_irqsave(lock, flags)	do { (flags) = 0; spin_lock(lock); } while (0)
#define spin_unlock_irqrestore(lock, flags) \
	do { (void)(flags); spin_unlock(lock); } while (0)
#define raw_spin_lock			spin_lock
#define raw_spin_unlock			spin_unlock
#define raw_spin_lock_irq		spin_lock
#define raw_spin_unlock_irq		spin_unlock
#define raw_spin_lock_irqsave		spin_lock_irqsave
#define raw_spin_unlock_irqrestore	spin_unlock_irqrestore
#define lockdep_assert_held(lock) \
	do { if (!(lock)->held) sim_violation(#lock " is not held"); } while (0)

struct mutex { bool held; };

#define mutex_lock(lock)		sim_lock(&(lock)->held, #lock)
#define mutex_unlock(lock)		sim_unlock(&(lock)->held, #lock)

#endif
