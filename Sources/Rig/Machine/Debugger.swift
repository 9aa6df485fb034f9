internal import Diagnostics
internal import Foundation
internal import Platform

/// Makes a call of a kernel function fail, through QEMU's debugging port: what the function would do is
/// left out, and the caller gets an error. Meanwhile, the rig must not pause the machine.
///
/// Only a call from one caller counts: there may be others before it.
struct Debugger {
  /// -EINVAL
  private static let error = -22

  /// The function's address.
  private let function: UInt64
  /// Where the caller's code is.
  private let caller: Range<UInt64>
  /// QEMU's socket.
  private let socket: String

  /// - Parameter map: the `System.map` of a kernel that runs where it was linked.
  init(_ function: String, calledBy caller: String, map: String, socket: String) throws {
    let lines = try (Disk.read(map) ?? "").split(separator: "\n")
    func address(of name: String, next: Int = 0) throws -> UInt64 {
      guard let line = lines.firstIndex(where: { $0.hasSuffix(" \(name)") }),
        line + next < lines.count,
        let address = UInt64(lines[line + next].prefix { $0 != " " }, radix: 16)
      else { throw Failure("\(map) has no \(name)") }
      return address
    }
    self.function = try address(of: function)
    self.caller = try address(of: caller)..<address(of: caller, next: 1)
    self.socket = socket
  }

  /// Returns when the call has failed.
  ///
  /// - Parameter isReady: is called when the next call will fail; the machine runs then.
  func run(isReady: @escaping @Sendable () -> Void) async throws {
    let ready = "ready"
    // before the function's first instruction, the return address is on top of the stack
    let isCalled =
      "*(unsigned long *)$rsp - 0x\(caller.lowerBound.hex()) < \(caller.count)"
    let commands = [
      "set architecture i386:x86-64", "target remote \(socket)",
      "hbreak *0x\(function.hex()) if \(isCalled)",
      "echo \(ready)\\n", "continue",
      "set $rax = \(Self.error)", "set $rip = *(unsigned long *)$rsp", "set $rsp += 8", "delete",
      "detach",
    ]
    let arguments = ["-nx", "-batch"] + commands.flatMap { ["-ex", $0] }
    let ended = try await Tool("gdb").stream(arguments) { line in
      if line == ready { isReady() }
      return line == ready
    }
    guard ended.succeeded else { throw Tool("gdb").failure(arguments, ended) }
  }
}
