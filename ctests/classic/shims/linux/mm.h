/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _CLASSIC_MM_H
#define _CLASSIC_MM_H

#include_next <linux/mm.h>

extern unsigned long totalram_pages;

#endif
