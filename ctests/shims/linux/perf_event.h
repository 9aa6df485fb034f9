/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _LINUX_PERF_EVENT_H
#define _LINUX_PERF_EVENT_H

struct perf_event;

struct pmu {
	const char *name;
};

#endif
