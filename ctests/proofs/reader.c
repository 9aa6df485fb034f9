// SPDX-License-Identifier: GPL-2.0-only
/* proof: the reader maps whole pages of the previous kernel's memory only, and unmaps each */
/* assumes: this kernel's memory is one range, and no ELF header tells of RAM; loops: 2 */
/* broken by: if (!old_table_usable(phys))\n\t\treturn -EINVAL; => */
/* broken by: memunmap(old);\n\n\treturn left ? -EIO : 0; => return left ? -EIO : 0; */
/* broken by: return left ? -EIO : 0; => return 0; */

#include "proof.h"

static u64 page[512], mapped_page[512];
static unsigned int mapped;
static bool poisoned;

void *memremap(phys_addr_t phys, size_t size, unsigned long flags)
{
	prove(is_old_memory(phys));
	prove(size == 4096);
	if (nondet_bool())
		return NULL;
	mapped++;

	return mapped_page;
}

void memunmap(void *addr)
{
	prove(addr == mapped_page && mapped == 1);
	mapped--;
}

unsigned long copy_mc_to_kernel(void *to, const void *from, unsigned int len)
{
	prove(to == page && from == mapped_page && len == 4096);
	poisoned = nondet_bool();

	return poisoned ? len : 0;
}

void proof(void)
{
	struct intel_iommu iommu = {};
	u64 phys = nondet_u64() & ~0xfffULL;
	int ret;

	any_machine(&iommu);
	ret = intel_kdump_read_table(phys, page);
	prove(!mapped);
	prove(!poisoned || ret == -EIO);
	prove(ret || is_old_memory(phys));
}
