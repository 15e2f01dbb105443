package dev.lull.ebpf.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.fornwall.jelf.ElfFile;
import net.fornwall.jelf.ElfRelocation;
import net.fornwall.jelf.ElfRelocationSection;
import net.fornwall.jelf.ElfSection;
import net.fornwall.jelf.ElfSectionHeader;

/**
 * The compiled kernel programs as clang leaves them: an ELF file (System V ABI, chapter 4) of machine 247, EM_BPF. Each
 * section with instructions is a program; its relocations say which instructions want a map.
 */
final class ObjectFile {

    static final String NAME = "lull.bpf.o";

    /** The digest beside it, written by src/main/bpf/build. */
    private static final String DIGEST_NAME = NAME + ".sha256";

    private static final int MACHINE_BPF = 247;

    // Elf64_Ehdr and Elf64_Shdr
    private static final int HEADER_BYTES = 64;
    private static final int SECTION_TABLE_OFFSET = 40;
    private static final int SECTION_ENTRY_BYTES = 58;
    private static final int SECTION_COUNT = 60;
    private static final int SECTION_HEADER_BYTES = 64;
    private static final int SECTION_TYPE = 4;
    private static final int SECTION_OFFSET = 24;
    private static final int SECTION_SIZE = 32;
    private static final int SECTION_ENTRY_SIZE = 56;

    /** What only linked programs have. The ELF reader believes the numbers in them, and makes arrays of that size. */
    private static final Set<Integer> LINKERS_SECTIONS = Set.of(
            ElfSectionHeader.SHT_HASH,
            ElfSectionHeader.SHT_GNU_HASH,
            ElfSectionHeader.SHT_DYNAMIC,
            ElfSectionHeader.SHT_DYNSYM,
            ElfSectionHeader.SHT_NOTE);

    private final Map<String, ProgramCode> programs;

    private ObjectFile(Map<String, ProgramCode> programs) {
        this.programs = Map.copyOf(programs);
    }

    /** Reads the object in this jar, and makes sure that it is the one which was built with these classes. */
    static ObjectFile bundled() throws DamagedObjectException {
        byte[] elf = resource(NAME);
        String expected = new String(resource(DIGEST_NAME), StandardCharsets.US_ASCII).strip();
        return verified(elf, expected);
    }

    /** Parses an object whose digest must be right: the kernel's verifier sees to its safety, not to its sense. */
    static ObjectFile verified(byte[] elf, String expectedDigest) throws DamagedObjectException {
        String digest = sha256(elf);
        if (!digest.equals(expectedDigest)) {
            throw new DamagedObjectException(
                    "its SHA-256 is " + digest + ", expected " + expectedDigest + "; take another copy of the jar");
        }
        return parse(elf);
    }

    static ObjectFile parse(byte[] elf) throws DamagedObjectException {
        requireSoundSectionTable(elf);
        try {
            ElfFile file = ElfFile.from(elf);
            if (file.e_machine != MACHINE_BPF || file.ei_data != ElfFile.DATA_LSB) {
                throw new DamagedObjectException("machine " + file.e_machine + ", byte order " + file.ei_data
                        + ", expected EM_BPF (" + MACHINE_BPF + "), little-endian");
            }
            return new ObjectFile(programs(file));
        } catch (RuntimeException e) {
            throw new DamagedObjectException(e.toString(), e);
        }
    }

    /** Returns one program: {@code section} is the name that the C source gives it. */
    ProgramCode program(String section) throws DamagedObjectException {
        ProgramCode code = programs.get(section);
        if (code == null) {
            throw new DamagedObjectException("no section " + section + " with instructions in it");
        }
        return code;
    }

    private static Map<String, ProgramCode> programs(ElfFile file) throws DamagedObjectException {
        Map<Integer, List<Relocation>> relocations = new HashMap<>();
        for (ElfRelocationSection section : file.sectionsOfType(ElfRelocationSection.class)) {
            List<Relocation> ofSection =
                    relocations.computeIfAbsent(section.header.sh_info, index -> new ArrayList<>());
            for (ElfRelocation relocation : section.relocations) {
                ofSection.add(new Relocation(
                        Math.toIntExact(relocation.r_offset),
                        relocation.getType(),
                        String.valueOf(relocation.getSymbol().getName())));
            }
        }
        Map<String, ProgramCode> programs = new HashMap<>();
        for (int index = 1; index < file.e_shnum; index++) {
            ElfSection section = file.getSection(index);
            ElfSectionHeader header = section.header;
            boolean code = (header.sh_flags & ElfSectionHeader.FLAG_EXEC_INSTR) != 0 && header.sh_size > 0;
            if (code && header.sh_type == ElfSectionHeader.SHT_PROGBITS) {
                programs.put(
                        String.valueOf(header.getName()),
                        new ProgramCode(section.getData(), relocations.getOrDefault(index, List.of())));
            }
        }
        return programs;
    }

    /** The ELF reader makes arrays of the sizes that the file tells: none may be larger than the file. */
    private static void requireSoundSectionTable(byte[] elf) throws DamagedObjectException {
        if (elf.length < HEADER_BYTES) {
            throw new DamagedObjectException(elf.length + " bytes, expected an ELF header of " + HEADER_BYTES);
        }
        ByteBuffer bytes = ByteBuffer.wrap(elf).order(ByteOrder.LITTLE_ENDIAN);
        long table = bytes.getLong(SECTION_TABLE_OFFSET);
        int count = Short.toUnsignedInt(bytes.getShort(SECTION_COUNT));
        int entry = Short.toUnsignedInt(bytes.getShort(SECTION_ENTRY_BYTES));
        if (entry != SECTION_HEADER_BYTES || !fits(table, (long) count * entry, elf.length)) {
            throw new DamagedObjectException(
                    count + " section headers of " + entry + " bytes at " + table + " in " + elf.length + " bytes");
        }
        for (int i = 0; i < count; i++) {
            int header = (int) table + i * SECTION_HEADER_BYTES;
            long offset = bytes.getLong(header + SECTION_OFFSET);
            long size = bytes.getLong(header + SECTION_SIZE);
            long entrySize = bytes.getLong(header + SECTION_ENTRY_SIZE);
            int type = bytes.getInt(header + SECTION_TYPE);
            if (LINKERS_SECTIONS.contains(type)) {
                throw new DamagedObjectException(
                        "section " + i + " has type " + type + ", expected one that compilers write");
            }
            boolean empty = type == ElfSectionHeader.SHT_NULL;
            if (!empty && (!fits(offset, size, elf.length) || entrySize < 0 || entrySize > elf.length)) {
                throw new DamagedObjectException(
                        "section " + i + " has " + size + " bytes at " + offset + " in " + elf.length + " bytes");
            }
        }
    }

    private static boolean fits(long offset, long size, int length) {
        return offset >= 0 && size >= 0 && offset <= length && size <= length - offset;
    }

    static byte[] resource(String name) throws DamagedObjectException {
        try (InputStream in = ObjectFile.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new DamagedObjectException(name + " is missing in the jar");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new DamagedObjectException(name + " cannot be read: " + e.getMessage(), e);
        }
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256 (java.security.MessageDigest)", e);
        }
    }
}
