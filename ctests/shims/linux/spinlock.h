/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Locks that know who holds them, as lockdep does: sleeping under one is a
 * violation, and so is one that an interrupt takes and that others hold with
 * interrupts on. The order in which locks are taken is not looked at.
 */
#ifndef _LINUX_SPINLOCK_H
#define _LINUX_SPINLOCK_H

#include <asm/cmpxchg.h>
#include <linux/types.h>
#include <sim.h>

typedef struct sim_lock spinlock_t;
typedef spinlock_t raw_spinlock_t;

#define DEFINE_SPINLOCK(lock)		spinlock_t lock
#define DEFINE_RAW_SPINLOCK(lock)	raw_spinlock_t lock
#define spin_lock_init(lock)		((void)(*(lock) = (spinlock_t){ 0 }))
#define spin_lock(lock)			sim_lock(lock, #lock)
#define spin_unlock(lock)		sim_unlock(lock, #lock)
#define spin_lock_irqsave(lock, flags) \
	do { (flags) = sim_irqs_off(); spin_lock(lock); } while (0)
#define spin_unlock_irqrestore(lock, flags) \
	do { spin_unlock(lock); sim_irqs_restore(flags); } while (0)
/* It turns interrupts on when it is released, so they must not be off before. */
#define spin_lock_irq(lock) \
	do { sim_irqs_off_once(#lock); spin_lock(lock); } while (0)
#define spin_unlock_irq(lock) \
	do { spin_unlock(lock); sim_irqs_restore(0); } while (0)
#define raw_spin_lock			spin_lock
#define raw_spin_unlock			spin_unlock
#define raw_spin_lock_irq		spin_lock_irq
#define raw_spin_unlock_irq		spin_unlock_irq
#define raw_spin_lock_irqsave		spin_lock_irqsave
#define raw_spin_unlock_irqrestore	spin_unlock_irqrestore
#define lockdep_assert_held(lock)	sim_assert_held(lock, #lock)

#endif
