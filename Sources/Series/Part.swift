public import Diagnostics

/// A stage of a series: patches that can be sent, and merged, without those of the later stages.
public struct Part: Sendable {
  /// In the order in which they apply.
  public enum Name: String, Sendable, CaseIterable {
    case fixes
    case takeOver = "take-over"
    case carryOver = "carry-over"
    case containment
  }

  public let name: Name
  /// The subject of its cover letter, after `iommu/vt-d: `.
  public let title: String
  /// Its cover letter's paragraphs, wrapped at 75 columns, about these patches only.
  public let blurb: String
  public let patches: [Patch]
  public let location: SourceLocation

  public init(
    _ name: Name, title: String, blurb: String, patches: [Patch], file: String = #filePath,
    line: Int = #line
  ) {
    self.name = name
    self.title = title
    self.blurb = blurb
    self.patches = patches
    self.location = .here(file, line)
  }
}

/// Stages in a row, as `--stage` names them: `take-over,carry-over`.
public struct PartList: Sendable {
  public let names: [Part.Name]

  /// The whole series.
  public static let all = PartList(names: Part.Name.allCases)
  /// The word for it.
  public static let allWord = "all"

  /// Whether these are all stages.
  public var isWhole: Bool { names == Part.Name.allCases }

  /// These and all before them.
  public var withEarlier: PartList {
    PartList(names: Part.Name.allCases.prefix { $0 != names.last } + names.suffix(1))
  }

  /// `take-over+carry-over`
  public var directory: String { names.map(\.rawValue).joined(separator: "+") }
}

extension PartList {
  public init(_ text: String) throws {
    guard text != Self.allWord else {
      self = .all
      return
    }
    let known = Part.Name.allCases.map(\.rawValue).joined(separator: ", ")
    let fix = "name one of them, or several in a row, or \(Self.allWord)"
    let words = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    names = try words.map { word in
      guard let name = Part.Name(rawValue: word) else {
        throw Failure(
          word.isEmpty
            ? "a name is missing in the stages `\(text)`: the known ones are \(known)"
            : "unknown stage \(word): the known ones are \(known)", fix: fix)
      }
      return name
    }
    guard Set(names).count == names.count else {
      throw Failure("a stage is named twice in \(text): they are \(known)", fix: fix)
    }
    let row = Part.Name.allCases.drop { $0 != names[0] }.prefix(names.count)
    guard names == Array(row) else {
      throw Failure("\(text) are not stages in a row: these are \(known)", fix: fix)
    }
  }
}
