// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import dev.stillpoint.scheduler.jdk.MainMethod;
import dev.stillpoint.scheduler.jdk.UnusableMainException;
import java.io.Serial;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What {@link Launch} does, apart from it because an older {@code java} can load that class and not this one. */
final class Launcher {

    static final int USAGE = 64;
    static final int UNUSABLE_MAIN = 65;
    static final int NO_CLASS = 66;
    static final int NO_SCHEDULER = 78;

    private static final String CARRIERS = "stillpoint.carriers";
    private static final String WAIT = "stillpoint.launch.wait";

    private Launcher() {
    }

    /** {@link Launch#main}. */
    static void run(String[] args) throws InterruptedException {
        Launched launched;
        try {
            launched = launch(args);
        } catch (Refusal e) {
            System.err.println("Error: " + e.getMessage());
            System.exit(e.status);
            return;
        }
        launched.thread.join();
        ThreadGroup madeByVirtualThreads = launched.group.get();
        if (madeByVirtualThreads != null && !"false".equals(System.getProperty(WAIT))) {
            new InheritedDaemons(madeByVirtualThreads, "-D" + WAIT + "=false").await(System.err);
        }
        if (launched.failed) {
            // The handler of the program's thread has reported the exception of main. The one below makes the status 1,
            // and the JVM still waits for the threads that are no daemons.
            Thread.currentThread().setUncaughtExceptionHandler((_, _) -> {
            });
            throw new IllegalStateException("main failed");
        }
    }

    private static Launched launch(String[] args) throws Refusal {
        if (args.length == 0) {
            throw new Refusal(USAGE, "No main class. Use: java ... dev.stillpoint.scheduler.Launch MainClass [args]");
        }
        String wait = System.getProperty(WAIT, "true");
        if (!wait.equals("true") && !wait.equals("false")) {
            throw new Refusal(USAGE, "-D%s must be true or false, not \"%s\"".formatted(WAIT, wait));
        }
        CarrierScheduler scheduler = scheduler();
        MainMethod main = mainOf(args[0].replace('/', '.'));
        return new Launched(scheduler, main, Arrays.copyOfRange(args, 1, args.length));
    }

    private static CarrierScheduler scheduler() throws Refusal {
        // An unmodified program sees the names of its threads as with java: none, unless it gives them.
        SchedulerConfig config = SchedulerConfig.defaults().withThreadName("");
        String carriers = System.getProperty(CARRIERS);
        try {
            return CarrierScheduler
                    .create(carriers == null ? config : config.withCarriers(Integer.parseInt(carriers)));
        } catch (IllegalArgumentException e) {
            throw new Refusal(USAGE, "-D%s must be a number from 1 to %d, not \"%s\""
                    .formatted(CARRIERS, SchedulerConfig.MAX_CARRIERS, carriers));
        } catch (SchedulerUnavailableException e) {
            throw new Refusal(NO_SCHEDULER, e.getMessage());
        }
    }

    private static MainMethod mainOf(String className) throws Refusal {
        try {
            return MainMethod.of(Class.forName(className, false, ClassLoader.getSystemClassLoader()));
        } catch (ClassNotFoundException e) {
            throw new Refusal(NO_CLASS, "Class %s is not on the class path (java -cp ...).".formatted(className));
        } catch (LinkageError e) {
            throw new Refusal(NO_CLASS, "Class %s cannot be loaded: %s".formatted(className, e));
        } catch (UnusableMainException e) {
            throw new Refusal(UNUSABLE_MAIN, e.getMessage());
        }
    }

    /** A program that runs. Its scheduler is never closed: it ends with the JVM, like the JDK's own. */
    private static final class Launched implements Runnable {

        private final MainMethod main;
        private final String[] arguments;
        final Thread thread;
        /** The group of all virtual threads. Platform threads that they make inherit it. */
        final AtomicReference<ThreadGroup> group = new AtomicReference<>();
        // written by thread, read after it has ended
        boolean failed;

        Launched(CarrierScheduler scheduler, MainMethod main, String[] arguments) {
            this.main = main;
            this.arguments = arguments;
            thread = scheduler.threadFactory().newThread(this);
            thread.setName("main");
            thread.start();
        }

        @Override
        public void run() {
            group.set(Thread.currentThread().getThreadGroup());
            try {
                main.invoke(arguments);
            } catch (Throwable e) {
                failed = true;
                throw Launched.<RuntimeException>unchanged(e);
            }
        }

        /** Lets the thread's handler see what main threw, unwrapped. */
        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the cast to a checked exception is erased
        private static <E extends Throwable> E unchanged(Throwable thrown) throws E {
            throw (E) thrown;
        }
    }

    /** Why a program cannot start. */
    private static final class Refusal extends Exception {

        @Serial
        private static final long serialVersionUID = 1L;

        final int status;

        Refusal(int status, @Nullable String message) {
            super(message);
            this.status = status;
        }
    }
}
