package dev.lull.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** A relay with one known fault in the client's direction, to see whether the harness finds it. */
final class FaultyRelay {

    /** What is wrong with it. */
    enum Fault {
        /** Each piece is held back for so many milliseconds. */
        DELAY,
        /** Each piece costs so many microseconds of CPU. */
        BURN,
        /** The byte at this offset of each connection is lost. */
        DROP
    }

    private final Fault fault;
    private final long amount;

    private FaultyRelay(Fault fault, long amount) {
        this.fault = fault;
        this.amount = amount;
    }

    public static void main(String[] arguments) throws IOException {
        FaultyRelay relay =
                new FaultyRelay(Fault.valueOf(arguments[2].toUpperCase(Locale.ROOT)), Long.parseLong(arguments[3]));
        try (ServerSocket server =
                new ServerSocket(Integer.parseInt(arguments[0]), 100, InetAddress.getLoopbackAddress())) {
            while (true) {
                Socket client = server.accept();
                Socket service = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[1]));
                client.setTcpNoDelay(true);
                service.setTcpNoDelay(true);
                start(() -> relay.pass(client, service, true));
                start(() -> relay.pass(service, client, false));
            }
        }
    }

    private static void start(Runnable passing) {
        Thread thread = new Thread(passing, "passing");
        thread.setDaemon(true);
        thread.start();
    }

    private void pass(Socket from, Socket to, boolean faulty) {
        byte[] buffer = new byte[65536];
        long offset = 0;
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                int lost = faulty && fault == Fault.DROP ? (int) Math.min(Integer.MAX_VALUE, amount - offset) : -1;
                if (faulty) {
                    suffer();
                }
                if (lost >= 0 && lost < read) {
                    out.write(buffer, 0, lost);
                    out.write(buffer, lost + 1, read - lost - 1);
                } else {
                    out.write(buffer, 0, read);
                }
                offset += read;
            }
            to.shutdownOutput();
        } catch (IOException gone) {
            closeBoth(from, to);
        }
    }

    private static void closeBoth(Socket one, Socket other) {
        try (one;
                other) {
            one.setSoLinger(true, 0);
            other.setSoLinger(true, 0);
        } catch (IOException alreadyClosed) {
            return;
        }
    }

    private void suffer() {
        if (fault == Fault.DELAY) {
            try {
                TimeUnit.MILLISECONDS.sleep(amount);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        } else if (fault == Fault.BURN) {
            long end = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime()
                    + TimeUnit.MICROSECONDS.toNanos(amount);
            while (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() < end) {
                Thread.onSpinWait();
            }
        }
    }
}
