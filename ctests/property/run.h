/* SPDX-License-Identifier: GPL-2.0-only */
/* One run of the property: a tree, its devices, and how far they have got */
#ifndef _PROPERTY_RUN_H
#define _PROPERTY_RUN_H

#include "devices.h"
#include "trees.h"
#include "walker.h"

#define RUNS_MAX	1024
#define PROBES_MAX	1024
/* Where the addresses begin that a device in quarantine may be using */
#define FLOOR		(256ULL << 20)
/* What drivers are left with below 4 GiB: half of this kernel's memory */
#define ROOM		(MACHINE_OWN_PAGES * MACHINE_PAGE / 2)

enum stage { OLD_ROOT, BOTH_ROOTS, COPIED, ATTACHING, ATTACHED };

struct source {
	u16 id;
	unsigned int device;		/* the first that has it */
	bool of[TREE_DEVICES];		/* all that have it; they are in a group */
	enum stage stage;
	bool sound;			/* its tables are */
	bool refused;			/* they are not */
	struct hw_space before;
	u64 entry[4], replacement[4];	/* of a context, before and after */
	struct hw_run runs[RUNS_MAX];
	unsigned int run_count;
	u64 probes[PROBES_MAX];
	unsigned int probe_count;
};

struct group {
	struct sim_domain domain;
	u64 table;			/* of the domain */
	u16 domain_id;
	unsigned int count;		/* of devices that were attached */
	unsigned int looked_at;		/* of the domain's mappings */
	struct {
		u64 first, end;
	} reserved[3];			/* for all of its devices */
};

struct property_run {
	const struct tree *tree;
	struct source sources[SOURCES_MAX];
	unsigned int source_count;
	struct group groups[TREE_DEVICES];
	struct sim_device *device[TREE_DEVICES];
	u64 rtaddr, old_rtaddr;
	bool both;			/* roots are in use */
	bool lossy;			/* memory ran out, or a call failed */
	bool aside[MACHINE_OWN_PAGES];	/* known to be scratch */
	bool by_own_table;		/* the table being checked is this kernel's */
	char failure[512];
};

extern struct property_run run;

struct group *group_of(unsigned int device);
bool same_group(unsigned int a, unsigned int b);
/* The first thing that is wrong is kept in run.failure. */
void __printf(1, 2) fails(const char *fmt, ...);

/* Whether an address is in this kernel's memory, or in the crashed kernel's RAM */
bool in_own_memory(u64 phys);
bool in_ram(u64 phys);
/* Where pass-through ends: with the RAM, and not below 4 GiB */
u64 identity_end(void);
bool same_page(struct hw_page a, struct hw_page b);

/* allowed.c: whether @page is where @iova may lead at the stage of the device */
bool is_allowed(const struct source *source, u64 iova, struct hw_page page);

/* look.c: compare what the hardware can reach with what it may reach */
void look_at_all(void);
void look_at_event(const struct sim_event *event);
void look(bool stored);

/* sources.c: the devices of the tree, and the addresses to look at */
void add_devices(const struct tree *tree);
void collect_runs(struct source *source);
void collect_probes(struct source *source);
void add_domain_edges(struct source *source);

/* attach.c: what the core and the driver do to attach a device */
void add_domains(void);
void attach(unsigned int device, u64 *pasids);

/* regions.c: the reserved regions of every device */
void check_all_reserved(void);
bool is_reserved(const struct group *group, u64 iova);

#endif
