package dev.lull.launcher.control;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * The listening Unix domain socket of a service, mode 0600. One that a killed run left behind is replaced; a lock, which the
 * kernel gives back whatever becomes of a process, keeps two runs from replacing each other's. Whoever opened it closes it.
 */
public final class ControlSocket implements AutoCloseable {

    /** What {@code sun_path} holds, without its NUL; see unix(7). */
    public static final int LONGEST_PATH_BYTES = 107;

    private static final int MOST_OF_ONE_NAME = 20;
    private static final int LOCK_TRIES = 40;
    private static final int LOCK_PAUSE_MILLIS = 50;
    private static final int BACKLOG = 64;
    private static final Object IN_THIS_PROCESS = new Object();

    private final ServerSocketChannel channel;
    private final Path path;
    private final String name;

    private ControlSocket(ServerSocketChannel channel, Path path, String name) {
        this.channel = channel;
        this.path = path;
        this.name = name;
    }

    /**
     * Opens one in a user's folder, by the name or, where that is another run's, by the name with a number.
     *
     * @throws IOException if that is not possible; the message says why in one line
     */
    public static ControlSocket open(ControlFolder folder, String name) throws IOException, InterruptedException {
        folder.prepare();
        synchronized (IN_THIS_PROCESS) { // a file lock is for a whole process
            try (FileChannel file = FileChannel.open(
                    folder.path().resolve(".lock"),
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
                FileLock lock = lock(file, folder); // given back when the file is closed
                if (!lock.isValid()) {
                    throw new IOException("the lock of " + folder.path() + " is gone");
                }
                for (int number = 1; number <= MOST_OF_ONE_NAME; number++) {
                    String tried = number == 1 ? name : name + "-" + number;
                    Optional<ControlSocket> opened = tryOpen(folder.socket(tried), tried);
                    if (opened.isPresent()) {
                        return opened.get();
                    }
                }
            } catch (FileSystemException e) {
                throw new IOException("cannot write to " + folder.path() + ": " + ControlFolder.reason(e), e);
            }
        }
        throw new IOException("the names " + name + " to " + name + "-" + MOST_OF_ONE_NAME + " are all taken");
    }

    private static FileLock lock(FileChannel file, ControlFolder folder) throws IOException, InterruptedException {
        for (int i = 0; i < LOCK_TRIES; i++) {
            try {
                FileLock lock = file.tryLock();
                if (lock != null) {
                    return lock;
                }
            } catch (OverlappingFileLockException e) { // somebody else's class loader
                Thread.onSpinWait();
            }
            Thread.sleep(LOCK_PAUSE_MILLIS);
        }
        throw new IOException(folder.path().resolve(".lock") + " is locked by another process");
    }

    /**
     * Opens one at a path of the user's choice; the folder must be there.
     *
     * @throws IOException if that is not possible, or another run listens there; the message says why in one line
     */
    public static ControlSocket open(Path path, String name) throws IOException {
        return tryOpen(path, name).orElseThrow(() -> new IOException("another run listens at " + path));
    }

    private static Optional<ControlSocket> tryOpen(Path path, String name) throws IOException {
        requireShort(path);
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            if (!isSocket(path)) {
                throw new IOException(path + " is there already, and no socket");
            }
            if (!isStale(path)) {
                return Optional.empty();
            }
            Files.deleteIfExists(path);
        }
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            ServerSocketChannel ignored = channel.bind(UnixDomainSocketAddress.of(path), BACKLOG);
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
            return Optional.of(new ControlSocket(channel, path, name));
        } catch (IOException e) {
            channel.close();
            throw new IOException("cannot listen at " + path + ": " + e.getMessage(), e);
        }
    }

    /** Says that a path does not fit, in one line. */
    static void requireShort(Path path) throws IOException {
        int length = path.toString().getBytes(StandardCharsets.UTF_8).length;
        if (length > LONGEST_PATH_BYTES) {
            throw new IOException(
                    path + " has " + length + " bytes, and a socket's path at most " + LONGEST_PATH_BYTES);
        }
    }

    private static boolean isSocket(Path path) throws IOException {
        int mode = (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        return (mode & 0170000) == 0140000; // S_IFMT, S_IFSOCK; see inode(7)
    }

    /** Tells whether for certain nobody listens there: the kernel refuses a connection, which it does for no other reason. */
    static boolean isStale(Path path) {
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            probe.configureBlocking(false); // one whose queue is full is not stale
            boolean ignored = probe.connect(UnixDomainSocketAddress.of(path));
            return false;
        } catch (IOException e) {
            return e.getMessage() != null && e.getMessage().contains("refused");
        }
    }

    /** Removes one that a killed run left behind, if it is that for certain. */
    public static void removeIfStale(ControlFolder folder, Path path) {
        if (!isStale(path)) {
            return;
        }
        synchronized (IN_THIS_PROCESS) {
            try (FileChannel file = FileChannel.open(
                            folder.path().resolve(".lock"), StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
                    FileLock lock = file.tryLock()) {
                if (lock != null && isSocket(path) && isStale(path)) { // nobody begins one meanwhile
                    boolean ignored = Files.deleteIfExists(path);
                }
            } catch (IOException | OverlappingFileLockException e) {
                return; // it disturbs nobody
            }
        }
    }

    ServerSocketChannel channel() {
        return channel;
    }

    public Path path() {
        return path;
    }

    /** Returns the name by which it is found. */
    public String name() {
        return name;
    }

    /** Removes the file first, so that it is never another run's that is removed. Idempotent. */
    @Override
    public void close() throws IOException {
        if (channel.isOpen()) {
            try {
                boolean ignored = Files.deleteIfExists(path);
            } finally {
                channel.close();
            }
        }
    }
}
