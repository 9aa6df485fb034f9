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
#define pr_warn_once		pr_warn
#define pr_err_ratelimited	pr_err
#define pr_warn_ratelimited	pr_warn
#define pr_info_ratelimited	pr_info

#endif
