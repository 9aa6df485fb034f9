/// What every check has to show: text for people, JSON and JUnit for programs.
public protocol CheckReport: Encodable, Sendable {
  var passed: Bool { get }
  var junit: JUnit { get }
  func text(_ style: Style) -> String
}

extension Matrix: CheckReport {}
extension CheckpatchReport: CheckReport {}
