extension Patch {
  static let reachReservedRegions = Patch(
    "Keep reserved regions within reach of devices in quarantine",
    changelog: """
      A device in quarantine reads nothing and writes to a scratch page. Some
      devices use memory that the firmware has reserved for them, as its DMAR
      table says, and a fault there can cost the machine: a controller of disks
      that cannot read that memory takes them offline.

      Map the reserved memory regions of the DMAR table in the quarantine, each
      address to itself. All devices in quarantine share them: which device owns
      which region is not known before the devices are probed.
      """)
}
