/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _LINUX_IOASID_H
#define _LINUX_IOASID_H

struct ioasid_allocator_ops {
	void *pdata;
};

#endif
