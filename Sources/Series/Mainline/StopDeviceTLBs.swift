extension Patch {
  static let stopDeviceTLBs = Patch(
    "Switch the TLBs of devices off that the previous kernel left on",
    changelog: """
      A device that uses ATS keeps translations in a TLB of its own, and goes on
      using them when the crash kernel replaces the tables behind the device. The
      crash kernel also enables PASIDs as if ATS were off; the PCIe specification
      leaves open what a device does if it is on.

      Switch ATS off when a device with copied tables is probed. The device's TLB
      forgets what it holds, and in-flight DMA goes on in untranslated requests.
      An invalidation would have to wait for an answer, which a device may not be
      able to give after a crash. The driver switches ATS on again when it
      attaches the device, as always.
      """)
}
