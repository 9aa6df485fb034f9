import Kernels
import Platform
import TestSupport
import Testing

@Suite struct KernelMakeTests {
  /// A vendor's Makefile may set ARCH and CROSS_COMPILE, and its tree may hold a build.
  @Test func aVendorsSettingsDoNotCount() async throws {
    let directory = try TemporaryDirectory()
    try directory.write([
      "Makefile": "ARCH ?= arm\nCROSS_COMPILE = arm-\nall:\n\t@echo $(ARCH) -$(CROSS_COMPILE)-\n",
      ".config": "CONFIG_ARM=y\n", "include/config/auto.conf": "CONFIG_ARM=y\n",
      "include/linux/kernel.h": "\n",
    ])
    try KernelMake.clean(directory.path)
    #expect(!Disk.exists("\(directory.path)/.config"))
    #expect(!Disk.exists("\(directory.path)/include/config"))
    #expect(Disk.exists("\(directory.path)/include/linux/kernel.h"))
    let make = KernelMake(
      tree: directory.path, output: "\(directory.path)/out", architecture: "x86_64", compilers: [])
    #expect(try await make.run(["-s", "all"]).line == "x86_64 --")
  }

  @Test(arguments: [
    (
      "a.c:1: warning: x\na.c:2:3: error: no y\nmake[1]: *** [a.o] Error 1\nmake: *** Error 2\n",
      ["a.c:2:3: error: no y"]
    ),
    (
      "sh: 1: scripts/x.sh: Permission denied\nmake[1]: *** [conf] Error 126\nmake: *** Error 2\n",
      ["sh: 1: scripts/x.sh: Permission denied", "make[1]: *** [conf] Error 126"]
    ),
    ("said\n", ["said"]),
  ])
  func theCauseIsFound(log: String, errors: [String]) {
    #expect(KernelMake.errors(in: log) == errors)
  }
}
