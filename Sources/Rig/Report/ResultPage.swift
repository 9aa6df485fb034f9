internal import Reporting

/// The results as one self-contained page.
struct ResultPage {
  private let results: RigResults

  init(_ results: RigResults) { self.results = results }

  var html: String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Crash-boot rig: \(escaped(results.base))</title>
    <style>\(Self.style)</style>
    <h1>Crash-boot rig</h1>
    <p>\(escaped(results.base)) on \(escaped(results.emulator)). Each case crashes a kernel under live DMA in an emulated machine; the
    judge reads its memory from outside. \(summary)</p>
    \(table)
    <p class="legend">Below the stages: <span class="landed">■</span> DMA of the crashed kernel that
    landed in its buffers, <span class="lost">■</span> that did not, <span class="fault">■</span> a
    fault.</p>
    \(names.map(section).joined(separator: "\n"))
    </html>

    """
  }

  private var names: [String] { results.cases.map(\.name).uniqued() }
  private var subjects: [TestedKernel] { results.cases.map(\.subject).uniqued() }

  private var summary: String {
    let unexpected = results.unexpected.count
    return unexpected == 0
      ? "Every verdict is the expected one."
      : "<b>Verdicts that were not expected: \(unexpected).</b>"
  }

  private func result(_ name: String, _ subject: TestedKernel) -> CaseResult? {
    results.cases.first { $0.name == name && $0.subject == subject }
  }

  private var table: String {
    let head = subjects.map { "<th>\($0)" }.joined()
    let rows = names.map { name in
      let cells = subjects.map { subject in
        result(name, subject).map { "<td>\(badge($0))" } ?? "<td>–"
      }
      let waits = subjects.compactMap { result(name, $0)?.waitsFor }.first ?? ""
      return "<tr><th><a href=\"#\(name)\">\(name)</a>\(cells.joined())"
        + "<td>\(waits)"
    }
    return "<table><tr><th>case\(head)<th>waits for\n\(rows.joined(separator: "\n"))\n</table>"
  }

  private func badge(_ result: CaseResult) -> String {
    let surprise = result.isExpected ? "" : " (expected \(result.expected.rawValue))"
    let verdict = result.outcome.verdict.rawValue
    return "<span class=\"\(verdict)\">\(verdict)</span>\(surprise)"
  }

  private func section(_ name: String) -> String {
    let runs = subjects.compactMap { result(name, $0) }
    return "<section id=\"\(name)\"><h2>\(name)</h2><p>\(escaped(runs[0].purpose))</p>"
      + runs.map(run).joined() + "</section>"
  }

  private func run(_ result: CaseResult) -> String {
    let reasons = result.outcome.reasons.map { reason in
      let shown = reason.findings.prefix(4).map(escaped).joined(separator: "<br>")
      let more = reason.findings.count > 4 ? "<br>and \(reason.findings.count - 4) more" : ""
      return "<li><b>\(escaped(reason.expectation))</b>: \(shown)\(more)"
    }
    let picture = result.observation.stages[.crash] == nil ? "" : TimeLine(result.observation).svg
    let place = "cases/\(result.directory)"
    return """
      <h3>\(result.subject) \(badge(result))</h3>
      \(picture)
      <ul>\(reasons.joined())</ul>
      <p class="links"><a href="\(place)/console.log">console</a> · \
      <a href="\(place)/iommu.log">what the IOMMU did</a> · \(result.observation.effort)<br>
      \(result.observation.handOverTimes)</p>
      """
  }

  private static let style = """
    body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: auto; padding: 1rem;
      color: #1d2330; background: #fff; overflow-wrap: anywhere }
    table { border-collapse: collapse } th, td { padding: .2rem .7rem; text-align: left;
      border-bottom: 1px solid #d5dae3; font-weight: normal }
    section { margin-top: 2rem; border-top: 2px solid #d5dae3 } h3 { margin: 1rem 0 .3rem }
    .pass, .fail, .invalid { padding: 0 .5rem; border-radius: .3rem; font-weight: 600 }
    .pass { background: #d8f2dd; color: #10531f } .fail { background: #fbdada; color: #8c1212 }
    .invalid { background: #fdeec4; color: #694b00 }
    svg { width: 100%; font: 11px system-ui, sans-serif; fill: #1d2330 }
    rect.first { fill: #c9d8f0 } rect.crash { fill: #f2c7a5 } rect.over { fill: #d9ecd2 }
    rect.attached { fill: #f6e7a1 } rect.reset { fill: #dcd3ee } rect.dump { fill: #e6e8ec }
    .landed { fill: #2d8a45; color: #2d8a45 } .lost { fill: #e09b13; color: #e09b13 }
    .fault { fill: #c81e1e; color: #c81e1e }
    .corrupt, text.off { fill: #c81e1e; font-weight: 600 } path.off { stroke: #c81e1e; stroke-width: 2 }
    .tick { stroke: #8a93a5 } .axis { text-anchor: middle; fill: #5a6375 }
    .links, .legend, li { font-size: 14px }
    """
}
