public import Diagnostics
import Tables

/// The C of the cmocka tests that the tables give for the code that `kernelSource` holds: the
/// fields of each structure that has a mask there, and the validators that are defined there.
///
/// The text is a file body without `main()`; it ends in an array `table_tests`, and its head says
/// what has to be declared before it. Code without any structure of the tables is a failure.
public func tableTests(
  kernelSource: String, templates: TemplateLibrary
) throws(Failure) -> String {
  let defined = Set(
    kernelSource.matches(of: /#define\s+(\w+)/).map { String($0.1) }
      + kernelSource.matches(of: /static bool (\w+)\(/).map { String($0.1) })
  let tested = Tables.all.compactMap { TestedStructure($0, defined: defined) }
  guard !tested.isEmpty else {
    throw Failure(
      "the kernel source defines no mask of the tables",
      fix: "render its template with the text of the tables")
  }
  return try templates.render(
    "tables/tests.c",
    [
      "cap": hexadecimal(Hardware.full.cap), "ecap": hexadecimal(Hardware.full.ecap),
      "structures": tested,
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
    let number: Int
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

  /// Nil when the code has nothing of the structure.
  init?(_ structure: Structure, defined: Set<String>) {
    fields = structure.emittedFields.filter { defined.contains(structure.macro($0)) }.map {
      TestedField(mask: structure.macro($0), shift: $0.shift, width: $0.width)
    }
    guard !fields.isEmpty else { return nil }
    name = structure.name
    title = structure.title
    section = structure.section
    constants = structure.emittedFields.flatMap { field in
      field.values.filter { !$0.isReserved }.compactMap { value in
        let name = structure.constant(value, of: field)
        return value.driverName != nil || defined.contains(name)
          ? Constant(name: name, number: value.numbers.lowerBound) : nil
      }
    }
    validator = defined.contains("\(name)_valid") ? Validator(structure) : nil
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
