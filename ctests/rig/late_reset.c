// SPDX-License-Identifier: GPL-2.0-only
/*
 * A driver that resets its device late, as those of many firmware-run
 * controllers do: it needs DMA memory before it can talk to the device, which
 * meanwhile goes on with what the crashed kernel told it to do.
 *
 * It binds to no device by itself; user space names one, looks for damage with
 * "corrupted", and ends the old DMA with "end_dma". In the first kernel,
 * "fragments" gives its device a large, fragmented set of mappings that live
 * until the crash.
 *
 * It keeps to what kernels have had since 3.13.
 */
#include <linux/dma-mapping.h>
#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>

#define COHERENT_SIZE	0x100000
#define STREAMING_SIZE	0x10000
#define PATTERN		0xa5

struct late_reset {
	struct pci_dev *pdev;
	s64 first_ns;		/* what the first DMA allocation took */
	u8 *coherent;
	dma_addr_t coherent_dma;
	u8 *streaming;
	dma_addr_t streaming_dma;
};

/* Before 3.16 an ID binds all devices of a kind, but for those refused here. */
static char *only;
module_param(only, charp, 0644);

static unsigned int damaged_pages(const u8 *start, size_t size)
{
	unsigned int damaged = 0;
	size_t page;

	for (page = 0; page < size; page += PAGE_SIZE)
		if (memchr_inv(start + page, PATTERN, PAGE_SIZE))
			damaged++;
	return damaged;
}

static ssize_t mapped_show(struct device *dev, struct device_attribute *attr,
			   char *buf)
{
	struct late_reset *lr = dev_get_drvdata(dev);

	return scnprintf(buf, PAGE_SIZE,
			 "coherent=%#llx+%#x streaming=%#llx+%#x first_ns=%lld\n",
			 (u64)lr->coherent_dma, COHERENT_SIZE,
			 (u64)lr->streaming_dma, STREAMING_SIZE, lr->first_ns);
}
static DEVICE_ATTR_RO(mapped);

static ssize_t corrupted_show(struct device *dev, struct device_attribute *attr,
			      char *buf)
{
	struct late_reset *lr = dev_get_drvdata(dev);

	dma_sync_single_for_cpu(dev, lr->streaming_dma, STREAMING_SIZE,
				DMA_FROM_DEVICE);
	return scnprintf(buf, PAGE_SIZE, "corrupted=%u of=%lu\n",
			 damaged_pages(lr->coherent, COHERENT_SIZE) +
			 damaged_pages(lr->streaming, STREAMING_SIZE),
			 (COHERENT_SIZE + STREAMING_SIZE) / PAGE_SIZE);
}
static DEVICE_ATTR_RO(corrupted);

/* A function-level reset where there is one, else an end of bus mastering. */
static ssize_t end_dma_store(struct device *dev, struct device_attribute *attr,
			     const char *buf, size_t count)
{
	struct late_reset *lr = dev_get_drvdata(dev);
	u32 capabilities;

	pcie_capability_read_dword(lr->pdev, PCI_EXP_DEVCAP, &capabilities);
	if (capabilities & PCI_EXP_DEVCAP_FLR)
		pcie_capability_set_word(lr->pdev, PCI_EXP_DEVCTL,
					 PCI_EXP_DEVCTL_BCR_FLR);
	else
		pci_clear_master(lr->pdev);
	return count;
}
static DEVICE_ATTR_WO(end_dma);

/*
 * Every mapping gets a page-table entry of its own: the two pages alternate,
 * so that no two neighbours can be joined.
 */
static ssize_t fragments_store(struct device *dev,
			       struct device_attribute *attr,
			       const char *buf, size_t count)
{
	struct page *pages[2];
	unsigned int wanted, i;
	int ret;

	ret = kstrtouint(buf, 0, &wanted);
	if (ret)
		return ret;

	pages[0] = alloc_page(GFP_KERNEL);
	pages[1] = alloc_page(GFP_KERNEL);
	if (!pages[0] || !pages[1])
		return -ENOMEM;

	for (i = 0; i < wanted; i++) {
		dma_addr_t dma = dma_map_page(dev, pages[i % 2], 0, PAGE_SIZE,
					      DMA_BIDIRECTIONAL);

		if (dma_mapping_error(dev, dma))
			return -ENOSPC;
		cond_resched();
	}
	return count;
}
static DEVICE_ATTR_WO(fragments);

static struct attribute *late_reset_attrs[] = {
	&dev_attr_mapped.attr,
	&dev_attr_corrupted.attr,
	&dev_attr_end_dma.attr,
	&dev_attr_fragments.attr,
	NULL
};

static const struct attribute_group late_reset_group = {
	.attrs = late_reset_attrs,
};

static int late_reset_probe(struct pci_dev *pdev,
			    const struct pci_device_id *id)
{
	struct device *dev = &pdev->dev;
	struct late_reset *lr;
	ktime_t begin;
	int ret;

	if (only && strcmp(only, pci_name(pdev)))
		return -ENODEV;

	lr = devm_kzalloc(dev, sizeof(*lr), GFP_KERNEL);
	if (!lr)
		return -ENOMEM;
	lr->pdev = pdev;
	pci_set_master(pdev);

	ret = dma_set_mask_and_coherent(dev, DMA_BIT_MASK(64));
	if (ret)
		return ret;

	begin = ktime_get();
	lr->coherent = dmam_alloc_coherent(dev, COHERENT_SIZE,
					   &lr->coherent_dma, GFP_KERNEL);
	lr->first_ns = ktime_to_ns(ktime_sub(ktime_get(), begin));
	lr->streaming = devm_kzalloc(dev, 2 * STREAMING_SIZE, GFP_KERNEL);
	if (!lr->coherent || !lr->streaming)
		return -ENOMEM;
	lr->streaming = PTR_ALIGN(lr->streaming, STREAMING_SIZE);

	memset(lr->coherent, PATTERN, COHERENT_SIZE);
	memset(lr->streaming, PATTERN, STREAMING_SIZE);
	lr->streaming_dma = dma_map_single(dev, lr->streaming, STREAMING_SIZE,
					   DMA_FROM_DEVICE);
	if (dma_mapping_error(dev, lr->streaming_dma))
		return -ENOMEM;

	pci_set_drvdata(pdev, lr);
	return sysfs_create_group(&dev->kobj, &late_reset_group);
}

static void late_reset_remove(struct pci_dev *pdev)
{
	sysfs_remove_group(&pdev->dev.kobj, &late_reset_group);
}

static struct pci_driver late_reset_driver = {
	.name = "late_reset",
	.probe = late_reset_probe,
	.remove = late_reset_remove,
};
module_pci_driver(late_reset_driver);
MODULE_LICENSE("GPL");
