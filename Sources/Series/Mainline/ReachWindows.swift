extension Patch {
  static let reachWindows = Patch(
    "Let identity tables reach memory-mapped I/O above RAM",
    changelog: """
      Identity tables that take the place of pass-through end where the RAM of
      the previous kernel ends. In pass-through, a device could also reach what
      is above: large BARs of other devices, and persistent memory. In-flight DMA
      to these faults.

      Map the memory resources above the end of RAM as well, in chunks of 1 GiB.
      Most of them are windows of PCI host bridges, of up to some TiB. Leave them
      out if the hardware has no pages of 1 GiB, because the tables would be too
      large, and in caching mode, because a hypervisor would shadow every page.

      The same ranges tell what a quarantine reaches.
      """)
}
