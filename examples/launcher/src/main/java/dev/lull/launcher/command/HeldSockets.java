package dev.lull.launcher.command;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;

/** Which sockets a process holds, by the links of proc_pid_fd(5). */
final class HeldSockets {

    private static final String SOCKET = "socket:[";

    private HeldSockets() {}

    /**
     * Adds the inodes of a process's sockets.
     *
     * @return false if it cannot be seen which it holds; one that has ended holds none
     */
    static boolean addInodes(long process, Set<Long> inodes) {
        try (DirectoryStream<Path> links = Files.newDirectoryStream(Path.of("/proc", String.valueOf(process), "fd"))) {
            for (Path link : links) {
                addInode(link, inodes);
            }
            return true;
        } catch (NoSuchFileException e) {
            return true;
        } catch (IOException | DirectoryIteratorException e) {
            return false;
        }
    }

    private static void addInode(Path link, Set<Long> inodes) {
        try {
            String name = Files.readSymbolicLink(link).toString();
            if (name.startsWith(SOCKET)) {
                inodes.add(Long.valueOf(name.substring(SOCKET.length(), name.length() - 1)));
            }
        } catch (IOException e) {
            assert true : "it was closed meanwhile";
        }
    }
}
