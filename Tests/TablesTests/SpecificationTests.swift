import Tables
import Testing

/// Bit positions of the VT-d specification, revision 4.1, written down by hand.
@Suite struct SpecificationTests {
  static let positions: [(section: String, structure: String, fields: [String: String])] = [
    ("9.1", "root_entry", ["P": "0", "CTP": "63:12"]),
    ("9.2", "scalable_root_half", ["P": "0", "CTP": "63:12"]),
    (
      "9.3", "context_entry",
      ["P": "0", "FPD": "1", "TT": "3:2", "SSPTPTR": "63:12", "AW": "66:64", "DID": "87:72"]
    ),
    (
      "9.4", "scalable_context_entry",
      [
        "P": "0", "FPD": "1", "DTE": "2", "PASIDE": "3", "PRE": "4", "PDTS": "11:9",
        "PASIDDIRPTR": "63:12", "RID_PASID": "83:64", "RID_PRIV": "84",
      ]
    ),
    ("9.5", "pasid_dir_entry", ["P": "0", "FPD": "1", "SMPTBLPTR": "63:12"]),
    (
      "9.6", "pasid_table_entry",
      [
        "P": "0", "FPD": "1", "AW": "4:2", "PGTT": "8:6", "SSADE": "9", "SSPTPTR": "63:12",
        "DID": "79:64", "PWSNP": "87", "PGSNP": "88", "CD": "89", "EMTE": "90", "PAT": "127:96",
        "SRE": "128", "FSPM": "131:130", "WPE": "132", "EAFE": "135", "FSPTPTR": "191:140",
      ]
    ),
    ("9.7", "fs_pml5e", ["P": "0", "RW": "1", "US": "2", "A": "5", "EA": "10", "ADDR": "51:12"]),
    ("9.7", "fs_pdpe_1g", ["PS": "7", "D": "6", "G": "8", "PAT": "12", "ADDR": "51:30"]),
    ("9.7", "fs_pde_2m", ["PS": "7", "PAT": "12", "ADDR": "51:21"]),
    ("9.7", "fs_pte", ["P": "0", "D": "6", "PAT": "7", "G": "8", "ADDR": "51:12"]),
    ("9.8", "ss_pml5e", ["R": "0", "W": "1", "A": "8", "ADDR": "51:12"]),
    ("9.8", "ss_pdpe", ["PS": "7", "ADDR": "51:12"]),
    ("9.8", "ss_pdpe_1g", ["PS": "7", "A": "8", "D": "9", "SNP": "11", "ADDR": "51:30"]),
    ("9.8", "ss_pde_2m", ["EMT": "5:3", "IPAT": "6", "PS": "7", "ADDR": "51:21"]),
    ("9.8", "ss_pte", ["R": "0", "W": "1", "D": "9", "SNP": "11", "ADDR": "51:12"]),
    (
      "11.4.2", "cap",
      [
        "ND": "2:0", "RWBF": "4", "CM": "7", "SAGAW": "12:8", "MGAW": "21:16", "FRO": "33:24",
        "SSLPS": "37:34", "NFR": "47:40", "FS1GP": "56", "FS5LP": "60", "ESRTPS": "63",
      ]
    ),
    (
      "11.4.3", "ecap",
      [
        "C": "0", "QI": "1", "DT": "2", "IR": "3", "PT": "6", "SC": "7", "IRO": "17:8",
        "MTS": "25", "NEST": "26", "PRS": "29", "SRS": "31", "EAFS": "34", "PSS": "39:35",
        "PASID": "40", "SMTS": "43", "SSADS": "45", "SSTS": "46", "FSTS": "47", "SMPWCS": "48",
        "RPS": "49", "ADMS": "52", "RPRIVS": "53",
      ]
    ),
    ("11.4.4.1", "gcmd", ["TE": "31", "SRTP": "30", "WBF": "27", "QIE": "26", "IRE": "25"]),
    ("11.4.4.2", "gsts", ["TES": "31", "RTPS": "30", "WBFS": "27", "QIES": "26", "IRES": "25"]),
    ("11.4.5", "rtaddr", ["TTM": "11:10", "RTA": "63:12"]),
  ]

  @Test(arguments: positions.indices)
  func `fields are where the specification puts them`(_ index: Int) throws {
    let (section, name, fields) = Self.positions[index]
    let structure = try #require(Tables.all.first { $0.name == name })
    #expect(structure.section == section)
    for (field, bits) in fields {
      #expect(structure[field]?.bits == bits, "\(name).\(field)")
    }
  }

  @Test func `reserved bits are those of the specification`() {
    #expect(Structure.rootEntry.mask(of: .reserved, word: 0) == 0xffe)
    #expect(Structure.contextEntry.mask(of: .reserved, word: 0) == 0xff0)
    #expect(Structure.contextEntry.mask(of: .reserved, word: 1) == 0xffff_ffff_ff00_0080)
    #expect(Structure.contextEntry.mask(of: .software, word: 1) == 0x78)
    #expect(Structure.scalableContextEntry.mask(of: .reserved, word: 0) == 0x1e0)
    #expect(Structure.scalableContextEntry.mask(of: .reserved, word: 1) == 0xffff_ffff_ffe0_0000)
    #expect(Structure.pasidDirectoryEntry.mask(of: .reserved, word: 0) == 0xffc)
    #expect(Structure.pasidTableEntry.mask(of: .reserved, word: 0) == 0xc20)
    #expect(Structure.pasidTableEntry.mask(of: .reserved, word: 1) == 0xf87f_0000)
    #expect(Structure.pasidTableEntry.mask(of: .reserved, word: 2) == 0xf02)
    #expect((3...7).allSatisfy { Structure.pasidTableEntry.mask(of: .reserved, word: $0) == .max })
    #expect(Structure.rootTableAddress.mask(of: .reserved, word: 0) == 0x3ff)
    #expect(Structure.globalCommand.mask(of: .reserved, word: 0) == 0x7f_ffff)
  }

  @Test func `Linux's own entries are accepted`() {
    let hardware = Hardware.full
    // 4-level second stage, domain 5
    #expect(Structure.contextEntry.accepts([0x1_2345_6001, 0x502], on: hardware))
    // pass-through with the widest address width
    #expect(Structure.contextEntry.accepts([0x9, 0x203], on: hardware))
    // one page of PASID directory, ATS and PASIDs enabled
    #expect(Structure.scalableContextEntry.accepts([0x1_2345_640d, 0, 0, 0], on: hardware))
    // the default domain's first stage, 4 levels, domain 1, page-walk snoop
    #expect(
      Structure.pasidTableEntry.accepts(
        [0x41, 0x80_0001, 0x1_2345_6000, 0, 0, 0, 0, 0], on: hardware))
    // second stage, 4 levels, accessed/dirty bits
    #expect(
      Structure.pasidTableEntry.accepts(
        [0x1_2345_6289, 0x80_0007, 0, 0, 0, 0, 0, 0], on: hardware))
  }

  @Test func `corrupt entries are refused`() {
    let full = Hardware.full
    #expect(!Structure.contextEntry.accepts([0xd, 0x502], on: full), "reserved TT")
    #expect(!Structure.contextEntry.accepts([0x1, 0x505], on: full), "reserved AW")
    let narrow = full.setting("CAP.SAGAW", to: 0b100).setting("CAP.ND", to: 2)
    #expect(Structure.contextEntry.accepts([0x1, 0xff02], on: narrow))
    #expect(!Structure.contextEntry.accepts([0x1, 0xff03], on: narrow), "AW not in SAGAW")
    #expect(!Structure.contextEntry.accepts([0x1, 0x1_0002], on: narrow), "domain 256 of 256")
    #expect(
      !Structure.contextEntry.accepts([0x5, 2], on: full.setting("ECAP.DT", to: 0)), "no device TLB"
    )
    #expect(
      !Structure.scalableContextEntry.accepts([1, 0x2000, 0, 0], on: full),
      "PASID beyond a directory of 128 entries")
    #expect(!Structure.contextEntry.accepts([0x1, 2], on: full, usable: false), "stray pointer")
    #expect(Structure.contextEntry.accepts([0x9, 2], on: full, usable: false), "no pointer at all")
  }
}
