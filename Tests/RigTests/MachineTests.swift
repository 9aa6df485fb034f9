import Diagnostics
import Foundation
import Judge
import Testing

@testable import Rig

@Suite struct MachineTests {
  @Test func traceOfAFault() throws {
    let line =
      "4711@1700000000.250000:vtd_dmar_fault sid 0xd8 fault 5 addr 0xffff0000 write 1"
    let (time, event) = try #require(IOMMUEvent.parse(line))
    #expect(time == 1_700_000_000.25)
    #expect(event == .fault(sourceID: 0xd8, reason: 5, address: 0xffff_0000, write: true))
  }

  @Test func traceOfOtherThings() throws {
    #expect(IOMMUEvent.parse("1@2.5:vtd_dmar_enable enable 0")?.1 == .translation(on: false))
    #expect(
      IOMMUEvent.parse("1@2.5:vtd_reg_dmar_root addr 0x1000 scalable 1")?.1
        == .rootTable(address: 0x1000, scalable: true))
    #expect(IOMMUEvent.parse("qemu: warning: something") == nil)
    #expect(IOMMUEvent.parse("1@2.5:vtd_dmar_fault sid 0xd8") == nil)
  }

  @Test func troubleOnTheConsole() {
    #expect(GuestConsole.isTrouble("[    2.1] Kernel panic - not syncing: VFS"))
    #expect(GuestConsole.isTrouble("[    2.1] WARNING: CPU: 0 PID: 1 at drivers/iommu"))
    #expect(!GuestConsole.isTrouble("DMAR: Translation already enabled"))
  }

  /// The first kernel dies because the rig wants it to; the second one must not.
  @Test func troubleThatIsWanted() throws {
    let path = NSTemporaryDirectory() + "console-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let log = """
      [ 1.0] SysRq : Trigger a crash
      [ 1.0] BUG: unable to handle kernel NULL pointer dereference
      [ 1.0] Oops: 0002 [#1] SMP
      [ 0.0] Linux version 3.14.1
      [ 0.5] WARNING: CPU: 0 PID: 1 at drivers/iommu

      """
    try log.write(toFile: path, atomically: true, encoding: .utf8)
    let console = GuestConsole(path: path)
    console.update()
    #expect(console.trouble == ["[ 0.5] WARNING: CPU: 0 PID: 1 at drivers/iommu"])
  }

  @Test func buffer() throws {
    let mapped = "coherent=0xfff00000+0x100000 streaming=0xffef0000+0x10000 first_ns=31"
    #expect(try GuestAnswer.buffer(mapped) == 0xfff0_0000)
    #expect(GuestAnswer.number("first_ns=", in: mapped) == 31)
    #expect(throws: Failure.self) { try GuestAnswer.buffer("sh: write error") }
  }

  /// The alias is what the hardware sees; kernels keep entries for both.
  @Test func sourceIDs() {
    let bridged = PCIAddress(bus: 1, slot: 2, isBehindBridge: true)
    #expect(bridged.source == SourceID(bus: 1, devfn: 0))
    #expect(bridged.sources.map(\.devfn) == [0, 0x10])
    #expect("\(PCIAddress(slot: 4, function: 3))" == "0000:00:04.3")
    #expect(PCIAddress(slot: 4, function: 3).source.devfn == 0x23)
  }

  @Test func crashRegion() {
    #expect(
      GuestAnswer.region("Crash kernel", ofIOMemLine: "  17000000-1effffff : Crash kernel")
        == AddressRange(first: 0x1700_0000, last: 0x1eff_ffff))
    #expect(
      GuestAnswer.region("Crash kernel", ofIOMemLine: "00100000-1fffffff : System RAM") == nil)
  }

  func lentMemory() {
    let line = "[    0.001000] cma: Reserved 64 MiB at 0x0000000018000000"
    #expect(GuestAnswer.lent(ofMessage: line) == AddressRange(start: 0x1800_0000, count: 64 << 20))
    #expect(GuestAnswer.lent(ofMessage: "cma: Failed to reserve 64 MiB") == nil)
  }
}

@Suite struct DMARTableTests {
  /// Offsets as in the specification, chapter 8.
  @Test func isWhatTheSpecificationSays() {
    let table = DMARTable(
      region: AddressRange(start: 0x800_0000, count: 0x1_0000), hostAddressWidth: 39
    ).bytes
    #expect(String(decoding: table[0..<4], as: UTF8.self) == "DMAR")
    #expect(table.reduce(0, &+) == 0, "the bytes add up to zero")
    #expect(Int(table[4]) == table.count && table.count == 104)
    #expect(table[36] == 38 && table[37] == 1)
    #expect(Array(table[48..<52]) == [0, 0, 24, 0], "a hardware unit")
    #expect(table[52] == 1, "for all devices")
    #expect(Array(table[56..<64]) == [0, 0, 0xd9, 0xfe, 0, 0, 0, 0])
    #expect(Array(table[72..<76]) == [1, 0, 32, 0], "a reserved memory region")
    #expect(Array(table[80..<96]) == [0, 0, 0, 8, 0, 0, 0, 0, 0xff, 0xff, 0, 8, 0, 0, 0, 0])
    #expect(Array(table[96..<104]) == [1, 8, 0, 0, 0, 0, 4, 0], "of 00:04.0")
  }
}
