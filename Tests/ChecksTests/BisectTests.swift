import Diagnostics
import Platform
import Reporting
import TestSupport
import Testing

@testable import Checks

/// A kernel tree in miniature: its Makefile takes what kbuild takes, and builds the driver.
private let kernel = [
  "Makefile": """
  CC = gcc -fno-PIE
  driver = drivers/iommu/intel
  -include $(O)/.config
  include $(driver)/Makefile
  .PHONY: allnoconfig $(driver)/ vmlinux_o
  vmlinux_o: $(driver)/
  \t$(CC) -r -nostdlib -o $(O)/vmlinux.o -x c kernel.c
  allnoconfig:
  \tcp $(KCONFIG_ALLCONFIG) $(O)/.config
  drivers/iommu/: $(driver)/
  $(driver)/: $(addprefix $(O)/$(driver)/,$(obj-y))
  \tar rcsT $(O)/$(driver)/built-in.o $^
  $(O)/$(driver)/%.o: $(driver)/%.c
  \t@mkdir -p $(@D)
  \t$(CC) -Wall -Wextra -O2 $(if $(CONFIG_CRASH_DUMP),-DCONFIG_CRASH_DUMP) -c -o $@ $<
  \t$(CHECK) $<

  """,
  "kernel.c": "int there(void) { return 0; }\n",
  "drivers/iommu/intel/Makefile": "obj-y += iommu.o\nobj-$(CONFIG_CRASH_DUMP) += kdump.o\n",
  "drivers/iommu/intel/iommu.c": driver(),
  "drivers/iommu/intel/kdump.c": "int kdump_present = 1;\n",
]

/// The text of the miniature driver, with a warning of its own and lines to add to it.
private func driver(_ lines: String = "", body: String = "") -> String {
  "\(lines)int vtd_enable(int unused)\n{\n\(body)\treturn 1;\n}\nextern int vtd_enable(int);\n"
}

private let path = "drivers/iommu/intel/iommu.c"

private func bisect(
  _ steps: [Step], in scratch: TemporaryDirectory, compiler: String? = nil,
  configurations: (String) -> Bool = { $0.hasSuffix("crash-dump") }
) async throws -> Matrix {
  try scratch.write(kernel, below: "tree")
  return try await Bisect(
    tree: "\(scratch.path)/tree", patches: try await format(steps, on: kernel, in: scratch),
    work: "\(scratch.path)/bisect",
    configurations: KernelConfiguration.all.filter { configurations($0.name) },
    compiler: compiler, jobs: 2
  ).run { _ in }
}

private func verdicts(_ matrix: Matrix) -> [[Verdict]] {
  matrix.rows.map { $0.cells.map(\.verdict) }
}

private func findings(_ matrix: Matrix, row: Int, column: Int) -> [String] {
  matrix.rows[row].cells[column].findings.map(\.description)
}

@Suite struct BisectTests {
  @Test func aWarningThatTheNextCommitMendsIsFoundAtItsCommit() async throws {
    let scratch = try TemporaryDirectory()
    let matrix = try await bisect(
      [
        Step("Add a comment", [path: driver("/* lines have moved */\n\n")]),
        Step("Add a variable", [path: driver(body: "\tint left;\n\n")]),
        Step("Remove the variable", [path: driver()]),
      ], in: scratch)
    #expect(matrix.columns == ["crash-dump", "no-crash-dump"])
    #expect(
      verdicts(matrix) == [[.pass, .pass], [.pass, .pass], [.fail, .fail], [.pass, .pass]])
    #expect(
      findings(matrix, row: 2, column: 0)
        == ["\(path):3: warning: -Wunused-variable: unused variable 'left'"])
    #expect(!matrix.passed)
  }

  @Test func sparseIsHeard() async throws {
    let scratch = try TemporaryDirectory()
    let lines = """
      #ifdef __CHECKER__
      # define __iomem __attribute__((noderef, address_space(__iomem)))
      #else
      # define __iomem
      #endif
      static int read(int __iomem *r) { return *r; }
      int (*reader)(int __iomem *) = read;

      """
    let matrix = try await bisect([Step("Read", [path: driver(lines)])], in: scratch)
    #expect(verdicts(matrix)[1][0] == .fail)
    #expect(findings(matrix, row: 1, column: 0).contains { $0.contains("dereference of noderef") })
  }

  @Test func oneByteMoreWithoutCrashDumpFails() async throws {
    let scratch = try TemporaryDirectory()
    let matrix = try await bisect(
      [Step("Grow", [path: driver("extern char vtd_more;\nchar vtd_more = 1;\n")])], in: scratch)
    #expect(verdicts(matrix)[1] == [.pass, .fail])
    #expect(matrix.rows[1].cells[1].detail == "data +1")
    #expect(
      findings(matrix, row: 1, column: 1).contains { $0.contains("iommu.o has grown: data +1") })
  }

  @Test func aNameOfTheNewFileWithoutCrashDumpFails() async throws {
    let scratch = try TemporaryDirectory()
    let makefile = "drivers/iommu/intel/Makefile"
    let added = try await bisect(
      [
        Step(
          "Add a file",
          [
            "drivers/iommu/intel/new.c":
              "int kdump_copy(void);\nint kdump_copy(void) { return 3; }\n",
            makefile: kernel[makefile]! + "obj-$(CONFIG_CRASH_DUMP) += new.o\n",
          ]),
        Step(
          "Use it always",
          [
            path: driver("int kdump_copy(void);\n").replacing(
              "return 1", with: "return kdump_copy()")
          ]),
      ], in: scratch)
    #expect(verdicts(added)[1] == [.pass, .pass])
    #expect(verdicts(added)[2][1] == .fail)
    #expect(
      findings(added, row: 2, column: 1)
        .contains("error: SYMBOL: iommu.o uses kdump_copy, whose file is configured out"))
  }

  /// Some kernels read the driver's Makefile on every architecture.
  @Test func anObjectThatIsBuiltWithoutTheDriverFails() async throws {
    let scratch = try TemporaryDirectory()
    let makefile = "drivers/iommu/intel/Makefile"
    func adding(_ condition: String) -> Step {
      Step(
        "Add a file, with \(condition)",
        [
          "drivers/iommu/intel/new.c": "int kdump_new = 1;\n",
          makefile: kernel[makefile]! + "obj-$(\(condition)) += new.o\n",
        ])
    }
    let matrix = try await bisect(
      [adding("CONFIG_INTEL_IOMMU"), adding("CONFIG_CRASH_DUMP")], in: scratch,
      configurations: { $0 == "no-driver" })
    #expect(verdicts(matrix) == [[.pass], [.pass], [.fail]])
    #expect(
      findings(matrix, row: 2, column: 0)
        .contains("error: SIZE: new.o is built, but the base has no such object"))
  }

  @Test func aBuildErrorFailsItsCommitOnly() async throws {
    let scratch = try TemporaryDirectory()
    let matrix = try await bisect(
      [Step("Break", [path: driver("int x = y;\n")]), Step("Mend", [path: driver()])], in: scratch)
    #expect(verdicts(matrix) == [[.pass, .pass], [.fail, .fail], [.pass, .pass]])
    #expect(matrix.rows[1].cells[0].detail == "does not build")
    #expect(findings(matrix, row: 1, column: 0).contains { $0.contains("'y' undeclared") })
  }

  @Test func aPatchThatDoesNotApplyFailsAllAfterIt() async throws {
    let scratch = try TemporaryDirectory()
    let steps = [
      Step("One", [path: driver("/* 1 */\n")]), Step("Two", [path: driver("/* 2 */\n")]),
      Step("Three", [path: driver("/* 3 */\n")]),
    ]
    let series = try await format(steps, on: kernel, in: scratch)
    try scratch.write(kernel, below: "tree")
    try Disk.remove("\(series)/0001-One.patch")
    let matrix = try await Bisect(
      tree: "\(scratch.path)/tree", patches: series, work: "\(scratch.path)/bisect",
      configurations: [KernelConfiguration.all[0]], jobs: 1
    ).run { _ in }
    #expect(verdicts(matrix) == [[.pass], [.fail], [.fail]])
    #expect(matrix.rows.map { $0.cells[0].detail } == ["", "does not apply", "not reached"])
    #expect(
      findings(matrix, row: 1, column: 0).contains { $0.contains("\(path): patch does not apply") })
  }

  @Test func aNameThatTheKernelLacksIsFound() async throws {
    let scratch = try TemporaryDirectory()
    func using(_ name: String) -> String {
      driver("extern int \(name)(void);\n", body: "\tif (\(name)())\n\t\treturn 0;\n")
    }
    let matrix = try await bisect(
      [
        Step("Use what is there", [path: using("there")]),
        Step("Use what is not", [path: using("nowhere")]),
      ], in: scratch, configurations: { $0 == "no-vmcore" })
    #expect(verdicts(matrix) == [[.pass], [.pass], [.fail]])
    #expect(
      findings(matrix, row: 2, column: 0) == [
        "error: LINK: the driver needs nowhere, which this kernel does not have"
      ])
  }

  @Test func theBaseIsNeverWritten() async throws {
    let scratch = try TemporaryDirectory()
    _ = try await bisect([Step("One", [path: driver("/* 1 */\n")])], in: scratch)
    for (file, text) in kernel {
      #expect(try Disk.read("\(scratch.path)/tree/\(file)") == text)
    }
    #expect(try Disk.read("\(scratch.path)/bisect/tree/\(path)") != kernel[path])
  }

  @Test func anUnknownCompilerIsAToolFailure() async throws {
    let scratch = try TemporaryDirectory()
    await #expect(throws: Failure.self) {
      try await bisect(
        [Step("One", [path: driver("/* 1 */\n")])], in: scratch, compiler: "nocc gcc")
    }
  }

  /// `FRAME_POINTER` can be asked for directly only before 4.14.
  @Test func framePointersHaveANameInEveryKernel() {
    let lines = KernelConfiguration(name: "x", options: [:]).fragment.split(separator: "\n")
    for name in ["FRAME_POINTER", "FRAME_POINTER_UNWINDER", "UNWINDER_FRAME_POINTER"] {
      #expect(lines.contains("CONFIG_\(name)=y"))
    }
  }

  @Test func anOptionThatDoesNotTakeIsAToolFailure() async throws {
    let configuration = KernelConfiguration(name: "x", options: ["CRASH_DUMP": true])
    #expect(configuration.missing(in: configuration.fragment).isEmpty)
    #expect(
      configuration.missing(in: configuration.fragment.replacing("CRASH_DUMP=y", with: "X=y"))
        == ["CONFIG_CRASH_DUMP=y"])
    let without = KernelConfiguration(name: "x", options: ["CRASH_DUMP": false])
    #expect(without.missing(in: configuration.fragment) == ["CONFIG_CRASH_DUMP=n"])
  }
}
