package dev.lull.ebpf.kernel;

import dev.lull.internal.linux.BpfCommand;
import dev.lull.internal.linux.NativeMemory;
import dev.lull.internal.linux.OwnedDescriptor;
import dev.lull.internal.linux.SystemCallException;
import dev.lull.internal.linux.SystemCalls;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * Asks the kernel to tell of the end of connections that it was not asked about when they opened: a program run over all
 * TCP sockets sets the flag on those that are among the live connections. Needs Linux 6.12, its type information, and
 * CAP_PERFMON or CAP_SYS_ADMIN; where it fails, sock_diag is asked instead until they are gone.
 */
public final class EarlierConnections {

    /** The function whose arguments are what the iterator's program is given. */
    private static final String ITERATOR = "bpf_iter_tcp";

    private static final int CREATE_BYTES = 8;
    private static final int OUTPUT_BYTES = 4096;

    private final KernelSide kernelSide;
    private final Path btf;

    /**
     * Does nothing until it is asked.
     *
     * @param kernelSide whose live connections are asked about
     * @param btf the file with the type information of the kernel
     */
    public EarlierConnections(KernelSide kernelSide, Path btf) {
        this.kernelSide = kernelSide;
        this.btf = btf;
    }

    /**
     * Runs over the sockets once.
     *
     * @throws IOException if this kernel cannot, or refuses
     */
    public void askToBeTold() throws IOException {
        OptionalInt id = VmlinuxBtf.functionId(Files.readAllBytes(btf), ITERATOR);
        if (id.isEmpty()) {
            throw new IOException(btf + " has no " + ITERATOR);
        }
        Kernel kernel = kernelSide.kernel();
        try (BpfProgram program =
                        BpfProgram.load(kernel, ProgramKind.FOLLOW, kernelSide.followInstructions(), id.getAsInt());
                OwnedDescriptor link = link(kernel, program);
                OwnedDescriptor iterator = iterator(kernel, link)) {
            run(kernel, iterator);
        } catch (DamagedObjectException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static OwnedDescriptor link(Kernel kernel, BpfProgram program) throws SystemCallException {
        ByteBuffer attributes = NativeMemory.allocate(Attachment.Link.CREATE_BYTES)
                .putInt(Attachment.Link.CREATE_PROGRAM, program.descriptor().number())
                .putInt(Attachment.Link.CREATE_ATTACH_TYPE, program.kind().attachType());
        int number = kernel.bpf().call(BpfCommand.LINK_CREATE, attributes, ITERATOR);
        return new OwnedDescriptor(kernel.libC(), number, "link of " + ITERATOR);
    }

    private static OwnedDescriptor iterator(Kernel kernel, OwnedDescriptor link) throws SystemCallException {
        ByteBuffer attributes = NativeMemory.allocate(CREATE_BYTES).putInt(0, link.number());
        int number = kernel.bpf().call(BpfCommand.ITER_CREATE, attributes, ITERATOR);
        return new OwnedDescriptor(kernel.libC(), number, ITERATOR);
    }

    /** Reading is what runs it, a piece at a time; the program writes nothing. */
    private static void run(Kernel kernel, OwnedDescriptor iterator) throws SystemCallException {
        ByteBuffer output = NativeMemory.allocate(OUTPUT_BYTES);
        long read;
        do {
            read = SystemCalls.check(
                    kernel.libC().read(iterator.number(), output, OUTPUT_BYTES), "read(" + ITERATOR + ")");
        } while (read > 0);
    }
}
