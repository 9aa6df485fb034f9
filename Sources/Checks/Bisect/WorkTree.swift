import Diagnostics
import Kernels
import Platform
import Reporting

/// A copy of the base, to which the patches of the series are applied one by one.
///
/// Its files are hard links to the base's. Git replaces files instead of writing into them, so that
/// the base does not change; this is checked.
struct WorkTree: Sendable {
  let path: String
  let base: String

  static func make(of base: String, at path: String) async throws -> WorkTree {
    try Disk.remove(path)
    try Disk.makeDirectory(path)
    let isRepository = Disk.exists("\(base)/.git")
    if isRepository {
      // what is committed, without the files of the work tree
      let archive = "\(path).tar"
      _ = try await Tool.git.output(["archive", "--output=\(archive)", "HEAD"], in: base)
      _ = try await Tool.tar.output(["-xf", archive, "-C", path])
      try Disk.remove(archive)
    } else {
      let names = try Disk.names(in: base).map { "\(base)/\($0)" }
      let linked = try await Tool("cp").run(["-al", "--target-directory=\(path)"] + names)
      if !linked.succeeded {
        try Disk.remove(path)
        try Disk.makeDirectory(path)
        _ = try await Tool("cp").output(
          ["-a", "--reflink=auto", "--target-directory=\(path)"] + names)
      }
    }
    try KernelMake.clean(path)
    return WorkTree(path: path, base: base)
  }

  /// Changes the tree so that today's compiler can build it.
  func prepare(for toolchain: OldToolchain) async throws {
    let version = try await OldToolchain.compilerVersion()
    for (file, text) in try toolchain.files(compilerVersion: version) {
      // it may be a hard link to the base's file
      try Disk.remove("\(path)/\(file)")
      try Disk.write(text, to: "\(path)/\(file)")
    }
  }

  /// Applies a patch, or changes nothing if it does not apply.
  ///
  /// - Returns: git's errors if it does not apply.
  func apply(_ patch: String) async throws -> [Finding] {
    let paths = PatchFile(try Disk.read(patch) ?? "", name: patch).paths
    let before = try paths.map { try Disk.read("\(base)/\($0)") }
    // if git found a repository above, it would take the paths as relative to that
    let result = try await Tool.git.run(
      ["apply", "--whitespace=nowarn", patch], in: path,
      with: .inherited(["GIT_CEILING_DIRECTORIES": parent, "LC_ALL": "C"]))
    guard try paths.map({ try Disk.read("\(base)/\($0)") }) == before else {
      throw Failure("git apply wrote into the base \(base)", fix: "fetch the base anew")
    }
    guard !result.succeeded else { return [] }
    return result.errors.split(separator: "\n").map { line in
      Finding(
        .error, "git-apply", line.replacing("error: ", with: "", maxReplacements: 1).description)
    }
  }

  private var parent: String {
    path.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" }
  }
}
