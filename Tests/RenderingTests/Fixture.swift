import Diagnostics
import Series

@testable import Rendering

/// A small driver in the layout of the kernel's, with what makes C hard to read by machine.
enum Fixture {
  static let path: KernelPath = "drivers/iommu/intel/iommu.c"
  static let makefile: KernelPath = "drivers/iommu/intel/Makefile"
  static let kernel = KernelVersion(6, 12, 117)

  static let driver = #"""
    // SPDX-License-Identifier: GPL-2.0-only
    /*
     * Copyright nobody; init_dmars() is only mentioned { here.
     */

    #include <linux/crash_dump.h>
    #include "iommu.h"

    #define for_each_thing(t) \
    	for (t = 0; \
    	     t < 4; t++) {

    struct dmar_state;

    /* What the driver knows. */
    struct dmar_state {
    	int count;	/* of units */
    	struct { int inner; } nested;
    } __packed;

    static int init_dmars(void);

    static struct dmar_state *find_state(int id)
    {
    	return NULL;
    }

    /* One brace { in a comment */
    static void report(const char *what)
    {
    	pr_info("{ %s '\" }\n", what);
    	if (what[0] == '{')
    		return;
    }
    EXPORT_SYMBOL_GPL(report);

    #ifdef CONFIG_INTEL_IOMMU_SVM
    static inline int svm_enabled(void)
    {
    	return 1;
    }
    #else
    static inline int svm_enabled(void)
    {
    	return 0;
    }
    #endif

    /*
     * Sets up every unit.
     */
    static int __init
    init_dmars(void)
    	/* called once */
    	__acquires(&lock)
    {
    	int ret;

    	ret = copy_translation_tables(iommu);
    	if (ret) {
    		/* We failed. */
    		pr_err("Failed to copy\n");
    		iommu_disable_translation(iommu);
    	}

    #ifdef CONFIG_X86
    	if (ret > 1) {
    #else
    	if (ret > 2) {
    #endif
    		ret = 0;
    	}
    	return ret;
    }

    static void tail(void)
    {
    	init_dmars();
    	report("x");
    }

    """#

  static let rules = """
    # SPDX-License-Identifier: GPL-2.0
    obj-$(CONFIG_DMAR_TABLE) += dmar.o
    obj-$(CONFIG_INTEL_IOMMU) += iommu.o \\
    \tpasid.o
    obj-$(CONFIG_DMAR_PERF) += perf.o

    """

  static let source = SourceText(driver, .c)

  static func series(
    adding files: [KernelPath: String] = [:], formerly formerPaths: [KernelPath: KernelPath] = [:],
    _ patches: Patch...
  ) -> Series {
    Series(
      family: .mainline, subsystem: "iommu/vt-d", title: "Take over an active IOMMU",
      blurb: "The story.", versions: [Series.Version(1, date: "2026-01-01T00:00:00+00:00")],
      addedFiles: files, formerPaths: formerPaths, patches: patches)
  }

  /// - Parameter name: the name of the file that declares it.
  static func patch(
    _ subject: String = "Change the driver", name: String = "Fixture", _ edits: Edit...
  ) -> Patch {
    Patch(subject, changelog: "Because.", edits: edits, file: "Sources/\(name).swift")
  }

  static func rendered(
    _ series: Series, templates: [String: String] = [:], sources: [String: String] = [:],
    driver: String = driver
  ) throws -> RenderedSeries {
    let tree = [path: driver, makefile: rules]
    let library = try TemplateLibrary(templates, sources: sources)
    return try render(series, kernel: kernel, templates: library) { tree[$0] }
  }

  /// The driver after one edit, or the Makefile.
  static func edited(_ edit: Edit, driver: String = driver) throws -> String {
    let files = try rendered(series(patch("Change it", edit)), driver: driver).patches[0].files
    return files[edit.path] ?? ""
  }

  /// The messages of everything that is wrong.
  static func problems(
    _ series: Series, templates: [String: String] = [:], sources: [String: String] = [:],
    driver: String = driver
  ) -> [String] {
    do {
      _ = try rendered(series, templates: templates, sources: sources, driver: driver)
      return []
    } catch let failure as Failure {
      return failure.diagnostics.map(\.description)
    } catch {
      return ["unexpected: \(error)"]
    }
  }

  static func problems(_ edits: Edit..., driver: String = driver) -> [String] {
    problems(
      series(Patch("Change the driver", changelog: "Because.", edits: edits)), driver: driver)
  }
}

extension String {
  /// The lines from the one that starts with `first`, `count` of them.
  func lines(from first: String, _ count: Int) -> String {
    split(separator: "\n", omittingEmptySubsequences: false)
      .drop { !$0.hasPrefix(first) }.prefix(count).joined(separator: "\n")
  }
}

extension KernelFeature {
  /// What holds of the small driver, and what does not.
  static let present = KernelFeature(
    "present", "tail() initialises.", shownBy: "init_dmars();", in: Fixture.path, .function("tail"))
  static let absent = KernelFeature(
    "absent", "Something is gone.", shownBy: "gone();", in: Fixture.path)
}
