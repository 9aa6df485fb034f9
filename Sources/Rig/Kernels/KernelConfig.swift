internal import Diagnostics
internal import Foundation
internal import Kernels
internal import Platform

/// The configuration of the test kernels: tinyconfig and a fragment.
struct KernelConfig {
  let fragment: String
  /// Lines that are added to the fragment.
  let more: String
  let source: String
  let output: String
  let make: KernelMake

  /// Writes `.config`, unless it was made from this fragment.
  func prepare() async throws {
    let stamp = "\(output)/.rig-fragment"
    let text = Self.combined(try Disk.read(fragment) ?? "", more)
    guard try Disk.read(stamp) != text else { return }
    try Disk.makeDirectory(output)
    let knowsTiny = Disk.exists("\(source)/kernel/configs/tiny.config")
    try await configure(knowsTiny ? "tinyconfig" : "allnoconfig")
    let wanted = "\(output)/rig-fragment.config"
    try Disk.write(text + KernelMake.unwinders.map { "\($0)\n" }.joined(), to: wanted)
    _ = try await Tool("\(source)/scripts/kconfig/merge_config.sh").output(
      ["-m", "-O", output, "\(output)/.config", wanted], in: output)
    try await configure("olddefconfig")
    let missing = Self.missing(wanted: text, from: try Disk.read("\(output)/.config") ?? "")
    guard missing.isEmpty else {
      throw Failure(
        missing.map {
          Diagnostic(
            "this kernel's configuration does not take \($0)", at: nil,
            fix: "correct \(fragment)")
        })
    }
    try Disk.write(text, to: stamp)
  }

  private func configure(_ target: String) async throws {
    let result = try await make.run(["-s", target])
    guard !result.succeeded else { return }
    throw Failure(
      "make \(target) failed: " + KernelMake.errors(in: result.errors).joined(separator: "; "))
  }

  /// A fragment in which later lines replace earlier ones of the same option.
  static func combined(_ text: String, _ more: String) -> String {
    let options = more.split(separator: "\n").map { $0.prefix { $0 != "=" } + "=" }
    let kept = text.split(separator: "\n", omittingEmptySubsequences: false)
      .filter { line in !options.contains { line.hasPrefix($0) } }
    return kept.joined(separator: "\n") + more
  }

  /// The options that have another value in a configuration than in the fragment.
  static func missing(wanted: String, from config: String) -> [String] {
    let lines = Set(config.split(separator: "\n"))
    return wanted.split(separator: "\n").filter { $0.hasPrefix("CONFIG_") }.filter { line in
      guard line.hasSuffix("=n") else { return !lines.contains(line) }
      return lines.contains { $0.hasPrefix("\(line.dropLast(1))") }
    }.map(String.init)
  }
}
