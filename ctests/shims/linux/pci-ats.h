/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _LINUX_PCI_ATS_H
#define _LINUX_PCI_ATS_H

#include <linux/pci.h>

#ifdef CONFIG_PCI_ATS
/* Of the devices that have a TLB: sim/mainline/ */
bool pci_ats_supported(struct pci_dev *pdev);
#else
static inline bool pci_ats_supported(struct pci_dev *pdev)
{
	return false;
}
#endif

#endif
