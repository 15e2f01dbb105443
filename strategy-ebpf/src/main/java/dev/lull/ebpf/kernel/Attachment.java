package dev.lull.ebpf.kernel;

import dev.lull.internal.linux.BpfCommand;
import dev.lull.internal.linux.DescriptorFlags;
import dev.lull.internal.linux.NativeMemory;
import dev.lull.internal.linux.OwnedDescriptor;
import dev.lull.internal.linux.SystemCallException;
import dev.lull.internal.linux.SystemCalls;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** A program at work on a cgroup, or on a network namespace, until this is closed. Not safe for use by several threads. */
sealed interface Attachment extends AutoCloseable {

    /** Tells whether the kernel still runs it: an administrator may detach it, and removing the cgroup does. */
    boolean isInPlace() throws SystemCallException;

    @Override
    void close();

    /**
     * Opens the directory to attach to. No O_DIRECTORY: its number differs from one processor to another (arm64 has O_DIRECT
     * in the place of x86-64's); with "/." behind it only a directory can be opened.
     */
    static OwnedDescriptor openCgroup(Kernel kernel, Path cgroup) throws SystemCallException {
        int number =
                SystemCalls.check(kernel.libC().open(cgroup + "/.", DescriptorFlags.CLOEXEC), "open(" + cgroup + ")");
        return new OwnedDescriptor(kernel.libC(), number, cgroup.toString());
    }

    /** By a link: ends with the process, however that ends. */
    static Attachment byLink(Kernel kernel, BpfProgram program, OwnedDescriptor target) throws SystemCallException {
        ByteBuffer attributes = NativeMemory.allocate(Link.CREATE_BYTES)
                .putInt(Link.CREATE_PROGRAM, program.descriptor().number())
                .putInt(Link.CREATE_TARGET, target.number())
                .putInt(Link.CREATE_ATTACH_TYPE, program.kind().attachType());
        int number = kernel.bpf().call(BpfCommand.LINK_CREATE, attributes, target.toString());
        return new Link(
                kernel,
                new OwnedDescriptor(
                        kernel.libC(), number, "link of " + program.kind().objectName()));
    }

    /** Without a link: stays after a kill -9, until the cgroup is removed or somebody detaches it. */
    static Attachment withoutOwner(Kernel kernel, BpfProgram program, OwnedDescriptor cgroup)
            throws SystemCallException {
        Ownerless attachment = new Ownerless(kernel, program, cgroup);
        kernel.bpf().call(BpfCommand.PROG_ATTACH, attachment.attributes(Ownerless.ALLOW_MULTIPLE), cgroup.toString());
        return attachment;
    }

    /** The one owner of a link, or an iterator's. */
    final class Link implements Attachment {

        // union bpf_attr for BPF_LINK_CREATE
        static final int CREATE_BYTES = 64;
        static final int CREATE_PROGRAM = 0;
        static final int CREATE_TARGET = 4;
        static final int CREATE_ATTACH_TYPE = 8;

        // union bpf_attr for BPF_OBJ_GET_INFO_BY_FD, and struct bpf_link_info
        private static final int INFO_REQUEST_BYTES = 16;
        private static final int INFO_DESCRIPTOR = 0;
        private static final int INFO_LENGTH = 4;
        private static final int INFO_ADDRESS = 8;
        private static final int INFO_BYTES = 32;
        private static final int INFO_CGROUP_ID = 16;

        private final Kernel kernel;
        private final OwnedDescriptor descriptor;
        private final ByteBuffer info = NativeMemory.allocate(INFO_BYTES);
        private final ByteBuffer question = NativeMemory.allocate(INFO_REQUEST_BYTES);

        private Link(Kernel kernel, OwnedDescriptor descriptor) {
            this.kernel = kernel;
            this.descriptor = descriptor;
        }

        @Override
        public boolean isInPlace() throws SystemCallException {
            question.putInt(INFO_DESCRIPTOR, descriptor.number())
                    .putInt(INFO_LENGTH, INFO_BYTES)
                    .putLong(INFO_ADDRESS, NativeMemory.address(info));
            kernel.bpf().call(BpfCommand.OBJ_GET_INFO_BY_FD, question, "link");
            return info.getLong(INFO_CGROUP_ID) != 0; // bpf_cgroup_link_fill_link_info, kernel/bpf/cgroup.c
        }

        @Override
        public void close() {
            descriptor.close();
        }
    }

    /** Undone by hand. */
    record Ownerless(Kernel kernel, BpfProgram program, OwnedDescriptor cgroup) implements Attachment {

        private static final Logger LOG = System.getLogger(Attachment.class.getName());

        /** BPF_F_ALLOW_MULTI: other programs on the cgroup go on. */
        static final int ALLOW_MULTIPLE = 2;

        // union bpf_attr for BPF_PROG_ATTACH and BPF_PROG_DETACH
        private static final int ATTACH_BYTES = 32;
        private static final int ATTACH_TARGET = 0;
        private static final int ATTACH_PROGRAM = 4;
        private static final int ATTACH_TYPE = 8;
        private static final int ATTACH_FLAGS = 12;

        ByteBuffer attributes(int flags) {
            return NativeMemory.allocate(ATTACH_BYTES)
                    .putInt(ATTACH_TARGET, cgroup.number())
                    .putInt(ATTACH_PROGRAM, program.descriptor().number())
                    .putInt(ATTACH_TYPE, program.kind().attachType())
                    .putInt(ATTACH_FLAGS, flags);
        }

        @Override
        public boolean isInPlace() {
            return true; // nothing tells; the comparison with sock_diag will
        }

        @Override
        public void close() {
            try {
                kernel.bpf().call(BpfCommand.PROG_DETACH, attributes(0), cgroup.toString());
            } catch (SystemCallException e) {
                LOG.log(Level.WARNING, "a program stays attached to " + cgroup + " until that is removed", e);
            }
        }
    }
}
