package dev.lull.internal.linux;

import java.nio.ByteBuffer;
import jnr.ffi.Pointer;
import jnr.ffi.annotations.IgnoreError;
import jnr.ffi.annotations.Variadic;
import jnr.ffi.types.size_t;
import jnr.ffi.types.ssize_t;
import org.jspecify.annotations.Nullable;

/**
 * The C library's functions that Lull calls, each as its man page in section 2 or 3 has it. Public only because jnr-ffi
 * implements it in a class loader of its own; {@link SystemCalls} is the door to use.
 *
 * <p>Never declare a function with six primitive parameters: up to version 2.3.4 jnr-ffi's x86-64 stub hands garbage to
 * the sixth one ({@code X86_64StubCompiler}, measured with mmap(2)). With a buffer or pointer among them it takes
 * another, sound way; {@code SixArgumentCallTest} watches over that.
 */
public interface LibC {

    /** See socket(2). */
    int socket(int domain, int type, int protocol);

    /** See bind(2). */
    int bind(int fd, ByteBuffer address, int addressLength);

    /** See listen(2). */
    int listen(int fd, int backlog);

    /** See accept4(2); {@code addressLength} takes and gives one int. */
    int accept4(int fd, ByteBuffer address, ByteBuffer addressLength, int flags);

    /** See connect(2). */
    int connect(int fd, ByteBuffer address, int addressLength);

    /** See shutdown(2). */
    int shutdown(int fd, int how);

    /** See getsockname(2); {@code addressLength} takes and gives one int. */
    int getsockname(int fd, ByteBuffer address, ByteBuffer addressLength);

    /** See send(2). */
    @ssize_t
    long send(int fd, ByteBuffer buffer, @size_t long length, int flags);

    /** See recv(2). */
    @ssize_t
    long recv(int fd, ByteBuffer buffer, @size_t long length, int flags);

    /** See send(2), from memory at an address: the way that allocates nothing. */
    @ssize_t
    long send(int fd, long address, @size_t long length, int flags);

    /** See recv(2), into memory at an address: the way that allocates nothing. */
    @ssize_t
    long recv(int fd, long address, @size_t long length, int flags);

    /** See read(2), into memory at an address. */
    @ssize_t
    long read(int fd, Pointer buffer, @size_t long length);

    /** See read(2), into a direct buffer from its position on. */
    @ssize_t
    long read(int fd, ByteBuffer buffer, @size_t long length);

    /** See write(2), from a direct buffer's position on. */
    @ssize_t
    long write(int fd, ByteBuffer buffer, @size_t long length);

    /** See close(2). */
    int close(int fd);

    /** See open(2); without a mode, so never with O_CREAT. */
    @Variadic(fixedCount = 2)
    int open(String path, int flags);

    /** See setsockopt(2). */
    int setsockopt(int fd, int level, int name, ByteBuffer value, int length);

    /** See getsockopt(2). */
    int getsockopt(int fd, int level, int name, ByteBuffer value, ByteBuffer length);

    /** See poll(2); {@code fds} is an array of {@code struct pollfd}. */
    int poll(ByteBuffer fds, long count, int timeoutMillis);

    /** See epoll_create1(2). */
    int epoll_create1(int flags);

    /** See epoll_ctl(2); {@code event} is a {@code struct epoll_event}. */
    int epoll_ctl(int epollFd, int operation, int fd, ByteBuffer event);

    /** See epoll_wait(2); {@code events} is an array of {@code struct epoll_event}. */
    int epoll_wait(int epollFd, ByteBuffer events, int maxEvents, int timeoutMillis);

    /** See epoll_wait(2), into memory at an address: the way that allocates nothing. */
    int epoll_wait(int epollFd, long events, int maxEvents, int timeoutMillis);

    /** See eventfd(2). */
    int eventfd(int initialValue, int flags);

    /** See pipe2(2); {@code fds} takes two ints. */
    int pipe2(ByteBuffer fds, int flags);

    /**
     * See splice(2). The offsets are null for pipes and sockets; that they are pointers makes the call take jnr-ffi's
     * sound way.
     */
    @ssize_t
    long splice(
            int fdIn,
            @Nullable Pointer offsetIn,
            int fdOut,
            @Nullable Pointer offsetOut,
            @size_t long length,
            int flags);

    /** See fcntl(2), with an integer argument. */
    @Variadic(fixedCount = 2)
    int fcntl(int fd, int command, int argument);

    /** See mmap(2). The address is a pointer so that the call takes jnr-ffi's sound way. */
    Pointer mmap(Pointer address, @size_t long length, int protection, int flags, int fd, long offset);

    /** See munmap(2). */
    int munmap(Pointer address, @size_t long length);

    /** See setns(2). */
    int setns(int fd, int namespaceType);

    /** See unshare(2). */
    int unshare(int flags);

    /** See kill(2). */
    int kill(int pid, int signal);

    /** See waitpid(2); {@code status} may be null. */
    int waitpid(int pid, @Nullable ByteBuffer status, int options);

    /** See sigprocmask(2): on Linux for the calling thread; each set takes 128 bytes, as glibc's sigset_t. */
    int sigprocmask(int how, ByteBuffer set, ByteBuffer oldSet);

    /** See prctl(2), with one integer argument. */
    @Variadic(fixedCount = 1)
    int prctl(int option, long argument);

    /** See getrlimit(2); {@code limits} takes two longs, the soft limit and the hard one. */
    int getrlimit(int resource, ByteBuffer limits);

    /** See setrlimit(2); {@code limits} gives two longs, the soft limit and the hard one. */
    int setrlimit(int resource, ByteBuffer limits);

    /** See sysconf(3). */
    long sysconf(int name);

    /** See strerror(3). */
    @IgnoreError
    String strerror(int errno);

    /** See bpf(2) and syscall(2): bpf has no wrapper in the C library. */
    @Variadic(fixedCount = 1)
    long syscall(long number, int command, ByteBuffer attributes, int size);

    /** See membarrier(2) and syscall(2): membarrier has no wrapper in the C library. */
    @Variadic(fixedCount = 1)
    long syscall(long number, int command, int flags, int cpu);
}
