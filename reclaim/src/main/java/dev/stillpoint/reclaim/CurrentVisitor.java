// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import dev.stillpoint.reclaim.grace.GracePeriods;
import dev.stillpoint.reclaim.grace.Visitor;
import dev.stillpoint.reclaim.grace.VisitorRegistry;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;

/** The calling thread as a visitor, for threads that are on no carrier. */
final class CurrentVisitor {

    private static final VisitorRegistry REGISTRY = GracePeriods.process().registry();
    /**
     * A short way to what the registry keeps. Some pools clear the thread-local variables of their threads. Others
     * outlive the application whose code they ran, so the thread itself must not keep anything of ours.
     */
    private static final ThreadLocal<Reference<Visitor>> CURRENT = new ThreadLocal<>();

    private CurrentVisitor() {
    }

    static Visitor get() {
        Reference<Visitor> known = CURRENT.get();
        Visitor visitor = known == null ? null : known.get();
        return visitor == null ? register() : visitor;
    }

    /** Without memory or stack it throws, and the thread has entered nothing. */
    private static Visitor register() {
        Visitor visitor = REGISTRY.of(Thread.currentThread());
        CURRENT.set(new WeakReference<>(visitor));
        return visitor;
    }
}
