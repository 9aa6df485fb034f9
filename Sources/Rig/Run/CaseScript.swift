internal import Diagnostics
internal import Foundation
internal import Judge

/// Takes the kernels of one machine through a case, and records what is observed.
final class CaseScript {
  /// Printed when a kernel has disabled interrupts. Older kernels crash without a panic.
  private static let dying = ["Kernel panic", "unable to handle kernel NULL pointer"]
  /// Only the crash kernel's command line has this. The IOMMU is set up half a second later.
  private static let crashKernelStarts = " elfcorehdr="

  private let crashCase: CrashCase
  private let machine: Machine
  /// The file that the guest's disk is in.
  private let disk: String
  /// The width of the emulator's host addresses, in bits.
  private let hostAddressWidth: Int
  private var handOver: HandOverChecks?
  private var onCommand: DMAOnCommand?
  /// Ends when what is to fail in the crash kernel has failed.
  private var failing: Task<Void, any Error>?
  /// The symbols of both kernels.
  private let map: String
  /// The crash kernel's memory that the first kernel uses.
  private var lent: [AddressRange] = []
  /// The first buffer of the capture stream, an IOVA.
  private var watched: UInt64 = 0
  var observation = Observation()

  init(
    _ crashCase: CrashCase, on machine: Machine, disk: String, map: String, hostAddressWidth: Int
  ) {
    self.crashCase = crashCase
    self.machine = machine
    self.disk = disk
    self.map = map
    self.hostAddressWidth = hostAddressWidth
  }

  /// Boots, starts the DMA, loads the crash kernel, looks at the tables, corrupts them if the
  /// case says so, and crashes.
  func firstKernel(crashCommandLine: String) async throws {
    try await reach(.firstKernelUp, "first-kernel-up")
    let mapped = try await command("attach \(MachineSpec.spare)").joined()
    try await command("fragments \(MachineSpec.spare) \(crashCase.fragments)", seconds: 120)
    if crashCase.machine.virtualFunctions {
      try await command("virtual_functions \(crashCase.address(of: .card)) 2")
    }
    try await command("start_dma")
    let loaded = try await command("load_crash_kernel '\(crashCommandLine)'")
    let region = loaded.compactMap { GuestAnswer.region("Crash kernel", ofIOMemLine: $0) }
    let ram = loaded.compactMap { GuestAnswer.region("System RAM", ofIOMemLine: $0) }
    lent = loaded.compactMap { GuestAnswer.lent(ofMessage: $0) }
    guard !region.isEmpty else { throw Failure("no memory is reserved for the crash kernel") }
    guard lent.isEmpty != crashCase.lendsMemory else {
      throw Failure("the crash kernel does not lend memory")
    }

    let stream = try await watchStream(region)
    onCommand = try await commandDMA(at: mapped)
    try await machine.sleep(.milliseconds(500))
    guard machine.watch!.samples.contains(where: { $0.landed > 0 }) else {
      throw Failure("the first kernel's DMA does not land in its buffers")
    }
    // paused until the crash, so that nothing is mapped or unmapped after this look at the tables
    try await machine.paused {
      let before = try await machine.walk(hostAddressWidth: hostAddressWidth)
      let handOver = HandOverChecks(
        before: before, ram: ram, crashRegion: crashCase.ownLowMemory(before) + region + lent)
      self.handOver = handOver
      watched = stream.buffers[0].first
      if !crashCase.isDamagedLate { try damage(handOver) }
      if crashCase.corruption == .pageIntoCrashRegion {
        handOver.redirected = try await machine.walk(hostAddressWidth: hostAddressWidth)
      }
      try handOver.keepTables(of: machine.memory)
      observation.stages[.crash] = machine.time
      try machine.start("crash")
      if crashCase.mishap == .noFaultInterrupt {
        failing = try await Mishap.failInterrupt(kernel: map, socket: machine.debugger)
      }
    }
    try await machine.wait(forConsole: Self.dying, seconds: 30)
    if crashCase.mishap == .queueInError {
      try await machine.paused { try await machine.breakInvalidationQueue() }
    }
    // until then, another processor of the crashed kernel may go on
    try await machine.wait(forConsole: [Self.crashKernelStarts], seconds: 30)
    try await machine.paused(refuseChanges)
    // QEMU aborts if a driver resets the card's interrupts while frames arrive
    if crashCase.driver != .ordinary { machine.feed() }
  }

  /// Fails, as if there had been no crash, when the first kernel has mapped or unmapped memory since
  /// the rig looked at the tables: nothing can be compared then.
  private func refuseChanges() throws {
    guard let change = try handOver?.changes(in: machine.memory).first else { return }
    observation.stages[.crash] = nil
    throw Failure("the first kernel changed its tables before it crashed: \(change)")
  }

  /// Makes the tables wrong as the case says, if it does. The machine must be paused.
  private func damage(_ handOver: HandOverChecks) throws {
    guard let corruption = crashCase.corruption else { return }
    let writes = try handOver.plan(
      corruption, of: crashCase.address(of: crashCase.damaged),
      address: crashCase.damaged == .sound ? watched : nil, into: lent.first,
      hostAddressWidth: hostAddressWidth,
      machine.memory)
    for write in writes { try machine.memory.write(write.newBytes, at: write.address) }
  }

  /// Prepares the spare device's DMA, into the buffer that its driver has mapped.
  private func commandDMA(at mapped: String) async throws -> DMAOnCommand {
    let before = try await machine.paused {
      try await machine.walk(hostAddressWidth: hostAddressWidth)
    }
    let handOver = HandOverChecks(before: before, ram: [], crashRegion: [])
    return try await DMAOnCommand(machine, buffer: try GuestAnswer.buffer(mapped)) {
      handOver.translate(MachineSpec.spare, $0)
    }
  }

  /// Starts to watch the capture stream's old buffers.
  private func watchStream(_ region: [AddressRange]) async throws -> LegacyStream {
    try await machine.paused {
      let handOver = HandOverChecks(
        before: try await machine.walk(hostAddressWidth: hostAddressWidth), ram: [],
        crashRegion: region)
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
    try await failing?.value
    try await machine.sleep(.milliseconds(500))
    try await judge(.crashKernelUp)
    try await fire(.crashKernelUp)
    if crashCase.isDamagedLate, let handOver {
      try await machine.paused {
        try damage(handOver)
        try handOver.keepTables(of: machine.memory)
      }
    }

    if crashCase.driver == .lateReset, let device = crashCase.attached.last {
      for earlier in crashCase.attached.dropLast() { try await command("attach \(earlier)") }
      let mapped = try await command("attach \(device)").joined()
      note(.attached)
      observation.attach = GuestAnswer.number("first_ns=", in: mapped).flatMap { nanoseconds in
        handOver.map {
          .init(mappings: $0.mappings(of: device), seconds: Double(nanoseconds) / 1e9)
        }
      }
      try await machine.sleep(.milliseconds(500))
      try await judge(.attached)
      try await fire(.attached, newBuffer: try GuestAnswer.buffer(mapped))
      try await machine.sleep(watch)
      let counts = try await command("corrupted \(device)").joined()
      observation.corruptedPages = GuestAnswer.number("corrupted=", in: counts)
      observation.watchedPages = GuestAnswer.number("of=", in: counts)
      note(.reset)
      try await command("reset \(device)")
    }
    let size = try await command("save_dump", seconds: 120).last.flatMap { Int($0) }
    note(.dumpSaved)
    guard let size, let handOver else { throw Failure("the guest did not report the dump's size") }
    observation.dumpSize = size
    observation.checks.append(try handOver.check(dump: disk, size: size))
  }

  /// Has the spare device do what the case is about.
  ///
  /// - Parameter newBuffer: what the crash kernel's driver has mapped for the watched device.
  private func fire(_ moment: Observation.Stage, newBuffer: UInt64? = nil) async throws {
    guard let onCommand else { return }
    func note(_ expectation: Expectation, _ findings: [String]) {
      observation.checks.append(
        .init(expectation: expectation.title, moment: moment, findings: findings))
    }
    let expected = crashCase.expectations
    if expected.contains(.idleDeviceGoesOn), moment == .crashKernelUp {
      note(.idleDeviceGoesOn, try await onCommand.goesOn())
    }
    if expected.contains(.reservedMemoryReached), let reserved = crashCase.reserved {
      note(
        .reservedMemoryReached,
        try await onCommand.reaches(reserved.first, at: reserved.first))
    }
    guard expected.contains(.nothingRevealed) else { return }
    guard let newBuffer else { return try await onCommand.readOldAddress() }
    let walk = try await machine.paused {
      try await machine.walk(hostAddressWidth: hostAddressWidth)
    }
    guard
      let place = walk.translation(of: MachineSpec.spare.source)?.mapping(at: newBuffer)?
        .translate(newBuffer)
    else { return note(.nothingRevealed, ["the driver's buffer is not mapped"]) }
    note(.nothingRevealed, try await onCommand.revealed(at: newBuffer, place: place))
  }

  /// Shuts the first kernel down and starts another one, without a crash.
  func startAnother(commandLine: String) async throws {
    try await reach(.firstKernelUp, "first-kernel-up")
    try await command("load_kernel '\(commandLine)'")
    try machine.start("start_kernel")
    try await reach(.nextKernelUp, "first-kernel-up")
    observation.devices = try await command("devices")
  }

  /// Boots once, without a crash, and records devices and messages.
  func bootNormally() async throws {
    try await reach(.firstKernelUp, "first-kernel-up")
    observation.devices = try await command("devices")
  }

  /// The observation, completed with the end of the console.
  func finish() -> Observation {
    failing?.cancel()
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
      let registers = try await machine.vtdRegisters()
      observation.checks += try handOver.check(
        try await machine.walk(hostAddressWidth: hostAddressWidth), registers, machine.memory,
        at: moment, in: crashCase)
    }
  }
}
