/// The independent judge of a hand-over: reads a guest's physical memory from outside and says what
/// its VT-d unit does with DMA.
///
/// It is written from the VT-d specification (rev. 3.4 and 4.1, chapters 3, 9 and 11) and shares
/// neither code nor tables with the series that it judges; hence the second set of bit positions.
///
///     memory + registers ──Walker──▶ Walk ──comparisons──▶ [Finding]
///                          │           └────Injection.plan──▶ writes that corrupt the tables
///                          └─translate: one probe, without a walk
///
/// * ``Walker`` turns tables into ``Walk``: for each source-id and PASID the coalesced mappings, and
///   every structural violation that hardware would fault on.
/// * The comparisons (`HandOver…`, `Containment…`, `DomainIDs…`, `TableSnapshot`, `Observations`)
///   are pure functions of walks and snapshots. None passes for want of anything to compare.
/// * ``VMCore`` checks that a saved dump is a whole ELF core that holds the old tables.
/// * ``Injection`` plans the physical writes that corrupt the tables of one device.
///
/// All addresses and counts are in bytes. Every result is `Codable`, addresses as hexadecimal strings.
public enum Judge {}
