// SPDX-License-Identifier: GPL-2.0-only
/* proof: no accepted entry leads into this kernel's memory, or beyond the host's addresses */
/* assumes: this kernel's memory is one range, and no ELF header tells of RAM; loops: 41 */
/* broken by: return old_table_usable(entry[0] & ROOT_CTP); => return true; */
/* broken by: case CONTEXT_TT_DEV_IOTLB:\n\t\treturn ecap_dev_iotlb_support(iommu->ecap) &&\n\t\t       old_table_usable(entry[0] & CTX_SSPTPTR); => case CONTEXT_TT_DEV_IOTLB:\n\t\treturn ecap_dev_iotlb_support(iommu->ecap); */
/* broken by: phys && phys == (phys_addr_t)phys && => phys == (phys_addr_t)phys && */
/* broken by: width = min(width, ((struct acpi_table_dmar *)dmar)->width + 1U); => */
/* broken by: !(phys >> host_address_width()) && => !(phys >> host_address_width() >> 1) && */

#include "proof.h"

void proof(void)
{
	struct intel_iommu iommu = {};
	u64 entry[8];

	any_machine(&iommu);
	for (int i = 0; i < 8; i++)
		entry[i] = nondet_u64();

	if (root_entry_valid(entry))
		prove(is_old_memory(entry[0]));
	if (scalable_root_half_valid(entry))
		prove(is_old_memory(entry[0]));
	/* Translation type 10b is pass-through, without a table. */
	if (context_entry_valid(&iommu, entry))
		prove((entry[0] >> 2 & 3) == 2 || is_old_memory(entry[0]));
	if (scalable_context_entry_valid(&iommu, entry))
		prove(is_old_memory(entry[0]));
	if (pasid_dir_entry_valid(entry))
		prove(is_old_memory(entry[0]));
	/* PGTT: 1 first stage, 2 second stage, 3 nested, 4 pass-through */
	if (pasid_table_entry_valid(&iommu, entry)) {
		u64 type = entry[0] >> 6 & 7;

		prove(type >= 1 && type <= 4);
		prove(type != 1 || is_old_memory(entry[2]));
		prove(type != 2 || is_old_memory(entry[0]));
		prove(type != 3 || is_old_memory(entry[0]));
	}
}
