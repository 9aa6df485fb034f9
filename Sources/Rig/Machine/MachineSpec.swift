internal import Judge

/// A PCI function, as Linux names it: `0000:00:1b.0`.
public struct PCIAddress: Hashable, Sendable, Codable, CustomStringConvertible {
  public let bus: UInt8
  public let slot: UInt8
  public let function: UInt8
  /// Behind a PCIe-to-PCI bridge: the bridge sends the requests as its bus's first function.
  public let isBehindBridge: Bool

  public init(bus: UInt8 = 0, slot: UInt8, function: UInt8 = 0, isBehindBridge: Bool = false) {
    self.bus = bus
    self.slot = slot
    self.function = function
    self.isBehindBridge = isBehindBridge
  }

  public var description: String { "0000:\(bus.hex(2)):\(slot.hex(2)).\(function)" }

  /// The source-id of its requests.
  var source: SourceID { isBehindBridge ? SourceID(bus: bus, devfn: 0) : own }

  /// The source-ids for which kernels keep context entries.
  var sources: [SourceID] { isBehindBridge ? [source, own] : [own] }

  private var own: SourceID { SourceID(bus: bus, devfn: slot << 3 | function) }
}

/// One emulated machine with a VT-d unit and devices that do DMA.
public struct MachineSpec: Hashable, Sendable, Codable {
  public static let network = PCIAddress(slot: 0x02)
  public static let disk = PCIAddress(slot: 0x03)
  /// A device without a driver, for mappings that nothing else changes, and for DMA on command.
  public static let spare = PCIAddress(slot: 0x04)

  /// Small enough for RAM to be contiguous from 0: the rig reads it as one file.
  public var memoryMiB = 512
  public var processors = 1
  /// QEMU's name of the processor. Old kernels cannot handle the newest ones.
  public var processor = "max"
  /// Whether the VT-d unit offers scalable mode.
  public var scalableMode = false
  /// Whether the unit offers first-stage translation only, instead of second-stage translation.
  public var firstStage = false
  /// Whether the hardware may cache entries that are not present, as where a hypervisor shadows the
  /// tables.
  public var cachingMode = false
  /// Whether interrupts are remapped for 32-bit APIC-ids (x2APIC).
  public var extendedInterruptMode = false
  /// Adds a network card with a device-TLB, alone behind a root port.
  public var deviceTLB = false
  /// Adds a network card that may have virtual functions, alone behind a root port.
  public var virtualFunctions = false
  /// Whether it offers pass-through. If not, some kernels identity-map all of RAM instead.
  public var passThrough = true
  /// The address of the sound controller, whose DMA never stops. On bus 1 it is alone behind a root
  /// port; there, kernels find it beyond slot 0 only with `pci=pcie_scan_all`.
  public var sound = PCIAddress(slot: 0x1b)
  /// Whether an idle device is the sound controller's second function, and so in its group.
  public var soundHasCompanion = false
  /// How many functions the spare device has; they are one group.
  public var spareFunctions: UInt8 = 1

  public init() {}

  /// What its VT-d unit needs to be told.
  var features: [Emulator.Feature] {
    let wanted: [(Bool, Emulator.Feature)] = [
      (scalableMode, .scalableMode), (firstStage, .firstStage), (!passThrough, .noPassThrough),
      (cachingMode, .cachingMode), (extendedInterruptMode, .extendedInterruptMode),
      (deviceTLB, .deviceTLB), (virtualFunctions, .virtualFunctions),
    ]
    return wanted.filter(\.0).map(\.1)
  }

  /// QEMU's arguments; file names are relative to the machine's directory.
  func arguments(
    on emulator: Emulator, kernel: String, initramfs: String, commandLine: String
  ) -> [String] {
    let vtd = (["intel-iommu", "intremap=on"] + features.compactMap(emulator.option))
      .joined(separator: ",")
    return [
      "-machine", "q35,memory-backend=ram", "-accel", "tcg", "-cpu", processor, "-smp",
      "\(processors)",
      "-m", "\(memoryMiB)",
      "-object", "memory-backend-memfd,id=ram,size=\(memoryMiB)M,share=on",
      "-nodefaults", "-no-user-config", "-display", "none", "-no-reboot",
      "-S", "-pidfile", MachineFile.pid,
      "-chardev", "socket,id=qmp,path=\(MachineFile.qmp),server=on,wait=off",
      "-mon", "chardev=qmp,mode=control",
      "-gdb", "unix:\(MachineFile.debugger),server=on,wait=off",
      "-qtest", "unix:\(MachineFile.qtest),server=on,wait=off", "-qtest-log", "/dev/null",
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

  /// The companion of the sound controller, if there is one.
  public var companion: PCIAddress {
    PCIAddress(bus: sound.bus, slot: sound.slot, function: 1)
  }

  private var devices: [String] {
    soundDevices
      + (0..<spareFunctions).flatMap { idle(Self.spare, function: $0, of: spareFunctions) }
      + (deviceTLB ? Self.cardWithDeviceTLB : []) + (virtualFunctions ? Self.cardWithFunctions : [])
      + [
        "-netdev",
        "dgram,id=wire,local.type=unix,local.path=\(MachineFile.wire),"
          + "remote.type=unix,remote.path=\(MachineFile.feeder)",
        "-device", "e1000e,netdev=wire,bus=pcie.0,addr=\(Self.network.slot.hex(2))",
        "-drive", "if=none,id=dump,format=raw,file=\(MachineFile.disk)",
        "-device", "nvme,drive=dump,serial=dump,bus=pcie.0,addr=\(Self.disk.slot.hex(2))",
      ]
  }

  private var soundDevices: [String] {
    let bus = sound.bus == 0 ? "pcie.0" : "far"
    // with a power controller, the slot would stay off, because nothing is at devfn 0
    let port = "pcie-root-port,id=far,bus=pcie.0,addr=05,chassis=1,power_controller_present=off"
    let bridge = sound.isBehindBridge ? "pcie-pci-bridge,id=far,bus=pcie.0,addr=05" : port
    let group = soundHasCompanion ? ",multifunction=on" : ""
    return (sound.bus == 0 ? [] : ["-device", bridge]) + [
      "-audiodev", "none,id=silence",
      "-device", "intel-hda,id=sound,bus=\(bus),addr=\(sound.slot.hex(2))\(group)",
      "-device", "hda-duplex,bus=sound.0,audiodev=silence",
    ] + (soundHasCompanion ? idle(sound, function: 1, of: 2) : [])
  }

  private func idle(_ slot: PCIAddress, function: UInt8, of count: UInt8) -> [String] {
    let group = function == 0 && count > 1 ? ",multifunction=on" : ""
    // without the mask, it leaves bits out of addresses
    let mask = "dma_mask=0xffffffffffffffff"
    return ["-device", "edu,\(mask),bus=pcie.0,addr=\(slot.slot.hex(2)).\(function)\(group)"]
  }

  private static let cardWithDeviceTLB = [
    "-device", "pcie-root-port,id=ats,bus=pcie.0,addr=06,chassis=2",
    "-device", "virtio-net-pci,bus=ats,ats=on,iommu_platform=on,disable-legacy=on",
  ]
  private static let cardWithFunctions = [
    "-device", "pcie-root-port,id=sriov,bus=pcie.0,addr=07,chassis=3",
    "-device", "igb,bus=sriov",
  ]
}

/// The files in a running machine's directory.
enum MachineFile {
  static let pid = "qemu.pid"
  static let qmp = "qmp.socket"
  static let qtest = "qtest.socket"
  static let debugger = "debugger.socket"
  static let control = "control.socket"
  static let wire = "wire.socket"
  static let feeder = "feeder.socket"
  static let console = "console.log"
  static let trace = "iommu.log"
  static let disk = "dump.raw"
  static let errors = "qemu.log"
  /// The files that are removed after the run.
  static let passing = [pid, qmp, qtest, debugger, control, wire, feeder, disk]
}

extension FixedWidthInteger {
  /// Hexadecimal, at least `width` digits, without a prefix.
  func hex(_ width: Int = 1) -> String {
    let digits = String(self, radix: 16)
    return String(repeating: "0", count: Swift.max(0, width - digits.count)) + digits
  }
}
