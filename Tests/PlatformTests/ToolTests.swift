import Diagnostics
import Foundation
import TestSupport
import Testing

@testable import Platform

@Suite struct ToolTests {
  @Test func outputErrorsAndStatusAreKept() async throws {
    let result = try await Tool("sh").run(
      ["-c", "cat; echo bad >&2; exit 3"], input: Array("in\n".utf8))
    #expect(result.text == "in\n")
    #expect(result.errors == "bad\n")
    #expect(result.status == 3)
    #expect(try await Tool("sh").run(["-c", "kill -9 $$"]).status == 137)
  }

  @Test func theEnvironmentIsTheGivenOne() async throws {
    let only = try await Tool("/usr/bin/env").output([], with: .only(["A": "1"]))
    #expect(only.text == "A=1\n")
    let changed = try await Tool("sh").output(
      ["-c", "echo ${HOME-unset}"], with: .inherited(["HOME": nil]))
    #expect(changed.line == "unset")
  }

  @Test func linesComeAsTheyAreWritten() async throws {
    let result = try await Tool("sh").stream(["-c", "echo 1; echo two >&2; echo 3"]) {
      Int($0) != nil
    }
    #expect(result.errors == "two")
  }

  @Test func aToolThatStopsReadingIsNoCrash() async throws {
    let result = try await Tool("sh").run(
      ["-c", "echo why >&2; exit 1"], input: Array(repeating: 0, count: 1 << 22))
    #expect(result.errors == "why\n")
    #expect(result.status == 1)
  }

  @Test(arguments: [("no-such-tool", "no-such-tool"), ("distccd", "distcc")])
  func aMissingToolNamesItsPackage(tool: String, package: String) async throws {
    #expect(Tool(tool).missing.fix == "apt-get install \(package)")
    guard tool == "no-such-tool" else { return }
    await expect("error: no-such-tool is not installed (fix: apt-get install no-such-tool)") {
      try await Tool(tool).run([])
    }
  }

  @Test(arguments: [
    "fatal: sha1 file: No space left on device", "fatal: write error. Out of diskspace",
    "tar: x: Wrote only 3584 of 10240 bytes",
  ])
  func aFullDiskIsToldFromOtherFailures(message: String) async throws {
    await expect("the disk is full: \(message)") {
      try await Tool("sh").output(["-c", "echo '\(message)' >&2; exit 128"])
    }
    await expect("failed with status 2: other") {
      try await Tool("sh").output(["-c", "echo other >&2; exit 2"])
    }
    await expect("the disk is full: cannot write /dev/full") {
      try Disk.write("x", to: "/dev/full")
    }
  }
}
