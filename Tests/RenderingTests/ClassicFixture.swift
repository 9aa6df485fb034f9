import Foundation
import Series

@testable import Rendering

/// A driver in the shapes of the classic one's, as small as the series' anchors allow; none of it
/// is from a kernel.
struct ClassicFixture {
  /// What differs between the kernels, oldest first.
  enum Age: CaseIterable { case pciOnly, generic, hotPlug, extended, copies, copiesLater }

  static let driver: KernelPath = "drivers/iommu/intel-iommu.c"
  static let kdump: KernelPath = "drivers/iommu/intel-iommu-kdump.c"
  static let makefile: KernelPath = "drivers/iommu/Makefile"
  static let header: KernelPath = "include/linux/intel-iommu.h"

  let age: Age
  /// From 4.2 on.
  private var copies: Bool { age == .copies || age == .copiesLater }
  /// Changes the driver before the series is applied.
  var damage: (String) -> String = { $0 }

  func rendered() throws -> RenderedSeries {
    let tree = [
      Self.driver: damage(source), Self.header: headerSource,
      "MAINTAINERS": "F:\tdrivers/iommu/intel-iommu.c\n",
      "include/linux/compiler.h": copies ? "#define WRITE_ONCE(x, val) ((x) = (val))\n" : "",
      Self.makefile: "obj-$(CONFIG_IRQ_REMAP) += intel_irq_remapping.o irq_remapping.o\n",
    ]
    let templates = try Self.templates()
    return try render(
      Series.classic, kernel: KernelVersion(3, 14), templates: templates,
      context: try kernelText(templates: templates)
    ) { tree[$0] }
  }

  private var headerSource: String {
    (age == .extended || copies ? "#define ecap_ecs(e)\t((e >> 24) & 0x1)\n" : "") + """
      struct intel_iommu {
      	struct root_entry *root_entry;
      };

      """
  }

  private var source: String {
    [top, copies ? accessors : "", contexts, domains, identity, start].joined(separator: "\n")
  }

  private var device: String { age == .pciOnly ? "struct pci_dev *pdev" : "struct device *dev" }

  private var top: String {
    let flags = age == .pciOnly || age == .generic ? 1 : 0
    return """
      #include "irq_remapping.h"

      #define DOMAIN_FLAG_VIRTUAL_MACHINE (1 << \(flags))
      #define DOMAIN_FLAG_STATIC_IDENTITY (1 << \(flags + 1))

      static inline void context_set_domain_id(struct context_entry *context, u16 id)
      {
      	context->hi |= id;
      }

      \(age == .pciOnly
        ? "struct intel_iommu *device_to_iommu(int segment, u8 bus, u8 devfn)"
        : "struct intel_iommu *device_to_iommu(struct device *dev, u8 *bus, u8 *devfn)")
      {
      	return NULL;
      }

      """
  }

  private var contexts: String {
    """
    static int device_context_mapped(struct intel_iommu *iommu, u8 bus, u8 devfn)
    {
    \(age == .extended
      ? "\tcontext = iommu_context_addr(iommu, bus, devfn, 0);\n\tif (context)\n\t\tret = context_present(context);"
      : "\tret = context_present(&context[devfn]);")
    	return ret;
    }

    static int domain_context_mapping_one(struct dmar_domain *domain)
    {
    \(copies ? copiedContext : presentContext)
    	context_set_present(context);
    	return 1;
    }

    """
  }

  private let presentContext = """
    	if (context_present(context)) {
    		spin_unlock_irqrestore(&iommu->lock, flags);
    		return 0;
    	}
    """

  private var copiedContext: String {
    let compared = age == .copies ? "did_old >= 0 && " : ""
    return """
      	u16 did = domain->iommu_did[iommu->seq_id];

      	ret = 0;
      	if (context_present(context))
      		goto out_unlock;

      	/*
      	 * For kdump cases, old valid entries may be cached due to the
      	 * in-flight DMA and copied pgtable, but there is no unmapping
      	 * behaviour for them, thus we need an explicit cache flush for
      	 * the newly-mapped device. For kdump, at this point, the device
      	 * is supposed to finish reset at its driver probe stage, so no
      	 * in-flight DMA will exist, and we don't need to worry anymore
      	 * hereafter.
      	 */
      	if (context_copied(context)) {
      		u16 did_old = context_domain_id(context);

      		if (\(compared)did_old < cap_ndoms(iommu->cap)) {
      			iommu->flush.flush_context(iommu, did_old,
      						   (((u16)bus) << 8) | devfn,
      						   DMA_CCMD_MASK_NOBIT,
      						   DMA_CCMD_DEVICE_INVL);
      			iommu->flush.flush_iotlb(iommu, did_old, 0, 0,
      						 DMA_TLB_DSI_FLUSH);
      		}
      	}

      	context_clear_entry(context);
      """
  }

  private let accessors =
    [
      "root_entry_lctp", "root_entry_uctp", "context_clear_pasid_enable",
      "context_set_copied", "context_domain_id", "copy_context_table",
    ].map {
      "static int \($0)(struct context_entry *context)\n{\n\treturn 0;\n}\n"
    }.joined(separator: "\n") + """

      static int copy_translation_tables(struct intel_iommu *iommu)
      {
      	return 0;
      }

      """

  private var domains: String {
    """
    static void \(age == .pciOnly || age == .generic ? "free_dmar_iommu" : "disable_dmar_iommu")(void)
    {
    \(copies ? "" : "\tdomain = iommu->domains[i];\n\tclear_bit(i, iommu->domain_ids);")
    }

    static void domain_exit(struct dmar_domain *domain)
    {
    \(age == .pciOnly
      ? "\tdma_pte_clear_range(domain, 0, DOMAIN_MAX_PFN(domain->gaw));\n\n\t/* and free */\n\tdma_pte_free_pagetable(domain, 0, DOMAIN_MAX_PFN(domain->gaw));"
      : "\tfreelist = domain_unmap(domain, 0, DOMAIN_MAX_PFN(domain->gaw));")
    }

    """
  }

  private var identity: String {
    let name = age == .pciOnly ? "pdev" : "dev"
    if copies {
      return """
        static int domain_prepare_identity_map(struct device *dev)
        {
        	if (domain == si_domain && hw_pass_through) {
        		return 0;
        	}
        	return 1;
        }

        """
    }
    return """
      static int iommu_prepare_identity_map(\(device))
      {
      	domain = get_domain_for_dev(\(name), DEFAULT_DOMAIN_ADDRESS_WIDTH);
      	return 0;
      }

      static inline void iommu_prepare_isa(void)
      {
      	printk(KERN_INFO "IOMMU: Prepare 0-16MiB unity mapping for LPC\\n");
      }

      """
  }

  private var start: String {
    """
    static int __init init_dmars(void)
    {
    	for_each_active_iommu(iommu, drhd) {
    \(copies ? "\t\tret = copy_translation_tables(iommu);" : "")
    		if (!ecap_pass_through(iommu->ecap))
    			hw_pass_through = 0;
    	}

    	check_tylersburg_isoch();

    	for_each_iommu(iommu, drhd) {
    		if (drhd->ignored) {
    			if (force_on)
    				iommu_disable_protect_mem_regions(iommu);
    			continue;
    		}
    	}
    	return 0;
    }

    int __init intel_iommu_init(void)
    {
    \(copies ? "" : "\tif (iommu->gcmd & DMA_GCMD_TE)\n\t\tiommu_disable_translation(iommu);")
    	return init_dmars();
    }

    """
  }

  static func templates() throws -> TemplateLibrary {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "templates").path()
    var templates: [String: String] = [:]
    var sources: [String: String] = [:]
    let files = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
    for file in files where file.contains(".") {
      let text = try String(contentsOfFile: "\(root)/\(file)", encoding: .utf8)
      if file.hasSuffix(".mustache") {
        templates[String(file.dropLast(".mustache".count))] = text
      } else {
        sources[file] = text
      }
    }
    return try TemplateLibrary(templates, sources: sources)
  }
}
