import Diagnostics
import Foundation
import Platform

/// What checkpatch needs besides perl. If some of these are missing, checkpatch silently skips its
/// checks of licences and spelling.
struct CheckpatchTools: Sendable {
  /// The environment in which checkpatch finds them.
  let environment: [String: String?]
  let dictionary: String
  /// The python3 that has the modules.
  private let interpreter: String

  /// The same, with a command `python` in a directory of its own: before 6.0, checkpatch calls
  /// python 3 by that name.
  func withPython(in directory: String) throws -> CheckpatchTools {
    let link = "\(directory)/python"
    try Disk.remove(link)
    try Disk.makeDirectory(directory)
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: interpreter)
    var environment = environment
    environment["PATH"] = "\(directory):\((environment["PATH"] ?? nil) ?? "")"
    return CheckpatchTools(
      environment: environment, dictionary: dictionary, interpreter: interpreter)
  }

  private static let probe = """
    import importlib.util, os, sys
    missing = [name for name in ("ply", "git") if importlib.util.find_spec(name) is None]
    print("missing", *missing)
    found = importlib.util.find_spec("codespell_lib")
    print(os.path.join(os.path.dirname(found.origin), "data", "dictionary.txt") if found else "")
    print(sys.executable)
    """

  static func find() async throws -> CheckpatchTools {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    // the first python3 in PATH may not see the distribution's modules
    return try await find(in: [path, "/usr/bin:\(path)"])
  }

  /// - Parameters:
  ///   - paths: values of PATH to try; the first with everything is used.
  ///   - fallback: codespell's dictionary where python does not know of it.
  static func find(
    in paths: [String], dictionary fallback: String = "/usr/share/codespell/dictionary.txt"
  ) async throws -> CheckpatchTools {
    var failures: [Diagnostic] = []
    for search in paths {
      let variables: [String: String?] = [
        "PATH": search, "LC_ALL": "C.UTF-8", "GIT_DIR": nil, "GIT_WORK_TREE": nil,
        "PYTHONDONTWRITEBYTECODE": "1",
      ]
      let result = try await Tool("env").run(
        ["python3", "-c", probe], with: .inherited(variables))
      let lines = result.text.split(separator: "\n", omittingEmptySubsequences: false)
      guard result.succeeded, lines.count >= 3 else {
        failures = [Tool("python3").missing]
        continue
      }
      let missing = lines[0].split(separator: " ").dropFirst()
      let dictionary = [String(lines[1]), fallback]
        .first { !$0.isEmpty && Disk.exists($0) }
      if missing.isEmpty, let dictionary {
        return CheckpatchTools(
          environment: variables, dictionary: dictionary, interpreter: String(lines[2]))
      }
      failures =
        missing.map {
          Diagnostic(
            "checkpatch.pl needs python3's module \($0)", fix: "apt-get install python3-\($0)")
        } + (dictionary == nil ? [Tool("codespell").missing] : [])
    }
    throw Failure(failures)
  }
}
