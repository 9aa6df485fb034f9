internal import Foundation
internal import Platform

/// A directory beside the one that is to be written, on the same file system.
///
/// Its name tells whose it is, so that what a killed run has left is cleared by the next one.
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
