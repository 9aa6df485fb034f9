/* SPDX-License-Identifier: GPL-2.0-only */
/* Messages are kept by the simulation (sim.h), where a test can read them. */
#ifndef _LINUX_PRINTK_H
#define _LINUX_PRINTK_H

#include <sim.h>

#ifndef pr_fmt
#define pr_fmt(fmt)		fmt
#endif

#define pr_err(fmt, ...)	sim_printk(SIM_ERR, pr_fmt(fmt), ##__VA_ARGS__)
#define pr_warn(fmt, ...)	sim_printk(SIM_WARNING, pr_fmt(fmt), ##__VA_ARGS__)
#define pr_notice(fmt, ...)	sim_printk(SIM_NOTICE, pr_fmt(fmt), ##__VA_ARGS__)
#define pr_info(fmt, ...)	sim_printk(SIM_INFO, pr_fmt(fmt), ##__VA_ARGS__)

/* What a place says in a boot. No time goes by that would let it say more. */
#define __say(times, print, fmt, ...)				\
	do {							\
		static struct sim_said __said;			\
								\
		if (sim_say(&__said, times))			\
			print(fmt, ##__VA_ARGS__);		\
	} while (0)
#define pr_warn_once(fmt, ...)		__say(1, pr_warn, fmt, ##__VA_ARGS__)
#define pr_notice_once(fmt, ...)		__say(1, pr_notice, fmt, ##__VA_ARGS__)
#define pr_err_ratelimited(fmt, ...)	__say(10, pr_err, fmt, ##__VA_ARGS__)
#define pr_warn_ratelimited(fmt, ...)	__say(10, pr_warn, fmt, ##__VA_ARGS__)
#define pr_info_ratelimited(fmt, ...)	__say(10, pr_info, fmt, ##__VA_ARGS__)

#endif
