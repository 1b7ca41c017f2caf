// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import dev.stillpoint.scheduler.fixture.ChangedClasses;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * Deploys an application with the library in it again and again, each time in a class loader of its own. With an
 * argument its carriers wait for sockets themselves. Meanwhile a thread of somebody else begins to wait for a socket,
 * and goes on waiting when the application is gone.
 */
final class Redeploy {

    private static final int TIMES = 10;
    /** Where the class loaders share what they have in common. */
    private static final String SETTING = "redeploy.sockets";
    private static final String WHILE_OPEN = "redeploy.while.open";

    private Redeploy() {
    }

    public static void main(String[] args) throws Exception {
        try (Bystanders bystanders = new Bystanders()) {
            System.setProperty(SETTING, Boolean.toString(args.length != 0));
            System.getProperties().put(WHILE_OPEN, (Runnable) bystanders::add);
            deployAll();
            System.out.println("bystanders that read: " + bystanders.release());
        }
        System.out.println("the JDK's pollers: " + pollers());
    }

    /** The kinds of pollers that are in the JDK's arrays. */
    private static Set<String> pollers() throws ReflectiveOperationException {
        Class<?> poller = Class.forName("sun.nio.ch.Poller");
        List<Object> all = new ArrayList<>((List<?>) poller.getMethod("readPollers").invoke(null));
        all.addAll((List<?>) poller.getMethod("writePollers").invoke(null));
        return all.stream().map(one -> one.getClass().getSimpleName()).collect(Collectors.toSet());
    }

    private static void deployAll() throws Exception {
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        for (int i = 0; i < TIMES; i++) {
            loaders.add(deploy(i == 0));
        }
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (left(loaders) != 0 && System.nanoTime() < deadline) {
            System.gc();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        System.out.println("class loaders left: " + left(loaders));
        System.out.println("threads left: " + Thread.getAllStackTraces().keySet().stream().map(Thread::getName)
                .filter(name -> name.contains("stillpoint") || name.contains("-carrier-")).toList());
    }

    private static WeakReference<ClassLoader> deploy(boolean first) throws Exception {
        ChangedClasses loader = new ChangedClasses("dev.stillpoint") {
            @Override
            protected byte[] change(String name, byte[] original) {
                return original;
            }
        };
        Thread.currentThread().setContextClassLoader(loader);
        String pollers = loader.<Callable<String>>newInstance(Application.class).call();
        Thread.currentThread().setContextClassLoader(null);
        if (first) {
            System.out.println("pollers of the first one: " + pollers);
        }
        return new WeakReference<>(loader);
    }

    private static long left(List<WeakReference<ClassLoader>> loaders) {
        return loaders.stream().filter(loader -> loader.get() != null).count();
    }

    /** Sleeps, uses sockets and closes its scheduler. */
    static final class Application implements Callable<String> {

        @Override
        public String call() throws Exception {
            boolean sockets = Boolean.getBoolean(SETTING);
            try (CarrierScheduler scheduler = CarrierScheduler.create(SchedulerConfig.defaults().withCarriers(2)
                    .withOwnPollers(!sockets).withSocketsOnCarriers(sockets))) {
                if (sockets) {
                    WatchingSockets.begun(scheduler);
                }
                Inside.run(scheduler, () -> {
                    Thread.sleep(2);
                    Thread.ofVirtual().start(Application::talk).join();
                });
                ((Runnable) System.getProperties().get(WHILE_OPEN)).run();
                return scheduler.ownsPollers() ? "its own" : scheduler.socketsOnCarriers() ? "its carriers"
                        : "the JDK's";
            }
        }

        private static void talk() {
            try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                Thread client = Thread.ofVirtual().start(() -> {
                    try (Socket socket = new Socket(listening.getInetAddress(), listening.getLocalPort())) {
                        socket.getInputStream().read();
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                });
                try (Socket socket = listening.accept()) {
                    Thread.sleep(2);
                    socket.getOutputStream().write(1);
                }
                client.join();
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** Threads of the JDK's scheduler that wait for sockets, one more for each application. */
    private static final class Bystanders implements AutoCloseable {

        private final ServerSocket listening = new ServerSocket(0, TIMES, InetAddress.getLoopbackAddress());
        private final List<Socket> sockets = new ArrayList<>();
        private final List<Thread> threads = new ArrayList<>();
        private final AtomicInteger read = new AtomicInteger();

        Bystanders() throws IOException {
        }

        void add() {
            try {
                Socket near = new Socket(listening.getInetAddress(), listening.getLocalPort());
                sockets.add(near);
                sockets.add(listening.accept());
                Thread thread = Thread.ofVirtual().inheritInheritableThreadLocals(false).start(() -> read(near));
                threads.add(thread);
                Eventually.waits(thread);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        private void read(Socket socket) {
            try {
                read.getAndAdd(socket.getInputStream().read());
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        /** Sends a byte to each. Returns how many have come. */
        int release() throws IOException {
            for (int i = 1; i < sockets.size(); i += 2) {
                sockets.get(i).getOutputStream().write(1);
            }
            Eventually.ended(threads);
            return read.get();
        }

        @Override
        public void close() throws IOException {
            for (Socket socket : sockets) {
                socket.close();
            }
            listening.close();
        }
    }
}
