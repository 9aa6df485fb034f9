internal import Diagnostics
internal import Foundation
internal import Platform

/// The QEMU that runs the machines. What its VT-d unit offers, and under which names, is read from
/// the emulator: versions differ.
public struct Emulator: Sendable {
  /// Something that a VT-d unit may be told to offer, or not.
  public enum Feature: Sendable {
    case scalableMode, firstStage, noPassThrough, cachingMode

    /// The options of `intel-iommu`, the newest name first.
    fileprivate var spellings: [(property: String, value: String)] {
      switch self {
      case .scalableMode: [("scalable-mode", "on"), ("x-scalable-mode", "on")]
      case .firstStage: [("fsts", "on"), ("x-flts", "on")]
      case .noPassThrough: [("pt", "off")]
      case .cachingMode: [("caching-mode", "on")]
      }
    }
  }

  /// `10.0.13`
  public let version: String
  /// The executable, and what stands before the options of a machine.
  let command: [String]
  /// The width of host addresses, in bits.
  let hostAddressWidth: Int
  private let properties: Set<String>

  /// Asks the emulator.
  ///
  /// - Parameter command: the executable, and what stands before all options.
  public init(command: [String] = ["qemu-system-x86_64"]) async throws {
    let tool = Tool(command[0])
    let arguments = Array(command.dropFirst())
    try self.init(
      command: command, version: try await tool.output(arguments + ["--version"]).text,
      help: try await tool.output(arguments + ["-device", "intel-iommu,help"]).text)
  }

  /// An emulator with its own libraries and firmware below a directory.
  public init(unpackedIn root: String) async throws {
    let libraries = "\(root)/usr/lib/x86_64-linux-gnu"
    let firmware = ["share/qemu", "share/seabios", "lib/ipxe/qemu"]
    try await self.init(
      command: [
        "\(libraries)/ld-linux-x86-64.so.2", "--inhibit-cache", "--library-path",
        "\(libraries):\(libraries)/pulseaudio", "--argv0", "qemu-system-x86_64",
        "\(root)/usr/bin/qemu-system-x86_64",
      ] + firmware.flatMap { ["-L", "\(root)/usr/\($0)"] })
  }

  /// Reads what QEMU says of its version, and of the properties of `intel-iommu`.
  init(command: [String], version: String, help: String) throws(Failure) {
    let words = version.split(whereSeparator: \.isWhitespace)
    var defaults: [String: String] = [:]
    for line in help.split(separator: "\n") {
      let parts = line.split(separator: "=", maxSplits: 1)
      guard parts.count == 2, let start = parts[1].firstRange(of: "(default: ") else { continue }
      let name = String(parts[0].drop(while: \.isWhitespace))
      defaults[name] = String(parts[1][start.upperBound...].prefix { $0 != ")" })
    }
    guard let index = words.firstIndex(of: "version"), index + 1 < words.count,
      let width = defaults["aw-bits"].flatMap({ Int($0) })
    else {
      throw Failure(
        "\(command.joined(separator: " ")) does not list the properties of intel-iommu",
        fix: "use QEMU 7.2 or later for x86_64")
    }
    self.command = command
    self.version = String(words[index + 1])
    hostAddressWidth = width
    properties = Set(defaults.keys)
  }

  /// The option of `intel-iommu`, such as `scalable-mode=on`; nil when this version has none.
  func option(_ feature: Feature) -> String? {
    feature.spellings.first { properties.contains($0.property) }.map {
      "\($0.property)=\($0.value)"
    }
  }

  /// Whether a machine can be run on it.
  public func canRun(_ machine: MachineSpec) -> Bool {
    machine.features.allSatisfy { option($0) != nil }
  }
}
