import Foundation
import Series

@testable import Rendering

/// A driver in the shapes of the classic one's, as small as the series' anchors allow; none of it
/// is from a kernel.
struct ClassicFixture {
  /// What differs between the kernels, oldest first.
  enum Age: CaseIterable { case pciOnly, generic, hotPlug, extended }

  static let driver: KernelPath = "drivers/iommu/intel-iommu.c"
  static let kdump: KernelPath = "drivers/iommu/intel-iommu-kdump.c"
  static let makefile: KernelPath = "drivers/iommu/Makefile"
  static let header: KernelPath = "include/linux/intel-iommu.h"

  let age: Age
  /// Changes the driver before the series is applied.
  var damage: (String) -> String = { $0 }

  func rendered() throws -> RenderedSeries {
    let tree = [
      Self.driver: damage(source), Self.header: headerSource,
      "MAINTAINERS": "F:\tdrivers/iommu/intel-iommu.c\n",
      Self.makefile: "obj-$(CONFIG_IRQ_REMAP) += intel_irq_remapping.o irq_remapping.o\n",
    ]
    let templates = try Self.templates()
    return try render(
      Series.classic, kernel: KernelVersion(3, 14), templates: templates,
      context: try kernelText(templates: templates)
    ) { tree[$0] }
  }

  private var headerSource: String {
    (age == .extended ? "#define ecap_ecs(e)\t((e >> 24) & 0x1)\n" : "") + """
      struct intel_iommu {
      	struct root_entry *root_entry;
      };

      """
  }

  private var source: String {
    [top, contexts, domains, identity, start].joined(separator: "\n")
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
    	if (context_present(context)) {
    		spin_unlock_irqrestore(&iommu->lock, flags);
    		return 0;
    	}
    	return 1;
    }

    """
  }

  private var domains: String {
    """
    static void \(age == .pciOnly || age == .generic ? "free_dmar_iommu" : "disable_dmar_iommu")(void)
    {
    	for (i = 0; i < 4; i++) {
    		domain = iommu->domains[i];
    		clear_bit(i, iommu->domain_ids);
    	}
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
    	for_each_active_iommu(iommu, drhd)
    		if (iommu->gcmd & DMA_GCMD_TE)
    			iommu_disable_translation(iommu);
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
