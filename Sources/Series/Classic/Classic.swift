extension Series {
  /// Kernels without scalable mode, whose driver is one file: 3.13 to 4.20, and RHEL 7.
  public static let classic = Series(
    family: .classic,
    subsystem: "iommu/vt-d",
    title: "Accept an active IOMMU in a crash kernel",
    blurb: """
      When a kernel panics, kdump boots a second kernel while the devices of the
      first one go on doing DMA through the IOMMU: nobody stopped them. Up to
      4.1, the crash kernel disables translation and starts afresh. From then on,
      this legacy DMA is taken as DMA to physical addresses: it overwrites
      memory, or floods the crash kernel with DMAR faults, PCI SERRs and NMIs,
      and often there is no dump.

      Since 4.2, the crash kernel copies the root and context tables, and leaves
      the page tables where they are. Nothing checks any of them. The first
      mapping of a driver gives its device an empty page table. From then on,
      legacy DMA faults, or hits new buffers at the addresses that it uses.

      In 2014, Bill Sumner proposed "Crashdump Accepting Active IOMMU": leave
      translation on, copy the root, context and page tables, and let the legacy
      DMA go on. Don Dutile, David Woodhouse and others reviewed it; it was not
      merged. This series is the whole design for kernels before 5.0, with what
      the reviewers asked for: the access to the old kernel's memory in a file of
      its own, a split where each patch is one idea, bounded memory, and damaged
      tables that do not end the dump.

      Patch 1 adds the file and a checked reader of old tables, patches 2 to 4 a
      copy that trusts nothing it reads. Patch 5 puts a device whose tables are
      damaged into quarantine, patch 6 keeps legacy DMA out of the crash kernel's
      memory. Three patches teach the driver to live with contexts that are in
      use already: a device's first domain goes on from its copied tables, and
      the addresses in use are not given out. Up to 4.1, the last patch turns it
      on. Since 4.2, patch 7 does, which replaces the copy that is there.

      A normal boot takes the same path as before: it sets one flag in a domain,
      and asks whether tables were taken over, which they never are. The old
      tables are never written: the dump shows them as they were.

      Known limits. Tables of the extended kind (ECS) are not copied; translation
      is switched off then, with a warning. A table in the lowest 640 KiB counts
      as damaged, because the crash kernel runs there. A device that shares its
      page table with another gets an empty domain if the other one's driver maps
      memory first, and so does one whose pass-through could not be replaced. A
      reserved memory region is not mapped anew for them. Where an identity table
      replaces pass-through, the only IOVAs of a driver below 4 GiB are the
      addresses of the crash kernel's memory. Copied page tables are not freed
      when their device is removed.
      """,
    versions: [
      Version(1, date: "2026-11-23T12:00:00+00:00")
    ],
    features: KernelFeature.classic,
    spellings: KernelSpelling.classic,
    addedFiles: [
      .classicKdump: "classic/intel-iommu-kdump.c",
      .classicKdumpHeader: "classic/intel-iommu-kdump.h",
    ],
    patches: [
      .readOldTables,
      .checkPageTableEntries,
      .copyPageTables,
      .copyAllTables,
      .quarantineDevices,
      .ownMemory,
      .acceptAllTables,
      .makeRoom,
      .makeRoomForCopies,
      .continueTables,
      .skipSetUp,
      .skipSetUpOfCopies,
      .acceptActiveIOMMU,
    ])
}
