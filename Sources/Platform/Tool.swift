public import Diagnostics
internal import Foundation
internal import Subprocess
internal import SystemPackage

/// A program of the machine that the project runs: `git`, `make`, `apt-get` …
public struct Tool: Sendable, Hashable {
  /// A name that is looked up in PATH, or a path.
  public let name: String

  public init(_ name: String) { self.name = name }

  public static let git = Tool("git")
  public static let tar = Tool("tar")
  public static let xz = Tool("xz")

  /// What a run's environment holds.
  public enum Variables: Sendable {
    /// The caller's environment; nil removes a variable.
    case inherited([String: String?] = [:])
    /// These and nothing else.
    case only([String: String])
  }

  /// How a run ended.
  public struct Result: Sendable {
    /// The exit status as a shell gives it: 128 + n when signal n ended the run.
    public let status: Int
    public let output: [UInt8]
    public let errors: String

    public var text: String { String(decoding: output, as: UTF8.self) }
    /// The first line of the output.
    public var line: String { text.split(separator: "\n").first.map(String.init) ?? "" }
    public var succeeded: Bool { status == 0 }
  }

  /// Runs the tool to its end, whatever its exit status is.
  ///
  /// - Parameter directory: the working directory; nil is the caller's.
  /// - Throws: a ``Failure`` when the tool cannot be started.
  public func run(
    _ arguments: [String], in directory: String? = nil, with variables: Variables = .inherited(),
    input: [UInt8] = []
  ) async throws -> Result {
    try await starting(in: directory) {
      let done = try await Subprocess.run(
        try executable, arguments: Arguments(arguments), environment: variables.environment,
        workingDirectory: directory.map { FilePath($0) }, input: .inputWriter,
        output: .bytes(limit: .max), error: .string(limit: .max)
      ) { execution in
        // a write fails when the tool has ended early; its own message says why
        if !input.isEmpty { _ = try? await execution.standardInputWriter.write(input) }
        try? await execution.standardInputWriter.finish()
      }
      return Result(
        status: done.terminationStatus.shellStatus, output: done.standardOutput,
        errors: done.standardError)
    }
  }

  /// Runs the tool and hands each line of its output and errors to `line` as it is printed. Lines
  /// for which that returns false make up the result's `errors`.
  public func stream(
    _ arguments: [String], in directory: String? = nil, with variables: Variables = .inherited(),
    line use: @Sendable (String) -> Bool
  ) async throws -> Result {
    try await starting(in: directory) {
      let done = try await Subprocess.run(
        try executable, arguments: Arguments(arguments), environment: variables.environment,
        workingDirectory: directory.map { FilePath($0) }, input: .none, output: .sequence,
        error: .combinedWithOutput
      ) { execution in
        var unused: [String] = []
        let lines = execution.standardOutput.strings(bufferingPolicy: .unbounded)
        for try await line in lines where !use(line) { unused.append(line) }
        return unused.joined(separator: "\n")
      }
      return Result(
        status: done.terminationStatus.shellStatus, output: [], errors: done.closureResult)
    }
  }

  /// Runs the tool and fails unless it exits with 0.
  public func output(
    _ arguments: [String], in directory: String? = nil, with variables: Variables = .inherited(),
    input: [UInt8] = []
  ) async throws -> Result {
    let result = try await run(arguments, in: directory, with: variables, input: input)
    guard result.succeeded else { throw failure(arguments, result) }
    return result
  }

  /// What to report when a run of the tool failed.
  public func failure(_ arguments: [String], _ result: Result) -> Failure {
    if let full = Disk.full(result.errors) { return full }
    let lines = result.errors.split(separator: "\n")
    let errors = lines.filter { line in ["E: ", "fatal: "].contains { line.hasPrefix($0) } }
    let said = (errors.isEmpty ? lines : errors).suffix(5).joined(separator: "; ")
    let command = ([name] + arguments).joined(separator: " ").prefix(200)
    return Failure("\(command) failed with status \(result.status): \(said)")
  }

  /// Ignores SIGPIPE: a tool that exits early must not kill us. Children get the default back.
  private static let ignoringBrokenPipes: Void = { signal(SIGPIPE, SIG_IGN) }()

  /// The tool's path. Subprocess would try each directory of PATH by starting a process there.
  private var executable: Executable {
    get throws {
      if name.contains("/") { return .path(FilePath(name)) }
      let directories = Tool.path.split(separator: ":")
      guard
        let found = directories.map({ "\($0)/\(name)" }).first(where: {
          access($0, X_OK) == 0 && !Disk.isDirectory($0)
        })
      else { throw Failure([missing]) }
      return .path(FilePath(found))
    }
  }

  private func starting(
    in directory: String?, _ run: () async throws -> Result
  ) async throws -> Result {
    _ = Tool.ignoringBrokenPipes
    do {
      return try await run()
    } catch let error as SubprocessError where error.code == .executableNotFound {
      throw Failure([missing])
    } catch let error as SubprocessError where error.code == .failedToChangeWorkingDirectory {
      throw Failure("cannot run \(name) in \(directory ?? "."): no such directory")
    } catch let error as SubprocessError {
      throw Failure("cannot run \(name): \(error)")
    }
  }
}

extension Tool.Variables {
  fileprivate var environment: Environment {
    switch self {
    case .inherited(let changes):
      .inherit.updating(
        Dictionary(uniqueKeysWithValues: changes.map { (.init(stringLiteral: $0), $1) }))
    case .only(let values):
      .custom(Dictionary(uniqueKeysWithValues: values.map { (.init(stringLiteral: $0), $1) }))
    }
  }
}

extension TerminationStatus {
  fileprivate var shellStatus: Int {
    switch self {
    case .exited(let code): Int(code)
    case .signaled(let signal): 128 + Int(signal)
    }
  }
}
