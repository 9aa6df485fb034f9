extension Patch {
  static let p02DescribeEntries = Patch(
    "Describe the entries of a crashed kernel's tables",
    changelog: """
      The driver's accessors of root and context entries are made to build
      entries. Add the masks to take apart those of a crashed kernel, in both
      table modes, with the reserved bits, for the copy and the checks that
      follow.
      """,
    edits: [
      .insert(.template("kdump/entries.h"), .after, "#include \"iommu.h\"", in: .kdump)
    ])
}
