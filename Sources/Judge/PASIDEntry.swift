/// An entry of a PASID directory: 64 of a device's PASIDs (9.5).
struct PASIDDirectoryEntry {
  static let size = 8
  let word: UInt64

  var isPresent: Bool { word.bit(0) }
  var faultsDisabled: Bool { word.bit(1) }
  var table: UInt64 { word.pageAddress }

  func problems(_ limits: Limits) -> [Problem] {
    [
      .reserved(word, .mask(2...11), "PASID directory entry"),
      .beyondWidth(word, limits.pointerBeyondHostWidth, "PASID directory entry"),
    ].compactMap(\.self)
  }
}

/// An entry of a PASID table, 512 bits (9.6).
struct PASIDEntry {
  static let size = 64
  static let perTable = 64
  let words: [UInt64]

  var isPresent: Bool { words[0].bit(0) }
  var faultsDisabled: Bool { words[0].bit(1) }
  var addressWidthCode: UInt64 { words[0].bits(2...4) }
  var secondStageExecute: Bool { words[0].bit(5) }
  var granularType: UInt64 { words[0].bits(6...8) }
  var secondStageAccessedDirty: Bool { words[0].bit(9) }
  var secondStageTable: UInt64 { words[0].pageAddress }
  var domainID: UInt16 { UInt16(words[1].bits(0...15)) }
  var supervisorRequests: Bool { words[2].bit(0) }
  /// 0 is 4 levels, 1 is 5.
  var firstStageMode: UInt64 { words[2].bits(2...3) }
  var writeProtect: Bool { words[2].bit(4) }
  var noExecute: Bool { words[2].bit(5) }
  var extendedAccessed: Bool { words[2].bit(7) }
  var firstStageTable: UInt64 { words[2].pageAddress }

  var type: TranslationType {
    switch granularType {
    case 1: .firstStage
    case 2: .secondStage
    case 3: .nested
    case 4: .passThrough
    default: .reserved
    }
  }

  func problems(_ limits: Limits) -> [Problem] {
    var low: UInt64 = .mask(10...11)
    if !limits.secondStageAccessedDirty { low |= .mask(9...9) }
    var found = [
      Problem.reserved(words[0], low, "PASID entry"),
      .reserved(words[1], .mask(16...22), "PASID entry's second word"),
      .reserved(words[2], .mask(8...11), "PASID entry's third word"),
      .reserved(words[3...].reduce(0, |), .max, "PASID entry's words 3 to 7"),
    ]
    switch type {
    case .firstStage where limits.firstStage: break
    case .secondStage where limits.secondStage: break
    case .nested where limits.nested && limits.firstStage && limits.secondStage: break
    case .passThrough where limits.passThrough: break
    default:
      found.append(
        Problem(
          kind: .translationType, detail: "translation type \(granularType) is not supported"))
    }
    if type == .secondStage || type == .nested {
      found.append(.beyondWidth(words[0], limits.pointerBeyondHostWidth, "PASID entry"))
      if !limits.supports(addressWidthCode: addressWidthCode) {
        found.append(
          Problem(
            kind: .addressWidth, detail: "address width \(addressWidthCode) is not supported"))
      }
    }
    if type == .firstStage || type == .nested {
      found.append(.beyondWidth(words[2], limits.pointerBeyondHostWidth, "PASID entry"))
      if firstStageMode > (limits.firstStage5Levels ? 1 : 0) {
        found.append(
          Problem(kind: .addressWidth, detail: "paging mode \(firstStageMode) is not supported"))
      }
    }
    return found.compactMap(\.self)
  }
}
