// SPDX-License-Identifier: GPL-2.0-only
/* proof: a domain-id that is handed out was free, and is handed out while any is free */
/* assumes: the hardware has 16 domain-ids; loops: 17 */
/* broken by: while (--id > FLPT_DEFAULT_DID) => while (id-- > FLPT_DEFAULT_DID) */
/* broken by: if (!__test_and_set_bit(id, old->domain_ids)) => if (__test_and_set_bit(id, old->domain_ids) || 1) */
/* broken by: while (--id > FLPT_DEFAULT_DID) => while (--id > FLPT_DEFAULT_DID + 1) */

#include "proof.h"

static struct old_tables old;

void proof(void)
{
	u64 before = nondet_u64();
	struct intel_iommu iommu = {};
	int id;

	any_machine(&iommu);
	/* ND, bits 2:0 of the capability register: 2^(4 + 2 ND) domain-ids */
	iommu.cap = 0;
	old.iommu = &iommu;
	old.domain_ids[0] = before;

	id = take_domain_id(&old);
	if (id < 0) {
		/* 0 is reserved, and 1 this driver's for the first stage. */
		for (unsigned int i = 2; i < 16; i++)
			prove(before >> i & 1);
		prove(old.domain_ids[0] == before);
	} else {
		prove(id > 1 && id < 16);
		prove(!(before >> id & 1));
		prove(old.domain_ids[0] == (before | 1ULL << id));
	}
}
