import Testing

@testable import Rendering
@testable import Series

/// Stable branches and vendors bring changes to older kernels: the same version is on either side of
/// a fact. Each fact is recognised by the function concerned, on both sides.
@Suite struct BackportTests {
  struct Sides: CustomTestStringConvertible {
    let feature: KernelFeature
    let with: String
    let without: String
    var testDescription: String { feature.name }
  }

  @Test(arguments: [
    // 6.18.44 and later clear Present first, 6.18.2 clears the whole entry
    Sides(
      feature: .clearsPresentFirst,
      with: """
        static int device_pasid_table_setup(struct device *dev, u8 bus, u8 devfn)
        {
        	if (context_copied(iommu, bus, devfn)) {
        		context_clear_present(context);
        		flush();
        		context_clear_entry(context);
        	}
        	return 0;
        }
        """,
      without: """
        static int device_pasid_table_setup(struct device *dev, u8 bus, u8 devfn)
        {
        	if (context_copied(iommu, bus, devfn)) {
        		context_clear_entry(context);
        		flush();
        	}
        	return 0;
        }

        static void elsewhere(struct context_entry *context)
        {
        	context_clear_present(context);
        }
        """),
    // 5.10 marks the entry itself, 5.15 and RHEL 8.9 have a bitmap
    Sides(
      feature: .marksInEntries,
      with: """
        static inline void context_set_copied(struct context_entry *context)
        {
        	context->hi |= (1ull << 3);
        }
        """,
      without: """
        static inline void
        set_context_copied(struct intel_iommu *iommu, u8 bus, u8 devfn)
        {
        	set_bit(((long)bus << 8) | devfn, iommu->copied_tables);
        }
        """),
    // until 5.15, and in RHEL 8.9
    Sides(
      feature: .insertsDeviceInfo,
      with: """
        static int domain_add_dev_info(struct dmar_domain *domain, struct device *dev)
        {
        	ndomain = dmar_insert_one_dev_info(iommu, bus, devfn, dev, domain);
        	return ndomain == domain ? 0 : -EBUSY;
        }
        """,
      without: """
        static int domain_add_dev_info(struct dmar_domain *domain, struct device *dev)
        {
        	return domain_attach_iommu(domain, info->iommu);
        }
        """),
    // 5.4, but not RHEL 8.3
    Sides(
      feature: .insertsAliases,
      with: """
        static struct dmar_domain *set_domain_for_dev(struct device *dev)
        {
        	tmp = dmar_insert_one_dev_info(iommu, PCI_BUS_NUM(dma_alias),
        				       dma_alias & 0xff, NULL, domain);
        	return domain;
        }
        """,
      without: """
        static int domain_add_dev_info(struct dmar_domain *domain, struct device *dev)
        {
        	ndomain = dmar_insert_one_dev_info(iommu, bus, devfn, dev, domain);
        	return 0;
        }
        """),
    // 5.4 and RHEL 8.3
    Sides(
      feature: .setsRIDPriv,
      with: """
        static inline void
        context_set_sm_rid2pasid(struct context_entry *context, unsigned long pasid)
        {
        	context->hi |= pasid;
        	context->hi |= (1 << 20);
        }
        """,
      without: """
        static inline void
        context_set_sm_rid2pasid(struct context_entry *context, unsigned long pasid)
        {
        	context->hi |= pasid & ((1 << 20) - 1);
        }
        """),
    // 6.3 and 6.6 differ from 6.1 in this, though both keep their accessors to themselves
    Sides(
      feature: .asksForFirstLevel,
      with: """
        static int __domain_mapping(struct dmar_domain *domain)
        {
        	if (domain_use_first_level(domain)) {
        		attr |= DMA_FL_PTE_XD;
        	}
        	return 0;
        }
        """,
      without: """
        static int __domain_mapping(struct dmar_domain *domain)
        {
        	if (domain->use_first_level) {
        		attr |= DMA_FL_PTE_XD;
        	}
        	return 0;
        }
        """),
    // until 5.7, and in RHEL 8.3
    Sides(
      feature: .hidesDeviceLookup,
      with: "static struct intel_iommu *device_to_iommu(struct device *dev, u8 *bus, u8 *devfn);",
      without: "struct intel_iommu *device_to_iommu(struct device *dev, u8 *bus, u8 *devfn);"),
    // 5.4 writes through both pointers
    Sides(
      feature: .looksUpIOMMUAlone,
      with: """
        struct intel_iommu *device_to_iommu(struct device *dev, u8 *bus, u8 *devfn)
        {
        	if (bus && devfn) {
        		*bus = pdev->bus->number;
        	}
        	return NULL;
        }
        """,
      without: """
        struct intel_iommu *device_to_iommu(struct device *dev, u8 *bus, u8 *devfn)
        {
        	*bus = pdev->bus->number;
        	return NULL;
        }
        """),
    // RHEL 8.3 asks the domain, 5.4 asks the IOMMU
    Sides(
      feature: .flushesByDomain,
      with: """
        static int domain_context_mapping_one(struct dmar_domain *domain)
        {
        	domain_flush_cache(domain, context, sizeof(*context));
        	return 0;
        }
        """,
      without: """
        static int domain_context_mapping_one(struct dmar_domain *domain)
        {
        	if (!ecap_coherent(iommu->ecap))
        		clflush_cache_range(context, sizeof(*context));
        	return 0;
        }

        static void elsewhere(struct dmar_domain *domain)
        {
        	domain_flush_cache(domain, context, sizeof(*context));
        }
        """),
    // 5.10 names them, 5.4 and RHEL 8.3 have numbers
    Sides(
      feature: .namesPASIDTypes,
      with: "#define PASID_ENTRY_PGTT_FL_ONLY\t(1)\n#define PASID_ENTRY_PGTT_SL_ONLY\t(2)\n",
      without: "#define PASID_RID2PASID\t\t0x0\n"),
    Sides(
      feature: .flushesPASIDCache,
      with: "void qi_flush_pasid_cache(struct intel_iommu *iommu, u16 did, u64 granu, int pasid);",
      without: "int qi_submit_sync(struct qi_desc *desc, struct intel_iommu *iommu);\n"),
    Sides(
      feature: .submitsOneDescriptor,
      with: "extern int qi_submit_sync(struct qi_desc *desc, struct intel_iommu *iommu);\n",
      without: """
        int qi_submit_sync(struct intel_iommu *iommu, struct qi_desc *desc,
        		   unsigned int count, unsigned long options);
        """),
    // Debian's 6.1, 6.12 and 7.3 differ in this from the kernels between them
    Sides(
      feature: .leavesOutObjects,
      with: "ifdef CONFIG_INTEL_IOMMU\nobj-$(CONFIG_IRQ_REMAP) += irq_remapping.o\nendif\n",
      without: "obj-$(CONFIG_IRQ_REMAP) += irq_remapping.o\n"),
    Sides(
      feature: .leavesOutDirectory,
      with: "obj-$(CONFIG_AMD_IOMMU) += amd/\nobj-$(CONFIG_INTEL_IOMMU) += intel/\n",
      without: "obj-y += amd/ intel/ arm/\n"),
    Sides(
      feature: .ownDirectory,
      with: "obj-$(CONFIG_INTEL_IOMMU) += iommu.o\nobj-$(CONFIG_IRQ_REMAP) += irq_remapping.o\n",
      without: "obj-$(CONFIG_IRQ_REMAP) += intel_irq_remapping.o irq_remapping.o\n"),
  ])
  func aFactIsKnownOnBothSides(sides: Sides) {
    func holds(_ text: String) -> Bool {
      let file = SourceText(text, SourceText.Language(of: sides.feature.path))
      return KernelTraits(of: .mainline, in: [sides.feature.path: file]).holding
        .contains(sides.feature)
    }
    #expect(holds(sides.with))
    #expect(!holds(sides.without))
  }

  /// `max_domain_id` stands beside an IDA in 7.3, and 7.1 and 7.2 have the IDA alone.
  @Test func theLimitOfDomainIDsIsAFactOfItsOwn() {
    func features(_ header: String, _ driver: String = "") -> Set<KernelFeature> {
      KernelTraits(
        of: .mainline, in: [.header: SourceText(header, .c), .driver: SourceText(driver, .c)]
      ).holding.intersection([.domainIDA, .domainIDLimit, .domainIDCapability])
    }
    let both = """
      struct intel_iommu {
      	unsigned long max_domain_id;
      	struct ida domain_ida;
      };
      """
    let alone = "struct intel_iommu {\n\tstruct ida domain_ida;\n};\n"
    let asking = "int f(void)\n{\n\treturn cap_ndoms(iommu->cap);\n}\n"
    #expect(features(both) == [.domainIDA, .domainIDLimit])
    #expect(features(alone, asking) == [.domainIDA, .domainIDCapability])
  }
}
