import Foundation
import PackagePlugin

/// Lists the patches of each family, so that adding a patch is adding one file.
///
/// `Sources/Series/Mainline/P03ValidateContextEntries.swift` declares
/// `extension Patch { static let p03ValidateContextEntries = … }`; the numbers of the files are
/// the order of the series, from 01 on without a gap. Names are unique within the module, so the
/// classic family's begin with C.
@main
struct SeriesList: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    guard let module = target as? any SourceModuleTarget else { return [] }
    let families = Dictionary(grouping: module.sourceFiles.map(\.url)) {
      $0.deletingLastPathComponent().lastPathComponent
    }
    let lists = try families.sorted { $0.key < $1.key }.compactMap { folder, files in
      try list(of: folder, names: files.map { $0.deletingPathExtension().lastPathComponent })
    }
    let output = context.pluginWorkDirectoryURL.appending(path: "PatchLists.swift")
    let text = lists.joined(separator: "\n")
    if (try? String(contentsOf: output, encoding: .utf8)) != text {
      try text.write(to: output, atomically: true, encoding: .utf8)
    }
    return [
      .prebuildCommand(
        displayName: "Listing the patches", executable: URL(filePath: "/bin/true"), arguments: [],
        outputFilesDirectory: context.pluginWorkDirectoryURL)
    ]
  }

  /// The declaration of a family's list; nil for a folder that holds no patches.
  private func list(of folder: String, names: [String]) throws -> String? {
    let patches = names.filter { $0.prefixMatch(of: /[PC]\d/) != nil }.sorted()
    guard let letter = patches.first?.prefix(1) else { return nil }
    for (index, name) in patches.enumerated() {
      let number = letter + (index < 9 ? "0" : "") + "\(index + 1)"
      if name.wholeMatch(of: /[PC]\d\d[A-Z]\w*/) == nil {
        throw Misnumbered(file: "\(folder)/\(name).swift", fix: "name it \(number)WhatItDoes.swift")
      }
      if index > 0, name.prefix(3) == patches[index - 1].prefix(3) {
        throw Misnumbered(
          file: "\(folder)/\(name).swift",
          fix: "\(patches[index - 1]).swift has the same number; renumber one of them")
      }
      if name.prefix(3) != number {
        throw Misnumbered(
          file: "\(folder)/\(name).swift", fix: "no file is \(number); close the gap")
      }
    }
    let names = patches.map { "    .\(letter.lowercased())\($0.dropFirst()),\n" }.joined()
    return """
      extension Patch {
        static let \(folder.lowercased()): [Patch] = [
      \(names)  ]
      }

      """
  }
}

/// A patch whose file name breaks the numbering.
private struct Misnumbered: Error, CustomStringConvertible {
  let file: String
  let fix: String

  var description: String { "Sources/Series/\(file):1: error: misnumbered patch (fix: \(fix))" }
}
