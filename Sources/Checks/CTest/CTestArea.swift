/// One group of the C tests in `ctests/`, built into an executable of its own.
public struct CTestArea: Hashable, Sendable {
  public let name: String
  /// What the code under test must say for the area to apply; at the end of the series, all do.
  public let needs: [String]
  /// True when the test includes the code, to reach what is static in it.
  let includesCode: Bool

  /// The file in `ctests/`.
  let source: String

  private init(
    _ name: String, needs: String..., includesCode: Bool = false, source: String? = nil
  ) {
    self.name = name
    self.source = source ?? "test_\(name.replacing("-", with: "_")).c"
    self.needs = needs
    self.includesCode = includesCode
  }

  public static let all = [
    CTestArea("read", needs: "intel_kdump_read_table", includesCode: true),
    CTestArea("width", needs: "intel_kdump_read_table", includesCode: true),
    CTestArea("tables", needs: "CTX_P", includesCode: true),
    CTestArea("golden", needs: "CTX_P", "PASID_TE_P", includesCode: true),
    CTestArea("headers", needs: "CTX_P", "PASID_TE_P", includesCode: true),
    CTestArea("copy-legacy", needs: "intel_kdump_copy_tables"),
    CTestArea("copy-scalable", needs: "intel_kdump_copy_tables"),
    CTestArea("failures", needs: "intel_kdump_copy_tables"),
    CTestArea("damage-legacy", needs: "context_entry_valid"),
    CTestArea("damage-scalable", needs: "scalable_context_entry_valid"),
    CTestArea("pasid", needs: "pasid_table_entry_valid"),
    CTestArea("domain-ids", needs: "__set_bit(FIELD_GET(PASID_TE_DID"),
    CTestArea("page-tables", needs: "walk_page_tables", includesCode: true),
    CTestArea("inherit-mode", needs: "intel_kdump_inherit_mode"),
    CTestArea("reserve", needs: "intel_kdump_get_resv_regions", includesCode: true),
    CTestArea("replace", needs: "intel_kdump_replace_context"),
    CTestArea("carry", needs: "intel_kdump_carry_over", includesCode: true),
    CTestArea("switch-off", needs: "intel_kdump_warn_off"),
    CTestArea("carry-memory", needs: "intel_kdump_carry_over", includesCode: true),
    CTestArea("quarantine", needs: "walk_context", includesCode: true),
    CTestArea("pass-through", needs: "walk_old_ram", includesCode: true),
    CTestArea("mute", needs: "intel_kdump_count_fault", includesCode: true),
    CTestArea("fuzz", needs: "pasid_table_entry_valid"),
    CTestArea("property", needs: "walk_old_ram", includesCode: true),
  ]

  /// No test: the benchmark of the hand-over.
  static let handOver = CTestArea(
    "hand-over", needs: "intel_kdump_carry_over", includesCode: true, source: "bench/hand_over.c")

  /// Those of the classic family, in `ctests/classic/`.
  static let classic = [
    CTestArea("page-tables", needs: "intel_kdump_copy_page_table", includesCode: true),
    CTestArea("contexts", needs: "intel_kdump_copy_tables", includesCode: true),
    CTestArea("quarantine", needs: "intel_kdump_in_quarantine", includesCode: true),
    CTestArea("own-memory", needs: "walk_system_ram_range", includesCode: true),
    CTestArea("reserve", needs: "intel_kdump_reserve_iovas", includesCode: true),
    CTestArea("whole", needs: "intel_kdump_reserve_iovas", includesCode: true),
  ]

  /// The hand-written areas that say what the code does; those that need no new build first.
  static let ofBehaviour = handWritten.filter { !layout.contains($0.name) }
    .sorted { !$0.includesCode && $1.includesCode }

  /// The hand-written areas, those that say how entries are laid out first.
  static let ofLayout = handWritten.filter { layout.contains($0.name) } + ofBehaviour

  private static let layout = ["golden", "headers"]
  private static let handWritten = all.filter { $0.name != "tables" }
}
