internal import Diagnostics
internal import Foundation
internal import Judge
internal import Platform
internal import Series

/// Takes one case through its stages on one kernel.
struct CaseRun {
  let crashCase: CrashCase
  let emulator: Emulator
  /// Where the machine's files are: console, trace, dump.
  let directory: String
  let kernel: String
  let initramfs: String

  /// The machine is killed after this many seconds, whatever happens.
  private static let deadline = 300
  /// How long the late-resetting driver lets its device run.
  private static let watch: Duration = .milliseconds(2500)

  /// For both kernels. `no_timer_check`, because a busy host may delay the emulated timer.
  private static let commandLine =
    "console=ttyS0 loglevel=7 intel_iommu=on oops=panic panic=5 no_timer_check"
  /// Short time-outs for a disk that does not answer.
  private static let disk = "nvme_core.admin_timeout=10 nvme_core.io_timeout=10"
  /// Disables the drivers of devices that are still running.
  private static let withoutDrivers = "initcall_blacklist=e1000_init_module,azx_driver_init"

  /// Keeps tables out of low memory, which the crash kernel overwrites. Later kernels do this by
  /// themselves.
  private var firstOptions: String { crashCase.family == .classic ? "reservelow=640K" : "" }

  /// Memory that a firmware would keep for itself.
  private var reservation: String {
    crashCase.reserved.map { "memmap=\($0.count)$0x\($0.first.hex())" } ?? ""
  }

  private var crashKernel: String {
    "crashkernel=\(crashCase.crashKernelMiB)M"
      + (crashCase.crashKernelAtMiB.map { "@\($0)M" } ?? "")
      + (crashCase.lendsMemory ? " crashkernel=64M,cma" : "")
  }

  private var crashCommandLine: String {
    let drivers = crashCase.driver == .ordinary ? "" : " \(Self.withoutDrivers)"
    return
      "\(Self.commandLine) reset_devices \(Self.disk)\(drivers) \(reservation) \(crashCase.crash)"
  }

  /// Runs the case. Trouble in the guest is part of the observation.
  ///
  /// - Throws: only for problems of the rig itself, such as no QEMU or a full disk.
  func run() async throws -> Observation {
    try Disk.remove(directory)
    try Disk.makeDirectory(directory)
    let disk = "\(directory)/\(MachineFile.disk)"
    guard FileManager.default.createFile(atPath: disk, contents: nil) else {
      throw Failure("cannot make \(disk)")
    }
    truncate(disk, off_t(crashCase.machine.memoryMiB) << 20)
    defer {
      for file in MachineFile.passing { try? Disk.remove("\(directory)/\(file)") }
    }

    let begin = ContinuousClock.now
    var started = 0.0
    var observation = Observation()
    do {
      (observation, started) = try await machine()
    } catch let failure as Failure {
      observation.addEmulatorFault(failure.description)
    }
    observation.read(
      trace: try Disk.read("\(directory)/\(MachineFile.trace)") ?? "", started: started)
    let said = try Disk.read("\(directory)/\(MachineFile.errors)") ?? ""
    let lines = said.split(separator: "\n").filter { $0.contains("qemu-system") }
    // what comes before may be a warning
    let last = observation.emulatorFault == nil ? nil : lines.last
    if let line = lines.first(where: { $0.contains("Assertion") }) ?? last {
      observation.addEmulatorFault(String(line))
    }
    observation.seconds = (ContinuousClock.now - begin) / .seconds(1)
    return observation
  }

  /// Takes the machine through the case.
  ///
  /// - Returns: what was observed, and when the machine started, in seconds since 1970.
  private func machine() async throws -> (Observation, Double) {
    try await Machine.run(
      crashCase.machine, on: emulator, in: directory, kernel: kernel, initramfs: initramfs,
      commandLine:
        "\(Self.commandLine) \(crashKernel) \(firstOptions) \(reservation) \(crashCase.first)",
      deadline: Self.deadline
    ) { machine in
      let script = CaseScript(
        crashCase, on: machine, disk: "\(directory)/\(MachineFile.disk)",
        map: KernelBuilder.map(of: kernel),
        hostAddressWidth: emulator.hostAddressWidth)
      do {
        switch crashCase.driver {
        case .normalBoot: try await script.bootNormally()
        case .plainKexec: try await script.startAnother(commandLine: Self.commandLine)
        case .none, .ordinary, .lateReset:
          try await script.firstKernel(crashCommandLine: crashCommandLine)
          try await script.crashKernel(watch: Self.watch)
        }
      } catch let loss as Machine.Loss {
        script.observation.loss = "\(loss)"
      } catch let failure as Failure {
        script.observation.loss = failure.description
      }
      return (script.finish(), machine.started.timeIntervalSince1970)
    }
  }
}
