public import Diagnostics

extension Tool {
  /// The Debian package of each tool whose package has another name.
  static let packages = [
    "apt-cache": "apt", "apt-config": "apt", "apt-get": "apt", "dpkg-deb": "dpkg",
    "distccd": "distcc", "gcc-ar": "gcc",
    "qemu-system-x86_64": "qemu-system-x86", "size": "binutils", "nm": "binutils",
    "objcopy": "binutils", "ld": "binutils", "xz": "xz-utils",
  ]

  /// The Debian package to install for this tool.
  public var package: String {
    let program = name.split(separator: "/").last.map(String.init) ?? name
    return Tool.packages[program] ?? program
  }

  /// What to report when the machine has no such tool.
  public var missing: Diagnostic {
    Diagnostic("\(name) is not installed", fix: "apt-get install \(package)")
  }
}
