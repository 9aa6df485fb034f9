/* SPDX-License-Identifier: GPL-2.0-only */
/* A hand-over and what follows, with hardware that caches all that it can */
#ifndef _HAND_OVER_H
#define _HAND_OVER_H

#include "devices.h"

/* What an IOMMU or a device is told reaches the models of their caches. */
void caches_hear(const struct sim_event *event);

/*
 * A device of the crashed kernel, as build_old_device() makes it, that uses a
 * TLB of its own
 */
struct sim_device *add_ats_device(u8 bus, u8 devfn, u64 *top);

/*
 * With the devices and the tables that are there now: copies the tables, as
 * init_dmars() does it. No device has been probed until that is done.
 */
void hand_over(void);

/*
 * What the driver does first for a device with a copied context; @device_tlb is
 * what it wants for the new one.
 */
void attach_device(u16 source_id, bool device_tlb);

/* What RTADDR holds, mode included */
extern u64 live_rtaddr;

/* Nothing is in a device's TLB that the tables no longer have. */
void assert_device_tlb_told(u16 source_id);
/* The device may go on using it. */
void assert_device_tlb_on(u16 source_id);

#endif
