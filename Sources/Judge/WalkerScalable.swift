/// The scalable mode's way from a context to page tables.
extension Walker {
  func walkScalable(
    _ words: [UInt64], at table: UInt64, bus: UInt8, firstDevfn: Int, _ state: inout WalkState
  ) {
    for index in 0..<128 {
      let entry = ScalableContext(words: Array(words[index * 4..<index * 4 + 4]))
      guard entry.words.contains(where: { $0 != 0 }) else { continue }
      let source = SourceID(bus: bus, devfn: UInt8(firstDevfn + index))
      let place = table + UInt64(index * ScalableContext.size)
      let problems = entry.isPresent ? entry.problems(limits) : []
      var violations = problems.map {
        Violation($0.kind, entry: place, value: entry.words[0], $0.detail)
      }
      if entry.isPresent && problems.isEmpty {
        violations += walkDirectory(entry, of: source, at: place, &state)
      }
      state.contexts.append(
        Context(
          source: source, isPresent: entry.isPresent, faultsDisabled: entry.faultsDisabled,
          hasDeviceTLB: entry.hasDeviceTLB, ridPASID: entry.ridPASID, violations: violations,
          entry: place,
          directoryEntry: entry.directoryEntryAddress(of: entry.ridPASID)))
    }
  }

  /// Reads every PASID table of a device; translations are listed for the PASIDs it can use.
  private func walkDirectory(
    _ context: ScalableContext, of source: SourceID, at place: UInt64, _ state: inout WalkState
  ) -> [Violation] {
    let count = context.directoryEntries * PASIDDirectoryEntry.size
    guard
      let directory = state.read(context.directory, .directory, count: count, from: memory)
    else {
      return [
        Violation(
          .unreadable, entry: place, value: context.words[0],
          "the PASID directory is outside of memory")
      ]
    }
    var violations: [Violation] = []
    for (index, word) in directory.enumerated() {
      let entry = PASIDDirectoryEntry(word: word)
      guard entry.isPresent else { continue }
      let address = context.directory + UInt64(index * PASIDDirectoryEntry.size)
      let problems = entry.problems(limits)
      violations += problems.map { Violation($0.kind, entry: address, value: word, $0.detail) }
      guard problems.isEmpty else { continue }
      guard let table = state.read(entry.table, .pasid, from: memory) else {
        violations.append(
          Violation(
            .unreadable, entry: address, value: word, "the PASID table is outside of memory"))
        continue
      }
      walkPASIDs(
        table, entry, firstPASID: UInt32(index * PASIDEntry.perTable), context, source, &state)
    }
    return violations
  }

  private func walkPASIDs(
    _ table: [UInt64], _ directory: PASIDDirectoryEntry, firstPASID: UInt32,
    _ context: ScalableContext, _ source: SourceID, _ state: inout WalkState
  ) {
    for index in 0..<PASIDEntry.perTable {
      let entry = PASIDEntry(words: Array(table[index * 8..<index * 8 + 8]))
      let pasid = firstPASID + UInt32(index)
      let isRID = pasid == context.ridPASID
      guard entry.isPresent, isRID || context.isPASIDEnabled else { continue }
      let faultsDisabled =
        context.faultsDisabled || directory.faultsDisabled || entry.faultsDisabled
      translate(
        Source(
          source: source, pasid: isRID ? nil : pasid,
          entry: directory.table + UInt64(index * PASIDEntry.size), faultsDisabled: faultsDisabled),
        entry.recipe(limits, supervisor: isRID && context.ridIsPrivileged), value: entry.words[0],
        &state)
    }
  }
}

extension ScalableContext {
  func directoryEntryAddress(of pasid: UInt32) -> UInt64 {
    directory + UInt64(Int(pasid) / PASIDEntry.perTable * PASIDDirectoryEntry.size)
  }
}
