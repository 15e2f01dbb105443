package dev.lull.internal.linux;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;

/** Tells which sockets a process holds, by the links of proc_pid_fd(5). */
public final class HeldSockets {

    /** How such a link shows a socket, with its inode and a bracket behind. */
    private static final String LINK = "socket:[";

    static final long NO_SOCKET = -1;

    private HeldSockets() {}

    /**
     * Adds the inodes of a process's sockets.
     *
     * @param process where it is shown, such as {@code /proc/7}
     * @param inodes gets them
     * @return false if it cannot be seen which it holds, or not of all; one that has ended holds none
     */
    public static boolean addInodes(Path process, Set<Long> inodes) {
        try (DirectoryStream<Path> links = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path link : links) {
                long inode = inode(link);
                if (inode != NO_SOCKET) {
                    inodes.add(inode);
                }
            }
            return true;
        } catch (NoSuchFileException e) {
            return true;
        } catch (IOException | DirectoryIteratorException e) {
            return false;
        }
    }

    /** The inode of the socket that a link shows; {@link #NO_SOCKET} for another file, or one that is gone. */
    static long inode(Path link) {
        try {
            String name = Files.readSymbolicLink(link).toString();
            return name.startsWith(LINK) ? Long.parseLong(name, LINK.length(), name.length() - 1, 10) : NO_SOCKET;
        } catch (IOException e) {
            return NO_SOCKET;
        }
    }
}
