import Foundation
import Platform
import TestSupport
import Testing

@testable import Kernels

@Suite struct OldToolchainTests {
  private func tree(_ files: [String: String]) throws -> String {
    let root = NSTemporaryDirectory() + "old-\(UUID().uuidString)"
    for (file, text) in files { try Disk.write(text, to: "\(root)/\(file)") }
    return root
  }

  @Test func aNewTreeNeedsNothing() throws {
    let root = try tree(["Makefile": "KBUILD_CFLAGS += -fno-PIE\n"])
    defer { try? Disk.remove(root) }
    #expect(OldToolchain(tree: root) == nil)
  }

  @Test func anOldTreeGetsAHeaderAndLongJumps() throws {
    let root = try tree([
      "Makefile": "",
      "include/linux/compiler-gcc4.h": "/* gcc 4 */\n",
      "arch/x86/kernel/head_64.S": "early_idt_handlers:\n\tjmp early_idt_handler\n",
    ])
    defer { try? Disk.remove(root) }
    let toolchain = try #require(OldToolchain(tree: root))
    let files = try toolchain.files(compilerVersion: 12)
    #expect(files["include/linux/compiler-gcc12.h"] == "/* gcc 4 */\n")
    #expect(files["arch/x86/kernel/head_64.S"]?.contains(".byte 0xe9") == true)
    #expect(try toolchain.files(compilerVersion: 4)["include/linux/compiler-gcc4.h"] == nil)
    #expect(toolchain.compiler("ccache gcc").hasPrefix("ccache gcc -std=gnu89"))
  }

  /// From 4.1 on, the handlers have a fixed size.
  @Test func otherCodeStaysAsItIs() throws {
    let root = try tree([
      "Makefile": "",
      "include/linux/compiler-gcc4.h": "",
      "arch/x86/kernel/head_64.S": "\tjmp early_idt_handler_common\n",
    ])
    defer { try? Disk.remove(root) }
    let files = try #require(OldToolchain(tree: root)).files(compilerVersion: 12)
    #expect(files["arch/x86/kernel/head_64.S"] == nil)
  }

  /// The kernel of RHEL 7 has gcc 5's header, and not yet its options.
  @Test func oneHeaderForAllCompilersIsKept() throws {
    let root = try tree(["Makefile": "", "include/linux/compiler-gcc.h": ""])
    defer { try? Disk.remove(root) }
    #expect(try #require(OldToolchain(tree: root)).files(compilerVersion: 12).isEmpty)
  }
}
