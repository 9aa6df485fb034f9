/// The stages of the series. What each says of itself holds without the later ones.
extension Part {
  static func fixes(_ patches: Patch...) -> Part {
    Part(
      .fixes, title: "Two errors that cost a crash kernel its dump",
      blurb: """
        When the fault interrupt or the page request queue of one IOMMU cannot be
        set up, a crash kernel disables translation and frees the tables of all
        IOMMUs. What the devices of the previous kernel go on doing, since nobody
        stopped them, is then taken as DMA to physical addresses, and can overwrite
        the crash kernel or the memory that it is to save.

        Where tables of the previous kernel were copied, go on without the
        interrupt or the queue (patch 1).

        If the crash comes while the invalidation queue is in error, the crash
        kernel panics as it waits for the queue to be disabled, or takes its own
        first invalidation for the culprit. Mend such a queue and clear its errors
        (patch 2).

        Patch 1 is for stable kernels, too.

        How it was tested. Each commit builds without a new warning (W=1, sparse)
        in five configurations, and boots.
        """,
      patches: patches)
  }

  static func takeOver(_ patches: Patch...) -> Part {
    Part(
      .takeOver, title: "Copy the previous kernel's tables whole, and check them",
      blurb: """
        A crash kernel trusts what it copies of the previous kernel's root and
        context tables, and loses part of it without a word. Today

         - a damaged pointer into the crash kernel's own memory is used as a table;
         - a bus whose context table cannot be copied is dropped, and the copy
           still counts as a success;
         - in scalable mode, the domain-ids of the previous kernel are not
           reserved, so a new domain can share one with live IOTLB entries;
         - when the table mode of the two kernels differs, translation is switched
           off under live DMA.

        The copy moves to a file of its own, built only with CONFIG_CRASH_DUMP. It
        reads the old tables through a checked helper, and builds all tables of an
        IOMMU before it publishes any. Root and context entries and PASID tables
        are checked against the VT-d specification and the capabilities of the
        hardware, and every domain-id in them is reserved. An entry that is damaged
        is not copied: the DMA behind it is blocked until a driver attaches to the
        device. The crash kernel uses the table mode that the hardware is in, and a
        user who switches translation off is told what that means. Page tables stay
        where they are, and are not looked at.

        A normal boot prints nothing new. Without CONFIG_CRASH_DUMP the driver does
        not grow.

        How it was tested. The new file is compiled unmodified in user space, at
        every commit, against the driver's own headers, and run over synthetic old
        tables: every check, every failing allocation. Each commit builds without a
        new warning (W=1, sparse) in five configurations, and boots.
        """,
      patches: patches)
  }

  static func carryOver(_ patches: Patch...) -> Part {
    Part(
      .carryOver, title: "Carry the previous kernel's mappings over to new domains",
      blurb: """
        When a driver of a crash kernel maps memory before it has reset its device,
        it meets the DMA that the device goes on doing for the previous kernel: its
        first buffers get the I/O addresses that the device is still writing to,
        and its first mapping ends in-flight DMA with a flood of faults. Drivers of
        firmware-run controllers need DMA memory before they can reset.

        Each set of page tables behind the copied contexts is walked once, however
        many devices share it. The walk checks every entry, and keeps what it
        finds: the I/O addresses in use, and what they lead to. A context whose
        page tables are damaged is not copied. Each group of devices leaves its
        drivers the largest gap below 4 GiB that the old addresses leave; the
        others are reserved. They are mapped in the group's domain before its first
        device is attached, and the new context takes the old one's place in one
        128-bit store, with the flushes that the specification asks for.

        A mapping that is carried over never reaches this kernel's memory. All of
        this has budgets: a group whose mappings need more starts with an empty
        domain, as before. The tables of the previous kernel are never written, so
        the dump shows them as they were.

        How it was tested. The code is compiled unmodified in user space, at every
        commit, against the driver's own headers, and run over synthetic old
        tables: every check, every failing allocation, random trees of tables with
        a model of the hardware's walk and caches that looks after each store. Each
        commit builds without a new warning (W=1, sparse) in five configurations,
        and boots.
        """,
      patches: patches)
  }

  static func containment(_ patches: Patch...) -> Part {
    Part(
      .containment, title: "Contain the DMA that the previous kernel left unbounded",
      blurb: """
        Where the previous kernel's tables are damaged, a crash kernel blocks the
        DMA behind them, and each access is a fault, which some machines answer
        with an NMI; without a root table or memory, it switches translation off.
        And where the previous kernel used pass-through, devices that nobody
        stopped reach all of the crash kernel's memory.

        Leave translation on. Contexts that cannot be taken over are put in
        quarantine: they get page tables of this kernel in which every address
        leads to one page, for writing only. Identity page tables with a hole,
        where this kernel's memory is, take the place of pass-through. Page tables
        that lead to this kernel's memory are copied where they do, and changed. A
        device with a copied context gets a DMA domain, whatever the default is. A
        device that faults on and on is muted: its DMA stays blocked, but is no
        longer reported. One line for each IOMMU says what was taken over.

        How it was tested. The code is compiled unmodified in user space, at every
        commit, against the driver's own headers, and run over synthetic old
        tables: every check, every failing allocation. Each commit builds without a
        new warning (W=1, sparse) in five configurations, and boots. And machines
        of QEMU crashed under live DMA, on 6.1, 6.12 and 7.3: with a damaged root
        table, ten kinds of damaged entries, iommu=pt before or after the crash,
        and a device that faults for ever, translation stays on and the dump is
        saved.
        """,
      patches: patches)
  }
}
