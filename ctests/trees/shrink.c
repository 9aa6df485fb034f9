// SPDX-License-Identifier: GPL-2.0-only
/* Shrinks a tree that fails, and prints it */

#include <stdio.h>

#include "parts.h"

static void print_part(const struct tree_part *part)
{
	static const char *const entries[] = {
		"root entry", "context entry", "PASID-directory entry", "PASID entry",
	};
	char entry[64];

	if (part->entry == PAGE_ENTRY)
		snprintf(entry, sizeof(entry), "entry of level %u for %#llx in space %u",
			 part->level, (u64)part->iova, part->space);
	else
		snprintf(entry, sizeof(entry), "%s of device %u",
			 entries[part->entry], part->device);

	switch (part->kind) {
	case SOURCE:
		print_message("  source-id %04x of device %u: space %u, type %u, domain-id %u, RID_PASID %u%s\n",
			      part->source_id, part->device, part->space,
			      part->type, part->domain_id, part->pasid,
			      part->seen_as ? ", as it is seen" : "");
		break;
	case PAGES:
		print_message("  space %u: %u pages of level %u, %#llx to %#llx%s, access %u%s, noise %#llx\n",
			      part->space, part->count, part->level,
			      (u64)part->iova, (u64)part->phys,
			      part->same ? " again and again" : "",
			      part->access,
			      part->supervisor ? " (supervisors)" : "",
			      (u64)part->noise);
		break;
	case ACCESS:
		print_message("  space %u: access %u in level %u for %#llx\n",
			      part->space, part->access, part->level, (u64)part->iova);
		break;
	case SHARED:
		print_message("  space %u: what level %u has for %#llx, also for %#llx\n",
			      part->space, part->level, (u64)part->iova,
			      (u64)part->other);
		break;
	case FLIPPED:
		print_message("  %s: bit %u flipped\n", entry, part->bit);
		break;
	case POINTED:
		print_message("  %s: leads to %#llx\n", entry, (u64)part->phys);
		break;
	case DIRECT:
		print_message("  device %u: %llu pages from %#llx one to one, type %u\n",
			      part->device, (u64)part->other, (u64)part->iova,
			      part->type);
		break;
	}
}

void tree_print(const struct tree *tree)
{
	print_message("%s mode, %s, cmpxchg16b: %d, superpages: %u, dump: %u, failing call: %u, levels: %u %u %u %u\n",
		      tree->scalable ? "scalable" : "legacy",
		      tree->coherent ? "coherent" : "not coherent",
		      !tree->old_cpu, tree->superpages, tree->dump, tree->fail_at,
		      tree->levels[0], tree->levels[1], tree->levels[2],
		      tree->levels[3]);
	if (tree->topology)
		print_message("  devices as in %s\n", tree->topology->name);
	print_message("  groups of the devices: %u %u %u %u %u, attached as: %u %u %u %u %u\n",
		      tree->group[0], tree->group[1], tree->group[2],
		      tree->group[3], tree->group[4], tree->order[0],
		      tree->order[1], tree->order[2], tree->order[3],
		      tree->order[4]);
	for (unsigned int i = 0; i < tree->count; i++)
		if (!tree->part[i].dropped)
			print_part(&tree->part[i]);
}

/* Sets a number of the tree, and keeps it if the tree still fails. */
static bool try_value(struct tree *tree, bool (*fails)(const struct tree *tree),
		      unsigned int *place, unsigned int value)
{
	unsigned int was = *place;

	if (was == value)
		return false;
	*place = value;
	if (fails(tree))
		return true;
	*place = was;

	return false;
}

static bool try_flag(struct tree *tree, bool (*fails)(const struct tree *tree),
		     bool *place, bool value)
{
	if (*place == value)
		return false;
	*place = value;
	if (fails(tree))
		return true;
	*place = !value;

	return false;
}

void tree_shrink(struct tree *tree, bool (*fails)(const struct tree *tree))
{
	bool again = true;

	while (again) {
		again = false;
		for (unsigned int i = tree->count; i--;) {
			struct tree_part *part = &tree->part[i];

			if (try_flag(tree, fails, &part->dropped, true)) {
				again = true;
				continue;
			}
			if (!tree_has(part, PAGES))
				continue;
			again |= try_value(tree, fails, &part->count, 1);
			again |= try_value(tree, fails, &part->access, 3);
		}
		again |= try_value(tree, fails, &tree->fail_at, 0);
		if (IS_ENABLED(CONFIG_64BIT))
			again |= try_flag(tree, fails, &tree->old_cpu, false);
		again |= try_flag(tree, fails, &tree->coherent, true);
	}
}
