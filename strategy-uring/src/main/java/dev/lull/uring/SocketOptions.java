package dev.lull.uring;

import dev.lull.internal.linux.SocketAddresses;
import dev.lull.internal.linux.TcpInfo;
import dev.lull.internal.linux.TcpSockets.KeepAlive;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.NotYetConnectedException;
import java.util.Optional;

/**
 * What is done to a socket by system calls of its own, through Netty's native library: no jnr-ffi is loaded for it. The
 * numbers are those of socket(7), ip(7), ipv6(7) and tcp(7).
 */
final class SocketOptions {

    private static final int SOL_SOCKET = 1;
    private static final int SO_REUSEADDR = 2;
    private static final int SO_ERROR = 4;
    private static final int SO_KEEPALIVE = 9;
    private static final int SO_OOBINLINE = 10;
    private static final int IPPROTO_TCP = 6;
    private static final int TCP_NODELAY = 1;
    private static final int TCP_KEEPIDLE = 4;
    private static final int TCP_KEEPINTVL = 5;
    private static final int TCP_KEEPCNT = 6;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IPV6_V6ONLY = 26;

    private final Socket socket;

    SocketOptions(int fd) {
        this.socket = new Socket(fd);
    }

    /** What is set here, accepted connections inherit (sk_clone_lock in net/core/sock.c). */
    void listen(InetSocketAddress where, int family, int backlog, KeepAlive keepAlive) throws IOException {
        boolean any = where.getAddress().isAnyLocalAddress();
        socket.setIntOpt(SOL_SOCKET, SO_REUSEADDR, 1);
        if (family == SocketAddresses.AF_INET6) {
            socket.setIntOpt(IPPROTO_IPV6, IPV6_V6ONLY, any ? 0 : 1);
        }
        noDelay();
        urgentInline();
        keepAlive(keepAlive);
        InetAddress address =
                any && family == SocketAddresses.AF_INET6 ? InetAddress.getByAddress(new byte[16]) : where.getAddress();
        socket.bind(new InetSocketAddress(address, where.getPort()));
        socket.listen(backlog);
    }

    /** Binds it to an address of this machine, with a port that the kernel chooses. */
    void bind(InetAddress from) throws IOException {
        socket.bind(new InetSocketAddress(from, 0));
    }

    void noDelay() throws IOException {
        socket.setIntOpt(IPPROTO_TCP, TCP_NODELAY, 1);
    }

    /** Urgent data stays where it stands among the rest, or it would be lost. */
    void urgentInline() throws IOException {
        socket.setIntOpt(SOL_SOCKET, SO_OOBINLINE, 1);
    }

    void keepAlive(KeepAlive keepAlive) throws IOException {
        socket.setIntOpt(SOL_SOCKET, SO_KEEPALIVE, 1);
        socket.setIntOpt(IPPROTO_TCP, TCP_KEEPIDLE, keepAlive.idleSeconds());
        socket.setIntOpt(IPPROTO_TCP, TCP_KEEPINTVL, keepAlive.intervalSeconds());
        socket.setIntOpt(IPPROTO_TCP, TCP_KEEPCNT, keepAlive.probes());
    }

    /** The error that is pending; 0 for none. */
    int pendingError() {
        try {
            return socket.getIntOpt(SOL_SOCKET, SO_ERROR);
        } catch (IOException e) {
            return 0;
        }
    }

    Optional<TcpInfo> info() {
        ByteBuffer answer = ByteBuffer.allocateDirect(TcpInfo.LENGTH).order(ByteOrder.nativeOrder());
        try {
            socket.getRawOpt(IPPROTO_TCP, TcpInfo.OPTION, answer);
            return Optional.of(TcpInfo.read(answer));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    InetSocketAddress localAddress() throws IOException {
        InetSocketAddress address = socket.localAddress();
        if (address == null) {
            throw new IOException("getsockname: the kernel does not tell");
        }
        return address;
    }

    void resetOnClose() {
        try {
            socket.setSoLinger(0);
        } catch (IOException e) {
            assert true : "it is broken already";
        }
    }

    void shutdownOutput() {
        try {
            socket.shutdown(false, true);
        } catch (IOException | NotYetConnectedException e) { // ENOTCONN: after a reset, too
            assert true : "the peer may be gone, which the other direction is told";
        }
    }

    /** Closes it at once, which is right only while nothing of it is in a ring's queue. */
    void closeNow() {
        try {
            socket.close();
        } catch (IOException e) {
            assert true : "the descriptor is free whatever close says";
        }
    }
}
