// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let arguments = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")

/// One module per layer; each sees only layers listed before it.
let layers: [Target] = [
  .target(name: "Diagnostics", swiftSettings: strict),
  .target(name: "Judge", dependencies: ["Diagnostics"], swiftSettings: strict),
  .target(name: "Tables", dependencies: ["Diagnostics"], swiftSettings: strict),
  .target(name: "Series", dependencies: ["Diagnostics", "Tables"], swiftSettings: strict),
  .target(name: "Exchange"),
  .target(
    name: "Platform", dependencies: ["Diagnostics", "Exchange", subprocess], swiftSettings: strict),
  .target(
    name: "Kernels", dependencies: ["Diagnostics", "Platform", "Series"], swiftSettings: strict),
  .target(
    name: "Rendering", dependencies: ["Diagnostics", "Tables", "Series", mustache],
    swiftSettings: strict),
  .target(
    name: "Writing", dependencies: ["Diagnostics", "Platform", "Series", "Kernels", "Rendering"],
    swiftSettings: strict),
  .target(name: "Reporting", dependencies: ["Diagnostics", "Platform"], swiftSettings: strict),
  .target(
    name: "Checks",
    dependencies: [
      "Diagnostics", "Series", "Platform", "Kernels", "Rendering", "Reporting",
    ], swiftSettings: strict),
  .target(
    name: "Rig",
    dependencies: [
      "Diagnostics", "Judge", "Series", "Platform", "Kernels", "Reporting", subprocess,
    ],
    swiftSettings: strict),
  .target(
    name: "Pipeline",
    dependencies: [
      "Diagnostics", "Series", "Platform", "Kernels", "Rendering", "Writing", "Reporting", "Checks",
      "Rig",
    ], swiftSettings: strict),
  .executableTarget(
    name: "Command",
    dependencies: [
      "Diagnostics", "Tables", "Series", "Platform", "Kernels", "Rendering", "Writing", "Reporting",
      "Checks", "Rig", "Pipeline", arguments,
    ], swiftSettings: strict),
]

let tests: [Target] = [
  .target(
    name: "TestSupport", dependencies: ["Series", "Platform", "Kernels"], path: "Tests/TestSupport",
    swiftSettings: strict),
  .testTarget(name: "JudgeTests", dependencies: ["Judge", "Diagnostics"], swiftSettings: strict),
  .testTarget(
    name: "TablesTests", dependencies: ["Diagnostics", "Tables", "Rendering"], swiftSettings: strict
  ),
  .testTarget(
    name: "PlatformTests", dependencies: ["Diagnostics", "Platform", "TestSupport"],
    swiftSettings: strict),
  .testTarget(
    name: "KernelsTests",
    dependencies: ["Diagnostics", "Series", "Platform", "Kernels", "TestSupport"],
    swiftSettings: strict),
  .testTarget(
    name: "RenderingTests", dependencies: ["Diagnostics", "Series", "Rendering"],
    swiftSettings: strict),
  .testTarget(
    name: "WritingTests",
    dependencies: [
      "Diagnostics", "Series", "Platform", "Kernels", "Rendering", "Writing", "TestSupport",
    ], exclude: ["Golden"], swiftSettings: strict),
  .testTarget(
    name: "ReportingTests", dependencies: ["Diagnostics", "Platform", "Reporting"],
    swiftSettings: strict),
  .testTarget(
    name: "ChecksTests",
    dependencies: [
      "Diagnostics", "Series", "Platform", "Kernels", "Rendering", "Reporting", "Checks",
      "TestSupport",
    ],
    swiftSettings: strict),
  .testTarget(
    name: "RigTests", dependencies: ["Judge", "Platform", "Rig", "TestSupport"],
    swiftSettings: strict),
  .testTarget(
    name: "PipelineTests",
    dependencies: ["Series", "Platform", "Kernels", "Writing", "Pipeline", "TestSupport"],
    swiftSettings: strict),
  .testTarget(
    name: "CommandTests",
    dependencies: ["Series", "Platform", "Kernels", "Command", "TestSupport"],
    swiftSettings: strict),
]

let package = Package(
  name: "CrashdumpIOMMU",
  products: [.executable(name: "crashdump-iommu", targets: ["Command"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
  ],
  targets: layers + tests
)
