extension CTestDefect {
  /// In the table mode and in switching off.
  static let ofModes = [
    // the table mode
    CTestDefect(
      "the mode of an IOMMU that is off counts",
      "if (!(readl(iommu->reg + DMAR_GSTS_REG) & DMA_GSTS_TES) ||\n\t\t    !ecap", "if (!ecap"),
    CTestDefect(
      "an IOMMU with one mode counts", "!ecap_smts(iommu->ecap) || ", ""),
    CTestDefect("a mode without tables is taken over", " || scalable > RTADDR_TTM_SCALABLE)", ")"),
    CTestDefect("the mode is only told of", "\t\tintel_iommu_sm = scalable;\n"),
    CTestDefect("every mode is news", "\t\tif (scalable != intel_iommu_sm)\n"),
    CTestDefect(
      "the last IOMMU decides", "\t\tintel_iommu_sm = scalable;\n\t\tbreak;",
      "\t\tintel_iommu_sm = scalable;"),
    CTestDefect(
      "widths are those of another mode", "\t\tiommu->agaw = iommu_calculate_agaw(iommu);\n"),
    CTestDefect(
      "largest widths are those of another mode",
      "\t\tiommu->msagaw = iommu_calculate_max_sagaw(iommu);\n"),
    CTestDefect(
      "every kernel takes the mode over",
      "\tif (!is_kdump_kernel())\n\t\treturn;\n\n\tfor_each", "\tfor_each"),
    // switching off
    CTestDefect("switching off needs no crash", "!is_kdump_kernel() ||\n\t    !(readl", "!(readl"),
    CTestDefect(
      "translation is taken for on",
      " ||\n\t    !(readl(iommu->reg + DMAR_GSTS_REG) & DMA_GSTS_TES))\n\t\treturn;",
      ")\n\t\treturn;"),
    CTestDefect(
      "switching off is told of again and again", "pr_warn_once(\"%s: Translation is",
      "pr_warn(\"%s: Translation is"),
    CTestDefect(
      "each device with PASIDs is told of", "pr_warn_once(\"%s: Pass-through goes on for",
      "pr_warn(\"%s: Pass-through goes on for"),
    CTestDefect(
      "each damaged context is told of", "pr_warn_ratelimited(\"%s: %s context",
      "pr_warn(\"%s: %s context"),
    CTestDefect(
      "another bit is taken for TES", "& DMA_GSTS_TES))\n\t\treturn;",
      "& DMA_GSTS_RTPS))\n\t\treturn;"),
  ]
}
