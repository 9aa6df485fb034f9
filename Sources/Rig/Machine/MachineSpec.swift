/// A PCI function, as Linux names it: `0000:00:1b.0`.
public struct PCIAddress: Hashable, Sendable, Codable, CustomStringConvertible {
  public let bus: UInt8
  public let slot: UInt8

  public init(bus: UInt8 = 0, slot: UInt8) {
    self.bus = bus
    self.slot = slot
  }

  public var description: String { "0000:\(bus.hex(2)):\(slot.hex(2)).0" }
}

/// One emulated machine with a VT-d unit and devices that do DMA.
public struct MachineSpec: Hashable, Sendable, Codable {
  public static let network = PCIAddress(slot: 0x02)
  public static let disk = PCIAddress(slot: 0x03)
  /// A device without a driver, for mappings that nothing else changes.
  public static let spare = PCIAddress(slot: 0x04)

  /// Small enough for RAM to be contiguous from 0: the rig reads it as one file.
  public var memoryMiB = 512
  /// QEMU's name of the processor. Old kernels cannot handle the newest ones.
  public var processor = "max"
  /// Whether the VT-d unit offers scalable mode.
  public var scalableMode = false
  /// Whether the unit offers first-stage translation only, instead of second-stage translation.
  public var firstStage = false
  /// Whether it offers pass-through. If not, some kernels identity-map all of RAM instead.
  public var passThrough = true
  /// The address of the sound controller, whose DMA never stops. On bus 1 it is alone behind a root
  /// port; there, kernels find it beyond slot 0 only with `pci=pcie_scan_all`.
  public var sound = PCIAddress(slot: 0x1b)

  public init() {}

  /// What its VT-d unit needs to be told.
  var features: [Emulator.Feature] {
    (scalableMode ? [.scalableMode] : []) + (firstStage ? [.firstStage] : [])
      + (passThrough ? [] : [.noPassThrough])
  }

  /// QEMU's arguments; file names are relative to the machine's directory.
  func arguments(
    on emulator: Emulator, kernel: String, initramfs: String, commandLine: String
  ) -> [String] {
    let vtd = (["intel-iommu", "intremap=on"] + features.compactMap(emulator.option))
      .joined(separator: ",")
    return [
      "-machine", "q35,memory-backend=ram", "-accel", "tcg", "-cpu", processor, "-smp", "1",
      "-m", "\(memoryMiB)",
      "-object", "memory-backend-memfd,id=ram,size=\(memoryMiB)M,share=on",
      "-nodefaults", "-no-user-config", "-display", "none", "-no-reboot",
      "-S", "-pidfile", MachineFile.pid,
      "-chardev", "socket,id=qmp,path=\(MachineFile.qmp),server=on,wait=off",
      "-mon", "chardev=qmp,mode=control",
      "-chardev", "file,id=console,path=\(MachineFile.console)", "-serial", "chardev:console",
      "-chardev", "socket,id=control,path=\(MachineFile.control),server=on,wait=off",
      "-serial", "chardev:control",
      "-D", MachineFile.trace, "-msg", "timestamp=on",
      "-trace", "vtd_dmar_fault", "-trace", "vtd_dmar_enable", "-trace", "vtd_reg_dmar_root",
      "-trace", "vtd_frr_new",
      "-device", vtd,
    ] + devices + [
      "-kernel", kernel, "-initrd", initramfs, "-append", commandLine,
    ]
  }

  private var devices: [String] {
    let bus = sound.bus == 0 ? "pcie.0" : "far"
    let slot = sound.slot.hex(2)
    // with a power controller, the slot would stay off, because nothing is at devfn 0
    let port = "pcie-root-port,id=far,bus=pcie.0,addr=05,chassis=1,power_controller_present=off"
    let rootPort = sound.bus == 0 ? [] : ["-device", port]
    return rootPort + [
      "-audiodev", "none,id=silence",
      "-device", "intel-hda,id=sound,bus=\(bus),addr=\(slot)",
      "-device", "hda-duplex,bus=sound.0,audiodev=silence",
      "-netdev",
      "dgram,id=wire,local.type=unix,local.path=\(MachineFile.wire),"
        + "remote.type=unix,remote.path=\(MachineFile.feeder)",
      "-device", "e1000e,netdev=wire,bus=pcie.0,addr=\(Self.network.slot.hex(2))",
      "-drive", "if=none,id=dump,format=raw,file=\(MachineFile.disk)",
      "-device", "nvme,drive=dump,serial=dump,bus=pcie.0,addr=\(Self.disk.slot.hex(2))",
      "-device", "edu,bus=pcie.0,addr=\(Self.spare.slot.hex(2))",
    ]
  }
}

/// The files in a running machine's directory.
enum MachineFile {
  static let pid = "qemu.pid"
  static let qmp = "qmp.socket"
  static let control = "control.socket"
  static let wire = "wire.socket"
  static let feeder = "feeder.socket"
  static let console = "console.log"
  static let trace = "iommu.log"
  static let disk = "dump.raw"
  static let errors = "qemu.log"
  /// The files that are removed after the run.
  static let passing = [pid, qmp, control, wire, feeder, disk]
}

extension FixedWidthInteger {
  /// Hexadecimal, at least `width` digits, without a prefix.
  func hex(_ width: Int = 1) -> String {
    let digits = String(self, radix: 16)
    return String(repeating: "0", count: Swift.max(0, width - digits.count)) + digits
  }
}
