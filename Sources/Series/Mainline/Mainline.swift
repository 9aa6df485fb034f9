extension Series {
  /// Kernels that already copy root and context tables: 5.10 and later.
  public static let mainline = Series(
    family: .mainline,
    subsystem: "iommu/vt-d",
    title: "Take over a crashed kernel's translation tables with care",
    blurb: """
      When a kernel panics, kdump boots a second kernel while the devices of the
      first one go on doing DMA through the IOMMU: nobody stopped them. The crash
      kernel therefore copies the root and context tables of the crashed kernel
      and leaves the page tables where they are, so that this legacy DMA keeps
      its translations until a driver resets its device.

      What it copies, it trusts. A crash damages memory, and today

       - a pointer into the crash kernel's own memory is used as a table;
       - an entry that is copied is not checked, nor is what it points to;
       - a bus whose context table cannot be copied is dropped, the copy still
         counts as a success;
       - in scalable mode, the domain-ids of the crashed kernel are read from the
         RID_PASID field of the context entries. The real ones, in the PASID
         entries, are not reserved, so a new domain can share a domain-id with
         live IOTLB entries.

      This series moves the copy to a file of its own, built only with
      CONFIG_CRASH_DUMP, and makes it careful: it reads old tables through one
      helper that checks the address, validates every root, context, PASID
      directory and PASID table entry against the VT-d specification and the
      capabilities of the hardware, builds all tables of an IOMMU before it
      publishes any, and reserves the domain-ids in use. A damaged entry costs
      its own device its DMA, with a message, and no more. The tables of the
      crashed kernel are never written: the dump shows them as they were.

      Patch 1 adds the file and the helper, patches 2 to 4 replace the copy,
      patches 5 and 6 validate, patch 7 reserves the domain-ids. Patch 8 tells a
      user who switches translation off in a crash kernel what that means.

      The path of a normal boot does not change. Without CONFIG_CRASH_DUMP the
      driver shrinks.

      How it was tested: the new file is compiled unmodified in user space, at
      every commit, against the driver's own headers, and run over synthetic old
      tables in both modes: every validation failure, every allocation and
      mapping failure, random garbage. Each commit builds without a new warning
      (W=1, sparse) with and without CRASH_DUMP and INTEL_IOMMU_SVM.

      Crashes under live DMA in QEMU, in both modes, with a judge that reads the
      tables from outside the guest, show the same translations before and after
      the hand-over, and untouched old tables; with the series, no new domain
      has a domain-id of the crashed kernel any more.

      The idea of accepting the active IOMMU in the crash kernel goes back to the
      series "Crashdump Accepting Active IOMMU", which Bill Sumner proposed in
      2014 and Don Dutile, David Woodhouse and others reviewed. They asked for
      what this series keeps to: the access to the old kernel's memory in a new
      file, a split where each patch is one idea, and damaged tables that do not
      end the dump.
      """,
    versions: [
      Version(1, date: "2026-11-23T12:00:00+00:00")
    ],
    facts: Fact.shared + Fact.mainline,
    wordings: Wording.mainline,
    patches: Patch.mainline)
}
