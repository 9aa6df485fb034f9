extension Patch {
  static let passThrough = Patch(
    "Keep a crashed kernel's pass-through off this kernel's memory",
    changelog: """
      A device in pass-through reaches all of memory, and goes on doing so while
      this kernel boots in a part of it. A stray or damaged descriptor is enough
      to corrupt the dump or the kernel that takes it.

      Replace pass-through by identity page tables up to the end of the crashed
      kernel's RAM, which the ELF header of the dump tells, and at least up to
      4 GiB, in large pages, with the memory that kexec set aside for this kernel
      in quarantine. They may take 1/64 of it; where they need more, pass-through
      goes on, with a warning. When a driver attaches, the same addresses lead to
      the same memory, and the driver gets addresses of this kernel's memory.
      Devices that may be using a device-TLB or PASIDs are left as they are for
      now.
      """)
}
