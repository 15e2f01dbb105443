package dev.lull.internal.linux;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * Non-blocking TCP sockets by their descriptors. Operations that fail in the ordinary course of things answer the
 * error number below zero ({@code -EAGAIN}) instead of throwing, and allocate nothing. Each object is for one thread.
 */
public final class TcpSockets {

    // include/linux/net.h and include/linux/socket.h
    private static final int SOCK_STREAM = 1;
    private static final int SOCK_NONBLOCK_CLOEXEC = DescriptorFlags.NONBLOCK | DescriptorFlags.CLOEXEC;
    private static final int SHUT_WR = 1;
    private static final int MSG_NOSIGNAL = 0x4000;

    // include/uapi/asm-generic/socket.h, and include/uapi/linux/in.h, in6.h and tcp.h
    private static final int SOL_SOCKET = 1;
    private static final int SO_REUSEADDR = 2;
    private static final int SO_ERROR = 4;
    private static final int SO_KEEPALIVE = 9;
    private static final int SO_OOBINLINE = 10;
    private static final int SO_LINGER = 13;
    private static final int SO_ACCEPTCONN = 30;
    private static final int SO_PROTOCOL = 38;
    private static final int SO_DOMAIN = 39;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IPV6_V6ONLY = 26;
    private static final int IPPROTO_TCP = 6;
    private static final int TCP_NODELAY = 1;
    private static final int TCP_KEEPIDLE = 4;
    private static final int TCP_KEEPINTVL = 5;
    private static final int TCP_KEEPCNT = 6;

    // include/uapi/linux/fcntl.h and include/uapi/asm-generic/fcntl.h
    private static final int F_DUPFD_CLOEXEC = 1030;
    private static final int F_GETFL = 3;
    private static final int F_SETFL = 4;

    private final LibC libC;
    private final ByteBuffer address = ByteBuffer.allocateDirect(SocketAddresses.MAX_LENGTH);
    private final ByteBuffer length = ByteBuffer.allocateDirect(4).order(ByteOrder.nativeOrder());
    private final ByteBuffer value = ByteBuffer.allocateDirect(TcpInfo.LENGTH).order(ByteOrder.nativeOrder());

    /**
     * Makes the operations of one thread.
     *
     * @param libC the C library
     */
    public TcpSockets(LibC libC) {
        this.libC = libC;
    }

    /**
     * Opens a listening socket. What it sets, its accepted connections inherit (tcp(7); sk_clone_lock in
     * net/core/sock.c): no delay, urgent data in line, and keep-alive.
     *
     * @param where the address; {@code 0.0.0.0} takes IPv4 alone, and {@code ::} both families
     * @param backlog how many connections may wait to be accepted
     * @param keepAlive how a dead peer is found
     * @return its descriptor, the caller's to close
     * @throws IOException if the kernel refuses; nothing is left open then
     */
    public OwnedDescriptor listen(InetSocketAddress where, int backlog, KeepAlive keepAlive) throws IOException {
        int fd = -1;
        int family = 0;
        for (int each : SocketAddresses.familiesToListen(where)) {
            family = each;
            fd = libC.socket(family, SOCK_STREAM | SOCK_NONBLOCK_CLOEXEC, 0);
            if (fd >= 0 || SystemCalls.lastErrno() != Errno.EAFNOSUPPORT) {
                break;
            }
        }
        OwnedDescriptor listening = own(SystemCalls.check(fd, "socket for " + where), "listening socket");
        try {
            setOption(fd, SOL_SOCKET, SO_REUSEADDR, 1, "SO_REUSEADDR");
            if (family == SocketAddresses.AF_INET6) {
                int only = where.getAddress().isAnyLocalAddress() ? 0 : 1;
                setOption(fd, IPPROTO_IPV6, IPV6_V6ONLY, only, "IPV6_V6ONLY");
            }
            noDelay(fd);
            urgentInline(fd);
            keepAlive(fd, keepAlive);
            SystemCalls.check(
                    libC.bind(fd, address, SocketAddresses.write(where, family, address)), "bind to " + where);
            SystemCalls.check(libC.listen(fd, backlog), "listen on " + where);
            return listening;
        } catch (SystemCallException e) {
            listening.close();
            throw e;
        }
    }

    /**
     * Takes a listening socket that this process was given when it was executed, as {@link #listen} would have made it.
     * Whoever gave it keeps it: closing the answer leaves it listening, and nobody who queues there is lost.
     *
     * @param inherited its descriptor, which stays open
     * @param keepAlive how a dead peer is found
     * @return a descriptor of the same socket, the caller's to close
     * @throws IOException if it is no listening TCP socket, or the kernel refuses; nothing is left open then
     */
    public OwnedDescriptor adopt(int inherited, KeepAlive keepAlive) throws IOException {
        requireListening(inherited);
        int fd = SystemCalls.check(libC.fcntl(inherited, F_DUPFD_CLOEXEC, 0), "fcntl(F_DUPFD_CLOEXEC)");
        OwnedDescriptor listening = own(fd, "inherited listening socket");
        try {
            int flags = SystemCalls.check(libC.fcntl(fd, F_GETFL, 0), "fcntl(F_GETFL)");
            SystemCalls.check(libC.fcntl(fd, F_SETFL, flags | DescriptorFlags.NONBLOCK), "fcntl(F_SETFL)");
            noDelay(fd);
            urgentInline(fd);
            keepAlive(fd, keepAlive);
            return listening;
        } catch (SystemCallException e) {
            listening.close();
            throw e;
        }
    }

    /**
     * Checks that a descriptor is a listening TCP socket.
     *
     * @param fd the descriptor
     * @throws IOException if it is none; the message says what it is not
     */
    public void requireListening(int fd) throws IOException {
        int family = option(fd, SOL_SOCKET, SO_DOMAIN, "SO_DOMAIN");
        boolean tcp = (family == SocketAddresses.AF_INET || family == SocketAddresses.AF_INET6)
                && option(fd, SOL_SOCKET, SO_PROTOCOL, "SO_PROTOCOL") == IPPROTO_TCP;
        if (!tcp) {
            throw new IOException("descriptor " + fd + " is not a TCP socket");
        }
        if (option(fd, SOL_SOCKET, SO_ACCEPTCONN, "SO_ACCEPTCONN") == 0) {
            throw new IOException("descriptor " + fd + " is a TCP socket that does not listen");
        }
    }

    private int option(int fd, int level, int name, String what) throws SystemCallException {
        length.putInt(0, Integer.BYTES);
        SystemCalls.check(
                libC.getsockopt(fd, level, name, value, length), "getsockopt(" + what + ") of descriptor " + fd);
        return value.getInt(0);
    }

    /**
     * Makes the one owner of a descriptor, which alone closes it.
     *
     * @param fd what {@link #accept} or {@link #open} has just answered
     * @param what what it is, for messages
     * @return the owner
     */
    public OwnedDescriptor own(int fd, String what) {
        return new OwnedDescriptor(libC, fd, what);
    }

    /**
     * Takes the next waiting connection; then {@link #acceptedPeer()} tells whose it is.
     *
     * @param listener the listening socket's descriptor
     * @return the connection's descriptor, the caller's to {@link #own}, or a negative error number
     */
    public int accept(int listener) {
        length.putInt(0, SocketAddresses.MAX_LENGTH);
        int fd = libC.accept4(listener, address, length, SOCK_NONBLOCK_CLOEXEC);
        return fd < 0 ? -SystemCalls.lastErrno() : fd;
    }

    /**
     * Returns the peer of the connection that {@link #accept} has just answered.
     *
     * @return its address
     */
    public InetSocketAddress acceptedPeer() {
        return SocketAddresses.read(address);
    }

    /**
     * Returns the address of a socket's own end.
     *
     * @param fd the socket's descriptor
     * @return the address
     * @throws SystemCallException if the kernel does not tell
     */
    public InetSocketAddress localAddress(int fd) throws SystemCallException {
        length.putInt(0, SocketAddresses.MAX_LENGTH);
        SystemCalls.check(libC.getsockname(fd, address, length), "getsockname");
        return SocketAddresses.read(address);
    }

    /**
     * Tells whether a socket leaves out IPv4 though it is one of IPv6 (IPV6_V6ONLY, ipv6(7)).
     *
     * @param fd its descriptor
     * @return false also for a socket of IPv4
     */
    public boolean isIpv6Only(int fd) {
        length.putInt(0, Integer.BYTES);
        return libC.getsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, value, length) == 0 && value.getInt(0) != 0;
    }

    /**
     * Makes a socket for a connection to an address, and does not connect it yet.
     *
     * @param to the address
     * @return its descriptor, the caller's to {@link #own}, or a negative error number
     */
    public int open(InetSocketAddress to) {
        int fd = libC.socket(SocketAddresses.family(to), SOCK_STREAM | SOCK_NONBLOCK_CLOEXEC, 0);
        return fd < 0 ? -SystemCalls.lastErrno() : fd;
    }

    /**
     * Binds a socket to an address of this machine, with a port that the kernel chooses.
     *
     * @param fd the socket's descriptor
     * @param from the address, of the socket's family
     * @return 0, or a negative error number
     */
    public int bind(int fd, InetAddress from) {
        InetSocketAddress any = new InetSocketAddress(from, 0);
        int written = SocketAddresses.write(any, SocketAddresses.family(any), address);
        return libC.bind(fd, address, written) < 0 ? -SystemCalls.lastErrno() : 0;
    }

    /**
     * Connects a socket, or asks how far the connecting has come.
     *
     * @param fd the socket's descriptor
     * @param to the address
     * @return 0 if it is connected, else a negative error number; {@code -EINPROGRESS} or {@code -EALREADY} while it is
     *     under way
     */
    public int connect(int fd, InetSocketAddress to) {
        int written = SocketAddresses.write(to, SocketAddresses.family(to), address);
        if (libC.connect(fd, address, written) == 0) {
            return 0;
        }
        int errno = SystemCalls.lastErrno();
        return errno == Errno.EISCONN ? 0 : -errno;
    }

    /**
     * Takes the error that is pending on a socket.
     *
     * @param fd the socket's descriptor
     * @return the error number, 0 for none
     */
    public int pendingError(int fd) {
        length.putInt(0, 4);
        value.putInt(0, 0);
        return libC.getsockopt(fd, SOL_SOCKET, SO_ERROR, value, length) < 0 ? SystemCalls.lastErrno() : value.getInt(0);
    }

    /**
     * Asks what the kernel knows of a connection.
     *
     * @param fd the socket's descriptor
     * @return what it knows; empty if it does not tell
     */
    public Optional<TcpInfo> info(int fd) {
        length.putInt(0, TcpInfo.LENGTH);
        return libC.getsockopt(fd, IPPROTO_TCP, TcpInfo.OPTION, value, length) < 0 || length.getInt(0) < TcpInfo.LENGTH
                ? Optional.empty()
                : Optional.of(TcpInfo.read(value));
    }

    /**
     * Receives into memory.
     *
     * @param fd the socket's descriptor
     * @param memory where to
     * @param lengthBytes how much at most
     * @return how much; 0 at the end; or a negative error number
     */
    public int receive(int fd, long memory, int lengthBytes) {
        long answer = libC.recv(fd, memory, lengthBytes, 0);
        return answer < 0 ? -SystemCalls.lastErrno() : (int) answer;
    }

    /**
     * Sends from memory.
     *
     * @param fd the socket's descriptor
     * @param memory where from
     * @param lengthBytes how much at most
     * @return how much, or a negative error number
     */
    public int send(int fd, long memory, int lengthBytes) {
        long answer = libC.send(fd, memory, lengthBytes, MSG_NOSIGNAL);
        return answer < 0 ? -SystemCalls.lastErrno() : (int) answer;
    }

    /**
     * Says that nothing more will be sent.
     *
     * @param fd the socket's descriptor
     * @return 0, or a negative error number
     */
    public int shutdownOutput(int fd) {
        return libC.shutdown(fd, SHUT_WR) < 0 ? -SystemCalls.lastErrno() : 0;
    }

    /**
     * Makes closing the socket send a reset instead of an end (socket(7), SO_LINGER with time zero).
     *
     * @param fd the socket's descriptor
     */
    public void resetOnClose(int fd) {
        value.putInt(0, 1).putInt(4, 0);
        int ignored = libC.setsockopt(fd, SOL_SOCKET, SO_LINGER, value, 8);
    }

    /**
     * Sends small writes at once instead of waiting to fill a segment (tcp(7), TCP_NODELAY).
     *
     * @param fd the socket's descriptor
     * @throws SystemCallException if the kernel refuses
     */
    public void noDelay(int fd) throws SystemCallException {
        setOption(fd, IPPROTO_TCP, TCP_NODELAY, 1, "TCP_NODELAY");
    }

    /**
     * Leaves urgent data where it stands among the rest (socket(7), SO_OOBINLINE): else a plain receive passes it over.
     *
     * @param fd the socket's descriptor
     * @throws SystemCallException if the kernel refuses
     */
    public void urgentInline(int fd) throws SystemCallException {
        setOption(fd, SOL_SOCKET, SO_OOBINLINE, 1, "SO_OOBINLINE");
    }

    /**
     * Has the kernel ask a silent peer whether it is still there.
     *
     * @param fd the socket's descriptor
     * @param keepAlive after how long, and how often
     * @throws SystemCallException if the kernel refuses
     */
    public void keepAlive(int fd, KeepAlive keepAlive) throws SystemCallException {
        setOption(fd, SOL_SOCKET, SO_KEEPALIVE, 1, "SO_KEEPALIVE");
        setOption(fd, IPPROTO_TCP, TCP_KEEPIDLE, keepAlive.idleSeconds(), "TCP_KEEPIDLE");
        setOption(fd, IPPROTO_TCP, TCP_KEEPINTVL, keepAlive.intervalSeconds(), "TCP_KEEPINTVL");
        setOption(fd, IPPROTO_TCP, TCP_KEEPCNT, keepAlive.probes(), "TCP_KEEPCNT");
    }

    private void setOption(int fd, int level, int name, int number, String what) throws SystemCallException {
        value.putInt(0, number);
        SystemCalls.check(libC.setsockopt(fd, level, name, value, 4), "setsockopt(" + what + ", " + number + ")");
    }

    /**
     * How the kernel finds a dead peer (tcp(7)).
     *
     * @param idleSeconds after how long a silence it asks
     * @param intervalSeconds how long it waits for each answer
     * @param probes how many answers may be missing
     */
    public record KeepAlive(int idleSeconds, int intervalSeconds, int probes) {}
}
