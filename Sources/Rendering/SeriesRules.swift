import Diagnostics
import Series

/// The reviewers' rules for patches and cover letters that a program can check.
enum SeriesRules {
  /// The columns of a subject, its prefix included, and of a line of text.
  static let columns = 75

  static func problems(of series: Series) -> [Diagnostic] {
    var problems = versionProblems(of: series)
    problems += subjectProblems(series.title, "cover letter", in: series, at: series.location)
    problems += textProblems(series.blurb, "cover letter", at: series.location)
    for part in series.parts {
      let name = "cover letter of \(part.name.rawValue)"
      problems += subjectProblems(part.title, name, in: series, at: part.location)
      problems += textProblems(part.blurb, name, at: part.location)
    }
    var first: [String: Patch] = [:]
    for (index, patch) in series.patches.enumerated() {
      let name = "patch \(index + 1) \"\(patch.subject)\""
      problems += subjectProblems(patch.subject, name, in: series, at: patch.location)
      problems += verbProblems(patch.subject, name, at: patch.location)
      problems += textProblems(patch.changelog, name, at: patch.location)
      if let other = first[patch.subject] {
        problems.append(
          Diagnostic(
            "\(name): the patch at \(other.location) has the same subject", at: patch.location,
            fix: "say in the subject what only this patch does"))
      }
      first[patch.subject] = first[patch.subject] ?? patch
    }
    problems += twinProblems(of: series)
    if series.patches.isEmpty {
      problems.append(
        Diagnostic("the series has no patches", at: series.location, fix: "add a patch"))
    }
    return problems
  }

  /// Two features that the same text shows are one.
  private static func twinProblems(of series: Series) -> [Diagnostic] {
    let features = series.allFeatures.filter { $0.profile == nil }.sorted { $0.name < $1.name }
    return zip(features.indices, features).compactMap { index, feature in
      let twin = features[..<index].first {
        ($0.path, $0.scope, $0.anchor) == (feature.path, feature.scope, feature.anchor)
      }
      return twin.map {
        Diagnostic(
          "the features \($0.name) and \(feature.name) are shown by the same text: \(feature.anchor)",
          at: series.location, fix: "keep one of them, or find the text that shows the other")
      }
    }
  }

  static func changesNothing(_ patch: Patch, name: String) -> Diagnostic {
    Diagnostic(
      "\(name): the patch changes nothing on this kernel", at: patch.location,
      fix: "drop the patch, or limit it with `when:` or `unless:` to kernels that need it")
  }

  private static func versionProblems(of series: Series) -> [Diagnostic] {
    let numbers = series.versions.map(\.number)
    if numbers.isEmpty || numbers != Array((1...numbers.count).reversed()) {
      return [
        Diagnostic(
          "the versions of the series are numbered \(numbers)", at: series.location,
          fix: "list them newest first, down to number 1")
      ]
    }
    return series.versions.filter { $0.changes.isEmpty != ($0.number == 1) }.map {
      Diagnostic(
        $0.number == 1
          ? "version 1 has changes" : "version \($0.number) does not say what has changed",
        at: series.location, fix: "list what changed since the version before")
    }
  }

  private static func subjectProblems(
    _ subject: String, _ name: String, in series: Series, at location: SourceLocation
  ) -> [Diagnostic] {
    var problems: [Diagnostic] = []
    let length = "\(series.subsystem): \(subject)".count
    if length > columns {
      problems.append(
        Diagnostic(
          "\(name): the subject is \(length) columns long with its prefix", at: location,
          fix: "shorten it to \(columns)"))
    }
    if subject.hasSuffix(".") {
      problems.append(
        Diagnostic("\(name): the subject ends with a period", at: location, fix: "drop the period"))
    }
    if subject != subject.trimmed || subject.isEmpty || subject.contains("\n") {
      problems.append(
        Diagnostic(
          "\(name): the subject is not one line of text", at: location,
          fix: "write one line without white space around it"))
    }
    return problems
  }

  /// A subject tells the tree what to do: `Add`, not `Added`, `Adds` or `adding`.
  private static func verbProblems(
    _ subject: String, _ name: String, at location: SourceLocation
  ) -> [Diagnostic] {
    let verb = subject.prefix { !$0.isWhitespace }
    let isCapital =
      verb.first?.isUppercase == true
      && verb.dropFirst().allSatisfy { $0.isLowercase || $0 == "-" }
    let isBent =
      ["A", "An", "The", "This"].contains(verb)
      || (verb.hasSuffix("ing") && verb.count > "Bring".count)
      || (verb.hasSuffix("ed") && !verb.hasSuffix("eed") && verb != "Embed")
      || (verb.hasSuffix("s") && !verb.hasSuffix("ss") && !verb.hasSuffix("us"))
    if isCapital && !isBent { return [] }
    return [
      Diagnostic(
        "\(name): the subject starts with `\(verb)`", at: location,
        fix: "start with a capital letter and the imperative of a verb, such as `Add`")
    ]
  }

  private static func textProblems(
    _ text: String, _ name: String, at location: SourceLocation
  ) -> [Diagnostic] {
    guard !text.trimmed.isEmpty else {
      return [
        Diagnostic("\(name): there is no text", at: location, fix: "say what it does and why")
      ]
    }
    return text.split(separator: "\n").filter { isTooLong($0) }.map {
      Diagnostic(
        "\(name): a line is \($0.count) columns long: `\($0)`", at: location,
        fix: "wrap it at \(columns)")
    }
  }

  /// A link, a `Fixes:` tag or another line that cannot be broken may be long.
  private static func isTooLong(_ line: Substring) -> Bool {
    line.count > columns && !line.hasPrefix("Fixes: ")
      && line.split(separator: " ").count { !$0.hasSuffix(":") } > 1
  }
}

extension String {
  /// Without white space and line breaks at both ends.
  var trimmed: String {
    guard let first = firstIndex(where: { !$0.isWhitespace }),
      let last = lastIndex(where: { !$0.isWhitespace })
    else { return "" }
    return String(self[first...last])
  }
}
