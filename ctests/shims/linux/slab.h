/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _LINUX_SLAB_H
#define _LINUX_SLAB_H

#include <linux/gfp.h>

/*
 * Kinder than a kernel: objects of any size can be had, and kfree() frees what
 * vmalloc() gave.
 */
#define kmalloc(size, flags)	sim_alloc(size, flags)
#define kzalloc(size, flags)	sim_alloc(size, (flags) | __GFP_ZERO)
#define kcalloc(n, size, flags)	sim_alloc_array(n, size, (flags) | __GFP_ZERO)
#define kmalloc_array(n, size, flags)	sim_alloc_array(n, size, flags)
#define kzalloc_obj(obj, ...)	kzalloc(sizeof(obj), GFP_KERNEL)
#define kvzalloc_obj		kzalloc_obj
#define kvmalloc		kmalloc
#define kvzalloc		kzalloc
#define kvcalloc		kcalloc
#define kvmalloc_array		kmalloc_array
#define vmalloc(size)		kmalloc(size, GFP_KERNEL)
#define vzalloc(size)		kzalloc(size, GFP_KERNEL)
#define kfree			sim_free
#define kvfree			sim_free
#define vfree			sim_free

#endif
