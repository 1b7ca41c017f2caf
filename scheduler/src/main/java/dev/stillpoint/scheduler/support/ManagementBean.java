// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.support;

import java.lang.management.ManagementFactory;
import java.util.function.Supplier;
import javax.management.InstanceAlreadyExistsException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/**
 * Makes something visible to JMX while it is open. A failure here never reaches the owner: where there is no
 * management, there is no bean.
 *
 * <p>The first bean of a process makes the JDK load classes for a hundred milliseconds. So a thread of its own
 * registers each bean, and nobody waits for it.
 */
public final class ManagementBean implements AutoCloseable {

    private static final int MOST_OF_ONE_NAME = 1000;

    private final String type;
    private final String name;
    /** Makes the bean. Its type is not named here: whoever makes the supplier would load it, before it is needed. */
    private final Supplier<Object> bean;
    // guarded by this; null until the bean is registered, and where it cannot be
    private @Nullable ObjectName registered;
    // guarded by this
    private boolean closed;

    private ManagementBean(String type, String name, Supplier<Object> bean) {
        this.type = type;
        this.name = name;
        this.bean = bean;
    }

    /**
     * Registers a bean in the background. The second one of the same type and name gets {@code name=...#2}, and so on.
     *
     * @param bean answers
     * @param shown what tools see of it, and read about it: see {@link DescribedBean}
     */
    public static <T> ManagementBean register(String type, String name, T bean, Class<T> shown) {
        ManagementBean management = new ManagementBean(type, name, () -> new DescribedBean(bean, shown));
        try {
            DaemonThreads.unstarted(name + "-management", management::open).start();
        } catch (OutOfMemoryError e) {
            // There is no thread to be had, so there is no bean.
        }
        return management;
    }

    private void open() {
        ObjectName made;
        try {
            made = registerUnderAFreeName();
        } catch (JMException | RuntimeException | Error e) {
            return;
        }
        synchronized (this) {
            if (!closed) {
                registered = made;
                return;
            }
        }
        unregister(made);
    }

    private ObjectName registerUnderAFreeName() throws JMException {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        Object described = bean.get();
        for (int i = 1; true; i++) {
            String wanted = quotedIfNeeded(i == 1 ? name : name + "#" + i);
            try {
                ObjectName free = new ObjectName("dev.stillpoint:type=%s,name=%s".formatted(type, wanted));
                return server.registerMBean(described, free).getObjectName();
            } catch (InstanceAlreadyExistsException e) {
                if (i == MOST_OF_ONE_NAME) {
                    throw e;
                }
            }
        }
    }

    private static String quotedIfNeeded(String value) {
        boolean plain = !value.isEmpty()
                && value.chars().allMatch(c -> Character.isLetterOrDigit(c) || "-_.# ".indexOf(c) >= 0);
        return plain ? value : ObjectName.quote(value);
    }

    /** Removes the bean. One that is just being registered disappears as soon as it has been. Idempotent. */
    @Override
    public void close() {
        ObjectName made;
        synchronized (this) {
            closed = true;
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
