internal import Diagnostics
internal import Foundation
internal import Kernels
internal import Platform

/// The QEMU that runs the machines. What its VT-d unit offers, and under which names, is read from
/// the emulator: versions differ.
public struct Emulator: Sendable {
  /// Something that a VT-d unit or a device may be told to offer, or not.
  public enum Feature: Sendable, CaseIterable {
    case scalableMode, firstStage, noPassThrough, cachingMode, extendedInterruptMode, deviceTLB
    /// Of a network card, `igb`.
    case virtualFunctions

    /// Arguments with which a QEMU that offers the feature starts. That the option exists is not
    /// enough: without KVM, some versions refuse to set it.
    fileprivate var trial: [String]? {
      switch self {
      case .extendedInterruptMode:
        ["-machine", "q35", "-cpu", "max", "-device", "intel-iommu,intremap=on,eim=on"]
      case .virtualFunctions: ["-machine", "q35", "-device", "igb"]
      default: nil
      }
    }

    /// The options of `intel-iommu`, the newest name first.
    fileprivate var spellings: [(property: String, value: String)] {
      switch self {
      case .scalableMode: [("scalable-mode", "on"), ("x-scalable-mode", "on")]
      case .firstStage: [("fsts", "on"), ("x-flts", "on")]
      case .noPassThrough: [("pt", "off")]
      case .cachingMode: [("caching-mode", "on")]
      case .extendedInterruptMode: [("eim", "on")]
      case .deviceTLB: [("device-iotlb", "on")]
      case .virtualFunctions: []
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
  /// Features with which the emulator did not start.
  private let refused: Set<Feature>

  /// Asks the emulator.
  ///
  /// - Parameter command: the executable, and what stands before all options.
  public init(command: [String] = ["qemu-system-x86_64"]) async throws {
    let tool = Tool(command[0])
    let arguments = Array(command.dropFirst())
    try self.init(
      command: command, version: try await tool.output(arguments + ["--version"]).text,
      help: try await tool.output(arguments + ["-device", "intel-iommu,help"]).text,
      refused: try await Self.refused(by: command))
  }

  /// An emulator with its own libraries and firmware below a directory.
  public init(unpackedIn root: String) async throws {
    let firmware = ["share/qemu", "share/seabios", "lib/ipxe/qemu"]
    try await self.init(
      command: UnpackedPackage.command(
        "usr/bin/qemu-system-x86_64", in: root,
        libraries: ["usr/lib/x86_64-linux-gnu/pulseaudio"])
        + firmware.flatMap { ["-L", "\(root)/usr/\($0)"] })
  }

  /// The features with which it does not start. No machine runs: the monitor ends each at once.
  private static func refused(by command: [String]) async throws -> Set<Feature> {
    var refused: Set<Feature> = []
    for feature in Feature.allCases {
      guard let trial = feature.trial else { continue }
      let arguments =
        command.dropFirst() + trial
        + ["-accel", "tcg", "-S", "-nodefaults", "-display", "none", "-monitor", "stdio"]
      let ended = try await Tool(command[0]).run(Array(arguments), input: Array("quit\n".utf8))
      if !ended.succeeded { refused.insert(feature) }
    }
    return refused
  }

  /// Reads what QEMU says of its version, and of the properties of `intel-iommu`.
  init(
    command: [String], version: String, help: String, refused: Set<Feature> = []
  ) throws(Failure) {
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
    self.refused = refused
  }

  /// The option of `intel-iommu`, such as `scalable-mode=on`; nil when this version has none.
  func option(_ feature: Feature) -> String? {
    feature.spellings.first { properties.contains($0.property) }.map {
      "\($0.property)=\($0.value)"
    }
  }

  /// Whether a machine can be run on it.
  public func canRun(_ machine: MachineSpec) -> Bool {
    machine.features.allSatisfy {
      !refused.contains($0) && ($0.spellings.isEmpty || option($0) != nil)
    }
  }
}
