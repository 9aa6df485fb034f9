import Diagnostics
import Foundation
import Kernels
import Platform
import Reporting

/// Builds the driver's objects in one configuration.
struct DriverBuild: Sendable {
  let configuration: KernelConfiguration
  let tree: String
  /// The build directory (`O=`), kept between runs.
  let output: String
  /// The driver's directory in the kernel tree.
  let driver: String
  /// The compilers as make takes them.
  let compilers: [String]
  let jobs: Int

  struct Result: Sendable {
    let succeeded: Bool
    let warnings: Warnings
    let objects: Objects?
  }

  /// Makes `.config` anew.
  func configure() async throws {
    let fragment = "\(output)/fragment.config"
    try Disk.write(configuration.fragment, to: fragment)
    let result = try await make(["-s", "allnoconfig", "KCONFIG_ALLCONFIG=\(fragment)"])
    guard result.succeeded else {
      throw toolFailure("cannot configure \(configuration.name)", result.errors)
    }
    let missing = configuration.missing(in: try Disk.read("\(output)/.config") ?? "")
    guard missing.isEmpty else {
      throw Failure(
        "configuration \(configuration.name) did not take \(missing.joined(separator: ", "))",
        fix: "look for the options' dependencies in this kernel's Kconfig files")
    }
  }

  /// The names that the kernel has besides the driver's. Builds all of it, once in a run. Before
  /// 5.19, make has no target for it.
  func kernelNames() async throws -> Set<String> {
    let result = try await make(["-s", "vmlinux_o"])
    guard result.succeeded else {
      throw toolFailure("cannot build the kernel in \(configuration.name)", result.errors)
    }
    let names = try await Tool("nm").output(["--defined-only", "vmlinux.o"], in: output)
    return Set(
      names.text.split(separator: "\n").compactMap { line in
        line.split(separator: " ").last.map(String.init)
      })
  }

  /// Builds every object of the driver anew, so that each warning appears again.
  func run() async throws -> Result {
    try Disk.remove("\(output)/\(driver)")
    let result = try await make([
      "-s", "-k", "-Otarget", "W=1", "C=1", "CHECK=\(Self.checker)",
      "\(configuration.directory(of: driver))/",
    ])
    // with -s, make prints nothing but the tools' own output
    let log = result.errors + result.text
    guard !log.contains("is not available or not up to date") else {
      throw toolFailure("this kernel does not work with this version of sparse", log)
    }
    let warnings = Warnings(log: log, prefixes: [tree, output])
    guard result.succeeded else {
      guard warnings.findings.contains(where: { $0.source?.file.hasPrefix(driver) ?? false }) else {
        throw toolFailure("make failed outside of \(driver) in \(configuration.name)", log)
      }
      return Result(succeeded: false, warnings: warnings, objects: nil)
    }
    return Result(
      succeeded: true, warnings: warnings,
      objects: try await Objects.read(
        in: "\(output)/\(driver)", mayBeNone: !configuration.hasDriver))
  }

  /// Newer kernels refuse sparse 0.6.4, which lacks `__typeof_unqual__`. `__typeof__` comes close.
  private static let checker = "sparse -D__typeof_unqual__=__typeof__"

  private func make(_ targets: [String]) async throws -> Tool.Result {
    try await KernelMake(
      tree: tree, output: output, architecture: configuration.architecture, compilers: compilers
    ).run(["-j\(jobs)"] + targets)
  }

  private func toolFailure(_ what: String, _ log: String) -> Failure {
    let package = Self.packages.first { log.contains($0.sign) }?.package
    return Failure(
      "\(what): \(KernelMake.errors(in: log).joined(separator: "; "))",
      fix: package.map { "apt-get install \($0)" })
  }

  /// Signs in kbuild's output of a missing package that brings no tool.
  private static let packages = [
    (sign: "gelf.h", package: "libelf-dev"), (sign: "libelf", package: "libelf-dev"),
    (sign: "openssl/", package: "libssl-dev"), (sign: "stdio.h", package: "libc6-dev"),
  ]
}
