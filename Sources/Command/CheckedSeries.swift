import ArgumentParser
import Diagnostics
import Foundation

/// The series that a check looks at, and the kernel tree that it is for.
struct CheckedSeries: ParsableArguments {
  @Option(help: "The kernel tree that the series is for.")
  var kdir: String

  @Option(help: "The directory of the series.")
  var patches: String

  struct Place {
    let root: String
    let tree: String
    let patches: String
    /// Where JSON and JUnit go.
    let reports: String
    /// Where working files go.
    let work: String
  }

  func find(_ check: String) async throws -> Place {
    let root = FileManager.default.currentDirectoryPath
    let reports = "\(root)/build/\(check)"
    return Place(
      root: root, tree: absolute(kdir), patches: absolute(patches), reports: reports,
      work: "\(reports)/kdir")
  }

  private func absolute(_ path: String) -> String {
    URL(filePath: path).standardizedFileURL.path(percentEncoded: false)
  }
}

/// What a tool's failure makes of a command: the messages on standard error, exit code 2.
func failingAsTool<T>(_ body: () async throws -> T) async throws -> T {
  do {
    return try await body()
  } catch let failure as Failure {
    FileHandle.standardError.write(Data("\(failure)\n".utf8))
    throw ExitCode(2)
  }
}
