package dev.stillpoint.scheduler.observe;

import dev.stillpoint.scheduler.carrier.CarrierPool;
import java.lang.management.ManagementFactory;
import javax.management.InstanceAlreadyExistsException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/**
 * Makes a scheduler visible to JMX while it is open. No failure here is the scheduler's: where there is no management,
 * there is no bean.
 *
 * <p>The first bean of a process makes the JDK load a hundred milliseconds' worth of classes, so beans are registered
 * by a thread of their own, and nobody waits for it.
 */
public final class Management implements AutoCloseable {

    private static final String TYPE = "dev.stillpoint:type=CarrierScheduler,name=";
    private static final int MOST_OF_ONE_NAME = 1000;

    private final CarrierPool pool;
    // guarded by this; null until the bean is registered, and where it cannot be
    private @Nullable ObjectName name;
    // guarded by this
    private boolean closed;

    private Management(CarrierPool pool) {
        this.pool = pool;
    }

    /** Registers a bean in a moment; the second scheduler of the same name gets {@code name=...#2}, and so on. */
    public static Management of(CarrierPool pool) {
        Management management = new Management(pool);
        try {
            Thread.ofPlatform().daemon().inheritInheritableThreadLocals(false).name(pool + "-management")
                    .start(management::open);
        } catch (OutOfMemoryError e) {
            // No thread to be had: no bean.
        }
        return management;
    }

    private void open() {
        ObjectName registered;
        try {
            registered = register(new ManagedScheduler(pool));
        } catch (JMException | RuntimeException | LinkageError | OutOfMemoryError e) {
            return;
        }
        synchronized (this) {
            if (!closed) {
                name = registered;
                return;
            }
        }
        unregister(registered);
    }

    private static ObjectName register(ManagedScheduler bean) throws JMException {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        for (int i = 1; true; i++) {
            String wanted = i == 1 ? bean.getName() : bean.getName() + "#" + i;
            try {
                return server.registerMBean(bean, new ObjectName(TYPE + quotedIfNeeded(wanted))).getObjectName();
            } catch (InstanceAlreadyExistsException e) {
                if (i == MOST_OF_ONE_NAME) {
                    throw e;
                }
            }
        }
    }

    private static String quotedIfNeeded(String name) {
        boolean plain = !name.isEmpty()
                && name.chars().allMatch(c -> Character.isLetterOrDigit(c) || "-_.# ".indexOf(c) >= 0);
        return plain ? name : ObjectName.quote(name);
    }

    /** Removes the bean; one that is just being registered disappears as soon as it is. Idempotent. */
    @Override
    public void close() {
        ObjectName registered;
        synchronized (this) {
            closed = true;
            registered = name;
            name = null;
        }
        if (registered != null) {
            unregister(registered);
        }
    }

    private static void unregister(ObjectName registered) {
        try {
            ManagementFactory.getPlatformMBeanServer().unregisterMBean(registered);
        } catch (JMException | RuntimeException e) {
            // Somebody else removed it, or does not let us.
        }
    }
}
