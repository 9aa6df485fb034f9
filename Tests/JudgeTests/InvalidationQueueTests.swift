import Judge
import Testing

/// Numbers by hand from VT-d 11.4.9.
@Suite struct InvalidationQueueTests {
  @Test func namesTheNextPlaces() throws {
    let queue = try #require(InvalidationQueue(registers: [0x20, 0x30, 0x12_3456_7000]))
    #expect(
      queue.nextPlaces == [0x12_3456_7030, 0x12_3456_7040, 0x12_3456_7050, 0x12_3456_7060])
    #expect(queue.nextTail == 0x70)
  }

  @Test func wraps() throws {
    // 2^1 pages of 4 KiB, 256-bit descriptors; the last place of the queue
    let queue = try #require(InvalidationQueue(registers: [0, 0x1fe0, 0x7000_0801]))
    #expect(queue.nextPlaces == [0x7000_1fe0, 0x7000_1ff0, 0x7000_0000, 0x7000_0010])
    #expect(queue.nextTail == 0x20)
  }

  @Test func knowsATypeThatDoesNotExist() {
    #expect(
      InvalidationQueue.unknownDescriptor == [0xf, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
  }
}
