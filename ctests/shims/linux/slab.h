/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _LINUX_SLAB_H
#define _LINUX_SLAB_H

#include <linux/gfp.h>

#define kmalloc(size, flags)	sim_alloc(size, (flags) & __GFP_ZERO)
#define kzalloc(size, flags)	sim_alloc(size, true)
#define kcalloc(n, size, flags)	sim_alloc_array(n, size, true)
#define kmalloc_array(n, size, flags) \
	sim_alloc_array(n, size, (flags) & __GFP_ZERO)
#define kzalloc_obj(obj, ...)	kzalloc(sizeof(obj), GFP_KERNEL)
#define kvzalloc_obj		kzalloc_obj
#define kvmalloc		kmalloc
#define kvzalloc		kzalloc
#define kvcalloc		kcalloc
#define kvmalloc_array		kmalloc_array
#define vmalloc(size)		sim_alloc(size, false)
#define vzalloc(size)		sim_alloc(size, true)
#define kfree			sim_free
#define kvfree			sim_free
#define vfree			sim_free

#endif
