import Tables

extension Structure {
  /// `CTX_DID`
  func macro(_ field: Field) -> String { "\(prefix)_\(field.name)" }

  /// `CTX_RSVD1`
  func reservedMacro(word: Int) -> String { "\(prefix)_RSVD\(word)" }

  /// `RTADDR_TTM_LEGACY`, or the driver's own name for the value.
  func constant(_ value: Value, of field: Field) -> String {
    value.driverName ?? "\(macro(field))_\(value.name)"
  }

  /// Entries of tables, and the registers with a field that the kernel code uses.
  var isForKernel: Bool { place == .memory || fields.contains(where: \.inKernel) }

  /// The fields that the kernel code names: those it uses and those the validator checks.
  var emittedFields: [Field] {
    fields.filter { $0.kind == .field && ($0.inKernel || $0.isChecked) }.reversed()
  }

  /// The field that the validator's `switch` is over: the one that other fields depend on, or else
  /// the last one whose values take more than a comparison to check.
  var selector: Field? {
    let conditions = fields.flatMap { [$0.condition] + $0.rules.map(\.condition) }
    if let name = conditions.compactMap({ $0?.field }).first { return self[name] }
    return emittedFields.last {
      $0.condition == nil && $0.values.filter { !$0.isReserved }.count > 2 && !$0.isListed
    }
  }

  /// The expression of a field's word.
  func wordOf(_ field: Field) -> String { "entry[\(field.word)]" }

  func get(_ field: Field) -> String { "FIELD_GET(\(macro(field)), \(wordOf(field)))" }

  func masked(_ field: Field) -> String { "\(wordOf(field)) & \(macro(field))" }
}

extension Field {
  /// A capability's bitmap says which values are legal, so the list of values adds nothing.
  var isListed: Bool {
    rules.contains { if case .listed = $0.demand { true } else { false } }
  }
}

extension Capability {
  /// The C expression that is true, or has the capability's value, on hardware that reports it.
  func expression(of structures: [Structure]) -> String {
    let register = name.hasPrefix("ECAP.") ? "iommu->ecap" : "iommu->cap"
    guard let macro = Tables.field(of: self, in: structures)?.macro else {
      return "\(register) & \(ownMask)"
    }
    return "\(macro)(\(register))" + (bit.map { " & BIT(\($0))" } ?? "")
  }

  /// The mask to define when the driver has no macro for it: `ECAP_RPRIVS`.
  var ownMask: String { name.replacing(".", with: "_") }
}
