/// In what the kernels of the mainline family differ, as far as the series has to know.
extension KernelFeature {
  /// Those that templates and the C tests ask about.
  static let mainline: [KernelFeature] = [
    domainIDA, domainIDLimit, iommuPages, typedAllocation, privateAccessors, mapTakesGFP,
    cmpxchg128, ownDirectory, ownHeader, insertsDeviceInfo, flushesPASIDCache, resvTakesGFP,
    groupsBeforeIOMMU, genericPut, sideTable, setsRIDPriv,
  ]

  static let ownDirectory = KernelFeature(
    "own_directory", "The driver has a directory of its own, since 5.8.",
    shownBy: "obj-$(CONFIG_IRQ_REMAP) += irq_remapping.o", in: .makefile)

  static let leavesOutObjects = KernelFeature(
    "leaves_out_objects", "The driver's Makefile leaves objects out without CONFIG_INTEL_IOMMU.",
    shownBy: "ifdef CONFIG_INTEL_IOMMU", in: .makefile)

  static let leavesOutDirectory = KernelFeature(
    "leaves_out_directory", "The driver's Makefile is read only with CONFIG_INTEL_IOMMU.",
    shownBy: "obj-$(CONFIG_INTEL_IOMMU) += intel/", in: .makefileOfAll)

  static let ownHeader = KernelFeature(
    "own_header", "The driver's header is beside it; before 6.0 it is in include/linux/.",
    shownBy: "#include \"iommu.h\"", in: .driver)

  static let driverPages = KernelFeature(
    "driver_pages", "The driver has functions of its own that allocate and free a page of a table.",
    shownBy: "void *alloc_pgtable_page(int node);", in: .header)

  static let driverPagesByFlags = KernelFeature(
    "driver_pages_by_flags", "The driver's function that allocates a page takes flags.",
    shownBy: "void *alloc_pgtable_page(int node, gfp_t gfp);", in: .header)

  static let iommuPages = KernelFeature(
    "iommu_pages", "Pages of tables come from iommu-pages.h.",
    shownBy: "iommu_free_pages", in: .iommuPages)

  static let pagesByOrder = KernelFeature(
    "pages_by_order", "iommu-pages.h has a call for a single page.",
    shownBy: "void *iommu_alloc_page_node(int nid, gfp_t gfp)", in: .iommuPages)

  static let pagesBySize = KernelFeature(
    "pages_by_size", "iommu-pages.h allocates by the size, and frees without it.",
    shownBy: "void *iommu_alloc_pages_node_sz(int nid, gfp_t gfp, size_t size);", in: .iommuPages)

  static let domainIDA = KernelFeature(
    "domain_ida", "The domain-ids in use are an IDA, whose entries are allocated one by one.",
    shownBy: "struct ida domain_ida;", in: .header, .structure("intel_iommu"))

  static let domainIDLimit = KernelFeature(
    "domain_id_limit", "A unit keeps the number of its domain-ids.",
    shownBy: "unsigned long max_domain_id;", in: .header, .structure("intel_iommu"))

  static let domainIDCapability = KernelFeature(
    "domain_id_capability", "The number of a unit's domain-ids is read from its capabilities.",
    shownBy: "cap_ndoms(iommu->cap)", in: .driver)

  static let mapTakesGFP = KernelFeature(
    "map_takes_gfp", "iommu_map() is told how it may allocate memory.",
    shownBy:
      "extern int iommu_map(struct iommu_domain *domain, unsigned long iova, phys_addr_t paddr, size_t size, int prot, gfp_t gfp);",
    in: .iommuAPI)

  static let cmpxchg128 = KernelFeature(
    "cmpxchg128", "128 bits are exchanged by try_cmpxchg128(); before 6.4 as two words.",
    shownBy: "try_cmpxchg128(&irte->irte, &old, irte_modified->irte)", in: .irqRemapping)

  static let dmarReadq = KernelFeature(
    "dmar_readq", "64-bit registers are read through a macro of the driver.",
    shownBy: "#define dmar_readq(a) readq(a)", in: .header)

  static let plainReadq = KernelFeature(
    "plain_readq", "64-bit registers are read as any others.",
    shownBy: "readq(iommu->reg + DMAR_RTADDR_REG)", in: .driver)

  static let typedAllocation = KernelFeature(
    "typed_allocation", "slab.h allocates an object of a type, and checkpatch asks for that.",
    shownBy: "#define kvzalloc_obj(P, ...)", in: .slab)

  static let privateAccessors = KernelFeature(
    "private_accessors",
    "What reads and changes contexts and their marks is private to the driver's .c files.",
    shownBy: "context->lo = 0;", in: .driver, .function("context_clear_entry"))

  static let marksInEntries = KernelFeature(
    "marks_in_entries", "A copied context entry is marked by a bit of the entry.",
    shownBy: "context->hi |= (1ull << 3);", in: .driver, .function("context_set_copied"))

  static let sideTable = KernelFeature(
    "side_table", "The bitmaps of copied context entries are not in the driver's structures.",
    shownBy: "context->hi |= (1ull << 3);", in: .driver, .function("context_set_copied"),
    only: .kabi)

  static let besideTheRoot = KernelFeature(
    "beside_the_root", "The structure of an IOMMU has, or gets, a pointer to such a bitmap.",
    shownBy: "struct root_entry *root_entry;", in: .header, .structure("intel_iommu"))

  static let addsDeviceInfo = KernelFeature(
    "adds_device_info", "A device is attached to a domain in domain_add_dev_info().",
    shownBy: "ret = domain_attach_iommu(domain, iommu);", in: .driver,
    .function("domain_add_dev_info"))

  static let attachesSubdevices = KernelFeature(
    "attaches_subdevices",
    "In legacy mode, a device behind VMD replaces the context of the VMD device.",
    shownBy: "sm_supported(iommu) && !dev_is_real_dma_subdevice(dev)", in: .driver,
    .function("dmar_domain_attach_device"))

  static let insertsDeviceInfo = KernelFeature(
    "info_at_attach",
    "A device has its device_domain_info only once it is attached to a domain.",
    shownBy: "ndomain = dmar_insert_one_dev_info(iommu, bus, devfn, dev, domain);", in: .driver,
    .function("domain_add_dev_info"))

  static let insertsAliases = KernelFeature(
    "inserts_aliases", "A DMA alias has a device_domain_info without a device, until 5.4.",
    shownBy: "dma_alias & 0xff, NULL, domain);", in: .driver, .function("set_domain_for_dev"))

  static let setsRIDPriv = KernelFeature(
    "sets_rid_priv", "A scalable-mode context entry has RID_PRIV set on any hardware, until 5.4.",
    shownBy: "context->hi |= (1 << 20);", in: .driver, .function("context_set_sm_rid2pasid"))

  static let resvTakesGFP = KernelFeature(
    "resv_takes_gfp", "iommu_alloc_resv_region() is told how it may allocate memory.",
    shownBy: "enum iommu_resv_type type, gfp_t gfp);", in: .iommuAPI)

  static let fiveLevelsOfFirstStage = KernelFeature(
    "five_levels_of_first_stage", "The macro for 5 levels of the first stage names the stage.",
    shownBy: "#define cap_fl5lp_support(c)\t(((c) >> 60) & 1)", in: .header)

  static let supportsRIDPASID = KernelFeature(
    "rid_pasid_support", "The driver has a macro for RID_PASID support.",
    shownBy: "#define ecap_rps(e)\t\t(((e) >> 49) & 0x1)", in: .header)

  static let dirtyTracking = KernelFeature(
    "dirty_tracking", "The driver has a macro for accessed and dirty bits of the second stage.",
    shownBy: "#define ecap_slads(e)\t\t(((e) >> 45) & 0x1)", in: .header)

  static let copyMC = KernelFeature(
    "copy_mc", "Memory is copied with an error if it is poisoned, by copy_mc_to_kernel().",
    shownBy: "copy_mc_to_kernel(void *dst, const void *src, size_t cnt)", in: .uaccess)

  static let memcpyMCSafe = KernelFeature(
    "memcpy_mcsafe", "The same by memcpy_mcsafe(), before 5.10.",
    shownBy: "memcpy_mcsafe(void *dst, const void *src, size_t cnt)", in: .string)

  static let flushQueueDomains = KernelFeature(
    "flush_queue_domains", "The DMA API has domains of two types, with a flush queue or without.",
    shownBy: "static inline bool iommu_is_dma_domain(struct iommu_domain *domain)", in: .iommuAPI)

  static let dmaDomains = KernelFeature(
    "dma_domains", "The DMA API has domains of a type of its own.",
    shownBy: "#define IOMMU_DOMAIN_DMA", in: .iommuAPI)

  static let enablesATSWithContext = KernelFeature(
    "enables_ats_with_context", "ATS is enabled where the context entry is set up, before 6.0.",
    shownBy: "iommu_enable_dev_iotlb(info);", in: .driver,
    .function("domain_context_mapping_one"))

  static let flushesByDomain = KernelFeature(
    "flushes_by_domain", "Whether a context entry is flushed from caches depends on its domain.",
    shownBy: "domain_flush_cache(domain, context, sizeof(*context));", in: .driver,
    .function("domain_context_mapping_one"))

  static let flushesPASIDCache = KernelFeature(
    "flushes_pasid_cache", "A function invalidates the PASID cache, since 5.7.",
    shownBy: "void qi_flush_pasid_cache(", in: .header)

  static let submitsOneDescriptor = KernelFeature(
    "submits_one_descriptor", "The driver waits for a single descriptor of the invalidation queue.",
    shownBy: "int qi_submit_sync(struct qi_desc *desc, struct intel_iommu *iommu);", in: .header)

  static let namesPASIDTypes = KernelFeature(
    "names_pasid_types", "The translation types of PASID table entries have names, since 5.6.",
    shownBy: "#define PASID_ENTRY_PGTT_SL_ONLY", in: .pasidHeader)

  static let hidesDeviceLookup = KernelFeature(
    "hides_device_lookup", "The function that looks up the IOMMU of a device is static, until 5.7.",
    shownBy: "static struct intel_iommu *device_to_iommu(", in: .driver)

  static let looksUpIOMMUAlone = KernelFeature(
    "looks_up_iommu_alone",
    "The function that looks up the IOMMU of a device need not be asked for the requester-id.",
    shownBy: "if (bus && devfn) {", in: .driver, .function("device_to_iommu"))

  static let groupsBeforeIOMMU = KernelFeature(
    "groups_before_iommu", "A device gets its group before the core knows its IOMMU, as in 6.6.",
    shownBy: "dev->iommu_group = group;\ndev->iommu->iommu_dev = iommu_dev;", in: .iommuCore)

  static let genericPut = KernelFeature(
    "generic_put", "Only generic_iommu_put_resv_regions() frees regions without a device.",
    shownBy: "generic_iommu_put_resv_regions(struct device *dev,", in: .iommuAPI)

  static let putResvRegions = KernelFeature(
    "put_resv_regions", "iommu_put_resv_regions() frees regions.",
    shownBy: "iommu_put_resv_regions(struct device *dev,", in: .iommuAPI)

  static let makesWritesReadable = KernelFeature(
    "makes_writes_readable", "The driver makes write-only mappings of the second stage readable.",
    shownBy: "attr |= DMA_FL_PTE_PRESENT;", in: .driver, .function("__domain_mapping"))

  static let firstLevelByDefault = KernelFeature(
    "first_level_by_default", "A function decides whether domains use the first stage, since 5.6.",
    shownBy: "first_level_by_default", in: .driver)

  static let asksForFirstLevel = KernelFeature(
    "asks_for_first_level", "A function tells whether a domain uses the first stage.",
    shownBy: "if (domain_use_first_level(domain)) {", in: .driver, .function("__domain_mapping"))

  static let clearsPresentFirst = KernelFeature(
    "clears_present_first", "A copied context entry is cleared in two steps, Present first.",
    shownBy: "context_clear_present(context);", in: .pasid, .function("device_pasid_table_setup"))

  static let firstLevelForAllTypes = KernelFeature(
    "first_level_for_all_types",
    "Whether domains use the first stage does not depend on their type.",
    shownBy: "return scalable_mode_support() && intel_cap_flts_sanity();", in: .driver,
    .function("first_level_by_default"))

  static let asksUnitsForFirstLevel = KernelFeature(
    "asks_units_for_first_level",
    "Whether domains use the first stage is asked of each unit, once.",
    shownBy: "static int first_level_support = -1;", in: .driver,
    .function("first_level_by_default"))

  static let copyFreesBitmap = KernelFeature(
    "copy_frees_bitmap", "A failed copy frees the bitmap of copied contexts.",
    shownBy: "goto err_free_bitmap;", in: .driver, .function("copy_translation_tables"))
}
