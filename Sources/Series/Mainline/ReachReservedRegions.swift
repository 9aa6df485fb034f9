extension Patch {
  static let reachReservedRegions = Patch(
    "Map reserved memory regions for devices in quarantine",
    changelog: """
      A device in quarantine cannot reach memory that the firmware reserved for
      devices in its DMAR table. Reads of this memory fault, and writes are lost.
      A device that depends on this memory may fail.

      Map the reserved memory regions of the DMAR table, up to 16 of them, in the
      quarantine, each address to itself. All devices in quarantine share the
      regions, because the crash kernel does not know which device owns a region
      before it probes the devices.
      """)
}
