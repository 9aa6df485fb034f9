/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The TLBs that devices have of their own (ATS): VT-d specification, chapter 4.
 *
 * A device may ask for any translation at any time, and keep it until it is
 * switched off. What it sends with an address that it has translated
 * passes by all tables; only the context is asked whether it may.
 *
 * Tables gain entries while a test runs and never lose any, so that a space
 * stands for what was translated by it. Kinder than hardware: translations with
 * PASIDs are left out, as they are from all caches.
 */
#ifndef _DEVICE_TLBS_H
#define _DEVICE_TLBS_H

#include "caches.h"

/* No device has one; this one, of those that caches_start() got, has. */
void device_tlbs_start(void);
void device_tlb_add(uint16_t source_id);
/* It is switched off, and forgets what it holds: PCI Express, ATS control register */
void device_tlb_remove(uint16_t source_id);

/* After caches_fetch(): all that can be translated comes in. */
void device_tlbs_fetch(uint64_t rtaddr);

/* Where the translated requests of a device may go */
void device_tlb_reach(uint16_t source_id, uint64_t rtaddr, struct reach *reach);
/*
 * Whether a context, as it is or as it is cached, lets a device use its TLB.
 * Without that, both asking for translations and using them is a fault.
 */
bool device_tlb_is_enabled(uint16_t source_id, uint64_t rtaddr);
/* Whether it has a translation that the tables no longer have */
bool device_tlb_is_stale(uint16_t source_id, uint64_t rtaddr);

#endif
