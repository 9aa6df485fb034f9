import Platform
import Testing

@Suite struct FileTextTests {
  @Test(
    arguments: [
      Array(0...255), Array("Grüße, 日本, 🐧\n".utf8), [0xc3], [0xf4, 0x8f, 0xba, 0x80], [],
      [0xf4, 0x8f, 0xba, 0x80, 0xe9],
    ] as [[UInt8]])
  func bytesComeBack(bytes: [UInt8]) {
    #expect(FileText.encode(FileText.decode(bytes)) == bytes)
  }

  @Test func textInUTF8StaysReadable() {
    #expect(FileText.decode(Array("Grüße\n".utf8)) == "Grüße\n")
    #expect(FileText.decode([0x41, 0xe9, 0x0a]).hasPrefix("A"))
  }
}
