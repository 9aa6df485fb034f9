extension Patch {
  static let p01ReadCrashedMemory = Patch(
    "Add helpers to read the tables of a crashed kernel", changelog: "", edits: [])
}
