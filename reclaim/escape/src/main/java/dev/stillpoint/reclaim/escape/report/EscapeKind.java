// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.report;

/** The ways in which a guard, or something that it protects, is used wrongly. */
public enum EscapeKind {

    /**
     * Stored in an instance field. A field of a {@code @GuardScoped} class may hold guard-scoped values, but no guard.
     */
    FIELD("keep guards and what they protect in local variables and parameters, copy the data that must live longer,"
            + " or, if it is no guard, mark the class that holds it with @GuardScoped, be it a view or the version"
            + " itself; if it is a copy already, tell the policy which method made it, with withCopy or --copy"),

    /** Stored in a static field. */
    STATIC_FIELD("keep the QsbrReference in the static field, and read it inside each section"),

    /** Stored in an element of an array. */
    ARRAY("use local variables, or copy the data into an array of numbers or strings"),

    /** Put into a collection or another container, such as an Optional, an AtomicReference or a ThreadLocal. */
    COLLECTION(
            "collect copies of the data, not the views of it; if the collection ends with the section, exempt the"
                    + " method with @EscapeExemption; if it collects copies already, tell the policy which method made"
                    + " them, with withCopy or --copy"),

    /** Returned from the body of a read section. */
    SECTION_RESULT(
            "compute the result inside the section, and return a copy: a number, a string, a record of such; if it is"
                    + " one already, tell the policy which method made it, with withCopy or --copy"),

    /** Returned from a method or lambda that does not say so. */
    RETURN("mark the method with @GuardScoped, so that its callers keep the value inside their section, or"
            + " return a copy; if it is one already, tell the policy with withCopy, or --copy"),

    /** Captured by a lambda, a method reference, or a local class that leaves its method. */
    CAPTURE("read what the lambda needs before it is made and let it capture the copy, or let it open a section"
            + " of its own; if it is called before the method returns that gets it, tell the policy with withAtOnce,"
            + " or --at-once"),

    /**
     * Handed to a thread, executor, future or queue, by itself or captured. A fork that is joined inside is allowed.
     */
    HANDOVER("let the other thread open a section of its own, or hand it a copy; a forked task may share the section"
            + " if its scope is joined inside"),

    /** Kept across {@code ScopedQsbr.checkpoint()}. */
    ACROSS_CHECKPOINT("leave the section before the checkpoint, and read the reference again after it"),

    /** Used after its guard was closed. */
    USE_AFTER_CLOSE("move the use into the section, before the guard is closed"),

    /** A guard that some path, normal or exceptional, does not close. */
    NOT_CLOSED(
            "open the guard in try-with-resources, or use ScopedQsbr.read; if a method closes it, tell the policy with"
                    + " withCloser, or --closes"),

    /** Used after the same method retired it by hand, outside of a section. */
    USE_AFTER_RETIRE("retire it after the last use, or use QsbrReference.replace, which retires the version that it"
            + " replaces"),

    /** A snapshot, or what it keeps, is used after the snapshot was closed, perhaps by others who got it before. */
    SNAPSHOT_USE_AFTER_CLOSE("close the snapshot after the last use, wait for those who got what it keeps, or give each"
            + " a share of its own"),

    /** A snapshot that some path, normal or exceptional, does not close, and that nobody else gets. */
    SNAPSHOT_NOT_CLOSED("take the snapshot in try-with-resources, or keep it in a field that close() closes"),

    /** A call that may wait, inside a read section. It is safe, but nothing is freed while it waits. */
    BLOCKING_CALL("wait before or after the section; if the wait is short and wanted, exempt it with @EscapeExemption"
            + " or in the ScanPolicy");

    private final String fix;

    EscapeKind(String fix) {
        this.fix = fix;
    }

    /** What to do about it, as a sentence without capital and full stop. */
    public String fix() {
        return fix;
    }
}
