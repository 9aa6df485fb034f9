/// A picture of a case: the stages as bands, and below them the crashed kernel's DMA.
struct TimeLine {
  private static let width = 760.0
  private static let height = 92.0

  private let seen: Observation
  private let start: Double
  private let end: Double

  /// Starts a little before the crash, because the boot is of no interest.
  init(_ seen: Observation) {
    self.seen = seen
    let last = ([seen.stages.values.max() ?? 0] + seen.samples.suffix(1).map(\.time)).max()!
    start = max(0, (seen.stages[.crash] ?? 1) - 1)
    end = max(last + 0.2, start + 1)
  }

  var svg: String {
    """
    <svg viewBox="0 0 \(Int(Self.width)) \(Int(Self.height))" role="img" \
    aria-label="time line from \(text(start)) to \(text(end)) seconds">
    \(bands)\(dma)\(faults)\(marks)\(axis)</svg>
    """
  }

  /// The stages, each from its start on in its own colour.
  private var bands: String {
    let steps: [(time: Double?, name: String, style: String)] = [
      (start, "first kernel", "first"), (seen.stages[.crash], "crash", "crash"),
      (seen.handOver, "hand-over", "over"), (seen.stages[.attached], "driver attached", "attached"),
      (seen.stages[.reset], "reset", "reset"),
      (seen.stages[.dumpSaved], "dump saved", "dump"),
    ]
    let known = steps.compactMap { step in step.time.map { (max($0, start), step.name, step.style) }
    }
    .sorted { $0.0 < $1.0 }
    return known.indices.map { index in
      let (time, name, style) = known[index]
      let next = index + 1 < known.count ? known[index + 1].0 : end
      let room = x(next) - x(time)
      let label =
        room < Double(name.count) * 6.5
        ? "" : "<text x=\"\(text(x(time) + 4))\" y=\"22\">\(name)</text>"
      return "<rect class=\"\(style)\" x=\"\(text(x(time)))\" y=\"8\" "
        + "width=\"\(text(max(room, 1)))\" height=\"20\"><title>\(name) at \(text(time)) s</title>"
        + "</rect>\(label)\n"
    }.joined()
  }

  private var dma: String {
    let reset = seen.stages[.reset] ?? .infinity
    let shown = seen.samples.filter { (start...reset).contains($0.time) && $0.moving }
    let marks = shown.map { sample in
      let style = sample.landed > 0 ? "landed" : "lost"
      return
        "<rect class=\"\(style)\" x=\"\(text(x(sample.time)))\" y=\"36\" width=\"3\" height=\"12\"/>"
    }
    return marks.joined() + "\n"
  }

  private var faults: String {
    seen.faults.map { fault in
      "<rect class=\"fault\" x=\"\(text(x(fault.time)))\" y=\"52\" width=\"1.5\" height=\"12\"/>"
    }.joined() + "\n"
  }

  private var marks: String {
    let off = seen.translationOff.map { time in
      "<path class=\"off\" d=\"M\(text(x(time))) 4v64\"/><text class=\"off\" "
        + "x=\"\(text(x(time) + 3))\" y=\"62\">translation off</text>"
    }
    guard let pages = seen.corruptedPages, pages > 0, let reset = seen.stages[.reset] else {
      return off.joined()
    }
    return off.joined()
      + "<text class=\"corrupt\" text-anchor=\"end\" x=\"\(text(x(reset) - 3))\" y=\"62\">"
      + "✖ \(pages) pages overwritten</text>\n"
  }

  private var axis: String {
    let step = end - start > 12 ? 2.0 : 1.0
    return stride(from: (start / step).rounded(.up) * step, through: end, by: step).map { time in
      "<path class=\"tick\" d=\"M\(text(x(time))) 70v5\"/>"
        + "<text class=\"axis\" x=\"\(text(x(time)))\" y=\"86\">\(Int(time)) s</text>"
    }.joined()
  }

  private func x(_ time: Double) -> Double {
    (time - start) / (end - start) * (Self.width - 20) + 10
  }

  private func text(_ value: Double) -> String { "\(value.rounded(to: 2))" }
}
