import Platform
import TestSupport

extension TemporaryDirectory {
  func write(_ files: [String: String], below directory: String) throws {
    for (name, text) in files { try Disk.write(text, to: "\(path)/\(directory)/\(name)") }
  }
}

/// One commit of a test's series: its subject, and files as they are after it.
struct Step {
  let subject: String
  let files: [String: String]
  /// The paragraphs below the subject; nil is a plain one, with its sign-off.
  var body: String?

  init(_ subject: String, _ files: [String: String], body: String? = nil) {
    self.subject = subject
    self.files = files
    self.body = body
  }

  static let signOff = "Signed-off-by: Ada Tester <ada@example.org>"
}

/// Writes a series as git does, on top of `base`, into `series` below the directory.
func format(_ steps: [Step], on base: [String: String], in scratch: TemporaryDirectory) async throws
  -> String
{
  let repository = "\(scratch.path)/repository"
  let series = "\(scratch.path)/series"
  let settings = ["user.name=Ada Tester", "user.email=ada@example.org", "format.signature="]
  func git(_ arguments: [String]) async throws {
    _ = try await Tool.git.output(
      settings.flatMap { ["-c", $0] } + arguments, in: repository,
      with: .inherited(["GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1"]))
  }
  try Disk.makeDirectory(repository)
  try await git(["init", "--quiet"])
  try scratch.write(base, below: "repository")
  try await git(["add", "."])
  try await git(["commit", "--quiet", "--allow-empty", "--message=base"])
  try await git(["tag", "base"])
  for step in steps {
    try scratch.write(step.files, below: "repository")
    let body =
      step.body ?? "The driver lacks this. Add it, as the next patch needs it.\n\n\(Step.signOff)"
    try await git(["add", "."])
    try await git(["commit", "--quiet", "--message=\(step.subject)\n\n\(body)"])
  }
  try await git(["format-patch", "--quiet", "--output-directory=\(series)", "base"])
  return series
}
