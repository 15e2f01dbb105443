package dev.lull.launcher.process;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.function.Consumer;

/**
 * Handles signals through {@code sun.misc.Signal} of the module jdk.unsupported (JEP 260), the only way that Java has.
 * By reflection: javac warns of each use, and no option silences that.
 */
public final class Signals {

    private Signals() {}

    /**
     * Handles a signal from now on, instead of what the JVM does at it. The handler is called in a thread of its own.
     * A signal that this process was started to ignore (nohup) stays ignored.
     *
     * @return false if this JVM does not let it be handled
     */
    public static boolean handle(String name, Consumer<UnixSignal> handler) {
        try {
            Class<?> signalClass = Class.forName("sun.misc.Signal");
            Class<?> handlerClass = Class.forName("sun.misc.SignalHandler");
            Object signal = signalClass.getConstructor(String.class).newInstance(name);
            int number = (int) signalClass.getMethod("getNumber").invoke(signal);
            InvocationHandler calls = (proxy, method, arguments) -> switch (method.getName()) {
                case "handle" -> {
                    handler.accept(new UnixSignal(name, number));
                    yield null;
                }
                case "equals" -> proxy == arguments[0];
                case "hashCode" -> System.identityHashCode(proxy);
                default -> "Lull's handler of SIG" + name;
            };
            Object proxy = Proxy.newProxyInstance(Signals.class.getClassLoader(), new Class<?>[] {handlerClass}, calls);
            signalClass.getMethod("handle", signalClass, handlerClass).invoke(null, signal, proxy);
            return true;
        } catch (InvocationTargetException e) {
            return false; // IllegalArgumentException: not a signal of this platform, or the JVM's own (-Xrs)
        } catch (ReflectiveOperationException e) {
            return false; // a JVM without jdk.unsupported
        }
    }
}
