public import Diagnostics
import Tables

/// The C of the cmocka tests that the tables give for the text that code has from them: its masks
/// and its validators; nil when it has none.
///
/// The text is a file body without `main()`; it ends in an array `table_tests`, and its head says
/// what has to be declared before it.
public func tableTests(
  of emitted: [EmittedTableText], templates: TemplateLibrary
) throws(Failure) -> String? {
  let parts = Dictionary(grouping: emitted, by: \.structure).mapValues { $0.map(\.part) }
  guard !parts.isEmpty else { return nil }
  return try templates.render(
    "tables/tests.c",
    [
      "cap": hexadecimal(Hardware.full.cap), "ecap": hexadecimal(Hardware.full.ecap),
      "structures": Tables.all.compactMap { structure in
        parts[structure.name].map { TestedStructure(structure, parts: $0) }
      },
    ] as [String: Any])
}

/// What `tables/tests.c` reads of one structure.
private struct TestedStructure {
  struct TestedField {
    let mask: String
    let shift: Int
    let width: Int
  }
  struct Constant {
    let name: String
    let number: String
  }
  struct Validator {
    let name: String
    let call: String
    let bits: Int
    let addresses: String
    let entries: [Entry]
    let cases: [Case]
  }
  struct Entry {
    let title: String
    let words: String
    let refused: String
    let addresses: String
  }
  struct Case {
    let title: String
    let words: String
    let cap: String
    let ecap: String
    let page: String
    let accepted: String
  }

  let name: String
  let title: String
  let section: String
  let fields: [TestedField]
  let constants: [Constant]
  let validator: Validator?

  /// - Parameter parts: what the code has of the structure.
  init(_ structure: Structure, parts: [EmittedTableText.Part]) {
    let defined = parts.contains(.defines) ? structure.emittedFields : []
    // the names and masks that the code gives fields itself, or the reserved bits of a word
    let named = parts.compactMap { part in
      if case .mask(let field, let macro) = part { (field: field, macro: macro) } else { nil }
    }
    name = structure.name
    title = structure.title
    section = structure.section
    fields =
      defined.map { TestedField($0, mask: structure.macro($0)) }
      + named.compactMap { name, macro in
        structure[name].map { TestedField($0, mask: macro) }
      }
    constants =
      defined.flatMap { field in
        field.values.filter {
          !$0.isReserved && ($0.driverName != nil || field.name == structure.selector?.name)
        }.map {
          Constant(name: structure.constant($0, of: field), number: "\($0.numbers.lowerBound)")
        }
      }
      + named.compactMap { name, macro in
        structure[name] == nil
          ? Constant(name: macro, number: hexadecimal(structure.masks[name] ?? 0)) : nil
      }
    validator = parts.contains(.validator) ? Validator(structure) : nil
  }
}

extension TestedStructure.TestedField {
  fileprivate init(_ field: Field, mask: String) {
    self.init(mask: mask, shift: field.shift, width: field.width)
  }
}

extension TestedStructure.Validator {
  fileprivate init(_ structure: Structure) {
    let vectors = structure.vectors
    let readsHardware = ValidatorText(
      ChecksInC(structure: structure, structures: Tables.all)
    ).readsHardware
    name = structure.name
    call = "\(name)_valid(\(readsHardware ? "&test_iommu, " : "")entry)"
    bits = structure.width
    addresses = words(vectors.addressMasks)
    entries = vectors.baselines.map {
      .init(
        title: $0.title, words: words($0.words), refused: words($0.refused),
        addresses: words($0.addresses))
    }
    cases = vectors.cases.map {
      .init(
        title: $0.title, words: words($0.input.words),
        cap: hexadecimal($0.input.hardware.cap), ecap: hexadecimal($0.input.hardware.ecap),
        page: $0.input.address.page, accepted: "\($0.isAccepted)")
    }
  }
}

extension Vectors.Address {
  fileprivate var page: String {
    switch self {
    case .usable: "test_usable_page"
    case .own: "test_own_page"
    case .beyond: "test_page_beyond"
    }
  }
}

private func words(_ words: [UInt64]) -> String {
  let used = words.lastIndex { $0 != 0 } ?? 0
  return words[...used].map(hexadecimal).joined(separator: ", ")
}

private func hexadecimal(_ number: UInt64) -> String {
  number == 0 ? "0" : "0x\(String(number, radix: 16))ULL"
}
