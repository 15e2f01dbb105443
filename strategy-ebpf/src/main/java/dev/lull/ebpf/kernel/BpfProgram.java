package dev.lull.ebpf.kernel;

import dev.lull.internal.linux.BpfCommand;
import dev.lull.internal.linux.Errno;
import dev.lull.internal.linux.NativeMemory;
import dev.lull.internal.linux.OwnedDescriptor;
import dev.lull.internal.linux.SystemCallException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The one owner of a loaded program. */
final class BpfProgram implements AutoCloseable {

    private static final Logger LOG = System.getLogger(BpfProgram.class.getName());

    // union bpf_attr for BPF_PROG_LOAD
    private static final int LOAD_BYTES = 144;
    private static final int LOAD_TYPE = 0;
    private static final int LOAD_INSTRUCTION_COUNT = 4;
    private static final int LOAD_INSTRUCTIONS = 8;
    private static final int LOAD_LICENSE = 16;
    private static final int LOAD_LOG_LEVEL = 24;
    private static final int LOAD_LOG_SIZE = 28;
    private static final int LOAD_LOG_BUFFER = 32;
    private static final int LOAD_NAME = 48;
    private static final int LOAD_EXPECTED_ATTACH_TYPE = 68;
    private static final int LOAD_ATTACH_BTF_ID = 108;

    private static final byte[] LICENSE = "GPL\0".getBytes(StandardCharsets.US_ASCII);
    private static final int FIRST_LOG_BYTES = 1 << 16;
    private static final int LAST_LOG_BYTES = 1 << 24;

    private final ProgramKind kind;
    private final OwnedDescriptor descriptor;

    private BpfProgram(ProgramKind kind, OwnedDescriptor descriptor) {
        this.kind = kind;
        this.descriptor = descriptor;
    }

    static BpfProgram load(Kernel kernel, ProgramKind kind, byte[] instructions)
            throws SystemCallException, ProgramRejectedException {
        return load(kernel, kind, instructions, 0);
    }

    /** Loads a program; {@code attachBtfId} says what an iterator goes over and is 0 for others. */
    static BpfProgram load(Kernel kernel, ProgramKind kind, byte[] instructions, int attachBtfId)
            throws SystemCallException, ProgramRejectedException {
        ByteBuffer code = NativeMemory.copyOf(instructions);
        ByteBuffer license = NativeMemory.copyOf(LICENSE);
        ByteBuffer attributes = NativeMemory.allocate(LOAD_BYTES)
                .putInt(LOAD_TYPE, kind.type())
                .putInt(LOAD_INSTRUCTION_COUNT, instructions.length / ProgramCode.INSTRUCTION_BYTES)
                .putLong(LOAD_INSTRUCTIONS, NativeMemory.address(code))
                .putLong(LOAD_LICENSE, NativeMemory.address(license))
                .putInt(LOAD_EXPECTED_ATTACH_TYPE, kind.attachType())
                .putInt(LOAD_ATTACH_BTF_ID, attachBtfId);
        BpfMap.putName(attributes, LOAD_NAME, kind.objectName());
        try {
            int number = kernel.bpf().call(BpfCommand.PROG_LOAD, attributes, kind.objectName());
            return new BpfProgram(kind, new OwnedDescriptor(kernel.libC(), number, "program " + kind.objectName()));
        } catch (SystemCallException withoutLog) {
            // Writing the log slows the verifier down: only once it is known that there is something to say.
            ProgramRejectedException rejected = new ProgramRejectedException(withoutLog, log(kernel, kind, attributes));
            LOG.log(Level.DEBUG, () -> "the verifier on " + kind.objectName() + ":\n" + rejected.log());
            throw rejected;
        } finally {
            Reference.reachabilityFence(code);
            Reference.reachabilityFence(license);
        }
    }

    private static String log(Kernel kernel, ProgramKind kind, ByteBuffer attributes) {
        for (int size = FIRST_LOG_BYTES; size <= LAST_LOG_BYTES; size <<= 2) {
            ByteBuffer log = NativeMemory.allocate(size);
            attributes
                    .putInt(LOAD_LOG_LEVEL, 1)
                    .putInt(LOAD_LOG_SIZE, size)
                    .putLong(LOAD_LOG_BUFFER, NativeMemory.address(log));
            try {
                int number = kernel.bpf().call(BpfCommand.PROG_LOAD, attributes, kind.objectName());
                new OwnedDescriptor(kernel.libC(), number, "second try").close();
                return "";
            } catch (SystemCallException e) {
                if (e.errno() != Errno.ENOSPC) {
                    return text(log);
                }
            } finally {
                Reference.reachabilityFence(log);
            }
        }
        return "";
    }

    private static String text(ByteBuffer log) {
        byte[] bytes = new byte[log.capacity()];
        log.get(0, bytes);
        int end = 0;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        return new String(Arrays.copyOf(bytes, end), StandardCharsets.UTF_8);
    }

    ProgramKind kind() {
        return kind;
    }

    OwnedDescriptor descriptor() {
        return descriptor;
    }

    @Override
    public void close() {
        descriptor.close();
    }
}
