// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.support;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.management.InstanceAlreadyExistsException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/**
 * Makes something visible to JMX while it is open. A failure here never reaches the owner: where there is no
 * management, there is no bean.
 *
 * <p>The first bean of a process makes the JDK load some 900 classes, which takes the processor for 200 milliseconds.
 * So a thread of its own registers each bean, and nobody waits for it. It rests for a second before: a program that
 * starts has its processors for itself, and one that ends sooner needs no bean.
 */
public final class ManagementBean implements AutoCloseable {

    private static final int MOST_OF_ONE_NAME = 1000;
    private static final Duration REST = Duration.ofSeconds(1);

    private final String type;
    private final String name;
    private final Object bean;
    private final Class<?> shown;
    private final Duration rest;
    // guarded by this; null until the bean is registered, and where it cannot be
    private @Nullable ObjectName registered;
    // guarded by this
    private boolean closed;

    private ManagementBean(String type, String name, Object bean, Class<?> shown, Duration rest) {
        this.type = type;
        this.name = name;
        this.bean = bean;
        this.shown = shown;
        this.rest = rest;
    }

    /**
     * Registers a bean in the background, after a second. If there is one of the same type and name already, it gets
     * {@code name=...#2}, and so on.
     *
     * @param bean answers
     * @param shown what tools see of it, and read about it: see {@link DescribedBean}
     */
    public static <T> ManagementBean register(String type, String name, T bean, Class<T> shown) {
        return register(type, name, bean, shown, REST);
    }

    /** @param rest how long to wait before the bean is registered */
    static <T> ManagementBean register(String type, String name, T bean, Class<T> shown, Duration rest) {
        ManagementBean management = new ManagementBean(type, name, bean, shown, rest);
        try {
            DaemonThreads.unstarted(name.concat("-management"), management.new Opening()).start();
        } catch (OutOfMemoryError e) {
            // There is no thread to be had, so there is no bean.
        }
        return management;
    }

    /** What the thread does. A class of its own, so that creating a scheduler links no lambda. */
    private final class Opening implements Runnable {

        @Override
        public void run() {
            try {
                if (isWantedStill()) {
                    open();
                }
            } catch (Throwable e) {
                // As where there is no management: there is no bean.
            }
        }
    }

    /** Rests. Returns at once, and false, when the owner is closed. */
    private synchronized boolean isWantedStill() {
        long deadline = System.nanoTime() + rest.toNanos();
        try {
            long left = rest.toMillis();
            while (!closed && left > 0) {
                wait(left);
                left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            }
        } catch (InterruptedException e) {
            // Nobody who knows this thread interrupts it, and whoever does wants it to go on.
        }
        return !closed;
    }

    private void open() throws JMException {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        Object described = DescribedBean.of(bean, shown);
        for (int i = 1; i <= MOST_OF_ONE_NAME; i++) {
            String wanted = quotedIfNeeded(i == 1 ? name : name + "#" + i);
            if (open(server, described, new ObjectName("dev.stillpoint:type=%s,name=%s".formatted(type, wanted)))) {
                return;
            }
        }
    }

    /**
     * Registers the bean unless the owner is closed. Under the lock, so that nobody sees a bean that {@link #close}
     * does not know of: whoever closes waits meanwhile.
     *
     * @return whether to look no further; false if the name is taken
     */
    private synchronized boolean open(MBeanServer server, Object described, ObjectName free) throws JMException {
        if (closed) {
            return true;
        }
        try {
            registered = server.registerMBean(described, free).getObjectName();
        } catch (InstanceAlreadyExistsException e) {
            return false;
        }
        if (closed) {
            // By a listener of the server, which this thread called.
            close();
        }
        return true;
    }

    private static String quotedIfNeeded(String value) {
        boolean plain = !value.isEmpty()
                && value.chars().allMatch(c -> Character.isLetterOrDigit(c) || "-_.# ".indexOf(c) >= 0);
        return plain ? value : ObjectName.quote(value);
    }

    /**
     * Removes the bean: when this returns it is gone. One that was not to be registered yet never is. Idempotent.
     */
    @Override
    public void close() {
        ObjectName made;
        synchronized (this) {
            closed = true;
            notifyAll();
            made = registered;
            registered = null;
        }
        if (made != null) {
            unregister(made);
        }
    }

    private static void unregister(ObjectName made) {
        try {
            ManagementFactory.getPlatformMBeanServer().unregisterMBean(made);
        } catch (JMException | RuntimeException e) {
            // Somebody else has removed it, or does not let us.
        }
    }
}
