// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tasks that run at once, as on several CPUs. Each has a stack of its own, and
 * they take turns at calls of the simulation, so that each run is the same.
 *
 * ThreadSanitizer, where it is there, takes them for threads. It finds accesses
 * that nothing orders, however far apart they are, if it is told of what the
 * kernel orders (locks, work, the allocator's pages), and not of the turns.
 */

#include <stdlib.h>
#include <ucontext.h>

#include "internal.h"

#define TASKS		4
#define STACK		(1 << 20)

/* See <sanitizer/tsan_interface.h>. */
#define NO_SYNC		1
#pragma weak __tsan_create_fiber
#pragma weak __tsan_acquire
#pragma weak __tsan_release
void *__tsan_get_current_fiber(void);
void *__tsan_create_fiber(unsigned int flags);
void __tsan_destroy_fiber(void *fiber);
void __tsan_switch_to_fiber(void *fiber, unsigned int flags);
void __tsan_acquire(void *addr);
void __tsan_release(void *addr);
#pragma weak __tsan_get_current_fiber
#pragma weak __tsan_destroy_fiber
#pragma weak __tsan_switch_to_fiber

/* Task 0 is the test itself, which waits for the others. */
static struct task {
	ucontext_t context;
	const struct machine_task *does;
	void *fiber;
	bool ended, waits;
	/* Of the machine's state, what is the CPU's; valid while it does not run */
	unsigned int locks;
	bool irqs_off, in_interrupt;
} tasks[1 + TASKS];
static char stacks[TASKS][STACK];
static unsigned int task_count, now, steps, turn;

static void switch_to(unsigned int next, unsigned int flags)
{
	struct task *from = &tasks[now], *to = &tasks[next];

	from->locks = machine.locks;
	from->irqs_off = machine.irqs_off;
	from->in_interrupt = machine.in_interrupt;
	machine.locks = to->locks;
	machine.irqs_off = to->irqs_off;
	machine.in_interrupt = to->in_interrupt;
	now = next;
	if (to->fiber)
		__tsan_switch_to_fiber(to->fiber, flags);
	swapcontext(&from->context, &to->context);
}

/* The one whose turn is next; the same one if no other is left. */
static unsigned int next_task(void)
{
	unsigned int next = now;

	do
		next = next % task_count + 1;
	while (tasks[next].ended && next != now);

	return next;
}

void sim_step(void)
{
	if (now && ++steps % turn == 0 && next_task() != now)
		switch_to(next_task(), NO_SYNC);
}

unsigned int sim_task(void)
{
	return now;
}

bool sim_wait(void)
{
	bool all = true;

	tasks[now].waits = true;
	for (unsigned int i = 1; i <= task_count; i++)
		all &= tasks[i].waits || tasks[i].ended;
	if (!now || all)
		return false;
	switch_to(next_task(), NO_SYNC);

	return true;
}

void sim_wake(void)
{
	for (unsigned int i = 1; i <= task_count; i++)
		tasks[i].waits = false;
}

void sim_acquire(const void *what)
{
	if (__tsan_acquire)
		__tsan_acquire((void *)what);
}

void sim_release(const void *what)
{
	if (__tsan_release)
		__tsan_release((void *)what);
}

/* The test sees what the task did, once it is told of its end. */
static void run_task(void)
{
	struct task *task = &tasks[now];

	task->does->run(task->does->data);
	if (machine.locks || machine.irqs_off)
		sim_violation("a task ends with a lock, or with interrupts off");
	task->ended = true;
	sim_wake();
	switch_to(0, 0);
}

static void start_task(struct task *task, char *stack)
{
	if (__tsan_create_fiber)
		task->fiber = __tsan_create_fiber(0);
	getcontext(&task->context);
	task->context.uc_stack.ss_sp = stack;
	task->context.uc_stack.ss_size = STACK;
	makecontext(&task->context, run_task, 0);
}

void machine_run_at_once(const struct machine_task *all, unsigned int count,
			 unsigned int steps_each)
{
	if (count > TASKS)
		abort();
	task_count = count;
	turn = steps_each;
	steps = 0;
	if (__tsan_get_current_fiber)
		tasks[0].fiber = __tsan_get_current_fiber();
	for (unsigned int i = 0; i < count; i++) {
		tasks[i + 1] = (struct task){
			.does = &all[i], .in_interrupt = all[i].in_interrupt
		};
		start_task(&tasks[i + 1], stacks[i]);
	}
	for (unsigned int i = 1; i <= count; i++)
		while (!tasks[i].ended)
			switch_to(i, NO_SYNC);
	for (unsigned int i = 1; i <= count; i++)
		if (tasks[i].fiber)
			__tsan_destroy_fiber(tasks[i].fiber);
	task_count = 0;
}
