/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _LINUX_HASHTABLE_H
#define _LINUX_HASHTABLE_H

#include <linux/kernel.h>

struct hlist_head {
	struct hlist_node *first;
};

static inline void hlist_add_head(struct hlist_node *node, struct hlist_head *head)
{
	node->next = head->first;
	if (node->next)
		node->next->pprev = &node->next;
	node->pprev = &head->first;
	head->first = node;
}

#define __hlist_entry(ptr, type, member) ({				\
	struct hlist_node *__ptr = (ptr);				\
	__ptr ? container_of(__ptr, type, member) : NULL; })

#define DEFINE_HASHTABLE(name, bits)	struct hlist_head name[1 << (bits)]
#define HASH_SIZE(name)			ARRAY_SIZE(name)
#define __hash(name, key) \
	(((u64)(key) * 0x61c8864680b583ebULL >> 32) % HASH_SIZE(name))

#define hlist_for_each_entry(obj, head, member)				\
	for (obj = __hlist_entry((head)->first, typeof(*obj), member); obj;	\
	     obj = __hlist_entry(obj->member.next, typeof(*obj), member))

#define hash_add(name, node, key) \
	hlist_add_head(node, &(name)[__hash(name, key)])

#define hash_for_each_possible(name, obj, member, key) \
	hlist_for_each_entry(obj, &(name)[__hash(name, key)], member)

#endif
