/* SPDX-License-Identifier: GPL-2.0-only */
/* Included before everything else, as the kernel's own build does. */
#ifndef _LINUX_KCONFIG_H
#define _LINUX_KCONFIG_H

/* CONFIG_…, which the harness writes */
#include "kernel_config.h"

#define IS_ENABLED(option)	__is_defined(option)
#define __ARG_PLACEHOLDER_1	0,
#define __take_second_arg(ignored, val, ...) val
#define __is_defined(x)		___is_defined(x)
#define ___is_defined(val)	____is_defined(__ARG_PLACEHOLDER_##val)
#define ____is_defined(junk)	__take_second_arg(junk 1, 0)

#endif
