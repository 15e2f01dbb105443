package dev.lull.internal.linux;

/**
 * Flags of new descriptors, the same for open(2), pipe2(2), socket(2), accept4(2), eventfd(2) and epoll_create1(2):
 * {@code SOCK_NONBLOCK}, {@code EFD_CLOEXEC} and so on are defined by them. From include/uapi/asm-generic/fcntl.h, which
 * holds for x86-64 and arm64 as far as these go: arch/arm64/include/uapi/asm/fcntl.h has its own {@code O_DIRECTORY},
 * {@code O_NOFOLLOW}, {@code O_DIRECT} and {@code O_LARGEFILE}, and no others.
 */
public final class DescriptorFlags {

    /** {@code O_NONBLOCK}: calls answer {@code EAGAIN} where they would wait. */
    public static final int NONBLOCK = 0x800;

    /** {@code O_CLOEXEC}: programs that this process starts do not inherit the descriptor. */
    public static final int CLOEXEC = 0x80000;

    private DescriptorFlags() {}
}
