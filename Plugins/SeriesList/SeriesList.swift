import Foundation
import PackagePlugin

/// Lists the patches of each family, so that adding a patch is adding one file.
///
/// `Sources/Series/Mainline/P03ValidateContextEntries.swift` declares
/// `extension Patch { static let p03ValidateContextEntries = … }`; the order of the
/// file names is the order of the series.
@main
struct SeriesList: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    guard let module = target as? any SourceModuleTarget else { return [] }
    let families = Dictionary(grouping: module.sourceFiles.map(\.url)) {
      $0.deletingLastPathComponent().lastPathComponent
    }
    let lists = families.sorted { $0.key < $1.key }.compactMap { family, files -> String? in
      let names = files.map { $0.deletingPathExtension().lastPathComponent }
        .filter { $0.wholeMatch(of: /P\d\d[A-Z]\w*/) != nil }
        .sorted()
      guard !names.isEmpty else { return nil }
      let patches = names.map { "    .\("p" + $0.dropFirst()),\n" }.joined()
      return """
        extension Patch {
          static let \(family.lowercased()): [Patch] = [
        \(patches)  ]
        }

        """
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
}
