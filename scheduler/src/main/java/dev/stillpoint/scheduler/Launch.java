// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import dev.stillpoint.scheduler.jdk.MainMethod;
import dev.stillpoint.scheduler.jdk.UnusableMainException;
import java.io.Serial;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Runs an unmodified program on carriers. Its main method runs on a thread of a {@link CarrierScheduler}. So the
 * virtual threads that it makes, and those that these make, are threads of that scheduler.
 *
 * <pre>{@code
 * java --add-opens=java.base/java.lang=ALL-UNNAMED \
 *     -cp stillpoint-scheduler.jar:program.jar dev.stillpoint.scheduler.Launch com.example.Main argument ...
 * }</pre>
 *
 * <p><b>What starts.</b> Any class that {@code java} starts: main may be static or not, public or not, with or without
 * arguments, inherited or not (JEP 512). {@code -Dstillpoint.carriers=N} sets the number of carriers; without it there
 * is one per processor.
 *
 * <p><b>What main sees.</b> A virtual thread named {@code main}; virtual threads that it makes have the names that it
 * gives them. Virtual threads that are made on <em>platform</em>
 * threads of the program stay on the JDK's own scheduler: a virtual thread inherits its scheduler from the virtual
 * thread that makes it.
 *
 * <p><b>How it ends.</b> As with {@code java}. {@code System.exit} ends the JVM at once. An exception of main goes to
 * the thread's handler, which by default prints the stack trace, and makes the exit status 1. The JVM ends when main
 * and every platform thread that is no daemon have ended, whatever virtual threads do. One thing the JDK does not let
 * us keep: a platform thread that main makes with {@code new Thread(...)} inherits from main that it is a daemon, as
 * every virtual thread is one. The JVM waits for such threads too, because with {@code java} they would live on. It
 * does not wait for a thread of which the code that makes it says that it is a daemon, be it in the program or in a
 * library. Class files tell; where one class makes threads of both kinds, the JVM waits. If it waits for long, it says
 * so on the error stream. {@code -Dstillpoint.launch.wait=false} turns the waiting off.
 *
 * <p><b>Exit statuses.</b> The launcher has some of its own, each with one line on the error stream:
 *
 * <table>
 * <caption>Exit statuses</caption>
 * <tr><th>status</th><th>meaning</th></tr>
 * <tr><td>{@value #USAGE}</td><td>no main class was given, or a property is not valid</td></tr>
 * <tr><td>{@value #UNUSABLE_MAIN}</td><td>the class has no main method that {@code java} would start</td></tr>
 * <tr><td>{@value #NO_CLASS}</td><td>the class is not on the class path, or cannot be loaded</td></tr>
 * <tr><td>{@value #NO_SCHEDULER}</td><td>a flag is missing, or the JDK is not supported</td></tr>
 * </table>
 */
public final class Launch {

    static final int USAGE = 64;
    static final int UNUSABLE_MAIN = 65;
    static final int NO_CLASS = 66;
    static final int NO_SCHEDULER = 78;

    private static final String CARRIERS = "stillpoint.carriers";
    private static final String WAIT = "stillpoint.launch.wait";

    private Launch() {
    }

    /**
     * Runs the program and returns when the JVM may end. Ends the JVM if the program cannot start.
     *
     * @param args the name of the main class, and the program's arguments
     */
    public static void main(String... args) throws InterruptedException {
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
            throw new Refusal(USAGE, "No main class. Use: java ... " + Launch.class.getName() + " MainClass [args]");
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
    private static final class Launched {

        final Thread thread;
        /** The group of all virtual threads. Platform threads that they make inherit it. */
        final AtomicReference<ThreadGroup> group = new AtomicReference<>();
        // written by thread, read after it has ended
        boolean failed;

        Launched(CarrierScheduler scheduler, MainMethod main, String[] arguments) {
            thread = scheduler.threadFactory().newThread(() -> run(main, arguments));
            thread.setName("main");
            thread.start();
        }

        private void run(MainMethod main, String[] arguments) {
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
