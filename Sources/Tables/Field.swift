/// A run of bits of a structure, within one 64-bit word.
public struct Field: Sendable {
  public init() {}
}
