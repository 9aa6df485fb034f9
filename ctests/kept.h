/* SPDX-License-Identifier: GPL-2.0-only */
/* What the code keeps of the translations that it found, for all of a boot */
#ifndef _KEPT_H
#define _KEPT_H

/* Objects and pages that are in use for it */
unsigned int kept_allocs_count(void);
unsigned int kept_pages_count(void);
void forget_kept(void);

#endif
