internal import Diagnostics
internal import Foundation
internal import Platform

/// The user space of both kernels: busybox, kexec, and the rig's own programs, packed as an
/// initramfs. That of the first kernel also holds the crash kernel and its initramfs.
struct GuestImage {
  /// `ctests/rig`
  let rigSources: String
  let directory: String
  let packer: String

  /// A file of the initramfs.
  private struct Entry {
    let path: String
    let source: String
  }

  /// Builds the user space.
  ///
  /// - Returns: the path of the packed initramfs.
  func build() async throws -> String {
    try Disk.makeDirectory(directory)
    let capture = "\(directory)/capture"
    _ = try await Tool("gcc").output(
      ["-O2", "-Wall", "-Wextra", "-Werror", "-static", "-o", capture, "\(rigSources)/capture.c"])
    let busybox = try await find("busybox", package: "busybox-static")
    let kexec = try await find("kexec", package: "kexec-tools")
    let entries =
      [
        Entry(path: "/init", source: "\(rigSources)/init"),
        Entry(path: "/bin/busybox", source: busybox),
        Entry(path: "/bin/kexec", source: kexec),
        Entry(path: "/bin/capture", source: capture),
      ] + (try await libraries(of: kexec)).map { Entry(path: $0, source: $0) }
    let links = try await applets(busybox).map { "slink /bin/\($0) busybox 0755 0 0" }
    return try await pack(entries, links, as: "guest")
  }

  /// Packs the first kernel's initramfs: the user space, the crash kernel, and the crash kernel's
  /// own initramfs.
  func addCrashKernel(_ kernel: String, to guest: String, as name: String) async throws -> String {
    let entries = [
      Entry(path: "/boot/bzImage", source: kernel), Entry(path: "/boot/initrd", source: guest),
    ]
    let crash = try await pack(entries, [], as: "\(name).crash")
    let whole = "\(directory)/\(name).initramfs"
    // the kernel unpacks concatenated archives
    var bytes = try Data(contentsOf: URL(filePath: guest))
    bytes += try Data(contentsOf: URL(filePath: crash))
    try bytes.write(to: URL(filePath: whole))
    try Disk.remove(crash)
    return whole
  }

  /// Adds a firmware's table to an initramfs: for the kernel that it is for, in front of it and not
  /// packed, and for the crash kernel, as a file.
  func addTable(_ table: [UInt8], to initramfs: String, as name: String) async throws -> String {
    let file = "\(directory)/\(name).aml"
    try Data(table).write(to: URL(filePath: file))
    let archive = try await archive(
      [Entry(path: "/kernel/firmware/acpi/dmar.aml", source: file)], [], as: name)
    let early = "\(directory)/\(name).cpio"
    try Data(archive).write(to: URL(filePath: early))
    let late = try await pack([Entry(path: "/boot/acpi.cpio", source: early)], [], as: name)
    let whole = "\(directory)/\(name).initramfs"
    var bytes = Data(archive)
    bytes += try Data(contentsOf: URL(filePath: initramfs))
    bytes += try Data(contentsOf: URL(filePath: late))
    try bytes.write(to: URL(filePath: whole))
    return whole
  }

  private func pack(_ entries: [Entry], _ more: [String], as name: String) async throws -> String {
    let archive = try await archive(entries, more, as: name)
    let packed = try await Tool("gzip").output(["-1", "-n"], input: archive)
    let path = "\(directory)/\(name).cpio.gz"
    try Data(packed.output).write(to: URL(filePath: path))
    return path
  }

  /// An archive of files, as the kernel unpacks it.
  private func archive(_ entries: [Entry], _ more: [String], as name: String) async throws
    -> [UInt8]
  {
    let directories = Set(entries.flatMap { Self.parents($0.path) } + ["/proc", "/sys", "/dev"])
    let list =
      directories.sorted().map { "dir \($0) 0755 0 0" }
      + ["nod /dev/console 0600 0 0 c 5 1"]
      + entries.map { "file \($0.path) \($0.source) 0755 0 0" } + more
    let listFile = "\(directory)/\(name).list"
    try Disk.write(list.joined(separator: "\n") + "\n", to: listFile)
    return try await Tool(packer).output([listFile]).output
  }

  private static func parents(_ path: String) -> [String] {
    let parts = path.split(separator: "/").dropLast()
    return parts.indices.map { "/" + parts[...$0].joined(separator: "/") }
  }

  private func find(_ program: String, package: String) async throws -> String {
    let path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    let found = path.split(separator: ":").map { "\($0)/\(program)" }.first(where: Disk.exists)
    guard let found else {
      throw Failure("\(program) is not installed", fix: "apt-get install \(package)")
    }
    return found
  }

  private func applets(_ busybox: String) async throws -> [String] {
    try await Tool(busybox).output(["--list"]).text.split(separator: "\n").map(String.init)
      .filter { $0 != "busybox" }
  }

  private func libraries(of program: String) async throws -> [String] {
    try await Tool("ldd").output([program]).text.split(whereSeparator: \.isWhitespace)
      .filter { $0.hasPrefix("/") }.map(String.init)
  }
}
