/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _LINUX_IDR_H
#define _LINUX_IDR_H

#include <linux/bitmap.h>
#include <linux/errno.h>
#include <linux/rbtree.h>
#include <linux/spinlock.h>
#include <linux/xarray.h>

/* As many ids as a domain-id has values */
#define IDA_IDS		65536

struct ida {
	DECLARE_BITMAP(ids, IDA_IDS);
};

/* An allocation may need memory, whether the id is free or not. */
static inline int ida_alloc_range(struct ida *ida, unsigned int min,
				  unsigned int max, gfp_t gfp)
{
	unsigned long id;

	sim_might_sleep_if(gfp, __func__);
	if (sim_should_fail(__func__))
		return -ENOMEM;
	if (max >= IDA_IDS)
		sim_violation("%s() up to %u", __func__, max);

	id = find_next_zero_bit(ida->ids, IDA_IDS, min);
	if (id > max)
		return -ENOSPC;
	__set_bit(id, ida->ids);

	return id;
}

static inline void ida_free(struct ida *ida, unsigned int id)
{
	if (!__test_and_clear_bit(id, ida->ids))
		sim_violation("%s() of %u, which is free", __func__, id);
}

static inline bool ida_exists(struct ida *ida, unsigned int id)
{
	return test_bit(id, ida->ids);
}

#endif
