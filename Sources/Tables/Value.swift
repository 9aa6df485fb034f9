/// What one value, or a run of reserved values, of an enumerated field means.
public struct Value: Sendable {
  public let numbers: ClosedRange<Int>
  /// The last part of the C constant: `PASS_THROUGH`; empty when reserved.
  public let name: String
  public let title: String
  /// The value is reserved on hardware that does not report this.
  public let needs: Capability?
  /// The driver's own constant for the value, where it has one.
  public let driverName: String?

  public var isReserved: Bool { name.isEmpty }

  public static func legal(
    _ number: Int, _ name: String, _ title: String, needs: Capability? = nil,
    driver driverName: String? = nil
  ) -> Value {
    Value(
      numbers: number...number, name: name, title: title, needs: needs, driverName: driverName)
  }

  public static func reserved(_ number: Int) -> Value { reserved(number...number) }

  public static func reserved(_ numbers: ClosedRange<Int>) -> Value {
    Value(numbers: numbers, name: "", title: "Reserved", needs: nil, driverName: nil)
  }
}
