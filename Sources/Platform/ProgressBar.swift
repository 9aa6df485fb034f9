internal import Foundation
internal import Synchronization

/// Reports progress on standard error: as a bar on a terminal, as plain lines elsewhere.
public final class ProgressBar: Sendable {
  private struct State {
    var shown = -1
    var finished = false
  }

  private let title: String
  private let terminal: Bool
  private let state = Mutex(State())

  /// Announces a step that may take more than a second.
  public init(_ title: String) {
    self.title = title
    terminal = isatty(STDERR_FILENO) == 1
    if terminal { draw(0) } else { print("\(title) …\n") }
  }

  /// Shows how much is done, from 0 to 1; a log gets a line every 20 %.
  public func update(_ fraction: Double) {
    let percent = Int(min(max(fraction, 0), 1) * 100)
    let due = state.withLock { state in
      guard !state.finished, percent >= state.shown + (terminal ? 1 : 20) else { return false }
      state.shown = percent
      return true
    }
    guard due else { return }
    if terminal { draw(percent) } else if percent > 0 { print("\(title): \(percent) %\n") }
  }

  /// Removes the bar.
  public func finish() {
    let first = state.withLock { state in
      defer { state.finished = true }
      return !state.finished
    }
    if first, terminal { print("\r\u{1b}[K") }
  }

  private func draw(_ percent: Int) {
    let width = 24
    let done = percent * width / 100
    let bar = String(repeating: "#", count: done) + String(repeating: "·", count: width - done)
    print("\r\u{1b}[K\(title) [\(bar)] \(percent) %")
  }

  private func print(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}
