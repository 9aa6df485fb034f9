internal import Diagnostics
internal import Foundation
internal import Platform
internal import Subprocess
internal import SystemPackage

/// A running emulated machine: its monitor, its console, its memory, its devices, and the line to the init
/// of the kernel that runs in it.
final class Machine {
  let memory: GuestMemory
  let console: GuestConsole
  let started: Date
  /// Sampled whenever the rig waits.
  var watch: LegacyWatch?
  private var feeder: FrameFeeder?
  private let directory: String
  private let qmp: QMP
  private let qtest: QTest
  private let control: LineSocket

  /// Why a wait for the guest ended without an answer.
  struct Loss: Error, CustomStringConvertible {
    let description: String
  }

  /// Boots a machine and runs `body` with it. The machine is always ended afterwards; after
  /// `deadline` seconds it ends even if this process was killed.
  static func run<Result: Sendable>(
    _ spec: MachineSpec, on emulator: Emulator, in directory: String, kernel: String,
    initramfs: String,
    commandLine: String, deadline: Int, body: (Machine) async throws -> Result
  ) async throws -> Result {
    let arguments = spec.arguments(
      on: emulator, kernel: kernel, initramfs: initramfs, commandLine: commandLine)
    let errors = try FileDescriptor.open(
      FilePath("\(directory)/\(MachineFile.errors)"), .writeOnly, options: [.create, .truncate],
      permissions: [.ownerReadWrite])
    do {
      let ended = try await Subprocess.run(
        .name("timeout"),
        arguments: Arguments(["--signal=KILL", "\(deadline)"] + emulator.command + arguments),
        workingDirectory: FilePath(directory), input: .none, output: .discarded,
        error: .fileDescriptor(errors, closeAfterSpawningProcess: true)
      ) { execution in
        let process = Int32(execution.processIdentifier.value)
        do {
          let machine = try await Machine(spec, in: directory)
          defer { machine.feeder?.stop() }
          let result = try await body(machine)
          Self.end(process, in: directory)
          return result
        } catch {
          Self.end(process, in: directory)
          throw error
        }
      }
      return ended.closureResult
    } catch let error as SubprocessError where error.code == .executableNotFound {
      throw Failure([Tool("timeout").missing])
    }
  }

  /// Kills QEMU, by the number in its pid file, and the `timeout` that runs it.
  private static func end(_ watcher: pid_t, in directory: String) {
    if let process = processID(directory) { kill(process, SIGKILL) }
    kill(watcher, SIGTERM)
  }

  private static func processID(_ directory: String) -> pid_t? {
    (try? String(contentsOfFile: "\(directory)/\(MachineFile.pid)", encoding: .utf8))
      .flatMap { pid_t($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
  }

  private init(_ spec: MachineSpec, in directory: String) async throws {
    self.directory = directory
    let start = ContinuousClock.now
    var sockets: (LineSocket, LineSocket, LineSocket)?
    var process: pid_t?
    while sockets == nil || process == nil {
      guard ContinuousClock.now - start < .seconds(20) else {
        let said = try? String(
          contentsOfFile: "\(directory)/\(MachineFile.errors)", encoding: .utf8)
        throw Failure("QEMU did not start: \(said?.suffix(300) ?? "")")
      }
      try await Task.sleep(for: .milliseconds(10))
      process = Self.processID(directory)
      guard let qmp = LineSocket(MachineFile.qmp, in: directory),
        let qtest = LineSocket(MachineFile.qtest, in: directory),
        let control = LineSocket(MachineFile.control, in: directory)
      else { continue }
      sockets = (qmp, qtest, control)
    }
    (qmp, qtest, control) = (QMP(sockets!.0), QTest(sockets!.1), sockets!.2)
    // QEMU answers once the machine is complete
    try await qmp.run("qmp_capabilities")
    memory = try GuestMemory(process: process!, size: spec.memoryMiB << 20)
    console = GuestConsole(path: "\(directory)/\(MachineFile.console)")
    started = Date()
    try await qmp.run("cont")
  }

  /// The socket for a debugger.
  var debugger: String { "\(directory)/\(MachineFile.debugger)" }

  /// Seconds since the machine started.
  var time: Double { Date().timeIntervalSince(started) }

  /// Resumes the guest.
  func sleep(_ duration: Duration) async throws {
    let end = ContinuousClock.now + duration
    while ContinuousClock.now < end {
      try await watch?.sample(self)
      try await Task.sleep(for: .milliseconds(5))
    }
  }

  /// Runs `body` while the machine is paused.
  func paused<Result>(_ body: () async throws -> Result) async throws -> Result {
    try await qmp.run("stop")
    let result = try await body()
    try await qmp.run("cont")
    return result
  }

  /// Waits until the guest's init reports that it has reached `stage`.
  func wait(for stage: String, seconds: Int) async throws {
    _ = try await lines(until: "stage \(stage)", what: "reach \(stage)", seconds: seconds)
  }

  /// Waits until the kernel's console holds one of `texts`.
  func wait(forConsole texts: [String], seconds: Int) async throws {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while !texts.contains(where: console.text.contains) {
      guard ContinuousClock.now < deadline else {
        throw Loss(description: "the console did not show “\(texts[0])” within \(seconds) s")
      }
      try await Task.sleep(for: .milliseconds(5))
      console.update()
    }
  }

  /// Sends frames to the network card from now on.
  func feed() { feeder = FrameFeeder(in: directory) }

  /// Has the guest's init run a command.
  ///
  /// - Returns: its exit status and the lines that it printed.
  func run(_ command: String, seconds: Int = 60) async throws -> (status: Int, output: [String]) {
    try control.send(command)
    let answer = try await lines(until: "done ", what: "answer to “\(command)”", seconds: seconds)
    return (Int(answer.last!.dropFirst(5)) ?? -1, Array(answer.dropLast()))
  }

  /// Has the guest's init run a command, without waiting for an answer.
  func start(_ command: String) throws { try control.send(command) }

  /// Reads registers of the VT-d unit or of a device.
  func registers(at address: UInt64, count: Int, size: Int) async throws -> [UInt64] {
    try await qmp.registers(at: address, count: count, size: size)
  }

  /// Writes a device register of 8 bytes.
  func write(_ value: UInt64, at address: UInt64) async throws {
    try await qtest.write(value, at: address)
  }

  /// Where a device's first memory region is.
  func region(of device: PCIAddress) async throws -> UInt64? {
    let buses = try await qmp.run("query-pci") as? [[String: Any]] ?? []
    let regions = Self.devices(on: buses).first {
      $0["bus"] as? Int == Int(device.bus) && $0["slot"] as? Int == Int(device.slot)
        && $0["function"] as? Int == Int(device.function)
    }?["regions"]
    return ((regions as? [[String: Any]])?.first?["address"] as? NSNumber)?.uint64Value
  }

  /// The devices on these buses and behind their bridges.
  private static func devices(on buses: [[String: Any]]) -> [[String: Any]] {
    buses.flatMap { $0["devices"] as? [[String: Any]] ?? [] }.flatMap { device in
      [device] + devices(on: [device["pci_bridge"] as? [String: Any] ?? [:]])
    }
  }

  private func lines(until prefix: String, what: String, seconds: Int) async throws -> [String] {
    let deadline = ContinuousClock.now + .seconds(seconds)
    var lines: [String] = []
    while ContinuousClock.now < deadline {
      while let line = control.next() {
        lines.append(line)
        if line.hasPrefix(prefix) { return lines }
      }
      console.update()
      if let panic = console.trouble.first(where: { $0.contains("Kernel panic") }) {
        throw Loss(description: panic)
      }
      guard !control.isClosed else {
        throw Loss(description: "the machine ended before it could \(what)")
      }
      try await watch?.sample(self)
      try await Task.sleep(for: .milliseconds(5))
    }
    console.update()
    throw Loss(description: "the guest did not \(what) within \(seconds) s")
  }
}
