// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.jdk;

import jdk.internal.misc.Unsafe;
import org.jspecify.annotations.Nullable;

/** The sockets of this JVM, for schedulers whose carriers wait for them. */
public final class JdkSockets implements SocketSource {

    /** Whatever makes a socket initialises this class, and nothing else does. */
    private static final @Nullable Class<?> NET = find("sun.nio.ch.Net");
    /** Its initialiser starts the pollers, as children of the calling thread, which must not be one of ours. */
    private static final @Nullable Class<?> POLLER = find("sun.nio.ch.Poller");

    /** Opens nothing yet. */
    public JdkSockets() {
    }

    private static @Nullable Class<?> find(String name) {
        try {
            return Class.forName(name, false, null);
        } catch (ClassNotFoundException e) {
            // Another JDK, whose pollers nobody touches.
            return null;
        }
    }

    @Override
    public boolean isWorthIt() {
        return isInitialised(NET) && isInitialised(POLLER);
    }

    private static boolean isInitialised(@Nullable Class<?> candidate) {
        return candidate != null && !Unsafe.getUnsafe().shouldBeInitialized(candidate);
    }

    @Override
    public EventQueue open() {
        String obstacle = SocketPollers.obstacle();
        if (obstacle != null) {
            throw new IllegalStateException(obstacle);
        }
        return SocketPollers.open();
    }
}
