package dev.lull.ebpf.kernel;

import dev.lull.internal.linux.BpfCommand;
import dev.lull.internal.linux.NativeMemory;
import dev.lull.internal.linux.OwnedDescriptor;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Somebody else's sockops program on a cgroup: it counts how often it was called for what. */
public final class ForeignProgram implements AutoCloseable {

    /** BPF_SOCK_OPS_PASSIVE_ESTABLISHED_CB. */
    public static final int PASSIVE_ESTABLISHED = 5;

    /** BPF_SOCK_OPS_STATE_CB. */
    public static final int STATE_CHANGED = 10;

    private static final int TYPE_ARRAY = 2;
    private static final int OPERATIONS = 32;
    private static final int ALLOW_MULTIPLE = 2;
    private static final int EXCLUSIVE = 0;

    private final Kernel kernel;
    private final BpfMap counts;
    private final BpfProgram program;
    private final OwnedDescriptor cgroup;

    private ForeignProgram(Kernel kernel, OwnedDescriptor cgroup, boolean rude, int flags) throws IOException {
        this.kernel = kernel;
        this.cgroup = cgroup;
        this.counts = BpfMap.create(
                kernel, new MapShape("their_counts", TYPE_ARRAY, Integer.BYTES, Long.BYTES, OPERATIONS, 0));
        this.program = BpfProgram.load(
                kernel, ProgramKind.WATCH, code(counts.descriptor().number(), rude));
        attach(BpfCommand.PROG_ATTACH, flags);
    }

    /** Attached so that others may be too, and careful with the flags that belong to all. */
    public static ForeignProgram politeOn(Kernel kernel, OwnedDescriptor cgroup) throws IOException {
        return new ForeignProgram(kernel, cgroup, false, ALLOW_MULTIPLE);
    }

    /** Clears everybody's flags at each call. */
    public static ForeignProgram rudeOn(Kernel kernel, OwnedDescriptor cgroup) throws IOException {
        return new ForeignProgram(kernel, cgroup, true, ALLOW_MULTIPLE);
    }

    /** Attached so that no other may be. */
    public static ForeignProgram exclusiveOn(Kernel kernel, OwnedDescriptor cgroup) throws IOException {
        return new ForeignProgram(kernel, cgroup, false, EXCLUSIVE);
    }

    /** {@code counts[ctx->op]++; cb_flags_set(ctx, rude ? 0 : ctx->flags); return 1}, in struct bpf_insn. */
    private static byte[] code(int map, boolean rude) {
        ByteBuffer code = ByteBuffer.allocate(19 * 8).order(ByteOrder.LITTLE_ENDIAN);
        instruction(code, 0xbf, 6, 1, 0, 0); // r6 = r1, the context
        instruction(code, 0x61, 2, 6, 0, 0); // r2 = ctx->op
        instruction(code, 0x63, 10, 2, -4, 0); // key = r2
        instruction(code, 0xbf, 2, 10, 0, 0); // r2 = &key
        instruction(code, 0x07, 2, 0, 0, -4);
        instruction(code, 0x18, 1, 1, 0, map); // r1 = counts
        instruction(code, 0, 0, 0, 0, 0);
        instruction(code, 0x85, 0, 0, 0, 1); // r0 = lookup(r1, r2)
        instruction(code, 0x15, 0, 0, 2, 0); // if there is none, not
        instruction(code, 0xb7, 1, 0, 0, 1);
        instruction(code, 0xdb, 0, 1, 0, 0); // *r0 += 1, atomically
        instruction(code, 0xbf, 1, 6, 0, 0); // r1 = ctx
        instruction(code, 0x61, 2, 6, 84, 0); // r2 = ctx->bpf_sock_ops_cb_flags
        instruction(code, rude ? 0xb7 : 0x47, 2, 0, 0, rude ? 0 : 4); // r2 = 0, or r2 |= STATE_CB
        instruction(code, 0x85, 0, 0, 0, 59); // sock_ops_cb_flags_set(r1, r2)
        instruction(code, 0xb7, 0, 0, 0, 1);
        instruction(code, 0x95, 0, 0, 0, 0);
        byte[] bytes = new byte[code.position()];
        code.get(0, bytes);
        return bytes;
    }

    private static void instruction(ByteBuffer code, int opcode, int to, int from, int offset, int immediate) {
        code.put((byte) opcode)
                .put((byte) (from << 4 | to))
                .putShort((short) offset)
                .putInt(immediate);
    }

    private void attach(BpfCommand command, int flags) throws IOException {
        ByteBuffer attributes = NativeMemory.allocate(32)
                .putInt(0, cgroup.number())
                .putInt(4, program.descriptor().number())
                .putInt(8, ProgramKind.WATCH.attachType())
                .putInt(12, flags);
        kernel.bpf().call(command, attributes, "their program");
    }

    /** How often it was called for an operation. */
    public long seen(int operation) throws IOException {
        ByteBuffer key = NativeMemory.allocate(Integer.BYTES).putInt(0, operation);
        ByteBuffer value = NativeMemory.allocate(Long.BYTES);
        ByteBuffer attributes = NativeMemory.allocate(32)
                .putInt(0, counts.descriptor().number())
                .putLong(8, NativeMemory.address(key))
                .putLong(16, NativeMemory.address(value));
        try {
            kernel.bpf().call(BpfCommand.MAP_LOOKUP_ELEM, attributes, "their counts");
        } finally {
            Reference.reachabilityFence(key);
        }
        return value.getLong(0);
    }

    @Override
    public void close() throws IOException {
        attach(BpfCommand.PROG_DETACH, 0);
        program.close();
        counts.close();
    }
}
