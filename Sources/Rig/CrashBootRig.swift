internal import Diagnostics
internal import Foundation
internal import Platform

/// The crash-boot rig: boots kernels in emulated machines, crashes them under live DMA, and
/// judges from outside how the crash kernel takes over the IOMMU.
public struct CrashBootRig: Sendable {
  let builder: KernelBuilder
  public let emulator: Emulator
  /// The patch files of the series, in order.
  let patches: [String]
  /// The directory for everything that the rig writes.
  public let directory: String
  /// How many machines run at the same time.
  let machines: Int

  public init(
    builder: KernelBuilder, emulator: Emulator, patches: [String], directory: String, machines: Int
  ) {
    self.builder = builder
    self.emulator = emulator
    self.patches = patches
    self.directory = directory
    self.machines = machines
  }

  /// A case on a kernel that is built.
  private struct Job {
    let crashCase: CrashCase
    let subject: TestedKernel
    let kernel: String
    let initramfs: String
  }

  /// Runs cases on kernels, and calls `done` with each result.
  public func run(
    _ cases: [CrashCase], on subjects: [TestedKernel], done: @Sendable (CaseResult) -> Void
  ) async throws -> [CaseResult] {
    let lock = try await DirectoryLock(directory)
    defer { lock.release() }
    let jobs = try await jobs(cases, subjects)
    var observations: [Observation?] = Array(repeating: nil, count: jobs.count)
    var results: [CaseResult] = []
    try await withThrowingTaskGroup(of: (Int, Observation).self) { group in
      var next = 0
      func start() {
        guard next < jobs.count else { return }
        let (index, job) = (next, jobs[next])
        next += 1
        group.addTask { (index, try await observe(job)) }
      }
      for _ in 0..<machines { start() }
      for try await (index, seen) in group {
        start()
        observations[index] = seen
        // in the order of the cases, because a normal boot is compared with the one before it
        while results.count < jobs.count, let seen = observations[results.count] {
          let job = jobs[results.count]
          let baseline = results.last { $0.name == job.crashCase.name && $0.subject == .vanilla }
          let outcome = job.crashCase.evaluate(seen, baseline: baseline?.observation)
          let result = CaseResult(job.crashCase, on: job.subject, outcome, seen)
          results.append(result)
          done(result)
        }
      }
    }
    return results
  }

  private func jobs(_ cases: [CrashCase], _ subjects: [TestedKernel]) async throws -> [Job] {
    var kernels: [(subject: TestedKernel, kernel: String, initramfs: String, forDump: String)] = []
    let separately = try !builder.canBlacklist()
    var guest: String?
    let image = GuestImage(
      rigSources: builder.rigSources, directory: "\(directory)/guest",
      packer: builder.initramfsPacker)
    for subject in subjects {
      let files = Array(patches.prefix(count(subject)))
      let kernel = try await builder.image(patches: files, title: "building the \(subject) kernel")
      if guest == nil { guest = try await image.build() }
      let initramfs = try await image.addCrashKernel(kernel, to: guest!, as: "\(subject)")
      var forDump = initramfs
      if separately {
        let small = try await builder.image(
          patches: files, drivers: .forDumpOnly,
          title: "building the \(subject) kernel without drivers")
        forDump = try await image.addCrashKernel(small, to: guest!, as: "\(subject)-dump")
      }
      kernels.append((subject, kernel, initramfs, forDump))
    }
    var jobs: [Job] = []
    for crashCase in cases {
      for kernel in kernels {
        var initramfs = crashCase.driver == .ordinary ? kernel.initramfs : kernel.forDump
        if crashCase.isReservedForDevice, let region = crashCase.reserved {
          let table = DMARTable(region: region, hostAddressWidth: emulator.hostAddressWidth)
          initramfs = try await image.addTable(
            table.bytes, to: initramfs, as: "\(crashCase.name)-\(kernel.subject)")
        }
        jobs.append(
          Job(
            crashCase: crashCase, subject: kernel.subject, kernel: kernel.kernel,
            initramfs: initramfs))
      }
    }
    return jobs
  }

  private func count(_ subject: TestedKernel) -> Int {
    switch subject {
    case .vanilla: 0
    case .series: patches.count
    case .commit(let number): number
    }
  }

  /// Runs a case, and once more if the outcome is invalid.
  private func observe(_ job: Job) async throws -> Observation {
    var crashCase = job.crashCase
    if builder.toolchain != nil { crashCase.machine.processor = "Nehalem" }
    let run = CaseRun(
      crashCase: crashCase, emulator: emulator,
      directory: "\(directory)/cases/\(job.crashCase.name)/\(job.subject)",
      kernel: job.kernel, initramfs: job.initramfs
    )
    let seen = try await run.run()
    guard job.crashCase.evaluate(seen).verdict == .invalid else { return seen }
    var again = try await run.run()
    again.attempts += seen.attempts
    return again
  }
}
