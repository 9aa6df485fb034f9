/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _LINUX_XARRAY_H
#define _LINUX_XARRAY_H

struct xarray {
	void *head;
};

void *xa_load(struct xarray *xa, unsigned long index);

#endif
