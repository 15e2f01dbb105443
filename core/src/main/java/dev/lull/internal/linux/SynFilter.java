package dev.lull.internal.linux;

import dev.lull.spi.UnavailableException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * Holds new connections off a listening socket: a filter of classic BPF (socket(7), SO_ATTACH_FILTER) drops every segment
 * that has SYN and not ACK, before the kernel makes anything of it. The client's own kernel asks again. Open connections
 * go on, and handshakes in progress too: all that is missing of them has ACK (RFC 9293 section 3.10.7), unless a client
 * repeats a SYN whose answer was lost. Connections that were accepted before do not have the filter; one whose handshake
 * ends behind it inherits it (sk_clone_lock in net/core/sock.c), and loses nothing but its challenge ACK to a stray SYN.
 * It ends with the socket.
 */
public final class SynFilter {

    // include/uapi/asm-generic/socket.h
    private static final int SOL_SOCKET = 1;
    private static final int SO_ATTACH_FILTER = 26;
    private static final int SO_GET_FILTER = SO_ATTACH_FILTER; // the same number, of getsockopt
    private static final int SO_DETACH_FILTER = 27;
    private static final int SO_PROTOCOL = 38;

    private static final int IPPROTO_TCP = 6; // include/uapi/linux/in.h

    private static final int AF_INET = 2; // include/linux/socket.h
    private static final int SOCK_STREAM_CLOEXEC = 1 | DescriptorFlags.CLOEXEC; // include/linux/net.h

    // include/uapi/linux/bpf_common.h and filter.h
    private static final int LOAD_BYTE = 0x30; // BPF_LD | BPF_B | BPF_ABS
    private static final int AND = 0x54; // BPF_ALU | BPF_AND | BPF_K
    private static final int JUMP_IF_EQUAL = 0x15; // BPF_JMP | BPF_JEQ | BPF_K
    private static final int RETURN = 0x06; // BPF_RET | BPF_K

    // RFC 9293 section 3.1: a TCP filter sees the segment from its header on (tcp_v4_rcv in net/ipv4/tcp_ipv4.c)
    private static final int FLAGS_OFFSET = 13;
    private static final int SYN = 0x02;
    private static final int ACK = 0x10;

    private static final int INSTRUCTION_BYTES = 8;
    private static final int INSTRUCTIONS = 5;

    private SynFilter() {}

    /**
     * Tells whether a socket has a filter already, which {@link #attach} would take the place of.
     *
     * @param libC the C library
     * @param listener a listening socket's descriptor
     * @return true also for one of eBPF, which the kernel does not show (EACCES, {@code sk_get_filter} in
     *     net/core/filter.c)
     */
    public static boolean isAttached(LibC libC, int listener) {
        ByteBuffer nothing = ByteBuffer.allocateDirect(Integer.BYTES).order(ByteOrder.nativeOrder());
        ByteBuffer instructions = ByteBuffer.allocateDirect(Integer.BYTES).order(ByteOrder.nativeOrder());
        return libC.getsockopt(listener, SOL_SOCKET, SO_GET_FILTER, nothing, instructions) != 0
                || instructions.getInt(0) > 0;
    }

    /**
     * Tries whether this process may attach one, at a socket of its own. Linux 6.18 wants CAP_NET_ADMIN for that where the
     * socket is of TCP; older kernels want nothing.
     *
     * @param libC the C library
     * @throws UnavailableException if it may not
     * @throws SystemCallException if there is no socket to try it at
     */
    public static void requirePermitted(LibC libC) throws SystemCallException, UnavailableException {
        int number = SystemCalls.check(libC.socket(AF_INET, SOCK_STREAM_CLOEXEC, 0), "socket(AF_INET, SOCK_STREAM)");
        try (OwnedDescriptor own = new OwnedDescriptor(libC, number, "a socket to try it at")) {
            attach(libC, own.number());
        } catch (SystemCallException e) {
            throw UnavailableException.lasting(String.valueOf(e.getMessage()), "run with CAP_NET_ADMIN", e);
        }
    }

    /**
     * Says why a socket cannot have this filter, if that is so.
     *
     * @param libC the C library
     * @param listener a listening socket's descriptor
     * @return that it has another one, which may be somebody's protection; or that it is not plain TCP: a socket of MPTCP
     *     refuses filters (EOPNOTSUPP), and its connections come in by others, in the kernel. Empty if it can have it
     */
    public static Optional<String> whyNot(LibC libC, int listener) {
        ByteBuffer protocol = ByteBuffer.allocateDirect(Integer.BYTES).order(ByteOrder.nativeOrder());
        ByteBuffer length = ByteBuffer.allocateDirect(Integer.BYTES).order(ByteOrder.nativeOrder());
        length.putInt(0, Integer.BYTES);
        if (libC.getsockopt(listener, SOL_SOCKET, SO_PROTOCOL, protocol, length) == 0
                && protocol.getInt(0) != IPPROTO_TCP) {
            return Optional.of(
                    "speaks protocol " + protocol.getInt(0) + " (262 is MPTCP), whose sockets take no filter");
        }
        return isAttached(libC, listener) ? Optional.of("has a socket filter of its own") : Optional.empty();
    }

    /**
     * Holds new connections off from now on; instead of another filter, if the socket has one.
     *
     * @param libC the C library
     * @param listener a listening socket's descriptor
     * @throws SystemCallException if the kernel refuses
     */
    public static void attach(LibC libC, int listener) throws SystemCallException {
        NativeBuffer program = new NativeBuffer(INSTRUCTIONS * INSTRUCTION_BYTES);
        put(program.bytes(), LOAD_BYTE, 0, 0, FLAGS_OFFSET);
        put(program.bytes(), AND, 0, 0, SYN | ACK);
        put(program.bytes(), JUMP_IF_EQUAL, 0, 1, SYN);
        put(program.bytes(), RETURN, 0, 0, 0);
        put(program.bytes(), RETURN, 0, 0, -1);
        // struct sock_fprog: a count and, aligned, a pointer
        ByteBuffer whole = ByteBuffer.allocateDirect(2 * Long.BYTES).order(ByteOrder.nativeOrder());
        whole.putShort(0, (short) INSTRUCTIONS).putLong(Long.BYTES, program.address());
        int answer = libC.setsockopt(listener, SOL_SOCKET, SO_ATTACH_FILTER, whole, whole.capacity());
        SystemCalls.check(
                answer, "setsockopt(SO_ATTACH_FILTER) of " + program.bytes().capacity() + " bytes");
    }

    /**
     * Lets new connections in again. Does nothing if there is no filter.
     *
     * @param libC the C library
     * @param listener a listening socket's descriptor
     */
    public static void detach(LibC libC, int listener) {
        ByteBuffer nothing = ByteBuffer.allocateDirect(Integer.BYTES);
        int ignored = libC.setsockopt(listener, SOL_SOCKET, SO_DETACH_FILTER, nothing, nothing.capacity());
    }

    private static void put(ByteBuffer program, int code, int jumpIfTrue, int jumpIfFalse, int operand) {
        program.putShort((short) code)
                .put((byte) jumpIfTrue)
                .put((byte) jumpIfFalse)
                .putInt(operand);
    }
}
