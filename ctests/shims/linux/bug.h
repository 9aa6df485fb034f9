/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _LINUX_BUG_H
#define _LINUX_BUG_H

#include <sim.h>

#define BUILD_BUG_ON(cond)	_Static_assert(!(cond), "BUILD_BUG_ON: " #cond)
#define BUILD_BUG_ON_ZERO(cond)	((int)(sizeof(char[1 - 2 * !!(cond)]) - 1))

/*
 * A kernel warning is a failed test, however often it is printed. Kinder than a
 * kernel, the code goes on after BUG_ON().
 */
#define WARN(cond, fmt, ...) ({					\
	bool __warn = !!(cond);					\
	if (__warn)						\
		sim_violation("WARN(" #cond ") in %s()", __func__);	\
	__warn; })
#define WARN_ON(cond)		WARN(cond, "")
#define WARN_ON_ONCE(cond)	WARN(cond, "")
#define WARN_ONCE(cond, ...)	WARN(cond, "")
#define BUG_ON(cond)		((void)WARN(cond, ""))

#endif
