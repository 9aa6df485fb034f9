/// Cuts a Makefile, a Kconfig file or plain text into white-space-separated words.
///
/// Lines matter there: each word knows whether it is the first of its line. A backslash at the
/// end of a line continues it and is no word.
enum WordLexer {
  static func tokens(of bytes: [UInt8]) -> [Token] {
    var tokens: [Token] = []
    var startsLine = true
    var at = 0
    while at < bytes.count {
      if bytes[at] == Byte.newline {
        startsLine = true
        at += 1
      } else if Byte.isBlank(bytes[at]) {
        at += 1
      } else if bytes[at...].starts(with: [Byte.backslash, Byte.newline]) {
        at += 2
      } else {
        var end = at + 1
        while end < bytes.count, bytes[end] != Byte.newline, !Byte.isBlank(bytes[end]) { end += 1 }
        tokens.append(Token(.word, at..<end, startsLine: startsLine))
        startsLine = false
        at = end
      }
    }
    return tokens
  }
}
