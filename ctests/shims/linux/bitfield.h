/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _LINUX_BITFIELD_H
#define _LINUX_BITFIELD_H

#include <linux/bits.h>
#include <linux/bug.h>

#define __bf_shf(mask)		(__builtin_ffsll(mask) - 1)
#define __bf_check(mask) \
	_Static_assert((mask) != 0 && \
		       !(((mask) + (1ULL << __bf_shf(mask))) & \
			 (((mask) + (1ULL << __bf_shf(mask))) - 1)), \
		       "not one run of bits: " #mask)

#define FIELD_MAX(mask)		((typeof(mask))((mask) >> __bf_shf(mask)))
#define FIELD_FIT(mask, val) \
	(!((((typeof(mask))(val)) << __bf_shf(mask)) & ~(mask)))
#define FIELD_GET(mask, reg) ({					\
	__auto_type __reg = (reg);				\
	__bf_check(mask);					\
	_Static_assert((mask) <= (typeof(__reg))-1, "mask wider than value"); \
	(typeof(mask))((__reg & (mask)) >> __bf_shf(mask)); })

/* The kernel checks constants only; here a value too large is always found. */
#define FIELD_PREP(mask, val) ({				\
	__bf_check(mask);					\
	typeof(mask) __val = (val);				\
	if (__val > FIELD_MAX(mask))				\
		sim_violation("FIELD_PREP(" #mask ") overflows");	\
	(typeof(mask))((__val << __bf_shf(mask)) & (mask)); })

static inline u64 u64_get_bits(u64 v, u64 field)
{
	return (v & field) >> __bf_shf(field);
}

static inline u64 u64_encode_bits(u64 v, u64 field)
{
	if (v > field >> __bf_shf(field))
		sim_violation("u64_encode_bits(%#llx) overflows", v);

	return (v << __bf_shf(field)) & field;
}

#endif
