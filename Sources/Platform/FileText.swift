/// The bytes of a file as text, and back, without loss whatever the encoding.
///
/// Kernel sources are UTF-8, but MAINTAINERS of 3.19 also has bytes of Latin-1. If a file is not
/// valid UTF-8, each byte above 0x7f becomes a private-use character of its own.
public enum FileText {
  /// Byte 0x80 becomes U+10FE80, and so on.
  private static let escape: UInt32 = 0x10_FE00
  /// The first byte of every such character in UTF-8.
  private static let lead: UInt8 = 0xf4

  public static func decode(_ bytes: some Sequence<UInt8>) -> String {
    let bytes = Array(bytes)
    // a file that has one of these characters itself is escaped, too
    if !bytes.contains(lead), let text = String(validating: bytes, as: UTF8.self) { return text }
    var text = String.UnicodeScalarView()
    text.append(
      contentsOf: bytes.lazy.map { byte in
        byte < 0x80 ? Unicode.Scalar(byte) : Unicode.Scalar(escape + UInt32(byte))!
      })
    return String(text)
  }

  public static func encode(_ text: String) -> [UInt8] {
    guard text.utf8.contains(lead) else { return Array(text.utf8) }
    return text.unicodeScalars.flatMap { scalar in
      let byte = scalar.value &- escape
      return (0x80...0xff).contains(byte) ? [UInt8(byte)] : Array(UTF8.encode(scalar)!)
    }
  }
}
