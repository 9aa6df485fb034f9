/// The page tables of one unit, each read once however many translations share it.
///
/// A table's content is kept as runs relative to the table's own start, so that a table whose entries
/// all point to one lower table (a quarantine of the whole address space) costs as little to walk
/// as to build. A table that refers back to itself ends by its level: each step down is one level less.
final class PageTables {
  struct Table {
    var runs: [Mapping] = []
    var violations: [Violation] = []
    var children: Set<Int> = []
    /// The addresses of every table below.
    var below: Set<UInt64> = []
  }

  private struct Key: Hashable {
    let address: UInt64
    let level: Int
    let format: PageTableFormat
  }

  private let memory: any PhysicalMemory
  private let limits: Limits
  private let bound: Int
  private var tables: [Table] = []
  private var known: [Key: Int] = [:]
  private(set) var pages: [UInt64: TablePage] = [:]

  /// - Parameter bound: the most tables of the unit, and the most runs of a table.
  init(memory: any PhysicalMemory, limits: Limits, bound: Int) {
    self.memory = memory
    self.limits = limits
    self.bound = bound
  }

  /// The mappings of the page table at `root`, and every violation in it.
  func walk(root: UInt64, levels: Int, format: PageTableFormat, entry: UInt64)
    -> (mappings: [Mapping], violations: [Violation])
  {
    switch table(at: root, level: levels, format: format, entry: entry) {
    case .failure(let violation): return ([], [violation])
    case .success(let index):
      var seen: Set<Int> = [index]
      var queue = [index]
      var violations: [Violation] = []
      while let next = queue.popLast() {
        violations += tables[next].violations
        queue += tables[next].children.filter { seen.insert($0).inserted }
      }
      let order = violations.sorted { ($0.entry, $0.kind.rawValue) < ($1.entry, $1.kind.rawValue) }
      return (tables[index].runs, order)
    }
  }

  private func table(at address: UInt64, level: Int, format: PageTableFormat, entry: UInt64)
    -> Result<Int, Violation>
  {
    let key = Key(address: address, level: level, format: format)
    if let index = known[key] { return .success(index) }
    guard tables.count < bound else {
      return .failure(Violation(.tooLarge, entry: entry, value: address, "too many page tables"))
    }
    guard let words = try? memory.table(at: address) else {
      return .failure(
        Violation(
          .unreadable, entry: entry, value: address, "the page table is outside of memory"))
    }
    note(address, level: level, format: format)
    var table = Table()
    for (index, word) in words.enumerated() {
      let place = address + UInt64(index * 8)
      add(word, index: index, level: level, format: format, place: place, to: &table)
      if table.runs.count > bound {
        table.violations.append(
          Violation(.tooLarge, entry: place, value: word, "more than \(bound) mappings"))
        break
      }
    }
    if table.below.contains(address) {
      table.violations.append(
        Violation(
          .cycle, entry: address, value: address,
          "the level-\(level) table is reached again from below itself"))
    }
    tables.append(table)
    known[key] = tables.count - 1
    return .success(tables.count - 1)
  }

  private func add(
    _ word: UInt64, index: Int, level: Int, format: PageTableFormat, place: UInt64,
    to table: inout Table
  ) {
    let size = UInt64(1) << UInt64(PageTableFormat.shift(level))
    let start = UInt64(index) * size
    switch format.decode(word, level: level, limits) {
    case .notPresent: break
    case .invalid(let problems):
      table.violations += problems.map {
        Violation($0.kind, entry: place, value: word, $0.detail)
      }
    case .page(let physical, let permissions):
      guard !permissions.isEmpty else { break }
      table.runs.appendJoining(
        Mapping(
          iova: AddressRange(start: start, count: size), physical: physical, repeatedPage: nil,
          permissions: permissions))
    case .table(let lower, let permissions):
      switch self.table(at: lower, level: level - 1, format: format, entry: place) {
      case .failure(let violation): table.violations.append(violation)
      case .success(let child):
        table.children.insert(child)
        table.below.insert(lower)
        table.below.formUnion(tables[child].below)
        for run in tables[child].runs {
          let both = run.permissions.intersection(permissions)
          guard !both.isEmpty, table.runs.count <= bound else { continue }
          table.runs.appendJoining(
            Mapping(
              iova: AddressRange(start: start + run.iova.first, count: run.iova.count),
              physical: run.physical, repeatedPage: run.repeatedPage, permissions: both))
        }
      }
    }
  }

  private func note(_ address: UInt64, level: Int, format: PageTableFormat) {
    let known = pages[address]
    pages[address] = TablePage(
      kind: .page, address: address, level: max(level, known?.level ?? 0),
      hardwareSetBits: format.hardwareSetBits | (known?.hardwareSetBits ?? 0))
  }
}
