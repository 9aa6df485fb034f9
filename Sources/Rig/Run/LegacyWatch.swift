internal import Diagnostics
internal import Judge

/// Watches from outside the guest whether the crashed kernel's DMA continues, and where it lands.
final class LegacyWatch {
  private static let interval: Duration = .milliseconds(120)

  private let stream: LegacyStream
  /// Where the rig writes its marks: at the start of every page of the old buffers.
  private let places: [UInt64]
  private var last: ContinuousClock.Instant
  private var position: UInt64?
  private(set) var samples: [Observation.Sample] = []

  /// - Parameter translate: from an IOVA of the sound controller to a physical address.
  init(_ stream: LegacyStream, memory: GuestMemory, translate: (UInt64) throws -> UInt64?) throws {
    self.stream = stream
    // buffers may start and end anywhere; merge them so that the marks do not overlap
    places = try RangeSet(stream.buffers).ranges.flatMap { buffer in
      try stride(from: buffer.first, to: buffer.last - 8, by: 4096).map { address in
        guard let place = try translate(address) else {
          throw Failure("the capture stream's buffer 0x\(address.hex()) is not mapped")
        }
        return place
      }
    }
    try LegacyStream.mark(places, in: memory)
    last = .now
  }

  /// Takes a sample if the stream has had time to go round since the last one.
  func sample(_ machine: Machine) async throws {
    guard ContinuousClock.now - last >= Self.interval else { return }
    let now = try await stream.position(machine)
    let landed = try LegacyStream.overwritten(places, in: machine.memory)
    try LegacyStream.mark(places, in: machine.memory)
    let moving = if let now, let position { now != position } else { false }
    samples.append(.init(time: machine.time, moving: moving, landed: landed))
    position = now ?? position
    last = .now
  }
}
