/* SPDX-License-Identifier: GPL-2.0-only */
/* Work that is done when the test says so: sim/machine.c */
#ifndef _LINUX_WORKQUEUE_H
#define _LINUX_WORKQUEUE_H

#include <sim.h>

struct work_struct {
	void (*func)(struct work_struct *work);
};

#define DECLARE_WORK(n, f)	struct work_struct n = { f }
#define schedule_work		sim_schedule_work

#endif
