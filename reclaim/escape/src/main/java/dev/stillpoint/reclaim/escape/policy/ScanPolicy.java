// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.policy;

import dev.stillpoint.reclaim.escape.classes.TypeNames;
import dev.stillpoint.reclaim.escape.report.EscapeKind;
import java.util.ArrayList;
import java.util.List;

/**
 * What the scanner knows about methods that it cannot look into, and which findings are wanted. Start from
 * {@link #defaults()}; how methods are written, {@link MethodPattern} says.
 *
 * {@snippet :
 * ScanPolicy policy = ScanPolicy.defaults()
 *         .withBlocking("com.example.Ledger.flush")
 *         .withoutBlocking("java.util.concurrent.locks.Lock.lock*")
 *         .withExemption(EscapeKind.BLOCKING_CALL, "com.example.replay.*");
 * }
 *
 * @param blocking methods that may wait
 * @param handovers methods that hand their arguments to another thread
 * @param starts methods that start the object they are called on as a thread or task
 * @param containers methods that put their arguments into a container
 * @param fieldWriters methods that store their last argument in a field
 * @param atOnce methods that call a lambda before they return, and do not keep it
 * @param passingOn methods whose result is, or holds, what they are called on and with
 * @param closers methods that close what they are given
 * @param copies methods whose result is a copy, whatever its type
 * @param views internal names of types of which a guard-scoped value returns guard-scoped instances
 * @param exemptions findings that are wanted; annotations in the scanned classes add to them
 * @param strict whether stale exemptions and missing types fail the scan
 */
public record ScanPolicy(List<MethodPattern> blocking, List<MethodPattern> handovers, List<MethodPattern> starts,
        List<MethodPattern> containers, List<MethodPattern> fieldWriters, List<MethodPattern> atOnce,
        List<MethodPattern> passingOn, List<MethodPattern> closers, List<MethodPattern> copies, List<String> views,
        List<Exemption> exemptions, boolean strict) {

    private static final ScanPolicy DEFAULTS = new ScanPolicy(Defaults.BLOCKING, Defaults.HANDOVERS, Defaults.STARTS,
            Defaults.CONTAINERS, Defaults.FIELD_WRITERS, Defaults.AT_ONCE, Defaults.PASSING_ON,
            Defaults.CLOSERS, List.of(), Defaults.VIEWS, List.of(), false);

    public ScanPolicy {
        blocking = List.copyOf(blocking);
        handovers = List.copyOf(handovers);
        starts = List.copyOf(starts);
        containers = List.copyOf(containers);
        fieldWriters = List.copyOf(fieldWriters);
        atOnce = List.copyOf(atOnce);
        passingOn = List.copyOf(passingOn);
        closers = List.copyOf(closers);
        copies = List.copyOf(copies);
        views = List.copyOf(views);
        exemptions = List.copyOf(exemptions);
    }

    /**
     * The JDK's threads, executors, futures, queues, collections, locks and I/O; memory segments and buffers; no
     * exemption.
     */
    public static ScanPolicy defaults() {
        return DEFAULTS;
    }

    /** Adds a method that may wait, so that it is not to be called inside a section. */
    public ScanPolicy withBlocking(String method) {
        return with(plus(blocking, MethodPattern.of(method)), handovers, atOnce, closers, copies, views, exemptions);
    }

    /**
     * Takes a method, written as it was added, off those that may wait.
     *
     * @throws IllegalArgumentException if it is not among them
     */
    public ScanPolicy withoutBlocking(String method) {
        List<MethodPattern> fewer = new ArrayList<>(blocking);
        if (!fewer.remove(MethodPattern.of(method))) {
            throw new IllegalArgumentException(
                    "\"%s\" is not among the blocking methods; write it as it was added".formatted(method));
        }
        return with(fewer, handovers, atOnce, closers, copies, views, exemptions);
    }

    /** Adds a method that hands its arguments to another thread. */
    public ScanPolicy withHandover(String method) {
        return with(blocking, plus(handovers, MethodPattern.of(method)), atOnce, closers, copies, views, exemptions);
    }

    /** Adds a method that calls a lambda before it returns, and does not keep it. */
    public ScanPolicy withAtOnce(String method) {
        return with(blocking, handovers, plus(atOnce, MethodPattern.of(method)), closers, copies, views, exemptions);
    }

    /** Adds a method that closes what it is given, on every path. */
    public ScanPolicy withCloser(String method) {
        return with(blocking, handovers, atOnce, plus(closers, MethodPattern.of(method)), copies, views, exemptions);
    }

    /** Adds a method whose result is a copy: no longer guarded, whatever its type says. */
    public ScanPolicy withCopy(String method) {
        return with(blocking, handovers, atOnce, closers, plus(copies, MethodPattern.of(method)), views, exemptions);
    }

    /** Adds a type, by its binary name: what a guard-scoped value returns of it is guard-scoped too. */
    public ScanPolicy withView(String type) {
        return with(blocking, handovers, atOnce, closers, copies, plus(views, TypeNames.internal(type)), exemptions);
    }

    /** Findings of this kind are wanted in a class, or, with a {@code *} at the end, in all whose name begins so. */
    public ScanPolicy withExemption(EscapeKind kind, String classes) {
        return withExemption(new Exemption(kind, classes));
    }

    /** These findings are wanted. */
    public ScanPolicy withExemption(Exemption exemption) {
        return with(blocking, handovers, atOnce, closers, copies, views, plus(exemptions, exemption));
    }

    /**
     * What is only told otherwise fails the scan too: exemptions that cover nothing any more, and types that are
     * missing.
     */
    public ScanPolicy withStrictness() {
        return new ScanPolicy(blocking, handovers, starts, containers, fieldWriters, atOnce, passingOn, closers, copies,
                views, exemptions, true);
    }

    private ScanPolicy with(List<MethodPattern> newBlocking, List<MethodPattern> newHandovers,
            List<MethodPattern> newAtOnce, List<MethodPattern> newClosers, List<MethodPattern> newCopies,
            List<String> newViews, List<Exemption> newExemptions) {
        return new ScanPolicy(newBlocking, newHandovers, starts, containers, fieldWriters, newAtOnce, passingOn,
                newClosers, newCopies, newViews, newExemptions, strict);
    }

    private static <T> List<T> plus(List<T> list, T element) {
        List<T> longer = new ArrayList<>(list);
        longer.add(element);
        return longer;
    }
}
