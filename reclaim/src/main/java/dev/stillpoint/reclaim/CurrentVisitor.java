// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import dev.stillpoint.reclaim.grace.GracePeriods;
import dev.stillpoint.reclaim.grace.Visitor;
import dev.stillpoint.reclaim.grace.VisitorRegistry;

/** The calling thread as a visitor, for threads that are on no carrier. */
final class CurrentVisitor {

    private static final VisitorRegistry REGISTRY = GracePeriods.process().registry();
    /** A short way to what the registry knows too. Some pools clear the thread-local variables of their threads. */
    private static final ThreadLocal<Visitor> CURRENT = new ThreadLocal<>();

    private CurrentVisitor() {
    }

    static Visitor get() {
        Visitor known = CURRENT.get();
        return known != null ? known : register();
    }

    /** Without memory or stack it throws, and the thread has entered nothing. */
    private static Visitor register() {
        Visitor visitor = REGISTRY.of(Thread.currentThread());
        CURRENT.set(visitor);
        return visitor;
    }
}
