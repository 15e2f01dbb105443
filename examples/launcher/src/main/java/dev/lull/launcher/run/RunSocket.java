package dev.lull.launcher.run;

import dev.lull.launcher.console.Console;
import dev.lull.launcher.control.ControlFolder;
import dev.lull.launcher.control.ControlServer;
import dev.lull.launcher.control.ControlSocket;
import dev.lull.launcher.control.Controllable;
import dev.lull.launcher.option.ControlSettings;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;

/**
 * The control socket of a service, from the start of its run to the end. It is opened beside everything else, since nothing
 * waits for it; without one the service is watched all the same, and a line says so. Whoever opened it closes it.
 */
final class RunSocket implements AutoCloseable {

    private final ControlSettings settings;
    private final Function<String, Controllable> service;
    private final Console console;
    private Optional<ControlServer> server = Optional.empty();
    private boolean closed;

    private RunSocket(ControlSettings settings, Function<String, Controllable> service, Console console) {
        this.settings = settings;
        this.service = service;
        this.console = console;
    }

    /**
     * Begins to open it.
     *
     * @param service makes the service of the name that it is found by
     */
    static RunSocket open(ControlSettings settings, Function<String, Controllable> service, Console console) {
        RunSocket made = new RunSocket(settings, service, console);
        if (settings.isWanted()) {
            Thread thread = new Thread(made::open, "lull-control-open");
            thread.setDaemon(true);
            thread.start();
        }
        return made;
    }

    private void open() {
        try {
            ControlSocket socket = settings.path().isPresent()
                    ? ControlSocket.open(settings.path().get(), settings.name())
                    : ControlSocket.open(ControlFolder.ofThisProcess(), settings.name());
            if (!socket.name().equals(settings.name())) {
                console.say("another run is called " + settings.name() + ", so this one is " + socket.name());
            }
            serve(socket);
        } catch (IOException | RuntimeException | LinkageError e) {
            console.say("no control socket: " + e.getMessage() + "; watching goes on without lull status and the like");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // by nobody: the thread is known here only
        }
    }

    private synchronized void serve(ControlSocket socket) throws IOException {
        if (closed) {
            socket.close();
        } else {
            server = Optional.of(ControlServer.start(socket, service.apply(socket.name())));
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        server.ifPresent(ControlServer::close);
    }
}
