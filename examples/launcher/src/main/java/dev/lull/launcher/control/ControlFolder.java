package dev.lull.launcher.control;

import dev.lull.internal.linux.ProcessStatus;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The folder of the sockets of one user's runs, mode 0700: {@code $XDG_RUNTIME_DIR/lull} where that is the user's, else
 * {@code /run/lull} for root, else {@code /tmp/lull-UID}. One of somebody else, or that others may look into, is not
 * used: whoever can write there could put a socket of their own in the place of a run's.
 */
public final class ControlFolder {

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    private final Path path;
    private final int uid;

    private ControlFolder(Path path, int uid) {
        this.path = path;
        this.uid = uid;
    }

    /**
     * Returns where this process's runs have their sockets.
     *
     * @throws IOException if it cannot be told who runs this process
     */
    public static ControlFolder ofThisProcess() throws IOException {
        return candidates(System.getenv(), uid()).get(0);
    }

    /** Returns all places where this user's runs may have sockets, whatever was in their environment; none if unknown. */
    public static List<ControlFolder> allOfThisUser() {
        try {
            return candidates(System.getenv(), uid());
        } catch (IOException e) {
            return List.of();
        }
    }

    static List<ControlFolder> candidates(Map<String, String> environment, int uid) {
        List<Path> paths = new ArrayList<>();
        String runtime = environment.getOrDefault("XDG_RUNTIME_DIR", "");
        if (runtime.startsWith("/") && isOwnedBy(uid, Path.of(runtime))) {
            paths.add(Path.of(runtime, "lull"));
        }
        paths.add(uid == 0 ? Path.of("/run/lull") : Path.of("/tmp/lull-" + uid));
        Path usual = Path.of("/run/user/" + uid);
        if (isOwnedBy(uid, usual)) {
            paths.add(usual.resolve("lull"));
        }
        return paths.stream()
                .distinct()
                .map(path -> new ControlFolder(path, uid))
                .toList();
    }

    /** The effective one, as sockets and folders get it. */
    private static int uid() throws IOException {
        String[] ids = ProcessStatus.ofThisProcess().value("Uid").orElse("").split("\\s+", -1);
        OptionalInt uid = ids.length > 1 && ids[1].matches("\\d{1,9}")
                ? OptionalInt.of(Integer.parseInt(ids[1]))
                : OptionalInt.empty();
        return uid.orElseThrow(() -> new IOException("it cannot be told which user runs this process"));
    }

    private static boolean isOwnedBy(int uid, Path folder) {
        try {
            return Files.isDirectory(folder)
                    && Files.getAttribute(folder, "unix:uid") instanceof Integer owner
                    && owner == uid;
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    public Path path() {
        return path;
    }

    /** Returns where the socket of a run of this name is, or would be. */
    public Path socket(String name) {
        return path.resolve(name + ".sock");
    }

    /**
     * Makes the folder where it is missing.
     *
     * @throws IOException if that fails, or if the folder is not this user's alone; the message says so in one line
     */
    void prepare() throws IOException {
        try {
            Path ignored = Files.createDirectory(path, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        } catch (FileAlreadyExistsException e) {
            requireOwn();
        } catch (FileSystemException e) {
            throw new IOException("cannot make " + path + ": " + reason(e), e);
        }
    }

    /** Tells whether it is there and this user's alone. */
    public boolean isOwn() {
        try {
            requireOwn();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private void requireOwn() throws IOException {
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(path + " is not a folder");
        }
        Object owner = Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        if (!owner.equals(uid)) {
            throw new IOException(path + " belongs to user " + owner + ", not to " + uid);
        }
        int mode = (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS) & 0777;
        if ((mode & 077) != 0) {
            throw new IOException(String.format(
                    Locale.ROOT, "%s has mode %04o, expected 0700: chmod 700 it, or remove it", path, mode));
        }
    }

    static String reason(FileSystemException failure) {
        if (failure instanceof java.nio.file.AccessDeniedException) {
            return "permission denied";
        }
        if (failure instanceof java.nio.file.NoSuchFileException) {
            return "the folder above it is not there";
        }
        return failure.getReason() == null ? failure.getClass().getSimpleName() : failure.getReason();
    }
}
