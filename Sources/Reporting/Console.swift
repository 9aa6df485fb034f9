public import Diagnostics
internal import Foundation

/// Messages to the user on standard error.
public enum Console {
  public static func report(_ diagnostics: [Diagnostic]) {
    for diagnostic in diagnostics { say("\(diagnostic)", marking: "error:", .red) }
  }

  public static func warn(_ message: String) {
    say("warning: \(message)", marking: "warning:", .yellow)
  }

  public static func note(_ message: String) { say("note: \(message)", marking: "note:", .cyan) }

  private static func say(_ line: String, marking word: String, _ colour: Style.Colour) {
    let style = Style.forOutput(STDERR_FILENO)
    let text = line.replacing(word, with: style(word, colour), maxReplacements: 1)
    FileHandle.standardError.write(Data("\(text)\n".utf8))
  }
}
