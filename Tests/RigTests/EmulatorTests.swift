import Diagnostics
import Testing

@testable import Rig

@Suite("An emulator") struct EmulatorTests {
  private static func emulator(_ version: String, _ properties: String...) throws -> Emulator {
    try Emulator(
      command: ["qemu"], version: "QEMU emulator version \(version) (Debian 1:\(version))\n",
      help: "intel-iommu options:\n" + properties.map { "  \($0))\n" }.joined())
  }

  private static func old() throws -> Emulator {
    try emulator(
      "7.2.22", "aw-bits=<uint8>        -  (default: 39",
      "pt=<bool>              -  (default: true",
      "x-scalable-mode=<bool> -  (default: false")
  }

  private static func new() throws -> Emulator {
    try emulator(
      "11.1.3", "aw-bits=<uint8>        -  (default: 48",
      "fsts=<bool>            - on/off (default: off",
      "scalable-mode=<bool>   - on/off (default: off")
  }

  @Test func tellsItsVersionAndWidth() throws {
    #expect(try Self.old().version == "7.2.22")
    #expect(try Self.old().hostAddressWidth == 39)
    #expect(try Self.new().hostAddressWidth == 48)
  }

  @Test func namesWhatItOffers() throws {
    #expect(try Self.old().option(.scalableMode) == "x-scalable-mode=on")
    #expect(try Self.new().option(.scalableMode) == "scalable-mode=on")
    #expect(try Self.new().option(.firstStage) == "fsts=on")
    #expect(try Self.old().option(.firstStage) == nil)
  }

  @Test func runsWhatItOffers() throws {
    var machine = MachineSpec()
    machine.scalableMode = true
    #expect(try Self.old().canRun(machine))
    machine.firstStage = true
    #expect(try !Self.old().canRun(machine))
    let arguments = machine.arguments(
      on: try Self.new(), kernel: "k", initramfs: "i", commandLine: "c")
    #expect(arguments.contains("intel-iommu,intremap=on,scalable-mode=on,fsts=on"))
    machine.passThrough = false
    #expect(try !Self.new().canRun(machine), "11.1 always offers pass-through")
  }

  /// That an option exists does not mean that it can be set.
  @Test func runsNothingThatItRefused() throws {
    var machine = MachineSpec()
    machine.extendedInterruptMode = true
    let help = "  aw-bits=<uint8> - (default: 39)\n  eim=<OnOffAuto> - (default: auto)\n"
    func emulator(_ refused: Set<Emulator.Feature>) throws -> Emulator {
      try Emulator(command: ["qemu"], version: "version 7.2.22", help: help, refused: refused)
    }
    #expect(try emulator([]).canRun(machine))
    #expect(try !emulator([.extendedInterruptMode]).canRun(machine))
  }

  /// A card is no property of the VT-d unit.
  @Test func hasTheCardOrNot() throws {
    var machine = MachineSpec()
    machine.virtualFunctions = true
    #expect(try Self.new().canRun(machine))
    #expect(
      machine.arguments(on: try Self.new(), kernel: "k", initramfs: "i", commandLine: "c")
        .contains("intel-iommu,intremap=on"))
  }

  @Test func hasToSayWhatItIs() {
    #expect(throws: Failure.self) {
      try Emulator(command: ["qemu"], version: "QEMU emulator version 7.2", help: "")
    }
  }
}
