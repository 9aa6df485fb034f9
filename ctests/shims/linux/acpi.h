/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _LINUX_ACPI_H
#define _LINUX_ACPI_H

#include <linux/types.h>

#define ACPI_SIG_DMAR		"DMAR"
#define ACPI_SUCCESS(status)	((status) == 0)
#define ACPI_FAILURE(status)	((status) != 0)

typedef u32 acpi_status;

struct acpi_table_header {
	char signature[4];
	u32 length;
	u8 revision;
	u8 checksum;
	char oem_id[6];
	char oem_table_id[8];
	u32 oem_revision;
	char asl_compiler_id[4];
	u32 asl_compiler_revision;
} __packed;

struct acpi_table_dmar {
	struct acpi_table_header header;
	u8 width;
	u8 flags;
	u8 reserved[10];
} __packed;

enum { ACPI_DMAR_TYPE_HARDWARE_UNIT, ACPI_DMAR_TYPE_RESERVED_MEMORY };

struct acpi_dmar_header {
	u16 type;
	u16 length;
} __packed;

struct acpi_dmar_reserved_memory {
	struct acpi_dmar_header header;
	u16 reserved;
	u16 segment;
	u64 base_address;
	u64 end_address;		/* the last one */
} __packed;

/* The platform's tables: sim/platform.c */
acpi_status acpi_get_table(const char *signature, u32 instance,
			   struct acpi_table_header **table);
void acpi_put_table(struct acpi_table_header *table);

#endif
