/// The independent judge of a hand-over: reads a guest's physical memory from outside and says what
/// its VT-d unit does with DMA.
///
/// The module is written from the VT-d specification (rev. 4.1, chapters 3, 9 and 11) and shares
/// neither code nor tables with the series that it judges; hence the second set of bit positions.
///
///     memory + registers ──Walker──▶ Walk ──Comparison──▶ [Discrepancy]
///                          │           └───Injection────▶ writes that corrupt the tables
///                          └─translate: one probe, without a walk
///
/// * ``Walker`` turns tables into a ``Walk``: for each source-id and PASID the coalesced mappings, and
///   every structural violation that hardware would fault on.
/// * The comparisons are pure functions of walks and snapshots. An empty result is a pass;
///   where there was nothing to compare, that itself is a finding.
/// * ``VMCore`` checks that a saved dump is a whole ELF core that holds the old tables.
/// * ``Injection`` plans the physical writes that corrupt the tables of one device.
///
/// All addresses and counts are in bytes. Results are `Codable`, addresses as hexadecimal strings.
public enum Comparison {}

/// One thing that the judge holds against a hand-over.
public struct Discrepancy: Hashable, Sendable, Codable, CustomStringConvertible {
  public enum Kind: String, Sendable, Codable, CaseIterable {
    /// An old mapping is gone, leads elsewhere, or allows more or less than it did.
    case translationMissing, translationMoved, permissionsChanged
    case tableChanged
    case reachesCrashRegion
    /// The same through pass-through, or through an identity map of the whole region.
    case identityReachesCrashRegion
    /// The page that stray writes land in is a part of the tables, or one of several.
    case scratchPage
    /// A domain-id tags an old and a new domain at the same time.
    case domainIDShared
    /// A domain-id of the crashed kernel tags a new domain.
    case domainIDReused
    case translationDisabled
    /// A device-TLB that was enabled no longer is, while the device may go on using it.
    case deviceTLBDisabled
    /// A hypervisor would have to shadow more pages than a crash kernel has time for.
    case tooManyPages
    /// In-flight DMA stopped.
    case bufferSilent
    case coreMalformed, coreDiffers
    case nothingToCompare
  }

  public let kind: Kind
  public let source: SourceID?
  public let pasid: UInt32?
  /// What is concerned: I/O virtual addresses for translations, else physical ones.
  public let ranges: [AddressRange]
  public let detail: String

  init(
    _ kind: Kind, source: SourceID? = nil, pasid: UInt32? = nil, ranges: [AddressRange] = [],
    _ detail: String
  ) {
    self.kind = kind
    self.source = source
    self.pasid = pasid
    self.ranges = ranges
    self.detail = detail
  }

  public var description: String {
    let who = source.map { "\($0)" + (pasid.map { " PASID \($0)" } ?? "") + ": " } ?? ""
    let shown = ranges.prefix(4).map(\.description).joined(separator: ", ")
    let more = ranges.count > 4 ? " and \(ranges.count - 4) more" : ""
    return "\(kind.rawValue): \(who)\(detail)" + (ranges.isEmpty ? "" : " [\(shown)\(more)]")
  }
}
