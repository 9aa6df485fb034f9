/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _LINUX_PCI_H
#define _LINUX_PCI_H

#include <linux/types.h>

struct device;
struct pci_dev;

/* Asked of devices, which the harness does not have */
bool dev_is_pci(struct device *dev);
struct pci_dev *to_pci_dev(struct device *dev);
struct pci_dev *pci_real_dma_dev(struct pci_dev *dev);

#define PCI_DEVFN(slot, func)	((((slot) & 0x1f) << 3) | ((func) & 0x07))
#define PCI_SLOT(devfn)		(((devfn) >> 3) & 0x1f)
#define PCI_FUNC(devfn)		((devfn) & 0x07)
#define PCI_DEVID(bus, devfn)	((((u16)(bus)) << 8) | (devfn))
#define PCI_BUS_NUM(x)		(((x) >> 8) & 0xff)

#endif
