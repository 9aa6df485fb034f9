/// From an entry that names page tables to the mappings of its device.
extension Walker {
  func translate(_ source: Source, _ recipe: Recipe, value: UInt64, _ state: inout WalkState) {
    var violations = recipe.problems.map {
      Violation($0.kind, entry: source.entry, value: value, $0.detail)
    }
    var mappings: [Mapping] = []
    let isBlocked = !violations.isEmpty
    if !isBlocked {
      switch recipe.type {
      case .passThrough:
        mappings = [.identity(bits: min(recipe.addressWidth, limits.hostAddressWidth))]
      case .nested, .reserved:
        violations.append(
          Violation(
            .notJudged, entry: source.entry, value: value,
            "\(recipe.type.rawValue) translation is not walked"))
      case .secondStage, .secondStageWithDeviceTLB, .firstStage:
        let found = state.pageTables.walk(
          root: recipe.pageTable, levels: recipe.levels, format: recipe.format, entry: source.entry)
        mappings = recipe.accepted(found.mappings)
        violations += found.violations
      }
    }
    state.translations.append(
      Translation(
        source: source.source, pasid: source.pasid, type: recipe.type, domainID: recipe.domainID,
        addressWidth: recipe.addressWidth, faultsDisabled: source.faultsDisabled,
        pageTable: recipe.pageTable, entry: source.entry, isBlocked: isBlocked, mappings: mappings,
        violations: violations))
  }
}

extension Mapping {
  static func identity(bits: Int) -> Mapping {
    Mapping(
      iova: AddressRange(first: 0, last: .mask(0...bits - 1)), physical: 0, repeatedPage: nil,
      permissions: [.read, .write])
  }
}

extension Recipe {
  /// First-stage addresses are sign-extended from their top bit (3.6); second-stage ones end at
  /// the address width, beyond which hardware blocks.
  func accepted(_ runs: [Mapping]) -> [Mapping] {
    switch format {
    case .second:
      let range = AddressRange(first: 0, last: .mask(0...addressWidth - 1))
      return runs.compactMap { $0.clipped(to: range) }
    case .first:
      let half = UInt64(1) << UInt64(addressWidth - 1)
      let lower = AddressRange(first: 0, last: half - 1)
      let upper = AddressRange(first: half, last: half | (half - 1))
      let extend: UInt64 = .mask(addressWidth...63)
      return runs.compactMap { $0.clipped(to: lower) }
        + runs.compactMap { $0.clipped(to: upper) }.map {
          Mapping(
            iova: AddressRange(first: $0.iova.first | extend, last: $0.iova.last | extend),
            physical: $0.physical, repeatedPage: $0.repeatedPage, permissions: $0.permissions)
        }
    }
  }
}

extension LegacyContext {
  func recipe(_ limits: Limits) -> Recipe {
    let levels = Int(addressWidthCode) + 2
    return Recipe(
      type: type, domainID: domainID,
      addressWidth: (1...3).contains(addressWidthCode)
        ? min(12 + 9 * levels, limits.inputAddressWidth) : 0,
      levels: levels, pageTable: type == .passThrough ? 0 : pageTable,
      format: .second(execute: false, accessedDirty: false), problems: problems(limits))
  }
}

extension PASIDEntry {
  /// - Parameter supervisor: the device's requests ask for the supervisor's rights.
  func recipe(_ limits: Limits, supervisor: Bool) -> Recipe {
    let isFirst = type == .firstStage
    let levels = isFirst ? Int(firstStageMode) + 4 : Int(addressWidthCode) + 2
    let width =
      switch type {
      case .firstStage: 12 + 9 * levels
      case .passThrough: limits.inputAddressWidth
      default:
        (1...3).contains(addressWidthCode) ? min(12 + 9 * levels, limits.inputAddressWidth) : 0
      }
    var problems = self.problems(limits)
    if supervisor && !supervisorRequests && (isFirst || type == .nested) {
      problems.append(
        Problem(kind: .translationType, detail: "the device's privileged requests are not enabled"))
    }
    let format =
      isFirst
      ? PageTableFormat.first(
        supervisor: supervisor, writeProtect: writeProtect,
        noExecute: noExecute, extendedAccessed: extendedAccessed)
      : .second(execute: secondStageExecute, accessedDirty: secondStageAccessedDirty)
    return Recipe(
      type: type, domainID: domainID, addressWidth: width, levels: levels,
      pageTable: type == .passThrough ? 0 : isFirst ? firstStageTable : secondStageTable,
      format: format, problems: problems)
  }
}
