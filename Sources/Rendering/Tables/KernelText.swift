public import Diagnostics
public import Tables

/// The text that a template inserts for one structure: `{{{context_entry.defines}}}`.
public struct KernelText: Sendable {
  public let title: String
  public let section: String
  /// The masks that the kernel code uses, under a comment that names the section.
  public let defines: String
  /// `static bool NAME_valid(…)`; it takes `struct intel_iommu *iommu` only where it asks for a
  /// capability, and calls `old_table_usable(phys_addr_t)` and `host_address_valid(u64)`.
  public let validator: String
  /// The mask of each field within its word, as C: `{{{context_entry.mask.FPD}}}`. The reserved
  /// bits of word 0 are `RSVD0`.
  public let mask: [String: String]
  /// The size in 64-bit words.
  public let words: Int
}

/// The kernel C of every structure by the structure's name, from the templates
/// `tables/defines.c` and `tables/validator.c`.
///
/// - Throws: everything that is wrong with the structures: no C comes from a wrong table.
public func kernelText(
  of structures: [Structure] = Tables.all, templates: TemplateLibrary
) throws(Failure) -> [String: KernelText] {
  let problems = Tables.problems(in: structures)
  guard problems.isEmpty else { throw Failure(problems) }
  var texts: [String: KernelText] = [:]
  for structure in structures where structure.isForKernel {
    texts[structure.name] = KernelText(
      title: structure.title, section: structure.section,
      defines: try templates.render(
        "tables/defines.c",
        [
          "title": structure.title, "section": structure.section,
          "defines": layOut(structure.definitions(of: structures)),
        ]
      ).trimmed,
      validator: try templates.render(
        "tables/validator.c", ValidatorText(ChecksInC(structure: structure, structures: structures))
      ).trimmed,
      mask: structure.masks.mapValues(maskExpression(of:)), words: structure.words)
  }
  return texts
}

extension Structure {
  /// The masks that templates can ask for, by name.
  var masks: [String: UInt64] {
    let fields = fields.filter { $0.kind == .field }.map { ($0.name, $0.mask) }
    let reserved = (0..<words).map { ("RSVD\($0)", mask(of: .reserved, word: $0)) }
    return Dictionary(fields + reserved) { first, _ in first }
  }
}

/// The values of the template `tables/validator.c`.
struct ValidatorText {
  struct Refusal {
    let comment: String?
    let condition: String
  }
  struct Case {
    let names: [String]
    let result: String
  }

  let head: String
  /// The function takes `iommu`.
  let readsHardware: Bool
  let refusals: [Refusal]
  /// The expression to `switch` over; nil when the validator ends in `result`.
  let selector: String?
  let cases: [Case]
  let comment: String?
  let result: String

  init(_ checks: ChecksInC) {
    let structure = checks.structure
    var always = checks.always
    let last = structure.selector == nil ? always.popLast() : nil
    refusals = always.map {
      Refusal(comment: $0.comment, condition: $0.refused.text(tabs: 1, head: "if (", tail: 1))
    }
    selector = structure.selector.map(structure.get)
    comment = last?.comment
    result = (last?.accepted ?? Expression("true")).text(tabs: 1, head: "return ", tail: 1)
    var cases: [(names: [String], result: String)] = []
    for value in structure.selector?.values ?? [] where !value.isReserved {
      let name = structure.constant(value, of: structure.selector!)
      let operands = checks.selected(value).flatMap { check in
        check.accepted.joiner == "&&" ? check.accepted.operands : [check.accepted.operand]
      }
      let result = (operands.isEmpty ? Expression("true") : Expression(operands))
        .text(tabs: 2, head: "return ", tail: 1)
      if let same = cases.firstIndex(where: { $0.result == result }) {
        cases[same].names.append(name)
      } else {
        cases.append(([name], result))
      }
    }
    self.cases = cases.map(Case.init)
    let body = refusals.map(\.condition) + cases.map(\.result) + [result]
    readsHardware = body.contains { $0.contains("iommu->") }
    let parameters =
      (readsHardware ? ["struct intel_iommu *iommu"] : [])
      + ["const u64 *entry"]
    let name = "static bool \(structure.name)_valid("
    let column = name.count
    let oneLine = name + parameters.joined(separator: ", ") + ")"
    head =
      oneLine.count <= 80
      ? oneLine
      : name
        + parameters.joined(
          separator: ",\n" + String(repeating: "\t", count: column / 8)
            + String(repeating: " ", count: column % 8)) + ")"
  }
}
