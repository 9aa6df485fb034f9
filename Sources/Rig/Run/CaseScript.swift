internal import Diagnostics
internal import Foundation
internal import Judge

/// Takes the kernels of one machine through a case, and records what is observed.
final class CaseScript {
  /// The address of QEMU's IOMMU, the usual one since the Q35 chipset.
  private static let registerBase: UInt64 = 0xfed9_0000

  /// Printed when a kernel has disabled interrupts. Older kernels crash without a panic.
  private static let dying = ["Kernel panic", "unable to handle kernel NULL pointer"]

  private let crashCase: CrashCase
  private let machine: Machine
  /// The file that the guest's disk is in.
  private let disk: String
  /// The width of the emulator's host addresses, in bits.
  private let hostAddressWidth: Int
  private var handOver: HandOverChecks?
  var observation = Observation()

  init(_ crashCase: CrashCase, on machine: Machine, disk: String, hostAddressWidth: Int) {
    self.crashCase = crashCase
    self.machine = machine
    self.disk = disk
    self.hostAddressWidth = hostAddressWidth
  }

  /// Boots, starts the DMA, loads the crash kernel, looks at the tables, corrupts them if the
  /// case says so, and crashes.
  func firstKernel(crashCommandLine: String) async throws {
    try await reach(.firstKernelUp, "first-kernel-up")
    try await command("attach \(MachineSpec.spare)")
    try await command("fragments \(MachineSpec.spare) \(crashCase.fragments)", seconds: 120)
    try await command("start_dma")
    let loaded = try await command("load_crash_kernel '\(crashCommandLine)'")
    let region = loaded.compactMap { Self.region("Crash kernel", ofIOMemLine: $0) }
    let ram = loaded.compactMap { Self.region("System RAM", ofIOMemLine: $0) }
    guard !region.isEmpty else { throw Failure("no memory is reserved for the crash kernel") }

    let stream = try await watchStream(region)
    try await machine.sleep(.milliseconds(500))
    guard machine.watch!.samples.contains(where: { $0.landed > 0 }) else {
      throw Failure("the first kernel's DMA does not land in its buffers")
    }
    // paused until the crash, so that nothing is mapped or unmapped after this look at the tables
    try await machine.paused {
      let before = try await walker().walker.walk()
      let handOver = HandOverChecks(
        before: before, ram: ram, crashRegion: crashCase.ownLowMemory(before) + region)
      self.handOver = handOver
      if let corruption = crashCase.corruption {
        let writes = try handOver.plan(
          corruption, of: crashCase.machine.sound, address: stream.buffers[0].first,
          hostAddressWidth: hostAddressWidth, machine.memory)
        for write in writes { try machine.memory.write(write.newBytes, at: write.address) }
      }
      try handOver.keepTables(of: machine.memory)
      observation.stages[.crash] = machine.time
      try machine.start("crash")
    }
    // interrupts are off now: the first kernel's driver will not handle the frames
    try await machine.wait(forConsole: Self.dying, seconds: 30)
    // QEMU aborts if a driver resets the card's interrupts while frames arrive
    if crashCase.driver != .ordinary { machine.feed() }
  }

  /// Starts to watch the capture stream's old buffers.
  private func watchStream(_ region: [AddressRange]) async throws -> LegacyStream {
    try await machine.paused {
      let handOver = HandOverChecks(
        before: try await walker().walker.walk(), ram: [], crashRegion: region)
      let translate = { (iova: UInt64) in handOver.translate(self.crashCase.machine.sound, iova) }
      let stream = try await LegacyStream(
        of: machine, at: crashCase.machine.sound, translate: translate)
      machine.watch = try LegacyWatch(stream, memory: machine.memory, translate: translate)
      return stream
    }
  }

  /// Follows the crash kernel through hand-over, attach, reset and dump.
  func crashKernel(watch: Duration) async throws {
    try await reach(.crashKernelUp, "crash-kernel-up")
    try await machine.sleep(.milliseconds(500))
    try await judge(.crashKernelUp)

    if crashCase.driver == .lateReset {
      let device = crashCase.attached
      let mapped = try await command("attach \(device)").joined()
      note(.attached)
      observation.attach = Self.number("first_ns=", in: mapped).flatMap { nanoseconds in
        handOver.map {
          .init(mappings: $0.mappings(of: device), seconds: Double(nanoseconds) / 1e9)
        }
      }
      try await machine.sleep(.milliseconds(500))
      try await judge(.attached)
      try await machine.sleep(watch)
      let counts = try await command("corrupted \(device)").joined()
      observation.corruptedPages = Self.number("corrupted=", in: counts)
      observation.watchedPages = Self.number("of=", in: counts)
      note(.reset)
      try await command("reset \(device)")
    }
    let size = try await command("save_dump", seconds: 120).last.flatMap { Int($0) }
    note(.dumpSaved)
    guard let size, let handOver else { throw Failure("the guest did not report the dump's size") }
    observation.dumpSize = size
    observation.checks.append(try handOver.check(dump: disk, size: size))
  }

  /// Boots once, without a crash, and records devices and messages.
  func bootNormally() async throws {
    try await reach(.firstKernelUp, "first-kernel-up")
    observation.devices = try await command("devices")
  }

  /// The observation, completed with the end of the console.
  func finish() -> Observation {
    machine.console.update()
    observation.samples = machine.watch?.samples ?? []
    observation.messages = machine.console.messages(about: ["DMAR", "iommu"])
    observation.trouble = machine.console.trouble
    observation.console = machine.console.tail()
    return observation
  }

  private func reach(_ stage: Observation.Stage, _ line: String) async throws {
    try await machine.wait(for: line, seconds: 90)
    note(stage)
  }

  private func note(_ stage: Observation.Stage) { observation.stages[stage] = machine.time }

  /// Runs a command in the guest and demands that it succeeds.
  @discardableResult
  private func command(_ text: String, seconds: Int = 60) async throws -> [String] {
    let answer = try await machine.run(text, seconds: seconds)
    guard answer.status == 0 else {
      throw Failure(
        "“\(text)” failed in the guest: \(answer.output.suffix(3).joined(separator: "; "))")
    }
    return answer.output
  }

  private func judge(_ moment: Observation.Stage) async throws {
    guard let handOver else { return }
    try await machine.paused {
      let (walker, registers) = try await walker()
      observation.checks += try handOver.check(
        walker, registers, machine.memory, at: moment, in: crashCase)
    }
  }

  private func walker() async throws -> (walker: Walker, registers: VTdRegisters) {
    // QEMU implements registers up to here; the rest of the block reads as zero
    let words = try await machine.registers(at: Self.registerBase, count: 0x230 / 8, size: 8)
    let bytes = words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) }
    }
    let block = bytes + Array(repeating: 0, count: VTdRegisters.blockSize - bytes.count)
    guard let registers = VTdRegisters(block: block) else {
      throw Failure("the IOMMU's registers cannot be read")
    }
    let walker = Walker(
      memory: machine.memory, registers: registers,
      hostAddressWidth: hostAddressWidth)
    return (walker, registers)
  }

  /// Reads `33000000-3affffff : Crash kernel`.
  static func region(_ name: String, ofIOMemLine line: String) -> AddressRange? {
    let words = line.split(separator: " ")
    guard line.hasSuffix(" : \(name)"), let ends = words.first?.split(separator: "-"),
      ends.count == 2, let first = UInt64(ends[0], radix: 16),
      let last = UInt64(ends[1], radix: 16),
      first < last
    else { return nil }
    return AddressRange(first: first, last: last)
  }

  private static func number(_ key: String, in text: String) -> Int? {
    text.split(separator: " ").first { $0.hasPrefix(key) }.flatMap { Int($0.dropFirst(key.count)) }
  }
}
