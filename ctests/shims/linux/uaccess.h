/* SPDX-License-Identifier: GPL-2.0-only */
/* The copy that survives a machine check: how many bytes it left out */
#ifndef _LINUX_UACCESS_H
#define _LINUX_UACCESS_H

unsigned long copy_mc_to_kernel(void *to, const void *from, unsigned int len);

/* Before 5.10 */
#define memcpy_mcsafe	copy_mc_to_kernel

#endif
