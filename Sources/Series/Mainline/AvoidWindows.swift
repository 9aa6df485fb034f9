extension Patch {
  static let avoidWindows = Patch(
    "Leave windows and reserved regions out of the room for drivers",
    changelog: """
      The DMA API hands out no I/O addresses in windows of the host bridge, of
      MSIs, or in regions that the firmware reserved. The largest gap that
      in-flight DMA leaves may consist of such addresses, and drivers are then
      left with less than it seems.

      Count these addresses for the devices of a group, and look for the largest
      gap that contains none of them.
      """)
}
