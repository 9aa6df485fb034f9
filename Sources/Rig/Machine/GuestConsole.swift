internal import Foundation

/// The console log of a machine, read as it grows.
final class GuestConsole {
  private let handle: FileHandle?
  private(set) var text = ""
  /// The lines so far that are signs of a broken kernel.
  private(set) var trouble: [String] = []
  private var partial = ""

  /// What a kernel prints when it is in trouble.
  private static let signs = [
    "Kernel panic", "BUG:", "kernel BUG", "Oops:", "WARNING:", "general protection fault",
    "rcu_sched self-detected stall", "soft lockup",
  ]
  /// Between these lines, signs of trouble are ignored: the rig caused the crash itself.
  private static let crash = (begin: "Trigger a crash", end: "Linux version")
  private var isCrashing = false

  init(path: String) { handle = FileHandle(forReadingAtPath: path) }

  /// Reads what has been added.
  func update() {
    guard let data = try? handle?.readToEnd(), !data.isEmpty else { return }
    let added = String(decoding: data, as: UTF8.self)
    text += added
    let lines = (partial + added).split(separator: "\n", omittingEmptySubsequences: false)
    partial = lines.last.map(String.init) ?? ""
    for line in lines.dropLast() {
      if line.contains(isCrashing ? Self.crash.end : Self.crash.begin) { isCrashing.toggle() }
      guard !isCrashing, Self.isTrouble(line) else { continue }
      trouble.append(line.trimmingCharacters(in: .whitespacesAndNewlines))
    }
  }

  /// The kernel's messages that contain one of these words, without time stamps.
  func messages(about words: [String]) -> [String] {
    text.split(whereSeparator: \.isNewline)
      .filter { line in words.contains { line.contains($0) } }
      .map { line in
        guard line.hasPrefix("["), let end = line.firstIndex(of: "]") else { return String(line) }
        return String(line[line.index(after: end)...].drop { $0 == " " })
      }
  }

  static func isTrouble(_ line: some StringProtocol) -> Bool {
    signs.contains { line.contains($0) }
  }

  /// The end of the console, for a report.
  func tail(_ count: Int = 40) -> [String] {
    text.split(whereSeparator: \.isNewline).suffix(count).map(String.init)
  }
}
