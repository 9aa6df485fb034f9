// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>

#include "random.h"

static uint64_t state;

void random_seed(uint64_t seed)
{
	state = seed;
}

/* splitmix64, by Sebastiano Vigna (public domain) */
uint64_t random_word(void)
{
	uint64_t z = state += 0x9e3779b97f4a7c15ULL;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ z >> 27) * 0x94d049bb133111ebULL;

	return z ^ z >> 31;
}

unsigned long long random_setting(const char *name, unsigned long long value)
{
	const char *text = getenv(name);

	return text ? strtoull(text, NULL, 0) : value;
}

unsigned long long random_rounds(unsigned long long usual)
{
	return random_setting("CTEST_ROUNDS",
			      random_setting("CTEST_QUICK", 0) ? usual / 10 : usual);
}
