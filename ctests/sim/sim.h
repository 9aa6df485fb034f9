/* SPDX-License-Identifier: GPL-2.0-only */
/* The side of the simulated machine that the kernel shims call. */
#ifndef _SIM_H
#define _SIM_H

#include <stdbool.h>
#include <stddef.h>

enum sim_level { SIM_ERR, SIM_WARNING, SIM_NOTICE, SIM_INFO };

/* Something that no kernel code may do; the test fails, and the code goes on. */
void sim_violation(const char *fmt, ...)
	__attribute__((__format__(printf, 1, 2)));
void sim_printk(enum sim_level level, const char *fmt, ...)
	__attribute__((__format__(printf, 2, 3)));

/*
 * Every call that may fail in a kernel asks here first. It is also the moment
 * at which watched memory (machine.h) must still be as it was.
 */
bool sim_should_fail(const char *what);

/* Something that the hardware may be looking at was stored or flushed. */
void sim_stored(void);

bool sim_crash_kernel(void);
unsigned long sim_totalram_pages(void);

/* @gfp says whether memory is zeroed, and whether the call may sleep. */
void *sim_alloc(size_t size, unsigned int gfp);
void *sim_alloc_array(size_t n, size_t size, unsigned int gfp);
void sim_free(const void *ptr);
void sim_account(int item, long pages);

/* A moment at which it may be another task's turn (machine_run_at_once()). */
void sim_step(void);
/* Which one runs; 0 for the test itself */
unsigned int sim_task(void);
/* Wait for another task. Return: false if all of them wait. */
bool sim_wait(void);
/* What others wait for may have come. */
void sim_wake(void);
/* Whoever acquires @what afterwards sees what was done before its release. */
void sim_acquire(const void *what);
void sim_release(const void *what);

struct sim_lock {
	bool held;
	unsigned int task;		/* that holds it */
	/* Whether it was ever taken like that */
	bool in_interrupt, with_interrupts;
};

void sim_lock(struct sim_lock *lock, const char *name);
void sim_unlock(struct sim_lock *lock, const char *name);
void sim_assert_held(const struct sim_lock *lock, const char *name);
/* A lock that one may sleep under, and for */
void sim_mutex_lock(struct sim_lock *lock, const char *name);
void sim_mutex_unlock(struct sim_lock *lock, const char *name);
/* Return: false if it was free, and is held from now on */
bool sim_mutex_trylock(struct sim_lock *lock, const char *name);
/* Return: whether interrupts were off before */
unsigned long sim_irqs_off(void);
void sim_irqs_restore(unsigned long off);
void sim_irqs_off_once(const char *name);
/* The caller may sleep, so no lock may be held, and interrupts must be on. */
void sim_might_sleep(const char *what);
bool sim_preemptible(void);
void sim_might_sleep_if(unsigned int gfp, const char *what);

/*
 * Work that takes about as long as reading a page of old tables; a loop of it
 * must let others run.
 */
void sim_worked(void);
void sim_cond_resched(void);

/*
 * For messages that are printed once, or a few times, in a boot; each machine is
 * one. @said belongs to one place in the code. Return: false when that place has
 * printed @times times in this machine.
 */
struct sim_said {
	unsigned int machine, times;
};

bool sim_say(struct sim_said *said, unsigned int times);

struct work_struct;

/* Return: false if the work is waiting already. */
bool sim_schedule_work(struct work_struct *work);

#endif
