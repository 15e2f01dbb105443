package dev.lull.contract;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;

/** The addresses that tests use: this machine's own, without asking a resolver. */
public final class Loopback {

    /** 127.0.0.1. */
    public static final InetAddress IPV4 = address(127, 0, 0, 1);
    /** 127.0.0.2, on Linux another address of the same interface. */
    public static final InetAddress IPV4_OTHER = address(127, 0, 0, 2);
    /** 0.0.0.0, every IPv4 address of the machine. */
    public static final InetAddress ANY_IPV4 = address(0, 0, 0, 0);
    /** {@code ::1}. */
    public static final InetAddress IPV6 = address(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);
    /** {@code ::}, every address of the machine: a dual-stack socket. */
    public static final InetAddress ANY = address(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    private Loopback() {}

    /**
     * Tells whether this machine has IPv6 on loopback.
     *
     * @return true if a socket can be bound to {@code ::1}
     */
    public static boolean hasIpv6() {
        try (ServerSocket probe = new ServerSocket(0, 1, IPV6)) {
            return probe.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private static InetAddress address(int... bytes) {
        byte[] raw = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            raw[i] = (byte) bytes[i];
        }
        try {
            return InetAddress.getByAddress(raw);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("4 or 16 bytes make an address", e);
        }
    }
}
