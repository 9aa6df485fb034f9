/* SPDX-License-Identifier: GPL-2.0-only */
#pragma once

/* Swaps two paths in one step, which Swift's Glibc module does not offer; 0, or an errno. */
int exchange_paths(const char *a, const char *b);
