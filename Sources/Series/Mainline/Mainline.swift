extension Series {
  /// Kernels that already copy root and context tables, and have scalable mode: 5.4 and later.
  public static let mainline = Series(
    family: .mainline,
    subsystem: "iommu/vt-d",
    title: "Keep in-flight DMA translated and contained in a crash kernel",
    blurb: """
      When a kernel panics, kdump boots a second kernel, the crash kernel, which
      saves the memory of the previous kernel. Nobody stops the devices of the
      previous kernel. While the crash kernel boots, they go on doing DMA through
      the IOMMU that the previous kernel left running. This series calls it
      in-flight DMA. It lasts until a driver of the crash kernel resets the
      device, or for ever if there is no such driver.

      Since commit 091d42e43d21 ("iommu/vt-d: Copy translation tables from old
      kernel"), a crash kernel copies the root and context tables of the previous
      kernel and leaves its page tables where they are. In-flight DMA keeps its
      translations until a driver attaches to its device. These problems remain:

       - The copy is not checked. A damaged pointer into memory of the crash
         kernel is used as a table.
       - A bus whose context table cannot be copied is skipped, and the copy
         still reports success.
       - In scalable mode, domain-ids of the previous kernel are not reserved. A
         new domain can share one with live IOTLB entries.
       - If the two kernels use different table modes, the crash kernel disables
         translation while in-flight DMA is running.
       - The first buffers of a driver get I/O addresses that the device is still
         writing to.
       - The first mapping of a driver attaches the device to an empty domain.
         In-flight DMA then faults until the driver resets the device. Drivers of
         firmware-run controllers need DMA memory before they can do that.
       - In pass-through, in-flight DMA can reach memory of the crash kernel.

      The design in short. The copy moves to a new file, which is built only with
      CONFIG_CRASH_DUMP. The new code checks every entry and every page table
      against the VT-d specification and the capabilities of the hardware, and
      builds all tables of an IOMMU before it publishes any. Devices whose tables
      are damaged are put in quarantine: page tables in which every address leads
      to one scratch page. Translation stays enabled.

      Each set of page tables is walked once, however many devices share it. The
      walk saves the I/O addresses in use and the memory that they lead to. Each
      group of devices leaves its drivers the largest gap below 4 GiB between
      these addresses, and reserves the others. The saved mappings are mapped in
      the group's domain before the first device of the group is attached. One
      128-bit store then replaces the copied context entry, and the caches are
      invalidated.

      From the take-over on, in-flight DMA does not reach memory of the crash
      kernel, with the exceptions below. Identity tables without this memory
      replace pass-through. Where a page table of the previous kernel maps this
      memory, the path to the page is copied and changed. All of this has budgets
      of memory. The tables of the previous kernel are never written, so the dump
      shows them as they were. The descriptors of an old invalidation queue are
      overwritten, if the crash left this queue in error.

      The series comes in four stages. Each can be merged without the later ones.

       - Fixes: Keep the copied tables when an interrupt cannot be set up, and
         clear errors of the invalidation queue.
       - Take-over: Copy all context tables or none. Check root, context and
         PASID table entries, and reserve domain-ids. Take over the table mode.
         Warn when translation is disabled.
       - Carry-over: Walk and check page tables, and reserve the I/O addresses
         that they map. Disable ATS. Replace context entries in one store. Map
         the addresses in new domains, without memory of the crash kernel.
       - Containment: Put devices with damaged tables in quarantine. Replace
         pass-through. Cut memory of the crash kernel out of old page tables.
         Mute devices that keep faulting. Print a summary.

      A normal boot prints nothing new. It runs an initcall that saves an
      address, and tests whether this is a crash kernel or whether tables were
      copied. Without CONFIG_CRASH_DUMP the driver shrinks.

      How it was tested, on 6.1, 6.12 and 7.3. The new file is compiled
      unmodified in user space, at every commit, against the driver's own
      headers, and run over synthetic old tables: every check, every failing
      allocation, and random trees of tables, with a model of the hardware's walk
      and caches that looks at the tables after each store. Each commit builds
      without a new warning (W=1, sparse) in five configurations, and boots. In
      addition, QEMU machines crash with in-flight DMA, and a judge outside of
      the guest compares tables and memory before and after. "late-reset" is a
      driver that maps memory some seconds before it resets its device:

      {{{results}}}

      "pass" means: translation is never disabled (unless the user asked for it),
      no fault of in-flight DMA is reported (with damaged tables: no fault of a
      write), no byte of the crash kernel's buffers is overwritten, no old table
      changes, and the dump is saved and valid. In late-reset, vanilla has about
      1,000 faults in 2.5 seconds, and in-flight DMA overwrites 5 of 272 pages of
      new buffers. With the series there is none of either.

      An emulator does not show caches that forget late, non-coherent page walks,
      machines that answer faults with NMIs, or more than one IOMMU.

      Questions that a reader may have:

       - Why not use the old tables in place? The AMD driver has used the device
         table of the previous kernel in place since 6.18. Here, the dump must
         show the tables as they were, the context tables may be damaged, and
         page tables that map memory of the crash kernel must be changed.
       - What do other drivers do? A series that lets arm-smmu-v3 adopt the
         stream tables of the previous kernel is at v10 (August 2026) and not
         merged.
       - Is blocking DMA not the point of an IOMMU? Translation stays enabled,
         and a device with damaged tables is contained. Blocking its DMA makes
         some platforms raise SERR or an NMI. Drivers of firmware-run controllers
         such as hpsa lose the disk when the IOMMU faults on memory that only
         firmware knows (P212 controller).
       - Which errors of the take-over are fatal? None is. A damaged entry costs
         the DMA of its device, or of the devices of its bus or IOMMU if it is a
         root entry or the root table. If memory runs out, the mappings of a
         device, or the in-flight DMA of an IOMMU, are given up. Each case has a
         message, and the crash kernel goes on.
       - Why is a muted device not an error? Its DMA stays blocked, as before it
         was muted. Only the reports stop.
       - How does the code know which memory belongs to the crash kernel? Placing
         this memory is the business of the kexec core. The code uses only what
         it leaves behind: System RAM of the crash kernel, and the ELF header of
         the dump.
       - Why not share the old page tables with the new domain? That saves
         memory, but writes to memory that the dump is to show, and cannot
         protect memory of the crash kernel.
       - Why not copy all page tables, as was proposed in 2014? The copy needs as
         much memory as the tables have, and page tables are a matter of the
         driver's library today.
       - Why not disable translation? In-flight DMA then uses I/O addresses as
         physical addresses, and overwrites memory.

      What the series does not cover:

       - Interrupt-remapping entries are taken over by the interrupt remapping
         code, without a check. A posted entry can lead to memory of the crash
         kernel. Their faults (0x20-0x2f) are never muted.
       - Addresses of nested translations are not kept from drivers.
       - A device with several PASIDs that is in pass-through keeps pass-through,
         with a warning. So does every device in pass-through if the budget does
         not allow identity tables.
       - Identity tables reach memory-mapped I/O above RAM only if the hardware
         has pages of 1 GiB, and not in caching mode.
       - If the previous kernel left IOMMUs in different table modes, translation
         is disabled for those whose mode the crash kernel does not use. So it is
         for an IOMMU that the crash kernel ignores, because it cannot drive the
         IOMMU in its own table mode.
       - Hardware with the first stage only, as some hypervisors present it, has
         no write-only pages: devices in quarantine read zeros there, and what
         devices wrote. In caching mode, DMA is blocked where other hardware has
         a quarantine.
       - When a driver attaches to a device in quarantine, in-flight DMA of this
         device is blocked from 256 MiB to 4 GiB, as nobody knows its mappings.
         Below and above, it can reach new buffers of the driver. So it can if
         in-flight DMA leaves no room below 4 GiB, and I/O addresses in use are
         given up with a warning.
       - In pass-through, buffers of drivers have I/O addresses that were the
         physical addresses of the crash kernel's memory. A device that writes
         there by mistake hits such a buffer once its driver has attached.
       - Page tables of the previous kernel are checked once. In-flight DMA can
         change them later, because they lie in memory of the previous kernel.
       - Drivers with a DMA mask below 32 bits may find no free I/O address below
         their limit.
       - A damaged pointer to memory-mapped I/O is followed, and the registers
         there are read.
       - Page requests of in-flight DMA are not answered.

      The idea to accept the active IOMMU in the crash kernel comes from the
      series "Crashdump Accepting Active IOMMU", which Bill Sumner proposed in
      2014, and which Don Dutile, David Woodhouse and others reviewed. They asked
      for the following, and this series does it: access to the old kernel's
      memory is in a new file, each patch is one idea, damaged tables do not end
      the dump, faults are turned down, and there is a scratch page behind every
      address.
      """,
    results: ResultRow.mainline,
    versions: [
      Version(1, date: "2026-11-23T12:00:00+00:00")
    ],
    features: KernelFeature.mainline,
    spellings: KernelSpelling.mainline,
    addedFiles: [.kdump: "mainline/kdump.c"],
    formerPaths: .former,
    parts: [
      .fixes(
        .outliveInterrupts,
        .endOldQueue,
      ),
      .takeOver(
        .markInABitmap,
        .readCrashedMemory,
        .copyAllOrNothing,
        .switchToTheCopy,
        .validateEntries,
        .checkPASIDTables,
        .warnWhenSwitchedOff,
        .inheritMode,
      ),
      .carryOver(
        .checkPageTables,
        .checkReservedBits,
        .collectIOVAs,
        .reserveIOVAs,
        .avoidWindows,
        .stopDeviceTLBs,
        .replaceContexts,
        .keepMappings,
        .spareOwnMemory,
        .carryMappings,
      ),
      .containment(
        .quarantine,
        .containUnreadable,
        .passThrough,
        .spareTables,
        .reachReservedRegions,
        .reachWindows,
        .muteFaults,
        .printSummary,
      ),
    ])
}
