/* SPDX-License-Identifier: GPL-2.0-only */
/* Numbers that look random, and are the same ones again for the same seed */
#ifndef _RANDOM_H
#define _RANDOM_H

#include <stdbool.h>
#include <stdint.h>

void random_seed(uint64_t seed);
uint64_t random_word(void);

/* From 0, and less than @n */
static inline uint64_t random_below(uint64_t n)
{
	return random_word() % n;
}

static inline bool one_in(unsigned int n)
{
	return random_below(n) == 0;
}

/*
 * How many random things to try: CTEST_ROUNDS, or as many as @usual; a quarter of
 * these when somebody waits for the result
 */
unsigned long long random_rounds(unsigned long long usual);

/* What the environment says of @name, or @value. */
unsigned long long random_setting(const char *name, unsigned long long value);

#endif
