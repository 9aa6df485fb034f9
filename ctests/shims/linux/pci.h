/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _LINUX_PCI_H
#define _LINUX_PCI_H

#include <linux/device.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/resource_ext.h>

#define PCI_ALIASES		4

/* No x86 firmware restricts DMA, so dma_ranges is empty. */
struct pci_host_bridge {
	struct list_head windows, dma_ranges;
};

/* Kinder than a kernel: all buses behind a host bridge are one. */
struct pci_bus {
	struct pci_host_bridge *bridge;
};

struct pci_dev {
	struct device dev;
	struct pci_bus *bus;
	u16 requester_ids[PCI_ALIASES];	/* its own, and what it is seen as */
	unsigned int aliases;
};

#define dev_is_pci(dev)		((dev)->pci)
#define to_pci_dev(d)		container_of(d, struct pci_dev, dev)

static inline struct pci_host_bridge *pci_find_host_bridge(struct pci_bus *bus)
{
	return bus->bridge;
}

struct pci_dev *pci_real_dma_dev(struct pci_dev *dev);

/* Each device is held until the next one is asked for: sim/mainline/ */
struct pci_dev *pci_get_device(unsigned int vendor, unsigned int device,
			       struct pci_dev *from);
int pci_for_each_dma_alias(struct pci_dev *pdev,
			   int (*fn)(struct pci_dev *pdev, u16 alias, void *data),
			   void *data);

/* Of extended capabilities there is one, that of ATS, which may only be switched off. */
#define PCI_EXT_CAP_ID_ATS	0x0f
#define PCI_ATS_CTRL		0x06
int pci_find_ext_capability(struct pci_dev *dev, int cap);
int pci_write_config_word(const struct pci_dev *dev, int where, u16 val);

/* Not NULL for the buses that devices are on */
struct pci_bus *pci_find_bus(int domain, int busnr);

#define PCI_ANY_ID		(~0U)
#define for_each_pci_dev(d) \
	while ((d = pci_get_device(PCI_ANY_ID, PCI_ANY_ID, d)) != NULL)

#define PCI_DEVFN(slot, func)	((((slot) & 0x1f) << 3) | ((func) & 0x07))
#define PCI_SLOT(devfn)		(((devfn) >> 3) & 0x1f)
#define PCI_FUNC(devfn)		((devfn) & 0x07)
#define PCI_DEVID(bus, devfn)	((((u16)(bus)) << 8) | (devfn))
#define PCI_BUS_NUM(x)		(((x) >> 8) & 0xff)

#endif
