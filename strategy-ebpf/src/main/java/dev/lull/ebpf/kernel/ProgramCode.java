package dev.lull.ebpf.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;

/**
 * A program's instructions, 8 bytes each ({@code struct bpf_insn}, include/uapi/linux/bpf.h): opcode, two registers in
 * one byte, a 16-bit offset, a 32-bit immediate. Immutable.
 */
final class ProgramCode {

    static final int INSTRUCTION_BYTES = 8;

    private static final int REGISTERS = 1;
    private static final int IMMEDIATE = 4;
    private static final int NEXT_IMMEDIATE = INSTRUCTION_BYTES + IMMEDIATE;

    /** BPF_LD | BPF_IMM | BPF_DW: a 64-bit constant, over two instructions. */
    private static final byte LOAD_CONSTANT = 0x18;

    /** BPF_JMP | BPF_CALL. */
    private static final byte CALL = (byte) 0x85;

    /** BPF_ALU64 | BPF_MOV | BPF_K, into register 0. */
    private static final byte MOVE_CONSTANT = (byte) 0xb7;

    /** BPF_STX | BPF_ATOMIC | BPF_DW; with BPF_ADD, and with BPF_ADD | BPF_FETCH. */
    private static final byte ATOMIC = (byte) 0xdb;

    private static final int ADDITION = 0;
    private static final int FETCHING_ADDITION = 1;

    private static final int SOURCE_SHIFT = 4;
    private static final int PSEUDO_MAP_DESCRIPTOR = 1;
    private static final int PSEUDO_MAP_VALUE = 2;

    /** The only kind of relocation that a program without functions and data of its own has: a 64-bit constant. */
    private static final long R_BPF_64_64 = 1;

    private final byte[] instructions;
    private final List<Relocation> relocations;

    ProgramCode(byte[] instructions, List<Relocation> relocations) throws DamagedObjectException {
        this.instructions = instructions;
        this.relocations = List.copyOf(relocations);
        if (instructions.length % INSTRUCTION_BYTES != 0) {
            throw new DamagedObjectException(
                    instructions.length + " bytes of instructions, expected a multiple of " + INSTRUCTION_BYTES);
        }
        for (Relocation relocation : relocations) {
            int offset = relocation.offset();
            if (relocation.type() != R_BPF_64_64
                    || offset < 0
                    || offset % INSTRUCTION_BYTES != 0
                    || offset > instructions.length - 2 * INSTRUCTION_BYTES
                    || instructions[offset] != LOAD_CONSTANT) {
                throw new DamagedObjectException("a relocation of type " + relocation.type() + " at " + offset
                        + ", where no 64-bit constant is");
            }
        }
    }

    int instructionCount() {
        return instructions.length / INSTRUCTION_BYTES;
    }

    /** The instructions with every name bound; one that stands for nothing here becomes the constant 0. */
    byte[] bind(Map<String, MapUse> names) {
        byte[] bound = instructions.clone();
        ByteBuffer code = ByteBuffer.wrap(bound).order(ByteOrder.LITTLE_ENDIAN);
        for (Relocation relocation : relocations) {
            int at = relocation.offset();
            MapUse use = names.get(relocation.symbol());
            if (use == null) {
                code.putInt(at + IMMEDIATE, 0);
                continue;
            }
            int kind = use.value() ? PSEUDO_MAP_VALUE : PSEUDO_MAP_DESCRIPTOR;
            code.put(at + REGISTERS, (byte) ((code.get(at + REGISTERS) & 0x0f) | (kind << SOURCE_SHIFT)));
            // What clang left there is the distance from the name: a field of the value.
            code.putInt(at + NEXT_IMMEDIATE, use.value() ? code.getInt(at + IMMEDIATE) : 0);
            code.putInt(at + IMMEDIATE, use.descriptor());
        }
        return bound;
    }

    /** The same program with each call of a helper, which this kernel lacks, taken for an answer. */
    ProgramCode without(int helper, int answer) throws DamagedObjectException {
        byte[] changed = instructions.clone();
        ByteBuffer code = ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < changed.length; at += INSTRUCTION_BYTES) {
            if (code.get(at) == LOAD_CONSTANT) {
                at += INSTRUCTION_BYTES;
            } else if (code.get(at) == CALL && code.get(at + REGISTERS) == 0 && code.getInt(at + IMMEDIATE) == helper) {
                code.putLong(at, 0);
                code.put(at, MOVE_CONSTANT);
                code.putInt(at + IMMEDIATE, answer);
            }
        }
        return new ProgramCode(changed, relocations);
    }

    /** The same program with atomic additions that fetch nothing, and so order nothing (before Linux 5.12). */
    ProgramCode withoutFetching() throws DamagedObjectException {
        byte[] changed = instructions.clone();
        ByteBuffer code = ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < changed.length; at += INSTRUCTION_BYTES) {
            if (code.get(at) == LOAD_CONSTANT) {
                at += INSTRUCTION_BYTES;
            } else if (code.get(at) == ATOMIC && code.getInt(at + IMMEDIATE) == FETCHING_ADDITION) {
                code.putInt(at + IMMEDIATE, ADDITION);
            }
        }
        return new ProgramCode(changed, relocations);
    }
}
