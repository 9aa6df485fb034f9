internal import Diagnostics
internal import Foundation
internal import Platform

/// Makes a call of a kernel function fail, through QEMU's debugging port: what the function would do is
/// left out, and the caller gets an error. Meanwhile, the rig must not pause the machine.
struct Debugger {
  /// -EINVAL
  private static let error = -22

  /// The function's address.
  private let function: UInt64
  /// QEMU's socket.
  private let socket: String

  /// - Parameter map: the `System.map` of a kernel that runs where it was linked.
  init(_ function: String, map: String, socket: String) throws {
    let line = try Disk.read(map)?.split(separator: "\n").first { $0.hasSuffix(" \(function)") }
    guard let line, let address = UInt64(line.prefix { $0 != " " }, radix: 16) else {
      throw Failure("\(map) has no \(function)")
    }
    self.function = address
    self.socket = socket
  }

  /// Returns when the call has failed.
  ///
  /// - Parameter isReady: is called when the next call will fail; the machine runs then.
  func run(isReady: @escaping @Sendable () -> Void) async throws {
    let ready = "ready"
    let commands = [
      "set architecture i386:x86-64", "target remote \(socket)", "hbreak *0x\(function.hex())",
      "echo \(ready)\\n", "continue",
      // before the function's first instruction, the return address is on top of the stack
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
