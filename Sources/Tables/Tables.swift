/// The structures that the tool knows, in the order of the specification.
public enum Tables {
  public static let all: [Structure] =
    Structure.rootEntries + Structure.contextEntries + Structure.pasidEntries
    + Structure.firstStageEntries + Structure.secondStageEntries + Structure.registers

  /// The field that a capability names (`CAP.SAGAW`), in a register of `structures`.
  public static func field(of capability: Capability, in structures: [Structure] = all) -> Field? {
    let parts = capability.name.split(separator: ".")
    guard parts.count == 2 else { return nil }
    return structures.first { $0.place != .memory && $0.prefix == parts[0] }?[String(parts[1])]
  }
}
