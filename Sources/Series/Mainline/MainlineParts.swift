/// The stages of the series. What each says of itself holds without the later ones.
extension Part {
  static func fixes(_ patches: Patch...) -> Part {
    Part(
      .fixes, title: "Fix two ways in which a crash kernel loses its dump",
      blurb: """
        When a kernel panics, kdump boots a crash kernel, and nobody stops the
        devices of the previous kernel. While the crash kernel boots, they go on
        doing DMA through the IOMMU that the previous kernel left running:
        in-flight DMA. Two errors of the VT-d driver then cost the dump.

        When the fault interrupt or the page request queue of one IOMMU cannot be
        set up, the crash kernel gives up all IOMMUs and frees their tables. The
        hardware then uses freed memory as tables, or takes the addresses of
        in-flight DMA for physical addresses if translation is disabled. In both
        cases, a device can overwrite the crash kernel or the memory that it is to
        save. If tables of the previous kernel were copied, patch 1 lets the driver
        go on without the interrupt or the queue.

        When the crash comes while the invalidation queue is in error, the crash
        kernel panics as it waits for the queue to be disabled, or blames its own
        first invalidation. Patch 2 repairs such a queue and clears its errors.

        Patch 1 is for stable kernels, too.

        How it was tested, on 6.1, 6.12 and 7.3. Each commit builds without a new
        warning (W=1, sparse) in five configurations, and boots.
        """,
      patches: patches)
  }

  static func takeOver(_ patches: Patch...) -> Part {
    Part(
      .takeOver, title: "Copy and check the tables of the previous kernel as a whole",
      blurb: """
        When a kernel panics, kdump boots a crash kernel, and nobody stops the
        devices of the previous kernel. While the crash kernel boots, they go on
        doing DMA through the IOMMU that the previous kernel left running:
        in-flight DMA. The crash kernel therefore copies the root and context
        tables of the previous kernel. This copy has four problems:

         - It is not checked. A damaged pointer into memory of the crash kernel is
           used as a table.
         - A bus whose context table cannot be copied is skipped, and the copy
           still reports success.
         - In scalable mode, domain-ids of the previous kernel are not reserved. A
           new domain can share one with live IOTLB entries.
         - If the two kernels use different table modes, the crash kernel disables
           translation while in-flight DMA is running.

        The copy moves to a new file, which is built only with
        CONFIG_CRASH_DUMP. The new code reads the old tables through a checked
        helper, and builds all tables of an IOMMU before it publishes any. It
        checks root and context entries and PASID tables against the VT-d
        specification and the capabilities of the hardware, and reserves the
        domain-ids in them. A damaged entry is not copied: the DMA behind it is
        blocked until a driver attaches to the device. If a table cannot be read,
        or if there is no memory for the copy, the crash kernel disables
        translation for this IOMMU. The crash kernel uses the table mode that the
        hardware is in, and warns a user who disables translation. Page tables stay
        where they are, and are not checked.

        A normal boot prints nothing new. Without CONFIG_CRASH_DUMP the driver does
        not grow.

        How it was tested, on 6.1, 6.12 and 7.3. The new file is compiled
        unmodified in user space, at every commit, against the driver's own
        headers, and run over synthetic old tables: every check, every failing
        allocation. Each commit builds without a new warning (W=1, sparse) in five
        configurations, and boots.
        """,
      patches: patches)
  }

  static func carryOver(_ patches: Patch...) -> Part {
    Part(
      .carryOver, title: "Carry mappings of the previous kernel over to new domains",
      blurb: """
        When a kernel panics, kdump boots a crash kernel, and nobody stops the
        devices of the previous kernel. While the crash kernel boots, they go on
        doing DMA through the IOMMU that the previous kernel left running:
        in-flight DMA. A driver of the crash kernel that maps memory before it
        resets its device disturbs in-flight DMA of this device in two ways:

         - The first buffers of the driver get I/O addresses that the device is
           still writing to.
         - The first mapping of the driver attaches the device to an empty domain.
           In-flight DMA then faults until the driver resets the device. Drivers of
           firmware-run controllers need DMA memory before they can do that.

        This stage walks each set of page tables behind the copied contexts once,
        however many devices share it. The walk checks every entry, and saves the
        I/O addresses in use and the memory that they lead to. A context with
        damaged page tables is not copied. Each group of devices leaves its drivers
        the largest gap below 4 GiB between these addresses, and reserves the
        others. The saved mappings are mapped in the group's domain before the
        first device of the group is attached. One 128-bit store then replaces the
        copied context entry, and the caches are invalidated.

        Mappings that are carried over do not lead to memory of the crash kernel.
        They have budgets of memory: mappings that exceed them are left out, with a
        warning, and in-flight DMA through them may fault, as before. The tables of
        the previous kernel are never written, so the dump shows them as they were.

        The interrupt remapping code takes over its entries without a check, as
        before. Addresses of nested translations are not kept from drivers, which
        one message says.

        How it was tested, on 6.1, 6.12 and 7.3. The code is compiled unmodified in
        user space, at every commit, against the driver's own headers, and run over
        synthetic old tables: every check, every failing allocation, and random
        trees of tables, with a model of the hardware's walk and caches that looks
        at the tables after each store. Each commit builds without a new warning
        (W=1, sparse) in five configurations, and boots.
        """,
      patches: patches)
  }

  static func containment(_ patches: Patch...) -> Part {
    Part(
      .containment, title: "Contain in-flight DMA in a crash kernel",
      blurb: """
        When a kernel panics, kdump boots a crash kernel, and nobody stops the
        devices of the previous kernel. While the crash kernel boots, they go on
        doing DMA through the IOMMU that the previous kernel left running:
        in-flight DMA. Three kinds of it can still cost the dump:

         - If tables of the previous kernel are damaged, the crash kernel blocks
           the DMA behind them. Each access is a fault, which some machines answer
           with an NMI. If a table cannot be read, or if memory runs out, the crash
           kernel disables translation.
         - If the previous kernel used pass-through, devices reach all memory of
           the crash kernel. Page tables that map all of RAM have the same effect.
         - A device that faults all the time keeps the crash kernel busy with
           interrupts.

        This stage leaves translation enabled. It puts devices whose tables cannot
        be taken over in quarantine: page tables in which every address leads to
        one scratch page, which can only be written. Devices in quarantine also
        reach the memory regions that the firmware reserved. Identity page tables
        without the memory of the crash kernel replace pass-through. Where a page
        table of the previous kernel maps this memory, the path to the page is
        copied and changed. A device with a copied context gets a DMA domain,
        whatever the default is. A device that keeps faulting is muted: its DMA
        stays blocked, but is not reported any more. One line for each IOMMU says
        what was taken over.

        There are limits. A device with several PASIDs that is in pass-through
        keeps pass-through, with a warning. Hardware with the first stage only, as
        some hypervisors present it, has no write-only pages: devices in quarantine
        read zeros there, and what devices wrote. In caching mode, DMA is blocked
        where other hardware has a quarantine. Faults of interrupt remapping
        (0x20-0x2f) are never muted.

        How it was tested, on 6.1, 6.12 and 7.3. The code is compiled unmodified in
        user space, at every commit, against the driver's own headers, and run over
        synthetic old tables: every check, every failing allocation. Each commit
        builds without a new warning (W=1, sparse) in five configurations, and
        boots. In addition, QEMU machines with 6.1, 6.12 and 7.3 crash with
        in-flight DMA. With a damaged root table, ten kinds of damaged entries,
        iommu=pt before or after the crash, and a device that faults for ever,
        translation stays enabled and the dump is saved.
        """,
      patches: patches)
  }
}
