internal import Foundation
internal import Kernels
internal import Platform
internal import Series

/// Under which name results for a tree of the user's are kept: its version, and a number if another
/// tree has the same version.
struct TreeNames {
  /// A file that says for each name where the tree is.
  private let path: String

  init(in build: String) { path = "\(build)/trees.json" }

  func name(for version: KernelVersion, at root: String) throws -> String {
    var roots: [String: String] = [:]
    // without a readable record, names are given anew
    if let text = try Disk.read(path) {
      roots = (try? JSONDecoder().decode([String: String].self, from: Data(text.utf8))) ?? [:]
    }
    let candidates = sequence(first: 1) { $0 + 1 }.lazy.map {
      $0 == 1 ? "\(version)" : "\(version)-\($0)"
    }
    let name = candidates.first { roots[$0] == nil || roots[$0] == root }!
    if roots[name] == nil {
      roots[name] = root
      try Disk.write(try JSON.text(roots), to: path)
    }
    return name
  }
}
