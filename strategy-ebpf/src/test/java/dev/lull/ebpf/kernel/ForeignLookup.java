package dev.lull.ebpf.kernel;

import dev.lull.internal.linux.DescriptorFlags;
import dev.lull.internal.linux.OwnedDescriptor;
import dev.lull.internal.linux.SystemCalls;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Somebody else's sk_lookup program on this network namespace: it has no opinion of anything. */
public final class ForeignLookup implements AutoCloseable {

    private static final int SK_PASS = 1;

    private final BpfProgram program;
    private final Attachment attachment;

    private ForeignLookup(BpfProgram program, Attachment attachment) {
        this.program = program;
        this.attachment = attachment;
    }

    public static ForeignLookup attach(Kernel kernel) throws IOException {
        ByteBuffer code = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        code.put(0, (byte) 0xb7).putInt(4, SK_PASS); // r0 = SK_PASS
        code.put(8, (byte) 0x95); // exit
        BpfProgram program = BpfProgram.load(kernel, ProgramKind.STEER, code.array());
        int number = SystemCalls.check(
                kernel.libC().open("/proc/self/ns/net", DescriptorFlags.CLOEXEC), "open(/proc/self/ns/net)");
        try (OwnedDescriptor namespace = new OwnedDescriptor(kernel.libC(), number, "namespace")) {
            return new ForeignLookup(program, Attachment.byLink(kernel, program, namespace));
        }
    }

    @Override
    public void close() {
        attachment.close();
        program.close();
    }
}
