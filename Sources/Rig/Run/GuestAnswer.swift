internal import Diagnostics
internal import Judge

/// Reads what the guest's init answers.
enum GuestAnswer {
  /// Reads `33000000-3affffff : Crash kernel`.
  static func region(_ name: String, ofIOMemLine line: String) -> AddressRange? {
    let words = line.split(separator: " ")
    guard line.hasSuffix(" : \(name)"), let ends = words.first?.split(separator: "-"),
      ends.count == 2, let first = UInt64(ends[0], radix: 16),
      let last = UInt64(ends[1], radix: 16),
      first < last
    else { return nil }
    return AddressRange(first: first, last: last)
  }

  /// Reads `cma: Reserved 64 MiB at 0x0000000018000000`, memory that the crash kernel lends.
  static func lent(ofMessage line: String) -> AddressRange? {
    let words = line.split(separator: " ").drop { $0 != "cma:" }.map(String.init)
    guard words.count == 6, words[1] == "Reserved", let size = UInt64(words[2]),
      let start = UInt64(words[5].dropFirst(2), radix: 16)
    else { return nil }
    return AddressRange(start: start, count: size << 20)
  }

  /// Reads `coherent=0xfff00000+0x100000`, what the late-resetting driver has mapped.
  static func buffer(_ mapped: String) throws -> UInt64 {
    let key = "coherent=0x"
    let word = mapped.split(separator: " ").first { $0.hasPrefix(key) }
    guard let digits = word?.dropFirst(key.count).prefix(while: { $0 != "+" }),
      let buffer = UInt64(digits, radix: 16)
    else { throw Failure("the late-resetting driver did not say what it mapped: \(mapped)") }
    return buffer
  }

  /// Reads the number after `corrupted=`, or another key.
  static func number(_ key: String, in text: String) -> Int? {
    text.split(separator: " ").first { $0.hasPrefix(key) }.flatMap { Int($0.dropFirst(key.count)) }
  }
}
