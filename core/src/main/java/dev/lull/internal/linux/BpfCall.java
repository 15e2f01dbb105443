package dev.lull.internal.linux;

import java.nio.ByteBuffer;

/** The system call bpf(2), apart from its caller so that tests can play older kernels and failures. */
@FunctionalInterface
public interface BpfCall {

    /**
     * Calls bpf(2), again while the kernel says EAGAIN or EINTR.
     *
     * @param command what to do
     * @param attributes a direct buffer with the part of {@code union bpf_attr} that belongs to the command; the kernel
     *     writes its answers into it
     * @param object what it is done to, for messages
     * @return a descriptor or 0, as the command has it
     * @throws SystemCallException if the kernel refuses
     */
    int call(BpfCommand command, ByteBuffer attributes, String object) throws SystemCallException;
}
