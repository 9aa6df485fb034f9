extension Series {
  /// Kernels that already copy root and context tables: 5.10 and later.
  public static let mainline = Series(
    family: .mainline,
    subsystem: "iommu/vt-d",
    title: "Take over the previous kernel's translation tables with care",
    blurb: """
      When a kernel panics, kdump boots a second kernel while the devices of the
      first one go on doing DMA through the IOMMU: nobody stopped them. The crash
      kernel therefore copies the root and context tables of the previous kernel
      and leaves the page tables where they are, so that in-flight DMA keeps its
      translations until a driver resets its device. That is half of what is
      needed. Today

       - what is copied is trusted: a damaged pointer into the crash kernel's own
         memory is used as a table;
       - a bus whose context table cannot be copied is dropped, and the copy
         still counts as a success;
       - in scalable mode, the domain-ids of the previous kernel are not
         reserved, so a new domain can share one with live IOTLB entries;
       - when the table mode of the two kernels differs, translation is switched
         off under live DMA;
       - the first buffer of a driver gets the I/O addresses that its device is
         still writing to, and
       - the first mapping of a driver ends the in-flight DMA of its device with
         a flood of faults, before the driver could reset it;
       - pass-through reaches the crash kernel's memory.

      The design. The copy moves to a file of its own, built only with
      CONFIG_CRASH_DUMP. It checks every entry and every page table against the
      VT-d specification and the capabilities of the hardware, and builds all
      tables of an IOMMU before it publishes any. What is sound is taken over;
      what is not is put in quarantine: page tables of this kernel in which every
      address leads to one page, for writing only. So translation stays on.

      Each set of page tables is walked once, however many devices share it, and
      what the walk finds is kept: the I/O addresses in use, and what they lead
      to. Each group of devices leaves its drivers the largest gap below 4 GiB
      that these addresses leave; the others are reserved. They are mapped in the
      group's domain before its first device is attached, and the new context
      takes the old one's place in one 128-bit store, with the flushes that the
      specification asks for. From the hand-over on, no page of any of these
      tables is this kernel's memory: identity tables with a hole take the place
      of pass-through, and the path to such a page is copied and changed. All of
      it has budgets. The tables of the previous kernel are never written: the
      dump shows them as they were.

      Patch 1 is a fix of its own. Patches 2 to 4 replace the copy, 5 and 6
      validate and reserve domain-ids, 7 tells a user who switches translation
      off what that means, 8 takes over the table mode. Patch 9 walks page
      tables, 10 and 11 reserve their addresses, 12 replaces contexts, 13 to 15
      carry mappings over. Patch 16 adds the quarantine, 17 and 18 keep
      pass-through and page tables off this kernel's memory, 19 mutes devices
      that fault on and on.

      A normal boot prints nothing new. All that it runs of this are an initcall
      that keeps an address, and tests that fail. Without CONFIG_CRASH_DUMP the
      driver shrinks.

      How it was tested. The new file is compiled unmodified in user space, at
      every commit, against the driver's own headers, and run over synthetic old
      tables: every check, every failing allocation, random trees of tables with
      a model of the hardware's walk and caches that looks after each store. Each
      commit builds without a new warning (W=1, sparse) in five configurations,
      and boots. And machines of QEMU crash under live DMA, while a judge outside
      of the guest reads tables and memory, before and after; "late-reset" is a
      driver that maps memory some seconds before it resets its device:

      {{{results}}}

      "pass" means: translation is never off (but where the user says so), no
      fault of in-flight DMA and no write that is refused, no byte of the crash
      kernel's buffers overwritten, no old table changed, the dump saved and
      valid. In late-reset, vanilla has about 1,000 faults in 2.5 seconds, and
      in-flight DMA overwrites 5 of 272 pages of new buffers; with the series
      there is none of either.

      What an emulator cannot show: caches that forget late, non-coherent page
      walks, machines that answer faults with NMIs, more than one IOMMU.

      Alternatives. Sharing the old page tables with the new domain saves memory,
      but writes to memory that the dump is to show, and cannot protect this
      kernel's. Copying all tables, as was proposed in 2014, needs as much memory
      as they have, and page tables are a matter of the driver's library today.
      Disabling translation, or bus mastering, is what loses dumps.

      The idea of accepting the active IOMMU in the crash kernel goes back to the
      series "Crashdump Accepting Active IOMMU", which Bill Sumner proposed in
      2014 and Don Dutile, David Woodhouse and others reviewed. They asked for
      what this series keeps to: the access to the old kernel's memory in a new
      file, a split where each patch is one idea, damaged tables that do not end
      the dump, faults that are turned down, and a page behind every address.
      Other drivers: that of AMD copies the previous kernel's device table and
      leaves page tables in place, as this one did; that of the ARM SMMUv3 sets
      its tables up anew, and leaves the queue for faults off.
      """,
    results: ResultRow.mainline,
    versions: [
      Version(1, date: "2026-11-23T12:00:00+00:00")
    ],
    features: KernelFeature.mainline,
    spellings: KernelSpelling.mainline,
    addedFiles: [.kdump: "mainline/kdump.c"],
    parts: [
      .fixes(
        .outliveInterrupts,
        .endOldQueue,
      ),
      .takeOver(
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
        .collectIOVAs,
        .reserveIOVAs,
        .stopDeviceTLBs,
        .replaceContexts,
        .keepMappings,
        .spareOwnMemory,
        .carryMappings,
      ),
      .containment(
        .quarantine,
        .passThrough,
        .spareTables,
        .reachReservedRegions,
        .muteFaults,
      ),
    ])
}
