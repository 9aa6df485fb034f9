import Rendering
import Tables
import Testing

@Suite struct KernelTextTests {
  @Test func `the legacy context entry reads as a maintainer would write it`() throws {
    let text = try #require(try kernelText(templates: .ofPackage())["context_entry"])
    #expect(
      text.defines == """
        /* Context entry, legacy mode: VT-d specification, section 9.3 */
        #define CTX_P\t\t\tBIT_ULL(0)
        #define CTX_TT\t\t\tGENMASK_ULL(3, 2)
        #define CTX_SSPTPTR\t\tGENMASK_ULL(63, 12)
        #define CTX_RSVD0\t\tGENMASK_ULL(11, 4)
        /* word 1 */
        #define CTX_AW\t\t\tGENMASK_ULL(2, 0)
        #define CTX_DID\t\t\tGENMASK_ULL(23, 8)
        #define CTX_RSVD1\t\t(GENMASK_ULL(63, 24) | BIT_ULL(7))
        """)
    #expect(
      text.validator == """
        static bool context_entry_valid(struct intel_iommu *iommu, const u64 *entry)
        {
        \tif (entry[0] & CTX_RSVD0 || entry[1] & CTX_RSVD1)
        \t\treturn false;

        \tif (!(cap_sagaw(iommu->cap) & BIT(FIELD_GET(CTX_AW, entry[1]))))
        \t\treturn false;

        \tif (FIELD_GET(CTX_DID, entry[1]) >= cap_ndoms(iommu->cap))
        \t\treturn false;

        \tswitch (FIELD_GET(CTX_TT, entry[0])) {
        \tcase CONTEXT_TT_MULTI_LEVEL:
        \t\treturn old_table_usable(entry[0] & CTX_SSPTPTR);
        \tcase CONTEXT_TT_DEV_IOTLB:
        \t\treturn ecap_dev_iotlb_support(iommu->ecap) &&
        \t\t       old_table_usable(entry[0] & CTX_SSPTPTR);
        \tcase CONTEXT_TT_PASS_THROUGH:
        \t\treturn ecap_pass_through(iommu->ecap);
        \tdefault:
        \t\treturn false;
        \t}
        }
        """)
  }
}
