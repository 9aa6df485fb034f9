import Judge
import Testing

/// Numbers by hand from VT-d 11.4.9.
@Suite struct InvalidationQueueTests {
  @Test func takesDescriptorsOf16Bytes() throws {
    let queue = try #require(InvalidationQueue(registers: [0x20, 0x30, 0x12_3456_7000]))
    #expect(queue.place == 0x12_3456_7030)
    #expect(queue.nextTail == 0x40)
    #expect(queue.unknownDescriptor.count == 16)
  }

  @Test func takesDescriptorsOf32BytesAndWraps() throws {
    // 2^1 pages of 4 KiB, 256-bit descriptors; the last place of the queue
    let queue = try #require(InvalidationQueue(registers: [0, 0x1fe0, 0x7000_0801]))
    #expect(queue.place == 0x7000_1fe0)
    #expect(queue.nextTail == 0)
    // no descriptor has type 0fh
    #expect(queue.unknownDescriptor == [0xf] + Array(repeating: 0, count: 31))
  }
}
