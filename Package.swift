// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// One module per layer; each sees only the layers listed before it.
let layers: [Target] = [
  .target(name: "Diagnostics", swiftSettings: strict),
  .target(name: "Judge", dependencies: ["Diagnostics"], swiftSettings: strict),
  .target(name: "Tables", dependencies: ["Diagnostics"], swiftSettings: strict),
  .target(name: "Series", dependencies: ["Diagnostics", "Tables"], swiftSettings: strict),
  .target(
    name: "Rendering",
    dependencies: [
      "Diagnostics", "Tables", "Series", .product(name: "Mustache", package: "swift-mustache"),
    ], swiftSettings: strict),
  .target(name: "Exchange"),
  .target(
    name: "Writing",
    dependencies: [
      "Diagnostics", "Exchange", "Series", "Rendering",
      .product(name: "Subprocess", package: "swift-subprocess"),
    ], swiftSettings: strict),
  .target(
    name: "Checks",
    dependencies: [
      "Diagnostics", "Tables", "Series", "Rendering", "Writing",
      .product(name: "Subprocess", package: "swift-subprocess"),
    ], swiftSettings: strict),
  .target(
    name: "Rig",
    dependencies: [
      "Diagnostics", "Series", "Writing", "Checks", "Judge",
      .product(name: "Subprocess", package: "swift-subprocess"),
    ], swiftSettings: strict),
  .executableTarget(
    name: "Command",
    dependencies: [
      "Diagnostics", "Tables", "Series", "Rendering", "Writing", "Checks", "Rig",
      .product(name: "ArgumentParser", package: "swift-argument-parser"),
    ], swiftSettings: strict),
]

let tests: [Target] = [
  .testTarget(
    name: "ChecksTests",
    dependencies: ["Checks", "Diagnostics", "Series", "Rendering", "Writing"],
    swiftSettings: strict),
  .testTarget(
    name: "TablesTests", dependencies: ["Diagnostics", "Tables", "Rendering"], swiftSettings: strict
  ),
  .testTarget(
    name: "WritingTests", dependencies: ["Diagnostics", "Series", "Rendering", "Writing"],
    exclude: ["Golden"], swiftSettings: strict),
  .testTarget(
    name: "CommandTests", dependencies: ["Command", "Writing"], swiftSettings: strict),
  .testTarget(
    name: "RenderingTests", dependencies: ["Diagnostics", "Series", "Rendering"],
    swiftSettings: strict),
  .testTarget(name: "JudgeTests", dependencies: ["Judge", "Diagnostics"], swiftSettings: strict),
  .testTarget(name: "RigTests", dependencies: ["Rig", "Judge"], swiftSettings: strict),
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
