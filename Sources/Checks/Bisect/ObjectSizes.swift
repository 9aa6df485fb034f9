import Diagnostics
import Platform
import Reporting

/// The sections of an object file, in bytes, as `size` sums them up.
struct ObjectSize: Hashable, Sendable {
  var text = 0
  var data = 0
  var bss = 0

  static func + (a: ObjectSize, b: ObjectSize) -> ObjectSize {
    ObjectSize(text: a.text + b.text, data: a.data + b.data, bss: a.bss + b.bss)
  }

  /// The sections that have grown since `base`: `text +16`.
  func growth(since base: ObjectSize) -> [String] {
    changes(since: base).filter { $0.bytes > 0 }.map { "\($0.section) +\($0.bytes)" }
  }

  /// The sections that have changed since `base`, in words: `text -16`; nil when all are equal.
  func difference(since base: ObjectSize) -> String? {
    let words = changes(since: base).filter { $0.bytes != 0 }
      .map { "\($0.section) \($0.bytes > 0 ? "+" : "")\($0.bytes)" }
    return words.isEmpty ? nil : words.joined(separator: ", ")
  }

  private func changes(since base: ObjectSize) -> [(section: String, bytes: Int)] {
    [("text", text - base.text), ("data", data - base.data), ("bss", bss - base.bss)]
  }
}

/// The object files of one build of the driver.
struct Objects: Sendable {
  let sizes: [String: ObjectSize]
  /// The names that each object defines or refers to.
  let symbols: [String: Set<String>]
  /// The names that each object defines itself.
  let defined: [String: Set<String>]

  var total: ObjectSize { sizes.values.reduce(ObjectSize(), +) }

  /// Reads every object file in a directory.
  static func read(in directory: String, mayBeNone: Bool = false) async throws -> Objects {
    // before 4.17, this is an archive of the others
    let names = try Disk.names(in: directory)
      .filter { $0.hasSuffix(".o") && $0 != "built-in.o" }
    if names.isEmpty, mayBeNone { return try Objects(sizes: "", symbols: "") }
    guard !names.isEmpty else { throw Failure("the build left no objects in \(directory)") }
    let sizes = try await Tool("size").output(names, in: directory)
    let symbols = try await Tool("nm").output(["--print-file-name"] + names, in: directory)
    return try Objects(sizes: sizes.text, symbols: symbols.text)
  }

  /// - Parameters:
  ///   - sizes: what `size` prints.
  ///   - symbols: what `nm --print-file-name` prints.
  init(sizes: String, symbols: String) throws {
    var all: [String: ObjectSize] = [:]
    for line in sizes.split(separator: "\n").dropFirst() {
      let words = line.split(whereSeparator: \.isWhitespace)
      guard words.count == 6, let text = Int(words[0]), let data = Int(words[1]),
        let bss = Int(words[2])
      else { throw Failure("size printed a line in an unknown format: \(line)") }
      all[String(words[5])] = ObjectSize(text: text, data: data, bss: bss)
    }
    self.sizes = all
    var used: [String: Set<String>] = [:]
    var defined: [String: Set<String>] = [:]
    for line in symbols.split(separator: "\n") {
      guard let match = line.wholeMatch(of: /(.+?):.* ([A-Za-z]) (\S+)/) else {
        throw Failure("nm printed a line in an unknown format: \(line)")
      }
      used[String(match.1), default: []].insert(String(match.3))
      if match.2 != "U" { defined[String(match.1), default: []].insert(String(match.3)) }
    }
    self.symbols = used
    self.defined = defined
  }

  /// The names that the driver needs from the rest of the kernel.
  var needed: Set<String> {
    symbols.values.reduce(into: Set()) { $0.formUnion($1) }
      .subtracting(defined.values.reduce(into: Set()) { $0.formUnion($1) })
  }

  /// The objects that `base` has not.
  func additions(since base: Objects) -> [Finding] {
    sizes.keys.filter { base.sizes[$0] == nil }.sorted().map {
      Finding(.error, "SIZE", "\($0) is built, but the base has no such object")
    }
  }

  /// The objects, and the sum of all, that are larger than in `base`.
  func growth(since base: Objects) -> [Finding] {
    let sum = total.growth(since: base.total).map {
      Finding(.error, "SIZE", "the driver's objects have grown: \($0) bytes")
    }
    let single = sizes.sorted { $0.key < $1.key }.flatMap { name, size -> [Finding] in
      guard let before = base.sizes[name] else { return [] }
      return size.growth(since: before).map {
        Finding(.error, "SIZE", "\(name) has grown: \($0) bytes")
      }
    }
    return sum + single
  }

  /// The names that new objects define, except for names that the compiler makes up.
  func names(addedTo base: Objects) -> Set<String> {
    let old = base.symbols.values.reduce(into: Set<String>()) { $0.formUnion($1) }
    return defined.filter { base.sizes[$0.key] == nil }.values
      .reduce(into: Set<String>()) { $0.formUnion($1) }.subtracting(old)
      .filter { !$0.contains(".") && !$0.hasPrefix("__UNIQUE_ID") }
  }

  /// The objects that use names from a part of the driver that is configured out.
  func uses(of names: Set<String>) -> [Finding] {
    symbols.sorted { $0.key < $1.key }.flatMap { object, used in
      used.intersection(names).sorted().map {
        Finding(.error, "SYMBOL", "\(object) uses \($0), whose file is configured out")
      }
    }
  }
}
