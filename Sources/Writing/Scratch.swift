internal import Foundation
internal import Platform

/// A temporary directory beside the one to be written, on the same file system.
///
/// Its name contains the process's number, so that a later run can remove what a killed one left.
struct Scratch {
  let path: String

  /// Makes the directory `.<name>.<process>.new` beside `target`.
  init(beside target: String) throws {
    let url = URL(filePath: target)
    let parent = url.deletingLastPathComponent().path(percentEncoded: false)
    let stem = ".\(url.lastPathComponent)."
    try Disk.makeDirectory(parent)
    for name in try Disk.names(in: parent) where name.hasPrefix(stem) && name.hasSuffix(".new") {
      guard let process = Int32(name.dropFirst(stem.count).dropLast(4)) else { continue }
      let isGone = kill(process, 0) != 0 && errno == ESRCH
      if isGone || process == getpid() { try Disk.remove("\(parent)/\(name)") }
    }
    path = "\(parent)/\(stem)\(getpid()).new".replacing("//", with: "/")
    try Disk.makeDirectory(path)
  }

  func remove() { try? Disk.remove(path) }
}
