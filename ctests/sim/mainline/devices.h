/* SPDX-License-Identifier: GPL-2.0-only */
/* Devices, the domains that they are attached to, and what an IOMMU is told */
#ifndef _DEVICES_H
#define _DEVICES_H

#include <linux/dmar.h>
#include <linux/iommu.h>

#include "driver.h"
#include "iovas.h"

#define DEVICES_MAX	64
#define DIRECT_MAX	4
#define EVENTS_MAX	64
#define BRIDGES_MAX	2
#define WINDOWS_MAX	4

/* A host bridge, and where on its bus registers of devices answer */
struct sim_bridge {
	struct pci_host_bridge host;
	struct pci_bus bus;
	struct resource resource[WINDOWS_MAX];
	struct resource_entry window[WINDOWS_MAX];
	unsigned int windows;
};

struct sim_device {
	struct pci_dev pci;
	struct device_domain_info info;
	struct dev_iommu core;
	struct iommu_group group;	/* where no other has been chosen */
	bool joined;
	struct {
		u64 start, length;
		enum iommu_resv_type type;
	} direct[DIRECT_MAX];		/* as the firmware's tables say */
	unsigned int directs;
	/*
	 * What the hardware is like; the driver's idea of it is in @info, and a
	 * device may have been left on that the driver has not enabled yet.
	 */
	struct {
		bool has;		/* a TLB of its own */
		bool on;		/* it is in use */
	} ats;
};

/* A domain and what it maps, in the order of the calls */
struct sim_domain {
	struct iommu_domain domain;
	struct sim_mapping {
		u64 iova, phys, size;
		int prot;
	} *maps;
	unsigned int *sorted;		/* by address */
	/* Where the last address that was asked for is, or is not */
	unsigned int found;
	struct {
		u64 iova, size;
	} gap;
	unsigned int count;
	struct sim_iovas iovas;		/* since probe_group() */
};

/* The granularity of a PASID-cache invalidation: section 6.5.2.2 */
#define PASIDS_OF_ALL 3

enum sim_event_kind {
	STORED,			/* all 128 bits at once */
	LINES_FLUSHED,		/* from the CPU's caches */
	CONTEXT_FLUSHED, IOTLB_FLUSHED, PASIDS_FLUSHED,
	DEVICE_TLB_OFF,
};

/* What happened to a context entry, and how it looked to the hardware then */
struct sim_event {
	enum sim_event_kind kind;
	u16 did, source_id;
	u64 type;
	u64 lo, hi;
	u64 old_lo, old_hi;		/* before it was stored */
	bool visible;			/* to hardware that does not snoop */
};

struct sim_devices {
	struct sim_device device[DEVICES_MAX];
	unsigned int count, held;
	struct sim_bridge bridge[BRIDGES_MAX];	/* of devices: the first */
	unsigned int steps;		/* from a PCI device to the next */
	unsigned int looked_up;		/* addresses of domains */
	bool new_tables;		/* of contexts may come into being */
	unsigned int handled;		/* faults, by the handler */
	bool no_cmpxchg16b;		/* the CPU is an old one */
	struct context_entry *live;	/* the entry to look at */
	struct sim_event events[EVENTS_MAX];
	unsigned int event_count;
	void (*told)(const struct sim_event *event);	/* at each event */
};

extern struct sim_devices devices;

/* Forget all devices and events. */
void devices_reset(void);

/* A device that the driver has probed, in a group of its own. */
struct sim_device *add_device(struct intel_iommu *iommu, u16 source_id);

/*
 * The driver's callback for the group of each device that is new, once the
 * copy is there, and what the core does when the groups are gone.
 */
void devices_join(void);
void devices_leave(void);

/* A window of a host bridge; @type: IORESOURCE_MEM, IORESOURCE_IO */
void add_window(struct sim_bridge *bridge, u64 first, u64 end, unsigned long type);

/*
 * What the core of a crash kernel does with the devices of a group: lists the
 * regions of each, keeps their addresses from being given out, and attaches the
 * devices one by one, each when its driver first maps memory.
 */
void probe_group(struct sim_device *devices[], unsigned int count,
		 struct sim_domain *domain);

/* A domain with pages of 4 KiB, 2 MiB and 1 GiB that maps nothing yet */
void domain_init(struct sim_domain *domain);
void domain_free(struct sim_domain *domain);
/* The mapping of an I/O address, or NULL */
const struct sim_mapping *domain_find(const struct sim_domain *domain, u64 iova);

/* Lets an IOMMU's flushes be recorded; those of device-TLBs always are. */
void record_flushes(struct intel_iommu *iommu);
void record_event(enum sim_event_kind kind, u16 did, u16 source_id, u64 type);

#endif
