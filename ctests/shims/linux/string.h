/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _LINUX_STRING_H
#define _LINUX_STRING_H

#include <string.h>

#include <linux/types.h>

/*
 * ThreadSanitizer looks at copies of the kernel's here, so as not to see those
 * of the simulation's: sim/races.c.
 */
#ifdef __SANITIZE_THREAD__
void __tsan_read_range(void *addr, long size);
void __tsan_write_range(void *addr, long size);

#define memset(s, c, n) ({					\
	void *__s = (s);					\
	size_t __n = (n);					\
	__tsan_write_range(__s, __n);				\
	(memset)(__s, c, __n); })
#define memcpy(to, from, n)	__copy(memcpy, to, from, n)
#define memmove(to, from, n)	__copy(memmove, to, from, n)
#define memcmp(a, b, n) ({					\
	const void *__a = (a), *__b = (b);			\
	size_t __n = (n);					\
	__tsan_read_range((void *)__a, __n);				\
	__tsan_read_range((void *)__b, __n);				\
	(memcmp)(__a, __b, __n); })
#define __copy(fn, to, from, n) ({				\
	void *__to = (to);					\
	const void *__from = (from);				\
	size_t __n = (n);					\
	__tsan_read_range((void *)__from, __n);				\
	__tsan_write_range(__to, __n);				\
	(fn)(__to, __from, __n); })
#endif

static inline void *memset64(u64 *s, u64 v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		s[i] = v;

	return s;
}

/* The first byte that is not @c, or NULL. */
static inline void *memchr_inv(const void *start, int c, size_t bytes)
{
	const u8 *p = start;

	for (; bytes; p++, bytes--)
		if (*p != (u8)c)
			return (void *)p;

	return NULL;
}

#endif
