extension Patch {
  static let spareTables = Patch(
    "Cut the previous kernel's page tables off this kernel's memory",
    changelog: """
      Page tables of the previous kernel may lead to this kernel's memory:
      because they map all of RAM, as iommu=pt does where the hardware cannot
      pass requests through, because a buffer lies in CMA memory that the crash
      kernel was promised, or because a page entry is damaged. Until a driver
      attaches, and for ever if there is none, the device can overwrite this
      kernel.

      When the tables are checked, copy those on the path to such a page, and let
      the page lead to the scratch page. A large page is split. All other entries
      go on leading to the tables of the previous kernel, which are not written
      to. Context entries, and in scalable mode copies of the PASID directory and
      the PASID table, lead to the new root under the old domain-id.
      """)
}
