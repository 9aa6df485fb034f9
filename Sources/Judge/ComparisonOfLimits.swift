extension Comparison {
  /// The most pages of 4 KiB that one device's tables may lead from where a hypervisor shadows them:
  /// 4 GiB of addresses. Each page is a call to map it.
  public static let pagesToShadow: UInt64 = 1 << 20

  /// Do the tables keep a hypervisor busy? It walks them and maps each page that is present; a
  /// table in which every address leads somewhere costs 2^27 calls or more.
  public static func pagesToShadow(_ walk: Walk) -> [Discrepancy] {
    walk.translations.filter { $0.type != .passThrough }.compactMap { translation in
      let pages = translation.mappings.reduce(UInt64(0)) { sum, mapping in
        let (total, overflow) = sum.addingReportingOverflow(mapping.iova.count / 4096)
        return overflow ? .max : total
      }
      guard pages > pagesToShadow else { return nil }
      return Discrepancy(
        .tooManyPages, source: translation.source, pasid: translation.pasid,
        "a hypervisor would shadow \(pages) pages")
    }
  }

  /// Does every device-TLB that was enabled stay so?
  public static func deviceTLBs(
    before: Walk, after: Walk, sources: Set<SourceID>
  ) -> [Discrepancy] {
    let old = before.contexts.filter { $0.hasDeviceTLB && sources.contains($0.source) }
    guard !old.isEmpty else { return [Discrepancy(.nothingToCompare, "no device-TLB was on")] }
    let kept = Set(after.contexts.filter { $0.isPresent && $0.hasDeviceTLB }.map(\.source))
    return old.filter { !kept.contains($0.source) }.map {
      Discrepancy(.deviceTLBDisabled, source: $0.source, "the device-TLB was on and is off")
    }
  }
}
