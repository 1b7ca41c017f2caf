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
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Deploys an application with the library in it again and again, each time in a class loader of its own. */
final class Redeploy {

    private static final int TIMES = 10;

    private Redeploy() {
    }

    public static void main(String[] args) throws Exception {
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
        Boolean ownedPollers = loader.<Callable<Boolean>>newInstance(Application.class).call();
        Thread.currentThread().setContextClassLoader(null);
        if (first) {
            System.out.println("the first one owned the pollers: " + ownedPollers);
        }
        return new WeakReference<>(loader);
    }

    private static long left(List<WeakReference<ClassLoader>> loaders) {
        return loaders.stream().filter(loader -> loader.get() != null).count();
    }

    /** Sleeps, uses sockets and closes its scheduler. */
    static final class Application implements Callable<Boolean> {

        @Override
        public Boolean call() throws Exception {
            try (CarrierScheduler scheduler = CarrierScheduler
                    .create(SchedulerConfig.defaults().withCarriers(2).withOwnPollers(true))) {
                Inside.run(scheduler, () -> {
                    Thread.sleep(2);
                    Thread.ofVirtual().start(Application::talk).join();
                });
                return scheduler.ownsPollers();
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
}
