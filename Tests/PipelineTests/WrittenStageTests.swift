import Foundation
import Kernels
import Pipeline
import Platform
import Series
import TestSupport
import Testing
import Writing

/// The stages of the series, as they are written for a kernel.
@Suite struct WrittenStageTests {
  /// A file of a series, without its number.
  private struct File: Equatable {
    let subject: String
    let text: String
  }

  private let project: Project
  private var stages: [Part.Name: [File]] = [:]
  private var whole: [File] = []

  init() async throws {
    project = try await Project()
    let (pipeline, kernel) = (project.pipeline, project.kernel)
    let author = "Ada Tester <ada@example.org>"
    let committed = pipeline.committed(kernel.name)
    _ = try await pipeline.write(kernel, to: committed, author: author)
    whole = try files(in: committed)
    for name in Part.Name.allCases {
      let list = try PartList(name.rawValue)
      let directory = try #require(pipeline.staged(kernel.name, list))
      // the author is that of the whole series
      _ = try await pipeline.write(kernel, list, to: directory)
      stages[name] = try files(in: directory)
    }
  }

  private func files(in directory: String) throws -> [File] {
    try Disk.names(in: directory).filter { $0.hasSuffix(".patch") }.map {
      let text = try Disk.read("\(directory)/\($0)") ?? ""
      let header = text.prefix(upTo: text.firstRange(of: "\n\n")?.lowerBound ?? text.endIndex)
      let subject = header.firstMatch(of: /\nSubject: \[PATCH \d+\/\d+\] ((?:.|\n )*)/)
      let unfolded = try #require(subject).output.1.replacing("\n ", with: " ")
      return File(subject: String(unfolded), text: String(text.dropFirst(header.count)))
    }
  }

  private func patches(_ name: Part.Name) throws -> ArraySlice<File> {
    try #require(stages[name]).dropFirst()
  }

  /// One test, because each writes the series anew.
  @Test func theStagesAreTheWholeSeriesAndClaimNoMore() throws {
    try checkPatches()
    try checkCommittedSeries()
    try checkCoverLetters()
  }

  private func checkPatches() throws {
    let all = try Part.Name.allCases.flatMap { try patches($0) }
    #expect(all.map(\.subject) == whole.dropFirst().map(\.subject))
    for (part, same) in zip(all, whole.dropFirst()) { #expect(part.text == same.text) }
  }

  /// Each of its patches is in one stage.
  private func checkCommittedSeries() throws {
    let subjects = try files(in: project.committed).dropFirst().map(\.subject)
    #expect(subjects.count > 1)
    for subject in subjects {
      let holders = try Part.Name.allCases.filter { name in
        try patches(name).contains { $0.subject == subject }
      }
      #expect(holders.count == 1, "\(subject) is in \(holders)")
    }
  }

  /// What only this stage, and the later ones, bring.
  private static let words: [Part.Name: [String]] = [
    .takeOver: ["domain-id", "pasid", "table mode", "kdump.c"],
    .carryOver: ["mapping", "carr", "i/o address"],
    .containment: ["quarantine", "mute", "pass-through", "identity"],
  ]

  /// None claims anything of a later stage.
  private func checkCoverLetters() throws {
    for (index, name) in Part.Name.allCases.enumerated() {
      let cover = try #require(stages[name]?.first)
      let text = "\(cover.subject)\n\(cover.text)".lowercased()
      for word in Self.words[name] ?? [] {
        #expect(text.contains(word), "\(name.rawValue) does not say \(word)")
      }
      for later in Part.Name.allCases.dropFirst(index + 1) {
        for word in Self.words[later] ?? [] {
          #expect(!text.contains(word), "\(name.rawValue) says \(word) of \(later.rawValue)")
        }
      }
    }
  }
}
