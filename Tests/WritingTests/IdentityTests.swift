import TestSupport
import Testing

@testable import Writing

@Suite struct IdentityTests {
  @Test func authors() async throws {
    #expect(Identity("Ada Ünger <ada@example.org>") == Fixture.author)
    for bad in ["Ada", "<a@b>", "Ada <ada>", "Ada <a@b> x"] { #expect(Identity(bad) == nil) }
    let other = Identity(name: "O", email: "o@x.org")
    #expect(try await Identity.choose(option: "A <a@b>", recorded: other).name == "A")
    #expect(try await Identity.choose(option: nil, recorded: other) == other)
    await expect("not an author: nobody") {
      try await Identity.choose(option: "nobody", recorded: other)
    }
  }
}
